// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ILedgerTypes} from "./ILedgerTypes.sol";

/// @title BatchHeadLib
/// @notice Reads a batch's head where it lies in calldata.
/// @dev `requireClean` looks once at what Solidity would look at on each read, and makes the reads below as safe.
library BatchHeadLib {
    /// @notice Reverts where a field has more bits than its type.
    function requireClean(ILedgerTypes.BatchHead calldata head) internal pure {
        assembly ("memory-safe") {
            if or(
                or(
                    or(shr(32, calldataload(head)), shr(16, calldataload(add(head, 0x20)))),
                    or(shr(16, calldataload(add(head, 0x40))), shr(40, calldataload(add(head, 0x60))))
                ),
                or(shr(48, calldataload(add(head, 0x80))), shr(64, calldataload(add(head, 0xa0))))
            ) {
                revert(0, 0)
            }
        }
    }

    /// @dev agency ‖ year ‖ desk, as `series` in events.
    function seriesIdOf(ILedgerTypes.BatchHead calldata head) internal pure returns (uint64 seriesId) {
        assembly ("memory-safe") {
            seriesId := or(
                shl(32, calldataload(head)),
                or(shl(16, calldataload(add(head, 0x20))), calldataload(add(head, 0x40)))
            )
        }
    }

    function firstNumberOf(ILedgerTypes.BatchHead calldata head) internal pure returns (uint256 firstNumber) {
        assembly ("memory-safe") {
            firstNumber := calldataload(add(head, 0x60))
        }
    }

    function deadlineOf(ILedgerTypes.BatchHead calldata head) internal pure returns (uint48 deadline) {
        assembly ("memory-safe") {
            deadline := calldataload(add(head, 0x80))
        }
    }

    function totalOf(ILedgerTypes.BatchHead calldata head) internal pure returns (uint64 total) {
        assembly ("memory-safe") {
            total := calldataload(add(head, 0xa0))
        }
    }

    function batchRefOf(ILedgerTypes.BatchHead calldata head) internal pure returns (bytes32 batchRef) {
        assembly ("memory-safe") {
            batchRef := calldataload(add(head, 0xc0))
        }
    }

    /// @notice Returns EIP-712's hash of the struct that approvers sign.
    /// @param typeHash The hash of the struct's type.
    /// @param count How many entries the batch holds.
    /// @param root The batch root.
    /// @param maker The account that sends it.
    function structHash(
        ILedgerTypes.BatchHead calldata head,
        bytes32 typeHash,
        uint256 count,
        bytes32 root,
        address maker
    ) internal pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            let data := mload(0x40)
            mstore(data, typeHash)
            // agency, year, desk, firstNumber
            calldatacopy(add(data, 0x20), head, 0x80)
            mstore(add(data, 0xa0), count)
            // total, batchRef
            calldatacopy(add(data, 0xc0), add(head, 0xa0), 0x40)
            mstore(add(data, 0x100), root)
            mstore(add(data, 0x120), maker)
            mstore(add(data, 0x140), calldataload(add(head, 0x80)))
            hash := keccak256(data, 0x160)
        }
    }
}
