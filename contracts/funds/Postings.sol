// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgencyId, NO_AGENCY} from "../access/AgencyId.sol";
import {IPayeeRegistry} from "../access/IPayeeRegistry.sol";
import {PayeeId, NO_PAYEE} from "../access/PayeeId.sol";
import {Approvals} from "./Approvals.sol";
import {EntryLib} from "./EntryLib.sol";
import {KindLib, KindRow} from "./KindLib.sol";
import {LineId, NO_LINE} from "./LineId.sol";
import {LineWord, LineWordLib} from "./LineWord.sol";
import {Range, RunLib} from "./RunLib.sol";
import {SeriesWord, SeriesWordLib} from "./SeriesWord.sol";
import {Totals, TotalsLib} from "./TotalsLib.sol";

/// @title Postings
/// @notice Settles entries on lines and commitments by the posting table, and holds every ceiling.
/// @dev A run is a row of entries with equal line, commitment, kind and citation that stand side by side. What they share is
/// checked once, what each has of its own by RunLib, and the totals move by their sum.
abstract contract Postings is Approvals {
    using KindLib for KindRow;
    using LineWordLib for LineWord;
    using SeriesWordLib for SeriesWord;
    using TotalsLib for Totals;

    /// @dev What a batch's entries have in common, and what they add up to.
    struct Batch {
        AgencyId agency;
        uint16 year;
        // what LineWordLib says of a line that takes entries of this batch
        uint256 books;
        SeriesWord series;
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
        // what each entry of the run at hand may name
        Range range;
    }

    /// @dev Totals are numbered 0 to 7 for a line's authority and use, 8 to 15 for the parts of its budget.
    uint256 private constant USE_TOTALS = 4;
    uint256 private constant PART_TOTALS = 8;

    /// @dev No kind has this number.
    uint256 private constant NO_KIND = 256;

    IPayeeRegistry private immutable PAYEES;

    constructor(IPayeeRegistry payees) {
        PAYEES = payees;
    }

    /// @dev Settles entries in memory, run by run.
    /// @param batch What they have in common; roles, approvals, payees and virements are added up in it.
    /// @param cursor Memory address of the first entry.
    /// @param end Memory address past the last entry.
    /// @param number The number of the first entry.
    /// @return total The sum of all amounts, in minor units.
    function _settle(
        Batch memory batch,
        uint256 cursor,
        uint256 end,
        uint256 number
    ) internal returns (uint256 total) {
        uint256 kind = NO_KIND;
        KindRow row;
        while (cursor < end) {
            uint256 word0 = _word(cursor);
            if (EntryLib.kindOf(word0) != kind) {
                kind = EntryLib.kindOf(word0);
                row = _startKind(batch, kind, number);
            }
            if (!batch.citing && EntryLib.citationOf(word0) != 0) {
                revert SpendingLedger_CitationNotAllowed(number, uint8(kind));
            }
            LineId line = EntryLib.lineOf(word0);
            LineRecord storage record = _lines[line];
            LineWord lineWord = record.word;
            if (!lineWord.takesEntriesOf(batch.books)) _checkLine(batch, row, line, lineWord);
            if (row.namesReference()) {
                _startReference(batch, row, word0, lineWord);
            } else if (EntryLib.commitmentOf(word0) != 0) {
                revert SpendingLedger_CommitmentNotAllowed(line, uint8(kind), EntryLib.commitmentOf(word0));
            }

            (uint256 next, uint256 sum, bool wrong) = RunLib.scan(cursor, end, batch.range);
            if (wrong) {
                // Returns where the entry names a payee that is new to the series: the run is walked again.
                unchecked {
                    // next lies at cursor or a whole number of entries past it.
                    _checkEntry(batch, row, word0, next, number + (next - cursor) / EntryLib.SIZE);
                }
                continue;
            }
            if (row.takesInvoice() && !row.isCorrection()) _useInvoices(batch, cursor, next);
            _settleRun(batch, row, word0, record, lineWord, sum);
            unchecked {
                // next lies a whole number of entries past cursor; 2^17 amounts below 2^64 stay far below 2^256.
                total += sum;
                number += (next - cursor) / EntryLib.SIZE;
            }
            cursor = next;
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

    /// @dev Checks what a kind asks for, whatever the line; says which value days and payees its entries may name.
    function _startKind(Batch memory batch, uint256 kind, uint256 number) private pure returns (KindRow row) {
        bool correction = kind & KindLib.CORRECTION != 0;
        row = KindLib.row(uint8(kind & ~uint256(KindLib.CORRECTION)));
        if (KindRow.unwrap(row) == 0) revert SpendingLedger_UnknownKind(number, uint8(kind));
        SeriesWord series = batch.series;
        uint256 state = series.state();
        if (correction ? state == uint256(YearState.Closed) : !row.isAcceptedIn(state)) {
            revert SpendingLedger_NotAcceptedInState(uint8(kind), YearState(state));
        }
        if ((correction || row.cites()) != batch.citing) {
            if (batch.citing) revert SpendingLedger_CitationNotAllowed(number, uint8(kind));
            revert SpendingLedger_CitationMissing(number, uint8(kind));
        }
        // What is recorded only while the year is open belongs to the year proper; the rest to the time of its payments.
        bool untilEnd = !correction && !row.isAcceptedIn(uint256(YearState.CommitmentsClosed));
        unchecked {
            // A year's days ascend.
            batch.range.daySpan = (untilEnd ? series.endDay() : series.lastDay()) - series.firstDay();
        }
        batch.range.dayLow = series.firstDay();
        batch.roles |= row.role();
        if ((correction || row.needsApproval()) && batch.minApprovals == 0) batch.minApprovals = AT_LEAST_ONE;
        _allowPayees(batch, row.namesPayee());
        if (correction) row = row.corrected();
    }

    /// @dev Finds out why a line does not take entries; returns where a correction may move it all the same.
    function _checkLine(Batch memory batch, KindRow row, LineId id, LineWord word) private pure {
        Line memory line = word.unpack();
        if (line.keeper == NO_AGENCY) revert SpendingLedger_LineUnknown(id);
        // A correction moves the line that the corrected entry moved: in whichever year, closed or not.
        if (line.keeper != batch.agency || (line.year != batch.year && !row.isCorrection())) {
            revert SpendingLedger_LineInOtherBooks(id, line.keeper, line.year);
        }
        if (line.control == NO_LINE) revert SpendingLedger_LineIsSummary(id);
        if (line.firstChild != NO_LINE) revert SpendingLedger_LineHasChildren(id);
        if (!line.open && !row.isCorrection()) revert SpendingLedger_LineClosed(id);
    }

    /// @dev Checks the commitment or the rule that a run names.
    function _startReference(Batch memory batch, KindRow row, uint256 word0, LineWord lineWord) private {
        if (row.namesCommitment()) _startCommitment(batch, row, word0, lineWord.yearOf());
        else if (!row.isCorrection()) _startRule(batch, row, word0, lineWord.classOf());
    }

    /// @dev Opens the commitment that a run names, or checks it; says which payee each entry names.
    function _startCommitment(Batch memory batch, KindRow row, uint256 word0, uint16 year) private {
        uint32 number = EntryLib.commitmentOf(word0);
        LineId line = EntryLib.lineOf(word0);
        if (number == 0) revert SpendingLedger_CommitmentMissing(line, EntryLib.kindOf(word0));
        CommitmentRecord storage record = _commitments[_commitmentId(batch.agency, year, number)];
        (LineId burdened, PayeeId payee, bool collective) = (record.line, record.payee, record.collective);
        if (burdened == NO_LINE) {
            if (!row.opensCommitment()) revert SpendingLedger_CommitmentUnknown(number);
            collective = row.isCollective();
            if (!collective) {
                // The payee of a commitment is read off its first entry; all others are held to it.
                payee = EntryLib.payeeOf(word0);
                _checkPayee(batch, word0, PayeeId.unwrap(payee));
            }
            (record.line, record.payee, record.collective) = (line, payee, collective);
        } else {
            if (burdened != line) revert SpendingLedger_CommitmentOnOtherLine(number, burdened, line);
            if (row.opensCommitment() && row.isCollective() != collective) {
                revert SpendingLedger_CommitmentOtherKind(number, collective);
            }
        }
        if (collective) _allowPayees(batch, row.namesPayee());
        else (batch.range.payeeLow, batch.range.payeeSpan) = (PayeeId.unwrap(payee), 0);
    }

    /// @dev Checks the rule that a run of virements or carry-overs names, and that it allows the line's class.
    function _startRule(Batch memory batch, KindRow row, uint256 word0, uint16 class) private view {
        uint32 number = EntryLib.commitmentOf(word0);
        Rule memory rule = _rules[batch.agency][number].rule;
        if (!rule.active) revert SpendingLedger_RuleInactive(batch.agency, number);
        if (rule.carryOver != row.isCarryOver()) {
            revert SpendingLedger_RuleOfOtherSort(batch.agency, number, rule.carryOver);
        }
        if (batch.rule != 0 && batch.rule != number) revert SpendingLedger_RuleMixed(batch.rule, number);
        uint16 allowed = row.authorityDown() != 0 ? rule.fromClass : rule.toClass;
        if (allowed != 0 && allowed != class) {
            revert SpendingLedger_ClassNotAllowed(number, EntryLib.lineOf(word0), class, allowed);
        }
        batch.rule = number;
        if (rule.minApprovals > batch.minApprovals) batch.minApprovals = rule.minApprovals;
    }

    /// @dev Finds out what is wrong with an entry; returns where it names a payee that is new to the series.
    /// @param word0 The run's first entry.
    /// @param cursor Memory address of the entry.
    function _checkEntry(
        Batch memory batch,
        KindRow row,
        uint256 word0,
        uint256 cursor,
        uint256 number
    ) private view {
        uint256 entry = _word(cursor);
        Range memory range = batch.range;
        if (EntryLib.amountOf(entry) == 0) revert SpendingLedger_ZeroAmount(number);
        if (_word(cursor + 32) == 0) revert SpendingLedger_NoDocument(number);
        uint256 day = uint16(entry >> EntryLib.VALUE_DAY_SHIFT);
        if (day < range.dayLow || day - range.dayLow > range.daySpan) {
            revert SpendingLedger_ValueDateOutside(number, day, range.dayLow, range.dayLow + range.daySpan);
        }
        uint256 payee = PayeeId.unwrap(EntryLib.payeeOf(entry));
        if (range.payeeLow == 0) {
            revert SpendingLedger_PayeeNotAllowed(EntryLib.lineOf(word0), EntryLib.kindOf(word0), payee);
        }
        if (row.namesCommitment()) {
            uint32 commitment = EntryLib.commitmentOf(word0);
            uint16 year = _lines[EntryLib.lineOf(word0)].word.yearOf();
            if (!_commitments[_commitmentId(batch.agency, year, commitment)].collective) {
                revert SpendingLedger_OtherPayee(commitment, range.payeeLow, payee);
            }
        }
        _checkPayee(batch, word0, payee);
        _allowPayees(batch, true);
    }

    /// @dev Reverts where a payee is not registered, once the registry was asked for new ones.
    function _checkPayee(Batch memory batch, uint256 word0, uint256 payee) private view {
        if (payee == 0) revert SpendingLedger_PayeeMissing(EntryLib.lineOf(word0), EntryLib.kindOf(word0));
        if (payee <= batch.knownPayees) return;
        batch.knownPayees = PAYEES.payeeCount();
        if (payee > batch.knownPayees) revert SpendingLedger_PayeeUnknown(payee, batch.knownPayees);
    }

    /// @dev Lets a run's entries name any payee that the series knows, or none.
    function _allowPayees(Batch memory batch, bool any) private pure {
        uint256 known = batch.knownPayees;
        (uint256 low, uint256 span) = (0, 0);
        if (any) {
            unchecked {
                // Where no payee is known, no payee is 1 more than the largest word.
                (low, span) = known == 0 ? (type(uint256).max, uint256(0)) : (uint256(1), known - 1);
            }
        }
        (batch.range.payeeLow, batch.range.payeeSpan) = (low, span);
    }

    /// @dev Accepts the invoices of a run's entries. One invoice may be charged to several lines or commitments, in one
    /// batch and once each.
    function _useInvoices(Batch memory batch, uint256 cursor, uint256 end) private {
        bytes20 current = bytes20(batch.batchRef);
        uint64 place = uint64(_word(cursor) >> EntryLib.COMMITMENT_SHIFT);
        for (; cursor < end; cursor += EntryLib.SIZE) {
            PayeeId payee = EntryLib.payeeOf(_word(cursor));
            if (payee == NO_PAYEE) continue;
            bytes32 invoice = bytes32(_word(cursor + 32));
            InvoiceUse memory use = _invoices[_invoiceKey(payee, invoice)];
            if (use.count != 0 && (use.batch != current || use.last >= place)) {
                revert SpendingLedger_InvoiceUsed(payee, invoice, use.batch);
            }
            _invoices[_invoiceKey(payee, invoice)] = InvoiceUse(current, use.count + 1, place);
        }
    }

    /// @dev Moves the totals of a run's line, control line and commitment by `sum`, and holds the ceilings.
    function _settleRun(
        Batch memory batch,
        KindRow row,
        uint256 word0,
        LineRecord storage record,
        LineWord lineWord,
        uint256 sum
    ) private {
        LineId line = EntryLib.lineOf(word0);
        if (sum > TotalsLib.MAX) revert SpendingLedger_AmountTooLarge(line, sum);
        _moveLine(record, row, line, sum);
        LineId control = lineWord.controlOf();
        if (control != line) {
            record = _lines[control];
            _moveLine(record, row, control, sum);
        }
        if (lineWord.hasCeilings()) _checkCeilings(record, row, control, sum);
        if (row.namesCommitment()) _moveCommitment(batch, row, word0, lineWord.yearOf(), sum);
        else if (row.namesReference()) _countRule(batch, row, EntryLib.commitmentOf(word0), lineWord.yearOf(), sum);
    }

    /// @dev Moves a line's totals and the parts of its budget.
    function _moveLine(LineRecord storage record, KindRow row, LineId line, uint256 sum) private {
        (uint256 up, uint256 down) = (row.useUp(), row.useDown());
        if (up | down != 0) record.use = _move(record.use, up, down, line, USE_TOTALS, sum);
        (up, down) = (row.authorityUp(), row.authorityDown());
        if (up | down != 0) record.authority = _move(record.authority, up, down, line, 0, sum);
        uint256 part = row.budgetPart();
        if (part != 0) {
            uint256 index = (part - 1) / 4;
            uint256 mask = 1 << ((part - 1) % 4);
            (up, down) = row.isCorrection() ? (uint256(0), mask) : (mask, uint256(0));
            record.parts[index] = _move(record.parts[index], up, down, line, PART_TOTALS + 4 * index, sum);
        }
    }

    /// @dev Moves a commitment's totals: paid ≤ ordered ≤ verified ≤ committed.
    function _moveCommitment(Batch memory batch, KindRow row, uint256 word0, uint16 year, uint256 sum) private {
        uint32 number = EntryLib.commitmentOf(word0);
        LineId line = EntryLib.lineOf(word0);
        CommitmentRecord storage record = _commitments[_commitmentId(batch.agency, year, number)];
        uint256 up = row.useUp();
        Totals use = _move(record.use, up, row.useDown(), line, USE_TOTALS, sum);
        (uint64 committed, uint64 verified) = (use.lane(COMMITTED), use.lane(VERIFIED));
        (uint64 ordered, uint64 paid) = (use.lane(ORDERED), use.lane(PAID));
        if (verified > committed) {
            uint256 asked = _asked(up, VERIFIED, sum);
            revert SpendingLedger_ExceedsCommitted(line, number, committed, _before(verified, asked), asked);
        }
        if (ordered > verified) {
            uint256 asked = _asked(up, ORDERED, sum);
            revert SpendingLedger_ExceedsVerified(line, number, verified, _before(ordered, asked), asked);
        }
        if (paid > ordered) {
            uint256 asked = _asked(up, PAID, sum);
            revert SpendingLedger_ExceedsOrdered(line, number, ordered, _before(paid, asked), asked);
        }
        record.use = use;
    }

    /// @dev Holds, at the control line, allotted ≤ revised, reserved + committed ≤ allotted, paid ≤ released ≤ allotted.
    function _checkCeilings(LineRecord storage record, KindRow row, LineId control, uint256 sum) private view {
        (Totals authority, Totals use) = (record.authority, record.use);
        uint64 allotted = authority.lane(ALLOTTED);
        uint64 released = authority.lane(RELEASED);
        uint256 used;
        unchecked {
            // Two lanes below 2^63 each.
            used = uint256(authority.lane(RESERVED)) + use.lane(COMMITTED);
        }
        if (allotted > authority.lane(REVISED)) {
            uint256 asked = _asked(row.authorityUp(), ALLOTTED, sum);
            revert SpendingLedger_ExceedsRevised(control, authority.lane(REVISED), _before(allotted, asked), asked);
        }
        if (used > allotted) {
            // A commitment out of a reservation asks for nothing new.
            bool moves = row.authorityDown() & (1 << RESERVED) != 0;
            uint256 asked = _asked(row.authorityUp(), RESERVED, sum) + (moves ? 0 : _asked(row.useUp(), COMMITTED, sum));
            revert SpendingLedger_ExceedsAllotment(control, allotted, _before(used, asked), asked);
        }
        if (released > allotted) {
            uint256 asked = _asked(row.authorityUp(), RELEASED, sum);
            revert SpendingLedger_ReleaseExceedsAllotment(control, allotted, _before(released, asked), asked);
        }
        if (use.lane(PAID) > released) {
            uint256 asked = _asked(row.useUp(), PAID, sum);
            revert SpendingLedger_ExceedsReleased(control, released, _before(use.lane(PAID), asked), asked);
        }
    }

    /// @dev Adds a run to its rule's use in the year, and to the balance of virements.
    function _countRule(Batch memory batch, KindRow row, uint32 number, uint16 year, uint256 sum) private {
        bool leaves = row.authorityDown() != 0;
        if (row.isVirement()) {
            if (leaves) batch.virementOut += sum;
            else batch.virementIn += sum;
        }
        // What arrives was counted when it left; a correction takes back what left.
        if (leaves == row.isCorrection()) return;
        RuleRecord storage record = _rules[batch.agency][number];
        uint256 used = record.used[year];
        if (leaves) {
            uint64 cap = record.rule.yearlyCap;
            if (used + sum > cap) revert SpendingLedger_ExceedsYearlyCap(number, cap, uint64(used), sum);
            record.used[year] = uint64(used + sum);
        } else {
            record.used[year] = uint64(used - sum);
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
        moved = totals;
        bool fits;
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

    function _word(uint256 cursor) internal pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := mload(cursor)
        }
    }
}
