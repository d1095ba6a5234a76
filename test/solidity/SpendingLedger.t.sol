// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgencyId} from "../../contracts/access/AgencyId.sol";
import {PayeeId} from "../../contracts/access/PayeeId.sol";
import {Entry, EntryLib} from "../../contracts/funds/EntryLib.sol";
import {KindLib} from "../../contracts/funds/KindLib.sol";
import {LineId, NO_LINE} from "../../contracts/funds/LineId.sol";
import {VM} from "../access/Vm.sol";
import {LOG_VM, LogVm} from "./LogVm.sol";
import {Office} from "./Office.sol";

/// @dev Batches in one form and another come to the same; what must never be recorded is not.
contract SpendingLedgerTest is Office {
    LineId private constant ROADS = LineId.wrap(1);
    LineId private constant SCHOOLS = LineId.wrap(2);
    LineId private constant ROADS_NEXT = LineId.wrap(3);
    LineId private constant SCHOOLS_NEXT = LineId.wrap(4);
    uint32 private constant RULE = 1;
    uint64 private constant FUNDED = 1_000_000_000;

    uint256 private _batches;

    function setUp() external {
        _openOffice();
        for (uint16 year = YEAR; year <= NEXT_YEAR; ++year) {
            VM.prank(_account(CITY, BUDGET_OFFICER));
            _ledger.openYear(CITY, year, _yearTerms(year));
            LineSpec[] memory specs = new LineSpec[](2);
            specs[0] = _spec("roads", NO_LINE, LineLevel.Control, true, 1);
            specs[1] = _spec("schools", NO_LINE, LineLevel.Control, true, 2);
            VM.prank(_account(CITY, BUDGET_OFFICER));
            _ledger.openLines(CITY, year, specs);
        }
        Rule memory rule = Rule(0, 0, false, true, 1, FUNDED, keccak256("rule"));
        bytes32 digest = _ledger.ruleDigest(CITY, RULE, rule, type(uint48).max, _account(CITY, BUDGET_OFFICER));
        Approval[] memory approvals = _approvals(CITY, _allApprovers(), digest);
        VM.prank(_account(CITY, BUDGET_OFFICER));
        _ledger.setRule(CITY, RULE, rule, type(uint48).max, approvals);
        for (uint32 line = 1; line <= 4; ++line) {
            Entry[] memory entries = new Entry[](3);
            for (uint256 i = 0; i < 3; ++i) {
                uint8 kind = [KindLib.APPROPRIATE, KindLib.ALLOT, KindLib.RELEASE_CASH][i];
                entries[i] = _entry(kind, LineId.wrap(line), FUNDED);
                entries[i].valueDay = _yearTerms(line < 3 ? YEAR : NEXT_YEAR).firstDay;
            }
            _submit(_headOf(line < 3 ? YEAR : NEXT_YEAR, entries), entries, false);
        }
    }

    /// @dev Both ways in tell the same event, and so keep the same root.
    function testFuzz_compactIsTheSame(uint256 seed, uint8 count) external {
        Entry[] memory entries = _payments(seed, 1 + (count % 20));
        BatchHead memory head = _headOf(YEAR, entries);
        // The same batch on two copies of one ledger.
        (bool plainDone, bytes memory plainTold) = this.recordAndUndo(head, entries, false);
        (bool compactDone, bytes memory compactTold) = this.recordAndUndo(head, entries, true);
        require(plainDone && compactDone, "refused");
        require(keccak256(plainTold) == keccak256(compactTold), "event or totals");
    }

    /// @dev However a list of entries is cut into batches and whatever their order, the totals are the same.
    function testFuzz_splitAndShuffledIsTheSame(uint256 seed, uint8 count, uint8 cuts) external {
        Entry[] memory entries = _payments(seed, 2 + (count % 12));
        bytes32 whole = this.totalsAfter(entries, 1);
        require(this.totalsAfter(entries, 1 + (cuts % entries.length)) == whole, "split");
        for (uint256 i = entries.length - 1; i > 0; --i) {
            uint256 other = uint256(keccak256(abi.encode(seed, i))) % (i + 1);
            (entries[i], entries[other]) = (entries[other], entries[i]);
        }
        require(this.totalsAfter(entries, 1) == whole, "shuffled");
        require(this.totalsAfter(entries, 1 + (cuts % entries.length)) == whole, "shuffled and split");
    }

    function test_refusesABatchOfNothing() external {
        Entry[] memory none = new Entry[](0);
        BatchHead memory head = _headOf(YEAR, none);
        (bool done, bytes memory why) = _send(head, "", AUDITOR, false, new uint256[](0));
        require(!done && bytes4(why) == SpendingLedger_InvalidLength.selector, "plain");
        (done, why) = _send(head, "", AUDITOR, true, new uint256[](0));
        require(!done && bytes4(why) == SpendingLedger_InvalidLength.selector, "compact");
    }

    /// @dev Kind 0 is what no entry has: it would move nothing, and ask for no role.
    function test_refusesAnEntryOfNoKind() external {
        Entry[] memory entries = new Entry[](1);
        entries[0] = _entry(0, ROADS, 1);
        entries[0].valueDay = 0;
        BatchHead memory head = _headOf(YEAR, entries);
        (bool done, bytes memory why) = _send(head, _pack(entries), AUDITOR, false, new uint256[](0));
        require(!done && bytes4(why) == SpendingLedger_UnknownKind.selector, "plain");
        (done, why) = _send(head, _packCompact(entries), AUDITOR, true, new uint256[](0));
        require(!done && bytes4(why) == SpendingLedger_UnknownKind.selector, "compact");
    }

    /// @dev Two virements of two years, one half of each corrected: authority would leave one year for the other.
    function test_correctsVirementsWithinTheirYearAlone() external {
        (BatchHead memory head, Entry[] memory moved) = _vire(YEAR, ROADS, SCHOOLS);
        (BatchHead memory headNext, Entry[] memory movedNext) = _vire(NEXT_YEAR, ROADS_NEXT, SCHOOLS_NEXT);
        Entry[] memory corrections = new Entry[](2);
        Citation[] memory citations = new Citation[](2);
        (corrections[0], citations[0]) = _correct(head, moved, 0);
        (corrections[1], citations[1]) = _correct(headNext, movedNext, 1);
        BatchHead memory correcting = _headOf(NEXT_YEAR, corrections);
        (bool done, bytes memory why) = _sendCiting(correcting, corrections, citations);
        require(!done && bytes4(why) == SpendingLedger_RuleMixed.selector, "corrected across years");
        (corrections[1], citations[1]) = _correct(head, moved, 1);
        (done, why) = _sendCiting(_headOf(NEXT_YEAR, corrections), corrections, citations);
        require(done, "not corrected within the year");
    }

    /// @dev Two batches whose references begin alike are two batches all the same.
    function test_acceptsAnInvoiceInOneBatchAlone() external {
        bytes32[2] memory refs = [bytes32(uint256(0xabc) << 200), bytes32((uint256(0xabc) << 200) | 1)];
        for (uint32 i = 0; i < 2; ++i) {
            Entry[] memory entries = new Entry[](1);
            entries[0] = _entry(KindLib.PAY_INVOICE, i == 0 ? ROADS : SCHOOLS, 10);
            entries[0].payee = PayeeId.wrap(1);
            BatchHead memory head = _headOf(YEAR, entries);
            head.batchRef = refs[i];
            (bool done, bytes memory why) = _send(head, _pack(entries), ALL_ROUND, false, _allApprovers());
            if (i == 0) require(done, "first use");
            else require(!done && bytes4(why) == SpendingLedger_InvoiceUsed.selector, "second use");
        }
    }

    /// @dev Reverts with whether it was recorded and what was told and kept, so that nothing of it stays.
    function recordAndUndo(
        BatchHead calldata head,
        Entry[] calldata entries,
        bool compact
    ) external returns (bool, bytes memory) {
        try this.recordAndTell(head, entries, compact) {
            return (false, "");
        } catch (bytes memory told) {
            return (bytes4(told) == bytes4(keccak256("Told(bytes)")), told);
        }
    }

    error Told(bytes told);

    function recordAndTell(BatchHead calldata head, Entry[] calldata entries, bool compact) external {
        LOG_VM.recordLogs();
        _submit(head, entries, compact);
        LogVm.Log[] memory logs = LOG_VM.getRecordedLogs();
        require(logs.length == 1, "one event");
        bytes32 root = _ledger.rootOf(CITY, head.batchRef);
        require(root == _rootOf(head, _pack(entries)), "root");
        require(root == _ledger.batchRoot(head, _pack(entries)), "root view");
        revert Told(abi.encode(logs[0].topics, logs[0].data, root, _totals()));
    }

    /// @dev The totals once the entries are recorded in so many batches; nothing of it stays.
    function totalsAfter(Entry[] calldata entries, uint256 parts) external returns (bytes32 totals) {
        try this.recordInParts(entries, parts) {} catch (bytes memory told) {
            require(bytes4(told) == Told.selector, "refused");
            return keccak256(told);
        }
    }

    function recordInParts(Entry[] calldata entries, uint256 parts) external {
        uint256 from = 0;
        for (uint256 i = 1; i <= parts; ++i) {
            uint256 to = (entries.length * i) / parts;
            Entry[] memory part = new Entry[](to - from);
            for (uint256 j = from; j < to; ++j) part[j - from] = entries[j];
            if (part.length != 0) _submit(_headOf(YEAR, part), part, i % 2 == 0);
            from = to;
        }
        revert Told(abi.encode(_totals()));
    }

    function _vire(
        uint16 year,
        LineId from,
        LineId to
    ) private returns (BatchHead memory head, Entry[] memory entries) {
        entries = new Entry[](2);
        // What is revised and not allotted, first.
        entries[0] = _entry(KindLib.WITHDRAW_CASH, from, 10);
        entries[1] = _entry(KindLib.WITHDRAW_ALLOTMENT, from, 10);
        for (uint256 i = 0; i < 2; ++i) entries[i].valueDay = _yearTerms(year).firstDay;
        _submit(_headOf(year, entries), entries, false);
        entries[0] = _entry(KindLib.VIREMENT_OUT, from, 10);
        entries[1] = _entry(KindLib.VIREMENT_IN, to, 10);
        for (uint256 i = 0; i < 2; ++i) {
            (entries[i].valueDay, entries[i].commitment) = (_yearTerms(year).firstDay, RULE);
        }
        head = _headOf(year, entries);
        _submit(head, entries, false);
    }

    function _correct(
        BatchHead memory head,
        Entry[] memory entries,
        uint256 index
    ) private pure returns (Entry memory entry, Citation memory citation) {
        entry = _entry(entries[index].kind | KindLib.CORRECTION, entries[index].line, entries[index].amount);
        entry.valueDay = _yearTerms(NEXT_YEAR).firstDay;
        entry.commitment = entries[index].commitment;
        (entry.citedYear, entry.citedDesk) = (head.year, head.desk);
        entry.citedNumber = head.firstNumber + uint40(index);
        (uint256 word0, bytes32 word1) = EntryLib.encode(entries[index]);
        citation = Citation({
            batchRef: head.batchRef,
            agency: head.agency,
            year: head.year,
            desk: head.desk,
            firstNumber: head.firstNumber,
            count: uint32(entries.length),
            index: uint32(index),
            word0: word0,
            word1: word1,
            proof: _proof(_pack(entries), index)
        });
    }

    function _headOf(uint16 year, Entry[] memory entries) private returns (BatchHead memory head) {
        (head.agency, head.year, head.deadline) = (CITY, year, type(uint48).max);
        head.firstNumber = _ledger.seriesOf(CITY, year, 0).entryCount + 1;
        head.batchRef = keccak256(abi.encode("batch", ++_batches));
        for (uint256 i = 0; i < entries.length; ++i) head.total += entries[i].amount;
    }

    function _submit(BatchHead memory head, Entry[] memory entries, bool compact) private {
        bytes memory packed = compact ? _packCompact(entries) : _pack(entries);
        (bool done, bytes memory why) = _send(head, packed, ALL_ROUND, compact, _allApprovers());
        if (done) return;
        assembly ("memory-safe") {
            revert(add(why, 0x20), mload(why))
        }
    }

    function _send(
        BatchHead memory head,
        bytes memory packed,
        uint256 maker,
        bool compact,
        uint256[] memory approvers
    ) private returns (bool, bytes memory) {
        bytes memory entries = compact ? _unpack(packed) : packed;
        bytes32 root = entries.length == 0 ? bytes32(0) : _ledger.batchRoot(head, entries);
        bytes32 digest = _ledger.batchDigest(head, uint32(entries.length / 64), root, _account(CITY, maker));
        Approval[] memory approvals = _approvals(CITY, approvers, digest);
        VM.prank(_account(CITY, maker));
        return
            address(_ledger).call(
                compact
                    ? abi.encodeCall(_ledger.submitCompact, (head, packed, approvals))
                    : abi.encodeCall(_ledger.submit, (head, packed, approvals))
            );
    }

    function _sendCiting(
        BatchHead memory head,
        Entry[] memory entries,
        Citation[] memory citations
    ) private returns (bool, bytes memory) {
        bytes memory packed = _pack(entries);
        address maker = _account(CITY, ALL_ROUND);
        bytes32 digest = _ledger.batchDigest(head, uint32(entries.length), _ledger.batchRoot(head, packed), maker);
        Approval[] memory approvals = _approvals(CITY, _allApprovers(), digest);
        VM.prank(maker);
        return address(_ledger).call(abi.encodeCall(_ledger.submitCiting, (head, packed, citations, approvals)));
    }

    function _totals() private view returns (bytes32 totals) {
        for (uint32 i = 1; i <= 4; ++i) {
            totals = keccak256(abi.encode(totals, _ledger.totalsOf(LineId.wrap(i)), _ledger.budgetOf(LineId.wrap(i))));
        }
        for (uint32 i = 1; i <= 3; ++i) totals = keccak256(abi.encode(totals, _ledger.commitmentOf(CITY, YEAR, i)));
    }

    /// @dev Payments, reservations and commitments that all fit, in any order.
    function _payments(uint256 seed, uint256 count) private pure returns (Entry[] memory entries) {
        entries = new Entry[](count);
        for (uint256 i = 0; i < count; ++i) {
            uint256 drawn = uint256(keccak256(abi.encode(seed, i)));
            uint8 kind = [KindLib.PAY_DIRECT, KindLib.RESERVE, KindLib.COMMIT, KindLib.PAY_INVOICE][drawn % 4];
            uint32 which = uint32((drawn >> 8) % 2);
            entries[i] = _entry(kind, which == 0 ? ROADS : SCHOOLS, uint64(1 + ((drawn >> 16) % 1_000_000)));
            entries[i].valueDay = FIRST_DAY + uint16((drawn >> 80) % 365);
            entries[i].document = keccak256(abi.encode(drawn));
            if (kind == KindLib.COMMIT)
                (entries[i].commitment, entries[i].payee) = (1 + which, PayeeId.wrap(1 + which));
            else if (kind != KindLib.RESERVE) entries[i].payee = PayeeId.wrap(uint32(1 + ((drawn >> 96) % PAYEES)));
        }
    }

    /// @dev What `_packCompact` wrote, as plain entries.
    function _unpack(bytes memory packed) private pure returns (bytes memory entries) {
        for (uint256 i = 0; i < packed.length; i += 58) {
            bytes memory run = new bytes(58);
            for (uint256 j = 0; j < 58; ++j) run[j] = packed[i + j];
            (uint256 first, uint256 second) = (uint256(bytes32(run)), 0);
            bytes32 document;
            assembly ("memory-safe") {
                document := mload(add(run, 46))
                second := shr(160, mload(add(run, 78)))
            }
            entries = bytes.concat(
                entries,
                bytes8(bytes32(first)),
                bytes4(uint32(second >> 64)),
                bytes2(uint16(first >> 168)),
                bytes1(uint8(first >> 184)),
                bytes9(0),
                bytes8(uint64(second)),
                document
            );
        }
    }
}
