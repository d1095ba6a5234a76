// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgencyId, NO_AGENCY} from "../access/AgencyId.sol";
import {IPayeeRegistry} from "../access/IPayeeRegistry.sol";
import {PayeeId, NO_PAYEE} from "../access/PayeeId.sol";
import {Approvals} from "./Approvals.sol";
import {BalancesLib} from "./BalancesLib.sol";
import {CompactEntriesLib, CompactRun} from "./CompactEntriesLib.sol";
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
    using CompactEntriesLib for CompactRun;
    using KindLib for KindRow;
    using LineWordLib for LineWord;
    using SeriesWordLib for SeriesWord;
    using TotalsLib for Totals;

    /// @dev What a batch's entries have in common, and what they add up to.
    struct Batch {
        // agency ‖ year ‖ desk
        uint64 seriesId;
        // what LineWordLib says of a line that takes entries of this batch
        uint256 books;
        SeriesWord series;
        // the number of the batch's first entry, and of the entry at hand
        uint256 firstNumber;
        uint256 number;
        // whether each entry cites one, with a proof
        bool citing;
        // payees known to exist
        uint256 knownPayees;
        // the sum of all amounts, in minor units
        uint256 total;
        // roles that the maker needs
        uint8 roles;
        uint256 minApprovals;
        // year ‖ number of the rule that the batch's virements or carry-overs name, 0 for none
        uint256 rule;
        uint256 virementOut;
        uint256 virementIn;
        // the kind at hand, its row, and what its entries move, as TotalsLib.delta packs it
        uint256 kind;
        KindRow row;
        uint256 fundsLanes;
        uint256 pipelineLanes;
        // what each entry of the run at hand may name
        Range range;
    }

    /// @dev How errors number a line's totals: 0 to 7 as in LineTotals, 8 to 15 as in BudgetParts.
    uint256 private constant REVISED = 0;
    uint256 private constant ALLOTTED = 1;
    uint256 private constant RELEASED = 2;
    uint256 private constant RESERVED = 3;
    uint256 private constant PAID = 7;
    uint256 private constant PARTS = 8;
    /// @dev In a commitment's balances, lane 3 is what is paid.
    uint256 private constant COMMITMENT_LANES = 7;
    uint256 private constant COMMITMENT_PAID = 3;

    /// @dev The words of a batch, its range not counted.
    uint256 private constant BATCH_WORDS = 18;

    /// @dev No kind has this number.
    uint256 internal constant NO_KIND = 256;

    uint256 private constant COMMITMENTS_CLOSED = uint256(YearState.CommitmentsClosed);

    IPayeeRegistry private immutable PAYEES;

    constructor(IPayeeRegistry payees) {
        PAYEES = payees;
    }

    /// @dev Settles entries in memory, run by run. The word behind the last one is 0.
    /// @param batch What they have in common; total, roles, approvals, payees and virements are added up in it.
    /// @param cursor Memory address of the first entry.
    /// @param end Memory address past the last entry.
    function _settle(Batch memory batch, uint256 cursor, uint256 end) internal {
        while (cursor < end) {
            uint256 word0 = _word(cursor);
            (LineRecord storage record, LineWord lineWord) = _startRun(batch, word0);
            (uint256 next, uint256 sum, bool wrong) = RunLib.scan(cursor, batch.range);
            while (wrong) {
                // Returns where the entry names a payee that is new to the series: the run is walked again.
                _checkEntry(batch, word0, cursor, next);
                (next, sum, wrong) = RunLib.scan(cursor, batch.range);
            }
            _endRun(batch, word0, record, lineWord, cursor, next, sum);
            cursor = next;
        }
    }

    /// @dev Settles entries of the compact encoding, and writes them to memory.
    /// @param batch What they have in common; total, roles, approvals, payees and virements are added up in it.
    /// @param packed The compact encoding.
    /// @param cursor Memory address to write to; all memory from there on is free.
    /// @return end Memory address past the last entry.
    function _settleCompact(Batch memory batch, bytes calldata packed, uint256 cursor) internal returns (uint256 end) {
        CompactRun memory run = CompactRun(0, 0, 0, 0, _offsetOf(packed));
        uint256 packedEnd = run.itemsEnd + packed.length;
        end = cursor;
        while (run.itemsEnd < packedEnd) {
            run.readHead(run.itemsEnd, packedEnd, _offsetOf(packed));
            uint256 word0 = run.firstWordOf();
            (LineRecord storage record, LineWord lineWord) = _startRun(batch, word0);
            (uint256 next, uint256 sum, bool wrong) = run.scan(end, batch.range);
            while (wrong) {
                _checkEntry(batch, word0, end, next);
                (next, sum, wrong) = run.scan(end, batch.range);
            }
            _endRun(batch, word0, record, lineWord, end, next, sum);
            end = next;
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

    /// @dev Returns what allocates a batch, all of it 0. Solidity would write each of its 22 words, at 550 gas; copied from
    /// behind the calldata they cost 3 gas each.
    function _batchAllocator() internal pure returns (function() internal pure returns (Batch memory) typed) {
        function() internal pure returns (uint256) allocate = _allocateBatch;
        assembly ("memory-safe") {
            typed := allocate
        }
    }

    function _word(uint256 cursor) internal pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := mload(cursor)
        }
    }

    /// @dev Checks what a run's entries share: kind, line, commitment or rule.
    function _startRun(
        Batch memory batch,
        uint256 word0
    ) private returns (LineRecord storage record, LineWord lineWord) {
        uint256 kind = EntryLib.kindOf(word0);
        if (kind != batch.kind) _startKind(batch, kind);
        KindRow row = batch.row;
        if (EntryLib.citationOf(word0) != 0 && !batch.citing) {
            revert SpendingLedger_CitationNotAllowed(batch.number, uint8(kind));
        }
        LineId line = EntryLib.lineOf(word0);
        record = _lines[line];
        lineWord = record.word;
        if (!lineWord.takesEntriesOf(batch.books)) _checkLine(batch, line, lineWord);
        if (row.namesReference()) {
            _startReference(batch, row, word0, lineWord);
        } else if (EntryLib.commitmentOf(word0) != 0) {
            revert SpendingLedger_CommitmentNotAllowed(line, uint8(kind), EntryLib.commitmentOf(word0));
        }
        if (kind == KindLib.REFUND_DIRECT && lineWord.hasCeilings()) {
            // Under a ceiling it could free authority that a payment on a commitment used.
            revert SpendingLedger_RefundMustCite(line);
        }
    }

    /// @dev Moves what a run's entries, in memory from `cursor` to `next`, add up to.
    function _endRun(
        Batch memory batch,
        uint256 word0,
        LineRecord storage record,
        LineWord lineWord,
        uint256 cursor,
        uint256 next,
        uint256 sum
    ) private {
        KindRow row = batch.row;
        LineId line = EntryLib.lineOf(word0);
        if (sum > TotalsLib.MAX) revert SpendingLedger_AmountTooLarge(line, sum);
        if (row.movesMore()) {
            if (row.takesInvoice() && !row.isCorrection()) _useInvoices(batch, cursor, next);
            if (row.namesCommitment()) _moveCommitment(batch, row, word0, lineWord.yearOf(), sum);
            else if (row.namesReference()) _countRule(batch, row, EntryLib.commitmentOf(word0), lineWord.yearOf(), sum);
        }
        LineId control = lineWord.controlOf();
        if (control != line) {
            _moveLine(batch, record, line, true, sum);
            record = _lines[control];
        }
        _moveLine(batch, record, control, !lineWord.hasCeilings(), sum);
        unchecked {
            // Whole entries, and 2^17 amounts below 2^64 stay far below 2^256.
            batch.number += (next - cursor) >> 6;
            batch.total += sum;
        }
    }

    /// @dev Checks the commitment or the rule that a run names.
    function _startReference(Batch memory batch, KindRow row, uint256 word0, LineWord lineWord) private {
        if (row.namesCommitment()) _startCommitment(batch, row, word0, lineWord.yearOf());
        else _startRule(batch, row, word0, lineWord);
    }

    /// @dev Opens the commitment that a run names, or checks it; says which payee each entry names.
    function _startCommitment(Batch memory batch, KindRow row, uint256 word0, uint16 year) private {
        uint32 number = EntryLib.commitmentOf(word0);
        LineId line = EntryLib.lineOf(word0);
        if (number == 0) revert SpendingLedger_CommitmentMissing(line, EntryLib.kindOf(word0));
        CommitmentRecord storage record = _commitments[_commitmentId(_agencyOf(batch), year, number)];
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
        if (collective) _allowPayees(batch.range, batch.knownPayees, row.namesPayee());
        else (batch.range.payeeLow, batch.range.payeeSpan) = (PayeeId.unwrap(payee), 0);
    }

    /// @dev Accepts the invoices of a run's entries. One invoice may be charged to several lines or commitments, in one
    /// batch and once each.
    function _useInvoices(Batch memory batch, uint256 cursor, uint256 end) private {
        uint104 current = (uint104(batch.seriesId) << 40) | uint104(batch.firstNumber);
        uint64 place = uint64(_word(cursor) >> EntryLib.COMMITMENT_SHIFT);
        for (; cursor < end; cursor += EntryLib.SIZE) {
            PayeeId payee = EntryLib.payeeOf(_word(cursor));
            if (payee == NO_PAYEE) continue;
            bytes32 invoice = bytes32(_word(cursor + 32));
            InvoiceUse memory use = _invoices[_invoiceKey(payee, invoice)];
            if (use.count != 0 && (use.batch != current || use.last >= place)) {
                revert SpendingLedger_InvoiceUsed(payee, invoice, uint64(use.batch >> 40), uint40(use.batch));
            }
            _invoices[_invoiceKey(payee, invoice)] = InvoiceUse(current, use.count + 1, place);
        }
    }

    /// @dev Moves a line's balances and the parts of its budget.
    /// @param free Whether no ceiling binds at the line itself.
    function _moveLine(Batch memory batch, LineRecord storage record, LineId line, bool free, uint256 sum) private {
        uint256 lanes = batch.fundsLanes;
        if (lanes != 0) {
            uint256 offset = free ? BalancesLib.FREE_FUNDS : 0;
            (Totals moved, bool fits) = Totals.wrap(Totals.unwrap(record.funds) ^ offset).shift(lanes, sum);
            if (!fits) _refuseFunds(record, line, free, batch.row.fundsDown(), sum);
            record.funds = Totals.wrap(Totals.unwrap(moved) ^ offset);
        }
        KindRow row = batch.row;
        if (!row.movesMore()) return;
        lanes = batch.pipelineLanes;
        if (lanes != 0) {
            uint256 offset = free ? BalancesLib.FREE_PIPELINE : 0;
            (Totals moved, bool fits) = Totals.wrap(Totals.unwrap(record.pipeline) ^ offset).shift(lanes, sum);
            if (!fits) _refusePipeline(record, line, free, row.pipelineDown(), sum);
            record.pipeline = Totals.wrap(Totals.unwrap(moved) ^ offset);
        }
        if (row.movesAuthority()) _moveAuthority(record, row, line, free, sum);
    }

    /// @dev Moves the parts of a line's budget, and checks what no balance says: revised, allotted and released are not below
    /// zero, and released ≤ allotted where ceilings bind.
    function _moveAuthority(LineRecord storage record, KindRow row, LineId line, bool free, uint256 sum) private {
        uint256 part = row.budgetPart();
        if (part != 0) {
            uint256 index = (part - 1) / 4;
            uint256 lane = (part - 1) % 4;
            uint256 lanes = row.isCorrection() ? TotalsLib.delta(0, 1 << lane) : TotalsLib.delta(1 << lane, 0);
            Totals parts = record.parts[index];
            (Totals moved, bool fits) = parts.shift(lanes, sum);
            if (!fits) revert SpendingLedger_TotalOverflow(line, PARTS + part - 1, parts.lane(lane), sum);
            record.parts[index] = moved;
        }
        BalancesLib.Sums memory sums = _sumsOf(record, free);
        _requireNotBelowZero(line, REVISED, sums.revised, sum);
        _requireNotBelowZero(line, ALLOTTED, sums.allotted, sum);
        _requireNotBelowZero(line, RELEASED, sums.released, sum);
        if (!free && sums.released > sums.allotted) {
            uint256 asked = row.fundsUp() & (1 << BalancesLib.CASH) != 0 ? sum : 0;
            revert SpendingLedger_ReleaseExceedsAllotment(
                line,
                BalancesLib.toUint64(sums.allotted),
                BalancesLib.toUint64(sums.released - int256(asked)),
                asked
            );
        }
    }

    /// @dev Moves a commitment's balances: none below zero means paid ≤ ordered ≤ verified ≤ committed.
    function _moveCommitment(Batch memory batch, KindRow row, uint256 word0, uint16 year, uint256 sum) private {
        uint32 number = EntryLib.commitmentOf(word0);
        CommitmentRecord storage record = _commitments[_commitmentId(_agencyOf(batch), year, number)];
        uint256 up =
            (row.pipelineUp() & COMMITMENT_LANES) | (((row.fundsUp() >> BalancesLib.PAID) & 1) << COMMITMENT_PAID);
        uint256 down =
            (row.pipelineDown() & COMMITMENT_LANES) | (((row.fundsDown() >> BalancesLib.PAID) & 1) << COMMITMENT_PAID);
        (Totals moved, bool fits) = record.balances.shift(TotalsLib.delta(up, down), sum);
        if (!fits) _refuseCommitment(record.balances, EntryLib.lineOf(word0), number, down, sum);
        record.balances = moved;
    }

    /// @dev Adds a run to its rule's use in the year, and to the balance of virements.
    function _countRule(Batch memory batch, KindRow row, uint32 number, uint16 year, uint256 sum) private {
        bool leaves = row.leavesRevised();
        if (row.isVirement()) {
            if (leaves) batch.virementOut += sum;
            else batch.virementIn += sum;
        }
        // What arrives was counted when it left; a correction takes back what left.
        if (leaves == row.isCorrection()) return;
        RuleRecord storage record = _rules[_agencyOf(batch)][number];
        uint256 used = record.used[year];
        if (leaves) {
            uint64 cap = record.rule.yearlyCap;
            if (used + sum > cap) revert SpendingLedger_ExceedsYearlyCap(number, cap, uint64(used), sum);
            record.used[year] = uint64(used + sum);
        } else {
            record.used[year] = uint64(used - sum);
        }
    }

    /// @dev Checks the rule that a run of virements or carry-overs names, and that it allows the line's class. A batch names
    /// one rule in one year, so what it takes from lines and what it brings to others can be held equal. A correction is
    /// not held to the rule as it is now, but to its approvals.
    function _startRule(Batch memory batch, KindRow row, uint256 word0, LineWord lineWord) private view {
        AgencyId agency = _agencyOf(batch);
        uint32 number = EntryLib.commitmentOf(word0);
        Rule memory rule = _rules[agency][number].rule;
        if (!row.isCorrection()) {
            if (!rule.active) revert SpendingLedger_RuleInactive(agency, number);
            if (rule.carryOver != row.isCarryOver()) {
                revert SpendingLedger_RuleOfOtherSort(agency, number, rule.carryOver);
            }
            uint16 allowed = row.leavesRevised() ? rule.fromClass : rule.toClass;
            if (allowed != 0 && allowed != lineWord.classOf()) {
                revert SpendingLedger_ClassNotAllowed(number, EntryLib.lineOf(word0), lineWord.classOf(), allowed);
            }
        }
        uint256 named = (uint256(lineWord.yearOf()) << 32) | number;
        if (batch.rule != 0 && batch.rule != named) {
            revert SpendingLedger_RuleMixed(uint32(batch.rule), number, uint16(batch.rule >> 32), lineWord.yearOf());
        }
        batch.rule = named;
        if (rule.minApprovals > batch.minApprovals) batch.minApprovals = rule.minApprovals;
    }

    /// @dev Finds out what is wrong with an entry; returns where it names a payee that is new to the series.
    /// @param word0 The run's first entry.
    /// @param start Memory address of the run.
    /// @param cursor Memory address of the entry.
    function _checkEntry(Batch memory batch, uint256 word0, uint256 start, uint256 cursor) private view {
        uint256 number = batch.number + (cursor - start) / EntryLib.SIZE;
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
        if (batch.row.namesCommitment()) {
            uint32 commitment = EntryLib.commitmentOf(word0);
            uint16 year = _lines[EntryLib.lineOf(word0)].word.yearOf();
            if (!_commitments[_commitmentId(_agencyOf(batch), year, commitment)].collective) {
                revert SpendingLedger_OtherPayee(commitment, range.payeeLow, payee);
            }
        }
        _checkPayee(batch, word0, payee);
        _allowPayees(batch.range, batch.knownPayees, true);
    }

    /// @dev Reverts where a payee is not registered, once the registry was asked for new ones.
    function _checkPayee(Batch memory batch, uint256 word0, uint256 payee) private view {
        if (payee == 0) revert SpendingLedger_PayeeMissing(EntryLib.lineOf(word0), EntryLib.kindOf(word0));
        if (payee <= batch.knownPayees) return;
        batch.knownPayees = PAYEES.payeeCount();
        if (payee > batch.knownPayees) revert SpendingLedger_PayeeUnknown(payee, batch.knownPayees);
    }

    /// @dev Says which of a line's funds would go below zero, in the words of its totals.
    function _refuseFunds(LineRecord storage record, LineId line, bool free, uint256 down, uint256 sum) private view {
        BalancesLib.Sums memory sums = _sumsOf(record, free);
        Totals funds = record.funds;
        uint64 paid = BalancesLib.toUint64(sums.paid);
        if (!free && _lacks(funds, down, BalancesLib.UNCOMMITTED, sum)) {
            revert SpendingLedger_ExceedsAllotment(
                line,
                BalancesLib.toUint64(sums.allotted),
                BalancesLib.toUint64(sums.reserved + sums.committed),
                sum
            );
        }
        if (!free && _lacks(funds, down, BalancesLib.CASH, sum)) {
            revert SpendingLedger_ExceedsReleased(line, BalancesLib.toUint64(sums.released), paid, sum);
        }
        if (_lacks(funds, down, BalancesLib.PAID, sum)) revert SpendingLedger_BelowZero(line, PAID, paid, sum);
        uint64 reserved = BalancesLib.toUint64(sums.reserved);
        if (_lacks(funds, down, BalancesLib.RESERVED, sum)) {
            revert SpendingLedger_BelowZero(line, RESERVED, reserved, sum);
        }
        revert SpendingLedger_TotalOverflow(line, PAID, paid, sum);
    }

    /// @dev Says which of a line's pipeline would go below zero; what is not yet paid was looked at with the commitment.
    function _refusePipeline(
        LineRecord storage record,
        LineId line,
        bool free,
        uint256 down,
        uint256 sum
    ) private view {
        BalancesLib.Sums memory sums = _sumsOf(record, free);
        uint64 revised = BalancesLib.toUint64(sums.revised);
        if (!free && _lacks(record.pipeline, down, BalancesLib.UNALLOTTED, sum)) {
            revert SpendingLedger_ExceedsRevised(line, revised, BalancesLib.toUint64(sums.allotted), sum);
        }
        revert SpendingLedger_TotalOverflow(line, REVISED, revised, sum);
    }

    function _sumsOf(LineRecord storage record, bool free) private view returns (BalancesLib.Sums memory) {
        (uint256 funds, uint256 pipeline) = (Totals.unwrap(record.funds), Totals.unwrap(record.pipeline));
        if (free) (funds, pipeline) = (funds ^ BalancesLib.FREE_FUNDS, pipeline ^ BalancesLib.FREE_PIPELINE);
        return BalancesLib.sumsOf(Totals.wrap(funds), Totals.wrap(pipeline), free);
    }

    /// @dev Checks what a kind asks for, whatever the line; says what its entries move, and which value days and payees they
    /// may name.
    function _startKind(Batch memory batch, uint256 kind) private pure {
        unchecked {
            // A year's days ascend.
            KindRow row = KindLib.row(uint8(kind & 0x7f));
            if (KindRow.unwrap(row) == 0) revert SpendingLedger_UnknownKind(batch.number, uint8(kind));
            if (kind & KindLib.CORRECTION != 0) row = row.corrected();
            SeriesWord series = batch.series;
            uint256 state = series.state();
            if (!row.isAcceptedIn(state)) revert SpendingLedger_NotAcceptedInState(uint8(kind), YearState(state));
            if (row.cites() != batch.citing) {
                if (batch.citing) revert SpendingLedger_CitationNotAllowed(batch.number, uint8(kind));
                revert SpendingLedger_CitationMissing(batch.number, uint8(kind));
            }
            batch.kind = kind;
            batch.row = row;
            batch.roles |= row.role();
            if (row.needsApproval() && batch.minApprovals == 0) batch.minApprovals = AT_LEAST_ONE;
            batch.fundsLanes = TotalsLib.delta(row.fundsUp(), row.fundsDown());
            batch.pipelineLanes = row.movesMore() ? TotalsLib.delta(row.pipelineUp(), row.pipelineDown()) : 0;
            // What is recorded only while the year is open belongs to the year proper; the rest to the time of its payments.
            uint256 lastDay = row.isAcceptedIn(COMMITMENTS_CLOSED) ? series.lastDay() : series.endDay();
            Range memory range = batch.range;
            range.dayLow = series.firstDay();
            range.daySpan = lastDay - series.firstDay();
            _allowPayees(range, batch.knownPayees, row.namesPayee());
        }
    }

    /// @dev Finds out why a line does not take entries; returns where a correction may move it all the same.
    function _checkLine(Batch memory batch, LineId id, LineWord word) private pure {
        KindRow row = batch.row;
        Line memory line = word.unpack();
        if (line.keeper == NO_AGENCY) revert SpendingLedger_LineUnknown(id);
        // A correction moves the line that the corrected entry moved: in whichever year, closed or not.
        if (line.keeper != _agencyOf(batch) || (line.year != _bookYearOf(batch) && !row.isCorrection())) {
            revert SpendingLedger_LineInOtherBooks(id, line.keeper, line.year);
        }
        if (line.control == NO_LINE) revert SpendingLedger_LineIsSummary(id);
        if (line.firstChild != NO_LINE) revert SpendingLedger_LineHasChildren(id);
        if (!line.open && !row.isCorrection()) revert SpendingLedger_LineClosed(id);
    }

    /// @dev Lets a run's entries name any payee that the series knows, or none.
    function _allowPayees(Range memory range, uint256 known, bool any) private pure {
        unchecked {
            // Where no payee is known, none is 1 more than the largest word.
            range.payeeLow = any ? (known == 0 ? type(uint256).max : 1) : 0;
            range.payeeSpan = any && known != 0 ? known - 1 : 0;
        }
    }

    /// @dev Says which of a commitment's balances would go below zero, in the words of its totals.
    function _refuseCommitment(Totals balances, LineId line, uint32 number, uint256 down, uint256 sum) private pure {
        uint64 paid = balances.lane(COMMITMENT_PAID);
        uint64 ordered = paid + balances.lane(BalancesLib.UNPAID);
        uint64 verified = ordered + balances.lane(BalancesLib.UNORDERED);
        uint64 committed = verified + balances.lane(BalancesLib.UNVERIFIED);
        if (_lacks(balances, down, BalancesLib.UNVERIFIED, sum)) {
            revert SpendingLedger_ExceedsCommitted(line, number, committed, verified, sum);
        }
        if (_lacks(balances, down, BalancesLib.UNORDERED, sum)) {
            revert SpendingLedger_ExceedsVerified(line, number, verified, ordered, sum);
        }
        if (_lacks(balances, down, BalancesLib.UNPAID, sum)) {
            revert SpendingLedger_ExceedsOrdered(line, number, ordered, paid, sum);
        }
        if (_lacks(balances, down, COMMITMENT_PAID, sum)) revert SpendingLedger_BelowZero(line, PAID, paid, sum);
        revert SpendingLedger_TotalOverflow(line, PAID, paid, sum);
    }

    function _lacks(Totals word, uint256 down, uint256 index, uint256 sum) private pure returns (bool) {
        return down & (1 << index) != 0 && word.lane(index) < sum;
    }

    function _requireNotBelowZero(LineId line, uint256 index, int256 total, uint256 sum) private pure {
        if (total < 0) revert SpendingLedger_BelowZero(line, index, uint64(uint256(total + int256(sum))), sum);
    }

    function _agencyOf(Batch memory batch) private pure returns (AgencyId) {
        return AgencyId.wrap(uint32(batch.seriesId >> 32));
    }

    function _bookYearOf(Batch memory batch) private pure returns (uint16) {
        return uint16(batch.seriesId >> 16);
    }

    function _offsetOf(bytes calldata data) private pure returns (uint256 offset) {
        assembly ("memory-safe") {
            offset := data.offset
        }
    }

    /// @dev Returns the memory address of an empty batch: BATCH_WORDS words, the last of them the address of its range, which
    /// follows. A test compares it with what Solidity allocates.
    function _allocateBatch() private pure returns (uint256 pointer) {
        uint256 size = 32 * BATCH_WORDS;
        assembly ("memory-safe") {
            pointer := mload(0x40)
            let range := add(pointer, size)
            mstore(0x40, add(range, 0x80))
            calldatacopy(pointer, calldatasize(), add(size, 0x80))
            mstore(sub(range, 0x20), range)
        }
    }
}
