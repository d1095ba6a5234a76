// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgencyId} from "../../contracts/access/AgencyId.sol";
import {NO_PAYEE, PayeeId} from "../../contracts/access/PayeeId.sol";
import {Entry} from "../../contracts/funds/EntryLib.sol";
import {LineId, NO_LINE} from "../../contracts/funds/LineId.sol";
import {GhostBooks} from "./GhostBooks.sol";
import {Posting, PostingTable} from "./PostingTable.sol";

/// @title GhostLedger
/// @notice The ledger a second time, as slow and plain as can be: it says whether a batch must be recorded, and with which
/// error it must be refused, and keeps every total in numbers of its own.
/// @dev Refusing is reverting, so what it refuses leaves no trace here either.
contract GhostLedger is GhostBooks {
    /// @notice Which entry is cited, and whether the proof is good.
    struct GhostCitation {
        bytes32 batchRef;
        AgencyId agency;
        uint16 year;
        uint16 desk;
        uint40 number;
        Entry cited;
        bool sound;
    }

    /// @notice A batch as its maker means it, before it is packed and signed.
    struct GhostBatch {
        BatchHead head;
        address maker;
        Entry[] entries;
        bool citing;
        bool compact;
        GhostCitation[] citations;
        GhostApproval[] approvals;
    }

    struct GhostCommitment {
        LineId line;
        PayeeId payee;
        bool collective;
        int256[4] totals; // committed, verified, ordered, paid
    }

    struct GhostInvoice {
        bytes32 batch;
        uint256 uses;
        uint256 last;
    }

    /// @dev What the entries of one batch ask for together.
    struct Needs {
        uint8 roles;
        uint256 approvals;
        uint16 year; // of the rule
        uint32 rule;
        int256 virements;
    }

    int256 private constant MAX = 2 ** 61 - 1;
    int256 private constant FREE_MAX = 2 ** 60 - 1;

    uint8 private constant CARRY_OUT = 10;
    uint8 private constant CARRY_IN = 11;
    uint8 private constant REFUND_DIRECT = 30;

    mapping(bytes32 agencyAndBatchRef => bool) internal _recorded;
    mapping(bytes32 series => uint256) internal _counts;
    mapping(bytes32 series => uint256) internal _batches;
    mapping(bytes32 commitment => GhostCommitment) internal _commitments;
    mapping(bytes32 payeeAndInvoice => GhostInvoice) internal _invoices;
    mapping(bytes32 entry => uint256) internal _cited;

    /// @notice Records a batch, or refuses it as the ledger must.
    function record(GhostBatch calldata batch) external {
        BatchHead calldata head = batch.head;
        if (batch.entries.length == 0) _refuse(SpendingLedger_InvalidLength.selector);
        for (uint256 i = 0; i < batch.citations.length; ++i) {
            _cite(head, batch.entries[i], batch.citations[i]);
        }
        if (head.desk > 63) _refuse(SpendingLedger_DeskOutOfRange.selector);
        if (_years[head.agency][head.year].state == YearState.Unknown) {
            _refuse(SpendingLedger_YearUnknown.selector);
        }
        bytes32 series = keccak256(abi.encode(head.agency, head.year, head.desk));
        Needs memory needs;
        uint256 sum = _settle(batch, needs);
        if (head.firstNumber != _counts[series] + 1) {
            _refuse(SpendingLedger_SeriesMoved.selector);
        }
        if (sum != head.total) _refuse(SpendingLedger_TotalMismatch.selector);
        if (needs.virements != 0) _refuse(SpendingLedger_VirementUnbalanced.selector);
        if (head.batchRef == 0) _refuse(SpendingLedger_InvalidBatchRef.selector);
        bytes32 batchKey = keccak256(abi.encode(head.agency, head.batchRef));
        if (_recorded[batchKey]) _refuse(SpendingLedger_BatchRecorded.selector);
        _authorise(head.agency, batch.maker, needs.roles, head.total, needs.approvals, head.deadline, batch.approvals);
        _recorded[batchKey] = true;
        _counts[series] += batch.entries.length;
        ++_batches[series];
    }

    function countOf(AgencyId agency, uint16 year, uint16 desk) external view returns (uint256, uint256) {
        bytes32 series = keccak256(abi.encode(agency, year, desk));
        return (_counts[series], _batches[series]);
    }

    function commitmentOf(AgencyId agency, uint16 year, uint32 number) external view returns (GhostCommitment memory) {
        return _commitments[keccak256(abi.encode(agency, year, number))];
    }

    function isInvoiceUsed(PayeeId payee, bytes32 invoice) external view returns (bool) {
        return _invoices[keccak256(abi.encode(payee, invoice))].uses != 0;
    }

    function citedOf(AgencyId agency, uint16 year, uint16 desk, uint40 number) external view returns (uint256) {
        return _cited[_entryKey(agency, year, desk, number)];
    }

    /// @dev A citation stands for an entry of the same agency and what it corrects or carries on; it uses up the amount.
    function _cite(BatchHead calldata head, Entry calldata entry, GhostCitation calldata citation) private {
        AgencyId agency = head.agency;
        if (!citation.sound) _refuse(SpendingLedger_ProofInvalid.selector);
        Entry calldata cited = citation.cited;
        bool names =
            citation.agency == agency &&
                entry.citedYear == citation.year &&
                entry.citedDesk == citation.desk &&
                entry.citedNumber == citation.number;
        bool corrects =
            entry.kind == uint256(cited.kind) + 0x80 &&
                entry.line == cited.line &&
                entry.commitment == cited.commitment &&
                entry.payee == cited.payee;
        bool carries =
            entry.kind == CARRY_IN &&
                cited.kind == CARRY_OUT &&
                head.year > citation.year &&
                entry.commitment == cited.commitment;
        if (!names || PostingTable.isCorrection(cited.kind) || !(corrects || carries)) {
            _refuse(SpendingLedger_CitationMismatch.selector);
        }
        bytes32 key = _entryKey(agency, citation.year, citation.desk, citation.number);
        _cited[key] += entry.amount;
        if (_cited[key] > cited.amount) _refuse(SpendingLedger_ExceedsCited.selector);
        if (!corrects) return;
        if (_cited[key] == cited.amount && PostingTable.postingOf(cited.kind).invoice && cited.payee != NO_PAYEE) {
            --_invoices[keccak256(abi.encode(cited.payee, cited.document))].uses;
        }
        if (cited.kind == CARRY_IN) {
            _cited[_entryKey(agency, cited.citedYear, cited.citedDesk, cited.citedNumber)] -= entry.amount;
        }
    }

    /// @dev Settles the entries run by run: within a run each entry is looked at before any moves.
    function _settle(GhostBatch calldata batch, Needs memory needs) private returns (uint256 sum) {
        uint256 end;
        for (uint256 start = 0; start < batch.entries.length; start = end) {
            end = start + 1;
            // In the compact encoding each entry is a run of its own here.
            while (!batch.compact && end < batch.entries.length && _isSameRun(batch.entries[start], batch.entries[end]))
                ++end;
            uint256 runSum = _settleRun(batch, needs, start, end);
            sum += runSum;
        }
    }

    function _settleRun(
        GhostBatch calldata batch,
        Needs memory needs,
        uint256 start,
        uint256 end
    ) private returns (uint256 sum) {
        Entry calldata first = batch.entries[start];
        bool corrects = PostingTable.isCorrection(first.kind);
        Posting memory posting = PostingTable.postingOf(corrects ? first.kind - 0x80 : first.kind);
        _startRun(batch, needs, posting, first);
        for (uint256 i = start; i < end; ++i) {
            _checkEntry(batch.head, posting, corrects, batch.entries[i]);
            sum += batch.entries[i].amount;
        }
        if (posting.invoice && !corrects) {
            for (uint256 i = start; i < end; ++i) _useInvoice(batch.head, batch.entries[i]);
        }
        if (sum > uint256(MAX)) _refuse(SpendingLedger_AmountTooLarge.selector);
        int256 amount = corrects ? -int256(sum) : int256(sum);
        uint16 year = _line(first.line).year;
        if (posting.commitment) _moveCommitment(batch.head.agency, year, posting, first, amount);
        if (posting.rule != 0) _countRule(batch.head.agency, year, needs, posting, first, amount);
        _move(posting, first.line, amount);
    }

    /// @dev What the entries of a run share.
    function _startRun(
        GhostBatch calldata batch,
        Needs memory needs,
        Posting memory posting,
        Entry calldata first
    ) private {
        bool corrects = PostingTable.isCorrection(first.kind);
        if (posting.role == 0) _refuse(SpendingLedger_UnknownKind.selector);
        YearState state = _years[batch.head.agency][batch.head.year].state;
        bool accepted = corrects ? state != YearState.Closed : (posting.states >> (uint8(state) - 1)) & 1 == 1;
        if (!accepted) _refuse(SpendingLedger_NotAcceptedInState.selector);
        bool mustCite = corrects || posting.cites;
        if (mustCite && !batch.citing) _refuse(SpendingLedger_CitationMissing.selector);
        if (!mustCite && batch.citing) _refuse(SpendingLedger_CitationNotAllowed.selector);
        needs.roles |= posting.role;
        if (needs.approvals == 0 && (corrects || !posting.free)) needs.approvals = 1;
        if (!batch.citing && (first.citedYear != 0 || first.citedDesk != 0 || first.citedNumber != 0)) {
            _refuse(SpendingLedger_CitationNotAllowed.selector);
        }
        _checkLine(batch.head, first.line, corrects);
        if (posting.commitment) _startCommitment(batch.head.agency, posting, first);
        else if (posting.rule != 0) _startRule(batch.head.agency, needs, posting, first, corrects);
        else if (first.commitment != 0) {
            _refuse(SpendingLedger_CommitmentNotAllowed.selector);
        }
        // What was paid directly under a ceiling comes back as a correction of it.
        if (first.kind == REFUND_DIRECT && _line(first.line).ceilings) _refuse(SpendingLedger_RefundMustCite.selector);
    }

    function _checkLine(BatchHead calldata head, LineId id, bool corrects) private view {
        if (id == NO_LINE || LineId.unwrap(id) >= _lines.length) _refuse(SpendingLedger_LineUnknown.selector);
        GhostLine storage line = _line(id);
        if (line.keeper != head.agency || (line.year != head.year && !corrects)) {
            _refuse(SpendingLedger_LineInOtherBooks.selector);
        }
        if (line.level == LineLevel.Summary) _refuse(SpendingLedger_LineIsSummary.selector);
        if (line.children != 0) _refuse(SpendingLedger_LineHasChildren.selector);
        if (!line.open && !corrects) _refuse(SpendingLedger_LineClosed.selector);
    }

    function _startCommitment(AgencyId agency, Posting memory posting, Entry calldata first) private {
        uint32 number = first.commitment;
        if (number == 0) _refuse(SpendingLedger_CommitmentMissing.selector);
        GhostCommitment storage commitment = _commitment(agency, _line(first.line).year, number);
        if (commitment.line == NO_LINE) {
            if (!posting.opens) _refuse(SpendingLedger_CommitmentUnknown.selector);
            if (!posting.collective) _requirePayee(first);
            commitment.line = first.line;
            commitment.collective = posting.collective;
            commitment.payee = posting.collective ? NO_PAYEE : first.payee;
        }
        if (commitment.line != first.line) {
            _refuse(SpendingLedger_CommitmentOnOtherLine.selector);
        }
        if (posting.opens && posting.collective != commitment.collective) {
            _refuse(SpendingLedger_CommitmentOtherKind.selector);
        }
    }

    function _startRule(
        AgencyId agency,
        Needs memory needs,
        Posting memory posting,
        Entry calldata first,
        bool corrects
    ) private view {
        uint32 number = first.commitment;
        Rule memory rule = _rules[agency][number].rule;
        (uint16 year, uint16 class) = (_line(first.line).year, _line(first.line).class);
        // A correction is not held to the rule as it is now.
        if (!corrects) {
            if (!rule.active) _refuse(SpendingLedger_RuleInactive.selector);
            if (rule.carryOver != (posting.rule == 2)) {
                _refuse(SpendingLedger_RuleOfOtherSort.selector);
            }
            uint16 allowed = posting.moves[0] < 0 ? rule.fromClass : rule.toClass;
            if (allowed != 0 && allowed != class) {
                _refuse(SpendingLedger_ClassNotAllowed.selector);
            }
        }
        bool other = needs.rule != number || needs.year != year;
        if (needs.rule != 0 && other) _refuse(SpendingLedger_RuleMixed.selector);
        (needs.rule, needs.year) = (number, year);
        if (rule.minApprovals > needs.approvals) needs.approvals = rule.minApprovals;
    }

    /// @dev What each entry has of its own.
    function _checkEntry(
        BatchHead calldata head,
        Posting memory posting,
        bool corrects,
        Entry calldata entry
    ) private view {
        if (entry.amount == 0) _refuse(SpendingLedger_ZeroAmount.selector);
        if (entry.document == 0) _refuse(SpendingLedger_NoDocument.selector);
        FiscalYear memory year = _years[head.agency][head.year];
        uint16 last = posting.states == PostingTable.OPEN && !corrects ? year.endDay : year.lastDay;
        if (entry.valueDay < year.firstDay || entry.valueDay > last) {
            _refuse(SpendingLedger_ValueDateOutside.selector);
        }
        if (posting.commitment) {
            GhostCommitment storage owed = _commitment(head.agency, _line(entry.line).year, entry.commitment);
            if (!owed.collective) {
                if (entry.payee != owed.payee) _refuse(SpendingLedger_OtherPayee.selector);
                return;
            }
        }
        if (posting.payee) _requirePayee(entry);
        else if (entry.payee != NO_PAYEE) _refuse(SpendingLedger_PayeeNotAllowed.selector);
    }

    function _requirePayee(Entry calldata entry) private view {
        uint32 payee = PayeeId.unwrap(entry.payee);
        if (payee == 0) _refuse(SpendingLedger_PayeeMissing.selector);
        if (payee > payeeCount) _refuse(SpendingLedger_PayeeUnknown.selector);
    }

    /// @dev Once a payee: in one batch, and there once a line and commitment, in ascending order.
    function _useInvoice(BatchHead calldata head, Entry calldata entry) private {
        if (entry.payee == NO_PAYEE) return;
        GhostInvoice storage invoice = _invoices[keccak256(abi.encode(entry.payee, entry.document))];
        uint256 place = (uint256(LineId.unwrap(entry.line)) << 32) + entry.commitment;
        bytes32 current = keccak256(abi.encode(head.agency, head.year, head.desk, head.firstNumber));
        if (invoice.uses != 0 && (invoice.batch != current || invoice.last >= place)) {
            _refuse(SpendingLedger_InvoiceUsed.selector);
        }
        (invoice.batch, invoice.last) = (current, place);
        ++invoice.uses;
    }

    /// @dev paid ≤ ordered ≤ verified ≤ committed.
    function _moveCommitment(
        AgencyId agency,
        uint16 year,
        Posting memory posting,
        Entry calldata first,
        int256 amount
    ) private {
        int256[4] storage totals = _commitment(agency, year, first.commitment).totals;
        for (uint256 i = 0; i < 4; ++i) totals[i] += posting.moves[4 + i] * amount;
        if (totals[1] > totals[0]) _refuse(SpendingLedger_ExceedsCommitted.selector);
        if (totals[2] > totals[1]) _refuse(SpendingLedger_ExceedsVerified.selector);
        if (totals[3] > totals[2]) _refuse(SpendingLedger_ExceedsOrdered.selector);
        if (totals[3] < 0) _refuse(SpendingLedger_BelowZero.selector);
        for (uint256 i = 0; i < 4; ++i) {
            if (totals[i] - (i < 3 ? totals[i + 1] : int256(0)) > MAX) _refuse(SpendingLedger_TotalOverflow.selector);
        }
    }

    function _countRule(
        AgencyId agency,
        uint16 year,
        Needs memory needs,
        Posting memory posting,
        Entry calldata first,
        int256 amount
    ) private {
        if (posting.rule == 1) needs.virements += posting.moves[0] * amount;
        if (posting.moves[0] > 0) return;
        GhostRule storage rule = _rules[agency][first.commitment];
        uint256 used = uint256(int256(rule.used[year]) + amount);
        if (amount > 0 && used > rule.rule.yearlyCap) {
            _refuse(SpendingLedger_ExceedsYearlyCap.selector);
        }
        rule.used[year] = used;
    }

    /// @dev Moves the line, and looks at it and at its control line.
    function _move(Posting memory posting, LineId id, int256 amount) private {
        GhostLine storage line = _line(id);
        for (uint256 i = 0; i < 8; ++i) line.totals[i] += posting.moves[i] * amount;
        if (posting.part != 0) line.parts[posting.part - 1] += amount;
        (bool atControl, bool ceilings) = (line.control == id, line.ceilings);
        if (!atControl) _requireSound(posting, line.totals, line.parts, false);
        (int256[8] memory totals, int256[8] memory parts) = sumsOf(line.control);
        _requireSound(posting, totals, parts, ceilings);
    }

    /// @dev Holds the ceilings where they bind; nothing is below zero or beyond what a word can hold anywhere.
    function _requireSound(
        Posting memory posting,
        int256[8] memory totals,
        int256[8] memory parts,
        bool bound
    ) private pure {
        (int256 revised, int256 allotted, int256 released) = (totals[0], totals[1], totals[2]);
        (int256 reserved, int256 committed, int256 paid) = (totals[3], totals[4], totals[7]);
        int256 low = bound ? int256(0) : -FREE_MAX - 1;
        int256 high = bound ? MAX : FREE_MAX;
        if (bound && reserved + committed > allotted) _refuse(SpendingLedger_ExceedsAllotment.selector);
        if (bound && paid > released) _refuse(SpendingLedger_ExceedsReleased.selector);
        if (paid < 0) _refuse(SpendingLedger_BelowZero.selector);
        if (reserved < 0) _refuse(SpendingLedger_BelowZero.selector);
        _requireHeld(allotted - reserved - committed, low, high);
        _requireHeld(released - paid, low, high);
        _requireHeld(paid, 0, MAX);
        _requireHeld(reserved, 0, MAX);
        if (bound && allotted > revised) _refuse(SpendingLedger_ExceedsRevised.selector);
        for (uint256 i = 4; i < 7; ++i) _requireHeld(totals[i] - totals[i + 1], 0, MAX);
        _requireHeld(revised - allotted, low, high);
        if (posting.part != 0) _requireHeld(parts[posting.part - 1], 0, MAX);
        for (uint256 i = 0; i < 3; ++i) if (totals[i] < 0) _refuse(SpendingLedger_BelowZero.selector);
        if (bound && released > allotted) _refuse(SpendingLedger_ReleaseExceedsAllotment.selector);
    }

    function _requireHeld(int256 value, int256 low, int256 high) private pure {
        if (value < low || value > high) _refuse(SpendingLedger_TotalOverflow.selector);
    }

    function _commitment(AgencyId agency, uint16 year, uint32 number) private view returns (GhostCommitment storage) {
        return _commitments[keccak256(abi.encode(agency, year, number))];
    }

    function _entryKey(AgencyId agency, uint16 year, uint16 desk, uint40 number) private pure returns (bytes32) {
        return keccak256(abi.encode(agency, year, desk, number));
    }

    function _isSameRun(Entry calldata a, Entry calldata b) private pure returns (bool) {
        return
            a.line == b.line &&
            a.commitment == b.commitment &&
            a.kind == b.kind &&
            a.citedYear == b.citedYear &&
            a.citedDesk == b.citedDesk &&
            a.citedNumber == b.citedNumber;
    }
}
