// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {AgencyId} from "../access/AgencyId.sol";
import {SignatureLib} from "../access/SignatureLib.sol";
import {BatchHeadLib} from "./BatchHeadLib.sol";
import {LedgerState} from "./LedgerState.sol";

/// @title Approvals
/// @notice Checks that others than the maker have signed, as many as the agency's policy asks for.
abstract contract Approvals is LedgerState, EIP712 {
    using BatchHeadLib for BatchHead;

    /// @dev What an act needs of persons: roles of the maker, and approvals by amount, so many at the least.
    struct Authority {
        AgencyId agency;
        uint8 roles;
        uint64 amount;
        uint256 minApprovals;
    }

    /// @dev What a year's closing and a change of rule need, whatever the policy says.
    uint256 internal constant AT_LEAST_ONE = 1;

    bytes32 private constant BATCH_TYPEHASH =
        keccak256(
            "Batch(uint32 agency,uint16 year,uint16 desk,uint40 firstNumber,uint32 count,uint64 total,bytes32 batchRef,bytes32 root,address maker,uint48 deadline)"
        );
    bytes32 private constant CLOSING_TYPEHASH =
        keccak256("YearClosing(uint32 agency,uint16 year,uint8 state,address maker,uint48 deadline)");
    bytes32 private constant RULE_TYPEHASH =
        keccak256(
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
        return
            _hashTypedDataV4(
                keccak256(abi.encode(RULE_TYPEHASH, agency, number, rule, version, maker, deadline))
            );
    }

    /// @dev Reverts unless the sender has the roles, and enough approvers signed the digest before its deadline.
    /// @return approvers Who signed.
    function _requireApprovals(
        Authority memory needed,
        bytes32 digest,
        uint48 deadline,
        Approval[] calldata approvals
    ) internal view returns (address[] memory approvers) {
        if (block.timestamp > deadline) revert SpendingLedger_Expired(deadline, block.timestamp);
        approvers = new address[](approvals.length);
        for (uint256 i = 0; i < approvals.length; ++i) {
            Approval calldata approval = approvals[i];
            address approver = approval.approver;
            if (!SignatureLib.isValid(approver, digest, approval.signature)) {
                revert SpendingLedger_InvalidSignature(approver);
            }
            approvers[i] = approver;
        }
        AGENCIES.authorise(
            needed.agency,
            msg.sender,
            needed.roles,
            approvers,
            needed.amount,
            needed.minApprovals
        );
    }
}
