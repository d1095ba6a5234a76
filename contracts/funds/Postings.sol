// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgencyId, NO_AGENCY} from "../access/AgencyId.sol";
import {IPayeeRegistry} from "../access/IPayeeRegistry.sol";
import {PayeeId, NO_PAYEE} from "../access/PayeeId.sol";
import {BudgetBooks} from "./BudgetBooks.sol";
import {EntryLib} from "./EntryLib.sol";
import {ISpendingLedger} from "./ISpendingLedger.sol";
import {KindLib, KindRow} from "./KindLib.sol";
import {LineId, NO_LINE} from "./LineId.sol";
import {Totals, TotalsLib} from "./TotalsLib.sol";

/// @title Postings
/// @notice Settles entries on lines and commitments by the posting table, and holds every ceiling.
/// @dev A run is a row of entries with equal line, commitment and kind that stand side by side: `_startRun` checks what they
/// share, `_checkEntry` what each has of its own, `_settleRun` moves the totals by their sum.
abstract contract Postings is BudgetBooks {
    using KindLib for KindRow;
    using TotalsLib for Totals;

    struct CommitmentRecord {
        // slot 0
        LineId line;
        PayeeId payee;
        bool collective;
        // slot 1: committed, verified, ordered, paid
        Totals use;
    }

    /// @dev An invoice that was accepted: in which batch, how many commitments or lines of the batch share it, and the last
    /// of these, as line ‖ commitment.
    struct InvoiceUse {
        bytes20 batch;
        uint32 count;
        uint64 last;
    }

    /// @dev What a batch's entries have in common, and what they add up to.
    struct Batch {
        AgencyId agency;
        uint16 year;
        FiscalYear terms;
        bytes32 batchRef;
        // whether each entry cites one, with a proof
        bool citing;
        // payees known to exist
        uint256 knownPayees;
        // roles that the maker needs
        uint8 roles;
        uint256 minApprovals;
        // the rule that the batch's virements or carry-overs name, 0 for none
        uint32 rule;
        uint256 virementOut;
        uint256 virementIn;
    }

    /// @dev What a run's entries have in common.
    struct Run {
        uint256 word0;
        KindRow row;
        LineId line;
        LineId control;
        bool ceilings;
        bool correction;
        // whether each entry names a payee of its own
        bool anyPayee;
        // each entry's payee lies in payeeLow to payeeLow + payeeSpan
        uint256 payeeLow;
        uint256 payeeSpan;
        // each entry's value day lies in dayLow to dayLow + daySpan
        uint256 dayLow;
        uint256 daySpan;
    }

    uint256 private constant REVISED = 0;
    uint256 private constant ALLOTTED = 1;
    uint256 private constant RELEASED = 2;
    uint256 private constant RESERVED = 3;
    uint256 private constant COMMITTED = 0;
    uint256 private constant VERIFIED = 1;
    uint256 private constant ORDERED = 2;
    uint256 private constant PAID = 3;

    /// @dev Totals are numbered 0 to 7 for a line's authority and use, 8 to 15 for the parts of its budget.
    uint256 private constant USE_TOTALS = 4;
    uint256 private constant PART_TOTALS = 8;

    IPayeeRegistry private immutable PAYEES;

    mapping(AgencyId keeper => mapping(uint16 year => mapping(uint32 number => CommitmentRecord))) private _commitments;
    mapping(bytes32 payeeAndInvoice => InvoiceUse) private _invoices;

    constructor(IPayeeRegistry payees) {
        PAYEES = payees;
    }

    /// @inheritdoc ISpendingLedger
    function commitmentOf(
        AgencyId agency,
        uint16 year,
        uint32 number
    ) external view returns (Commitment memory) {
        CommitmentRecord storage record = _commitments[agency][year][number];
        return
            Commitment({
                line: record.line,
                payee: record.payee,
                collective: record.collective,
                committed: record.use.lane(COMMITTED),
                verified: record.use.lane(VERIFIED),
                ordered: record.use.lane(ORDERED),
                paid: record.use.lane(PAID)
            });
    }

    /// @inheritdoc ISpendingLedger
    function isInvoiceUsed(PayeeId payee, bytes32 invoice) external view returns (bool) {
        return _invoices[_invoiceKey(payee, invoice)].count != 0;
    }

    /// @inheritdoc ISpendingLedger
    function kindRow(uint8 kind) external pure returns (uint64) {
        return KindRow.unwrap(KindLib.row(kind));
    }

    /// @dev Settles entries in memory, run by run.
    /// @param batch What they have in common; roles, approvals, payees and virements are added up in it.
    /// @param start Memory address of the first entry.
    /// @param count Number of entries.
    /// @param firstNumber The number of the first entry.
    /// @return total The sum of all amounts, in minor units.
    function _settle(
        Batch memory batch,
        uint256 start,
        uint256 count,
        uint256 firstNumber
    ) internal returns (uint256 total) {
        Run memory run;
        unchecked {
            uint256 end = start + count * EntryLib.SIZE;
            uint256 cursor = start;
            while (cursor < end) {
                uint256 runStart = cursor;
                uint256 word0 = _word(cursor);
                _startRun(batch, run, word0, firstNumber + (cursor - start) / EntryLib.SIZE);
                uint256 sum = 0;
                uint256 payeeLow = run.payeeLow;
                uint256 payeeSpan = run.payeeSpan;
                uint256 dayLow = run.dayLow;
                uint256 daySpan = run.daySpan;
                // At most 2^17 amounts below 2^64: sums stay far below 2^256.
                do {
                    uint256 amount = uint64(word0);
                    // One test for all that can be wrong with an entry alone; differences below zero wrap to huge spans.
                    bool wrong;
                    assembly ("memory-safe") {
                        wrong := or(
                            or(iszero(amount), iszero(mload(add(cursor, 0x20)))),
                            or(
                                gt(sub(and(shr(160, word0), 0xffffffff), payeeLow), payeeSpan),
                                gt(sub(and(shr(144, word0), 0xffff), dayLow), daySpan)
                            )
                        )
                    }
                    if (wrong) {
                        _checkEntry(batch, run, word0, _word(cursor + 32), firstNumber + (cursor - start) / EntryLib.SIZE);
                        (payeeLow, payeeSpan) = (run.payeeLow, run.payeeSpan);
                    }
                    sum += amount;
                    cursor += EntryLib.SIZE;
                    if (cursor == end) break;
                    word0 = _word(cursor);
                } while ((word0 ^ run.word0) & EntryLib.RUN_MASK == 0);
                if (run.row.takesInvoice() && !run.correction) _useInvoices(batch, run, runStart, cursor);
                _settleRun(batch, run, sum);
                total += sum;
            }
        }
    }

    /// @dev Takes back the acceptance of an invoice whose entry is corrected in full.
    /// @param word0 The corrected entry's fields.
    /// @param invoice The corrected entry's document.
    function _releaseInvoice(uint256 word0, bytes32 invoice) internal {
        PayeeId payee = EntryLib.payeeOf(word0);
        if (!KindLib.row(EntryLib.kindOf(word0)).takesInvoice() || payee == NO_PAYEE) return;
        InvoiceUse storage use = _invoices[_invoiceKey(payee, invoice)];
        if (--use.count == 0) {
            use.batch = 0;
            use.last = 0;
        }
    }

    /// @dev Checks what a run's entries share: kind, state of the year, line, commitment, rule; says what each may have.
    function _startRun(Batch memory batch, Run memory run, uint256 word0, uint256 number) private {
        uint8 kind = EntryLib.kindOf(word0);
        run.word0 = word0;
        run.correction = kind & KindLib.CORRECTION != 0;
        run.row = KindLib.row(kind & ~KindLib.CORRECTION);
        if (KindRow.unwrap(run.row) == 0) revert SpendingLedger_UnknownKind(number, kind);
        bool mustCite = run.correction || run.row.cites();
        if (mustCite && !batch.citing) revert SpendingLedger_CitationMissing(number, kind);
        if (!mustCite && (batch.citing || EntryLib.citationOf(word0) != 0)) {
            revert SpendingLedger_CitationNotAllowed(number, kind);
        }
        if (run.correction ? batch.terms.state == YearState.Closed : !run.row.isAcceptedIn(uint8(batch.terms.state))) {
            revert SpendingLedger_NotAcceptedInState(kind, batch.terms.state);
        }
        batch.roles |= run.row.role();
        if ((run.correction || run.row.needsApproval()) && batch.minApprovals == 0) batch.minApprovals = AT_LEAST_ONE;

        Line memory line = _startLine(batch, run, word0);
        run.dayLow = batch.terms.firstDay;
        // What can be recorded only while the year is open belongs to the year proper.
        bool untilEnd = !run.correction && !run.row.isAcceptedIn(uint8(YearState.CommitmentsClosed));
        run.daySpan = (untilEnd ? batch.terms.endDay : batch.terms.lastDay) - batch.terms.firstDay;

        uint32 named = EntryLib.commitmentOf(word0);
        (run.anyPayee, run.payeeLow, run.payeeSpan) = (run.row.namesPayee(), 0, 0);
        if (run.row.namesCommitment()) {
            _startCommitment(batch, run, line.year, named, kind);
        } else if (run.row.isVirement() || run.row.isCarryOver()) {
            if (!run.correction) _startRule(batch, run, line.class, named);
        } else {
            if (named != 0) revert SpendingLedger_CommitmentNotAllowed(run.line, kind, named);
        }
        if (run.anyPayee) _allowAnyPayee(batch, run);
    }

    /// @dev Checks that the line takes entries of this batch.
    function _startLine(Batch memory batch, Run memory run, uint256 word0) private view returns (Line memory line) {
        run.line = EntryLib.lineOf(word0);
        line = _lines[run.line].line;
        run.control = line.control;
        run.ceilings = line.ceilings;
        if (line.keeper == NO_AGENCY) revert SpendingLedger_LineUnknown(run.line);
        // A correction moves the line that the corrected entry moved, in whichever year.
        if (line.keeper != batch.agency || (line.year != batch.year && !run.correction)) {
            revert SpendingLedger_LineInOtherBooks(run.line, line.keeper, line.year);
        }
        if (line.control == NO_LINE) revert SpendingLedger_LineIsSummary(run.line);
        if (line.firstChild != NO_LINE) revert SpendingLedger_LineHasChildren(run.line);
        if (!line.open && !run.correction) revert SpendingLedger_LineClosed(run.line);
    }

    /// @dev Opens the commitment that a run names, or checks it; says which payee each entry names.
    function _startCommitment(Batch memory batch, Run memory run, uint16 year, uint32 number, uint8 kind) private {
        if (number == 0) revert SpendingLedger_CommitmentMissing(run.line, kind);
        CommitmentRecord storage record = _commitments[batch.agency][year][number];
        bool collective = record.collective;
        PayeeId payee = record.payee;
        if (record.line == NO_LINE) {
            if (!run.row.opensCommitment()) revert SpendingLedger_CommitmentUnknown(number);
            payee = EntryLib.payeeOf(run.word0);
            collective = run.row.isCollective();
            record.line = run.line;
            record.payee = collective ? NO_PAYEE : payee;
            record.collective = collective;
            // The payee of a commitment is read off its first entry: checked here, and all others against it.
            if (!collective) _checkPayee(batch, run, PayeeId.unwrap(payee));
        } else {
            if (record.line != run.line) revert SpendingLedger_CommitmentOnOtherLine(number, record.line, run.line);
            if (run.row.opensCommitment() && run.row.isCollective() != collective) {
                revert SpendingLedger_CommitmentOtherKind(number, collective);
            }
        }
        if (!collective) (run.anyPayee, run.payeeLow) = (false, PayeeId.unwrap(payee));
    }

    /// @dev Checks the rule that a run of virements or carry-overs names, and that it allows the line's class.
    function _startRule(Batch memory batch, Run memory run, uint16 class, uint32 number) private view {
        Rule memory rule = _rules[batch.agency][number].rule;
        if (!rule.active) revert SpendingLedger_RuleInactive(batch.agency, number);
        if (rule.carryOver != run.row.isCarryOver()) {
            revert SpendingLedger_RuleOfOtherSort(batch.agency, number, rule.carryOver);
        }
        if (batch.rule != 0 && batch.rule != number) revert SpendingLedger_RuleMixed(batch.rule, number);
        uint16 allowed = run.row.authorityDown() != 0 ? rule.fromClass : rule.toClass;
        if (allowed != 0 && allowed != class) {
            revert SpendingLedger_ClassNotAllowed(number, run.line, class, allowed);
        }
        batch.rule = number;
        if (rule.minApprovals > batch.minApprovals) batch.minApprovals = rule.minApprovals;
    }

    /// @dev Finds out what is wrong with an entry. Returns where it names a payee that was registered since the series last
    /// asked.
    function _checkEntry(
        Batch memory batch,
        Run memory run,
        uint256 word0,
        uint256 document,
        uint256 number
    ) private view {
        if (EntryLib.amountOf(word0) == 0) revert SpendingLedger_ZeroAmount(number);
        if (document == 0) revert SpendingLedger_NoDocument(number);
        uint256 day = uint16(word0 >> EntryLib.VALUE_DAY_SHIFT);
        if (day < run.dayLow || day > run.dayLow + run.daySpan) {
            revert SpendingLedger_ValueDateOutside(number, day, run.dayLow, run.dayLow + run.daySpan);
        }
        _checkPayee(batch, run, PayeeId.unwrap(EntryLib.payeeOf(word0)));
        if (run.anyPayee) _allowAnyPayee(batch, run);
    }

    /// @dev Reverts where a run's entry may not name a payee, once the registry was asked for new ones.
    function _checkPayee(Batch memory batch, Run memory run, uint256 payee) private view {
        if (!run.anyPayee) {
            if (payee == run.payeeLow) return;
            if (run.payeeLow == 0) {
                revert SpendingLedger_PayeeNotAllowed(run.line, EntryLib.kindOf(run.word0), payee);
            }
            revert SpendingLedger_OtherPayee(EntryLib.commitmentOf(run.word0), run.payeeLow, payee);
        }
        if (payee == 0) revert SpendingLedger_PayeeMissing(run.line, EntryLib.kindOf(run.word0));
        if (payee <= batch.knownPayees) return;
        batch.knownPayees = PAYEES.payeeCount();
        if (payee > batch.knownPayees) revert SpendingLedger_PayeeUnknown(payee, batch.knownPayees);
    }

    /// @dev Lets a run's entries name any payee that the series knows; none where it knows none.
    function _allowAnyPayee(Batch memory batch, Run memory run) private pure {
        (run.payeeLow, run.payeeSpan) = batch.knownPayees == 0
            ? (type(uint256).max, uint256(0))
            : (uint256(1), batch.knownPayees - 1);
    }

    /// @dev Accepts the invoices of a run's entries. One invoice may be charged to several lines or commitments, in one
    /// batch and once each.
    function _useInvoices(Batch memory batch, Run memory run, uint256 cursor, uint256 end) private {
        bytes20 current = bytes20(batch.batchRef);
        uint64 place = uint64(run.word0 >> EntryLib.COMMITMENT_SHIFT);
        for (; cursor < end; cursor += EntryLib.SIZE) {
            PayeeId payee = EntryLib.payeeOf(_word(cursor));
            if (payee == NO_PAYEE) continue;
            bytes32 invoice = bytes32(_word(cursor + 32));
            InvoiceUse storage use = _invoices[_invoiceKey(payee, invoice)];
            if (use.count != 0 && (use.batch != current || use.last >= place)) {
                revert SpendingLedger_InvoiceUsed(payee, invoice, use.batch);
            }
            use.batch = current;
            use.count++;
            use.last = place;
        }
    }

    /// @dev Moves the totals of a run's line, control line and commitment by `sum`, and holds the ceilings.
    function _settleRun(Batch memory batch, Run memory run, uint256 sum) private {
        if (sum > TotalsLib.MAX) revert SpendingLedger_AmountTooLarge(run.line, sum);
        LineRecord storage record = _lines[run.line];
        _moveLine(record, run, run.line, sum);
        if (run.control != run.line) {
            record = _lines[run.control];
            _moveLine(record, run, run.control, sum);
        }
        if (run.ceilings) _checkCeilings(record, run, sum);
        if (run.row.namesCommitment()) {
            // Its year is its line's, also where a later year's correction moves it.
            _moveCommitment(
                _commitments[batch.agency][_lines[run.line].line.year][EntryLib.commitmentOf(run.word0)],
                run,
                sum
            );
        }
        if (run.row.isVirement() || run.row.isCarryOver()) _countRule(batch, run, sum);
    }

    /// @dev Moves a line's totals and the parts of its budget.
    function _moveLine(LineRecord storage record, Run memory run, LineId id, uint256 sum) private {
        (uint256 up, uint256 down) = (run.row.authorityUp(), run.row.authorityDown());
        if (up | down != 0) {
            record.authority = run.correction
                ? _move(record.authority, down, up, id, 0, sum)
                : _move(record.authority, up, down, id, 0, sum);
        }
        (up, down) = (run.row.useUp(), run.row.useDown());
        if (up | down != 0) {
            record.use = run.correction
                ? _move(record.use, down, up, id, USE_TOTALS, sum)
                : _move(record.use, up, down, id, USE_TOTALS, sum);
        }
        uint256 part = run.row.budgetPart();
        if (part != 0) {
            uint256 word = (part - 1) / 4;
            uint256 mask = 1 << ((part - 1) % 4);
            record.parts[word] = run.correction
                ? _move(record.parts[word], 0, mask, id, PART_TOTALS + 4 * word, sum)
                : _move(record.parts[word], mask, 0, id, PART_TOTALS + 4 * word, sum);
        }
    }

    /// @dev Moves a commitment's totals: paid ≤ ordered ≤ verified ≤ committed.
    function _moveCommitment(CommitmentRecord storage record, Run memory run, uint256 sum) private {
        (uint256 up, uint256 down) = (run.row.useUp(), run.row.useDown());
        if (run.correction) (up, down) = (down, up);
        Totals use = _move(record.use, up, down, run.line, USE_TOTALS, sum);
        uint32 number = EntryLib.commitmentOf(run.word0);
        (uint64 committed, uint64 verified) = (use.lane(COMMITTED), use.lane(VERIFIED));
        (uint64 ordered, uint64 paid) = (use.lane(ORDERED), use.lane(PAID));
        if (verified > committed) {
            uint256 asked = _asked(up, VERIFIED, sum);
            revert SpendingLedger_ExceedsCommitted(run.line, number, committed, _before(verified, asked), asked);
        }
        if (ordered > verified) {
            uint256 asked = _asked(up, ORDERED, sum);
            revert SpendingLedger_ExceedsVerified(run.line, number, verified, _before(ordered, asked), asked);
        }
        if (paid > ordered) {
            uint256 asked = _asked(up, PAID, sum);
            revert SpendingLedger_ExceedsOrdered(run.line, number, ordered, _before(paid, asked), asked);
        }
        record.use = use;
    }

    /// @dev Holds, at the control line, allotted ≤ revised, reserved + committed ≤ allotted, paid ≤ released ≤ allotted.
    function _checkCeilings(LineRecord storage record, Run memory run, uint256 sum) private view {
        (Totals authority, Totals use) = (record.authority, record.use);
        uint64 allotted = authority.lane(ALLOTTED);
        uint64 released = authority.lane(RELEASED);
        uint256 used = uint256(authority.lane(RESERVED)) + use.lane(COMMITTED);
        if (
            allotted <= authority.lane(REVISED) &&
            used <= allotted &&
            released <= allotted &&
            use.lane(PAID) <= released
        ) return;

        (uint256 up, uint256 useUp) = (run.row.authorityUp(), run.row.useUp());
        if (run.correction) (up, useUp) = (run.row.authorityDown(), run.row.useDown());
        if (allotted > authority.lane(REVISED)) {
            uint256 asked = _asked(up, ALLOTTED, sum);
            revert SpendingLedger_ExceedsRevised(run.control, authority.lane(REVISED), _before(allotted, asked), asked);
        }
        if (used > allotted) {
            uint256 asked = _asked(up, RESERVED, sum) + _asked(useUp, COMMITTED, sum);
            revert SpendingLedger_ExceedsAllotment(run.control, allotted, _before(used, asked), asked);
        }
        if (released > allotted) {
            uint256 asked = _asked(up, RELEASED, sum);
            revert SpendingLedger_ReleaseExceedsAllotment(run.control, allotted, _before(released, asked), asked);
        }
        uint256 paid = _asked(useUp, PAID, sum);
        revert SpendingLedger_ExceedsReleased(run.control, released, _before(use.lane(PAID), paid), paid);
    }

    /// @dev Adds a run to its rule's use in the year, and to the balance of virements.
    function _countRule(Batch memory batch, Run memory run, uint256 sum) private {
        bool leaves = (run.row.authorityDown() != 0) != run.correction;
        if (run.row.isVirement()) {
            if (leaves) batch.virementOut += sum;
            else batch.virementIn += sum;
        }
        // What arrives was counted when it left, and what is corrected does not count any more.
        if (run.row.authorityDown() == 0) return;
        uint32 number = EntryLib.commitmentOf(run.word0);
        RuleRecord storage record = _rules[batch.agency][number];
        uint16 year = _lines[run.line].line.year;
        uint64 used = record.used[year];
        if (run.correction) {
            record.used[year] = uint64(used - sum);
        } else {
            uint64 cap = record.rule.yearlyCap;
            if (used + sum > cap) revert SpendingLedger_ExceedsYearlyCap(number, cap, used, sum);
            record.used[year] = uint64(used + sum);
        }
    }

    /// @dev Raises and lowers lanes of four totals.
    function _move(
        Totals totals,
        uint256 up,
        uint256 down,
        LineId line,
        uint256 firstTotal,
        uint256 sum
    ) private pure returns (Totals moved) {
        bool fits = true;
        moved = totals;
        if (down != 0) {
            (moved, fits) = totals.lower(down, sum);
            if (!fits) {
                uint256 index = 0;
                while (down & (1 << index) == 0 || totals.lane(index) >= sum) index++;
                revert SpendingLedger_BelowZero(line, firstTotal + index, totals.lane(index), sum);
            }
        }
        if (up != 0) {
            (moved, fits) = moved.raise(up, sum);
            if (!fits) {
                uint256 index = 0;
                while (up & (1 << index) == 0 || totals.lane(index) + sum <= TotalsLib.MAX) index++;
                revert SpendingLedger_TotalOverflow(line, firstTotal + index, totals.lane(index), sum);
            }
        }
    }

    /// @dev What was asked of a total that a run raises; 0 where something else moved against it.
    function _asked(uint256 up, uint256 index, uint256 sum) private pure returns (uint256) {
        return up & (1 << index) != 0 ? sum : 0;
    }

    function _before(uint256 total, uint256 asked) private pure returns (uint64) {
        return uint64(total - asked);
    }

    function _invoiceKey(PayeeId payee, bytes32 invoice) private pure returns (bytes32) {
        return keccak256(abi.encode(payee, invoice));
    }

    function _word(uint256 cursor) internal pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := mload(cursor)
        }
    }
}
