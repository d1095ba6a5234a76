// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ILedgerTypes} from "./ILedgerTypes.sol";

/// @title ApprovalLib
/// @notice Reads approvals where they lie in calldata.
/// @dev Looks at no bound, as Solidity would on each read: what lies elsewhere than it must is a signature that fits no digest, or
/// the name of somebody whose signature is not there.
library ApprovalLib {
    /// @notice Returns approval `index`, which must be below the length.
    /// @return approver Who is said to have signed.
    /// @return signature What is said to be the signature.
    function approvalAt(
        ILedgerTypes.Approval[] calldata self,
        uint256 index
    ) internal pure returns (address approver, bytes calldata signature) {
        assembly ("memory-safe") {
            // An element is the offset of a struct that begins with the approver, and then says where its signature is.
            let approval := add(self.offset, calldataload(add(self.offset, shl(5, index))))
            approver := shr(96, shl(96, calldataload(approval)))
            let place := add(approval, calldataload(add(approval, 0x20)))
            signature.offset := add(place, 0x20)
            signature.length := calldataload(place)
        }
    }

    /// @notice Writes the approvers, as an array, to memory that the caller has kept for them.
    /// @param memoryAddress Where to: a word for the length, and one for each.
    function copyApprovers(
        ILedgerTypes.Approval[] calldata self,
        uint256 memoryAddress
    ) internal pure returns (address[] memory approvers) {
        assembly ("memory-safe") {
            approvers := memoryAddress
            mstore(approvers, self.length)
        }
        unchecked {
            for (uint256 i = 0; i < self.length; ++i) {
                (address approver, ) = approvalAt(self, i);
                assembly ("memory-safe") {
                    mstore(add(approvers, shl(5, add(i, 1))), approver)
                }
            }
        }
    }
}
