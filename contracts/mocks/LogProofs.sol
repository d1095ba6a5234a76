// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {LogProofLib} from "../sharing/LogProofLib.sol";

/// @title LogProofs
/// @notice Checks proofs of a log, one or many in a call.
contract LogProofs {
    /// @notice Makes calls to this contract, and returns for each the selector of the error that refuses it, or 0.
    function refusalsOf(bytes[] calldata calls) external view returns (bytes4[] memory refusals) {
        refusals = new bytes4[](calls.length);
        for (uint256 i = 0; i < calls.length; ++i) {
            (bool isAccepted, bytes memory reason) = address(this).staticcall(calls[i]);
            if (!isAccepted) refusals[i] = bytes4(reason);
        }
    }

    /// @notice Reverts unless the new state of a log continues the old one.
    function requireConsistent(
        uint256 oldSize,
        bytes32 oldRoot,
        uint256 newSize,
        bytes32 newRoot,
        bytes32[] calldata proof
    ) external view {
        LogProofLib.requireConsistent(oldSize, oldRoot, newSize, newRoot, proof);
    }

    /// @notice Reverts unless a leaf stands at its place in a log.
    function requireIncluded(
        bytes32 leaf,
        uint256 index,
        uint256 size,
        bytes32 root,
        bytes32[] calldata proof
    ) external view {
        LogProofLib.requireIncluded(leaf, index, size, root, proof);
    }

    /// @notice Returns the hash of an entry's leaf.
    function leafHash(bytes calldata entry) external pure returns (bytes32) {
        return LogProofLib.leafHash(entry);
    }
}
