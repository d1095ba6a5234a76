// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {AgencyId} from "../access/AgencyId.sol";
import {IAgencyRegistry} from "../access/IAgencyRegistry.sol";
import {SignatureLib} from "../access/SignatureLib.sol";
import {ApprovalLib} from "./ApprovalLib.sol";
import {BatchHeadLib} from "./BatchHeadLib.sol";
import {LedgerState} from "./LedgerState.sol";

/// @title Approvals
/// @notice Checks that others than the maker have signed, as many as the agency's policy asks for.
abstract contract Approvals is LedgerState, EIP712 {
    using ApprovalLib for Approval[];
    using BatchHeadLib for BatchHead;

    /// @dev What a year's closing and a change of rule need, whatever the policy says.
    uint256 internal constant AT_LEAST_ONE = 1;

    bytes32 private constant BATCH_TYPEHASH = keccak256(
        "Batch(uint32 agency,uint16 year,uint16 desk,uint40 firstNumber,uint32 count,uint64 total,bytes32 batchRef,bytes32 root,address maker,uint48 deadline)"
    );
    bytes32 private constant CLOSING_TYPEHASH = keccak256(
        "YearClosing(uint32 agency,uint16 year,uint8 state,address maker,uint48 deadline)"
    );
    bytes32 private constant RULE_TYPEHASH = keccak256(
        "RuleChange(uint32 agency,uint32 number,uint16 fromClass,uint16 toClass,bool carryOver,bool active,uint8 minApprovals,uint64 yearlyCap,bytes32 text,uint32 version,address maker,uint48 deadline)"
    );

    constructor() EIP712("Fisc SpendingLedger", "1") {}

    /// @dev What approvers of a batch sign.
    function _batchDigest(
        BatchHead calldata head,
        uint256 count,
        bytes32 root,
        address maker
    ) internal view returns (bytes32) {
        return _hashTypedDataV4(head.structHash(BATCH_TYPEHASH, count, root, maker));
    }

    /// @dev What approvers of a year's closing sign.
    function _closingDigest(
        AgencyId agency,
        uint16 year,
        YearState state,
        uint48 deadline,
        address maker
    ) internal view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(CLOSING_TYPEHASH, agency, year, state, maker, deadline)));
    }

    /// @dev The digest for a version of a rule; the version makes a signature good once.
    function _ruleDigest(
        AgencyId agency,
        uint32 number,
        Rule calldata rule,
        uint32 version,
        uint48 deadline,
        address maker
    ) internal view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(RULE_TYPEHASH, agency, number, rule, version, maker, deadline)));
    }

    /// @dev Reverts unless each of `approvals` is a signature of the digest, and the deadline is not past. Who signed may approve
    /// is `_authorise`'s to ask.
    function _requireSigned(bytes32 digest, uint48 deadline, Approval[] calldata approvals) internal view {
        if (block.timestamp > deadline) revert SpendingLedger_Expired(deadline, block.timestamp);
        unchecked {
            for (uint256 i = 0; i < approvals.length; ++i) {
                (address approver, bytes calldata signature) = approvals.approvalAt(i);
                if (!SignatureLib.isValid(approver, digest, signature)) {
                    revert SpendingLedger_InvalidSignature(approver);
                }
            }
        }
    }

    /// @dev Asks the registry of agencies: `authorise(agency, sender, roles, approvers, amount, minApprovals)`. As the plain
    /// call, which costs 350 gas more, most of it to look whether the registry, fixed at deployment, has code.
    function _authorise(
        AgencyId agency,
        uint256 roles,
        uint256 amount,
        uint256 minApprovals,
        address[] memory approvers
    ) internal view {
        address agencies = address(AGENCIES);
        bytes4 selector = IAgencyRegistry.authorise.selector;
        uint256 agencyWord = AgencyId.unwrap(agency);
        assembly ("memory-safe") {
            let data := mload(0x40)
            mstore(data, selector)
            mstore(add(data, 0x04), agencyWord)
            mstore(add(data, 0x24), caller())
            mstore(add(data, 0x44), roles)
            mstore(add(data, 0x64), 0xc0)
            mstore(add(data, 0x84), amount)
            mstore(add(data, 0xa4), minApprovals)
            let size := shl(5, add(mload(approvers), 1))
            mcopy(add(data, 0xc4), approvers, size)
            if iszero(staticcall(gas(), agencies, data, add(0xc4, size), 0, 0)) {
                returndatacopy(data, 0, returndatasize())
                revert(data, returndatasize())
            }
        }
    }

    /// @dev Copies the approvers of `approvals` to memory.
    function _approversOf(Approval[] calldata approvals) internal pure returns (address[] memory approvers) {
        approvers = new address[](approvals.length);
        for (uint256 i = 0; i < approvals.length; ++i) (approvers[i], ) = approvals.approvalAt(i);
    }
}
