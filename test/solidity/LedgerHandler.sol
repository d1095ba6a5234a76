// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgencyId} from "../../contracts/access/AgencyId.sol";
import {NO_PAYEE, PayeeId} from "../../contracts/access/PayeeId.sol";
import {Entry} from "../../contracts/funds/EntryLib.sol";
import {ISpendingLedger} from "../../contracts/funds/ISpendingLedger.sol";
import {KindLib} from "../../contracts/funds/KindLib.sol";
import {LineId, NO_LINE} from "../../contracts/funds/LineId.sol";
import {VM} from "../access/Vm.sol";
import {Draw} from "./Draw.sol";
import {GhostBooks} from "./GhostBooks.sol";
import {GhostLedger} from "./GhostLedger.sol";
import {LedgerDriver} from "./LedgerDriver.sol";
import {Posting, PostingTable} from "./PostingTable.sol";
import {ReplayedLedger} from "./ReplayedLedger.sol";

/// @title LedgerHandler
/// @notice What officers do all year, right and wrong, one thing a call.
/// @dev Draws amounts near what the ghost says is left, so that most are recorded and the first too great is refused. It
/// never reverts but where ledger and ghost differ.
abstract contract LedgerHandler is LedgerDriver {
    uint32 internal constant VIREMENT_RULE = 1;
    uint32 internal constant CLASS_RULE = 2;
    uint32 internal constant CARRY_RULE = 3;
    uint32 internal constant LAST_RULE = 4; // this one is never set
    uint32 internal constant COMMITMENTS = 10;
    uint64 internal constant FUNDED = 1_000_000;
    uint32 internal constant MAX_LINES = 60;

    uint256 internal _suspendedUntil;
    address internal _suspended;

    constructor() {
        _openBooks();
        for (uint32 agency = 1; agency <= 2; ++agency) {
            AgencyId keeper = AgencyId.wrap(agency);
            _setRule(keeper, VIREMENT_RULE, Rule(0, 0, false, true, 1, 300_000, keccak256("rule")), 0);
            _setRule(keeper, CLASS_RULE, Rule(1, 2, false, true, 2, 50_000, keccak256("rule")), 0);
            _setRule(keeper, CARRY_RULE, Rule(0, 0, true, true, 1, 200_000, keccak256("rule")), 0);
            for (uint16 year = YEAR; year <= NEXT_YEAR; ++year) _openYear(keeper, year);
        }
    }

    function ledger() external view returns (ISpendingLedger) {
        return _ledger;
    }

    function ghost() external view returns (GhostLedger) {
        return _ghost;
    }

    function replay() external view returns (ReplayedLedger) {
        return _replay;
    }

    /// @notice Every entry's proof, by its place in the order of recording.
    function citationAt(uint256 place) external view returns (Citation memory) {
        return _citationAt(place);
    }

    /// @notice Every entry with an invoice, in the order of recording.
    function invoiced() external view returns (Entry[] memory) {
        return _invoiced;
    }

    function placeCount() external view returns (uint256) {
        return _places.length;
    }

    /// @notice Records a few entries of any kinds.
    function book(uint256 seed) external {
        _play(_booking(Draw(seed), 4));
    }

    /// @notice Takes a commitment, or a few, through its stages.
    function spend(uint256 seed) external {
        Draw memory draw = Draw(seed);
        Draft memory draft = _draft(draw);
        draft.entries = new Entry[](draw.between(1, 3));
        uint32 number = uint32(draw.between(1, COMMITMENTS));
        for (uint256 i = 0; i < draft.entries.length; ++i) {
            uint8 kind = uint8(draw.between(KindLib.COMMIT, KindLib.REFUND));
            draft.entries[i] = _commitmentEntry(draw, draft.head, kind, number);
        }
        _finish(draw, draft);
        _play(draft);
    }

    /// @notice Moves authority between lines under a rule.
    function vire(uint256 seed) external {
        Draw memory draw = Draw(seed);
        Draft memory draft = _draft(draw);
        uint32 rule = uint32(draw.happens(90) ? draw.between(1, 2) : draw.between(0, LAST_RULE));
        LineId from = _line(draw, draft.head);
        uint64 amount = _amount(draw, KindLib.VIREMENT_OUT, from, draft.head, 0);
        if (draw.happens(60)) amount = uint64(draw.between(1, 10_000));
        draft.entries = new Entry[](2);
        draft.entries[0] = _ruleEntry(draw, draft.head, KindLib.VIREMENT_OUT, from, amount, rule);
        if (draw.happens(5)) ++amount;
        if (draw.happens(5)) rule = 3 - (rule % 3);
        draft.entries[1] = _ruleEntry(draw, draft.head, KindLib.VIREMENT_IN, _line(draw, draft.head), amount, rule);
        if (draw.happens(20)) (draft.entries[0], draft.entries[1]) = (draft.entries[1], draft.entries[0]);
        _finish(draw, draft);
        _play(draft);
    }

    /// @notice Takes what is left out of a year that is closing, or lets it lapse.
    function clear(uint256 seed) external {
        Draw memory draw = Draw(seed);
        Draft memory draft = _draft(draw);
        if (draw.happens(80)) draft.head = _headOf(draft.head.agency, YEAR, draft.head.desk);
        LineId line = _line(draw, draft.head);
        draft.entries = new Entry[](draw.between(1, 2));
        for (uint256 i = 0; i < draft.entries.length; ++i) {
            uint8 kind = [KindLib.CARRY_OUT, KindLib.CARRY_OUT, KindLib.LAPSE, KindLib.WITHDRAW_ALLOTMENT][
                draw.below(4)
            ];
            uint64 amount = _amount(draw, kind, line, draft.head, 0);
            if (kind == KindLib.CARRY_OUT) {
                uint32 rule = draw.happens(95) ? CARRY_RULE : VIREMENT_RULE;
                draft.entries[i] = _ruleEntry(draw, draft.head, kind, line, amount, rule);
            } else {
                draft.entries[i] = _plainEntry(draw, draft.head, kind, line, amount);
            }
        }
        _finish(draw, draft);
        _play(draft);
    }

    /// @notice Carries what left one year into another.
    function carryIn(uint256 seed) external {
        Draw memory draw = Draw(seed);
        uint256 place = _find(draw, KindLib.CARRY_OUT);
        if (place == type(uint256).max) return;
        BatchHead memory left = _headAt(place);
        Draft memory draft = _draft(draw);
        draft.head = _headOf(left.agency, draw.happens(90) ? NEXT_YEAR : YEAR, draft.head.desk);
        if (draw.happens(98)) draft.makerOf = left.agency;
        draft.citing = true;
        draft.cites = new uint256[](1);
        draft.cites[0] = place;
        draft.entries = new Entry[](1);
        Entry memory cited = _entryAt(place);
        uint64 amount = _leftOf(draw, place, cited.amount);
        uint32 rule = draw.happens(97) ? cited.commitment : VIREMENT_RULE;
        LineId line = _line(draw, draft.head);
        draft.entries[0] = _ruleEntry(draw, draft.head, KindLib.CARRY_IN, line, amount, rule);
        _cite(draft.entries[0], place);
        _finish(draw, draft);
        _play(draft);
    }

    /// @notice Corrects recorded entries, in part or in full, on whichever year.
    function correct(uint256 seed) external {
        Draw memory draw = Draw(seed);
        uint256 place = draw.below(_places.length);
        if (draw.happens(30)) place = _places.length - 1 - draw.below(_places.length < 6 ? _places.length : 6);
        if (draw.happens(10)) place = _findOr(draw, KindLib.PAY_INVOICE, place);
        Entry memory cited = _entryAt(place);
        // The two halves of a virement are corrected together, and other entries alone or with their neighbour.
        bool virement = cited.kind == KindLib.VIREMENT_OUT || cited.kind == KindLib.VIREMENT_IN;
        bool pair = draw.happens(virement ? 90 : 30) && place + 1 < _places.length && place > 0;
        uint256 other = pair && virement ? _partnerOf(place) : place + 1;
        BatchHead memory head = _headAt(place);
        Draft memory draft = _draft(draw);
        draft.head = _headOf(head.agency, draw.happens(80) ? NEXT_YEAR : YEAR, draft.head.desk);
        draft.makerOf = head.agency;
        draft.citing = true;
        uint256 count = pair ? 2 : 1;
        (draft.cites, draft.entries) = (new uint256[](count), new Entry[](count));
        uint64 amount = 0;
        for (uint256 i = 0; i < count; ++i) {
            draft.cites[i] = i == 0 ? place : other;
            Entry memory corrected = _entryAt(draft.cites[i]);
            if (i == 0 || !virement) amount = _leftOf(draw, draft.cites[i], corrected.amount);
            draft.entries[i] = _correction(draw, draft.head, corrected, amount);
            _cite(draft.entries[i], draft.cites[i]);
        }
        if (draw.happens(4)) draft.badProof = 1 + draw.below(8 * count);
        if (draw.happens(4)) _mismatch(draw, draft.entries[0]);
        _finish(draw, draft);
        _play(draft);
    }

    /// @notice Records a batch with one thing wrong.
    function err(uint256 seed) external {
        Draw memory draw = Draw(seed);
        Draft memory draft = draw.happens(60) ? _soundBooking(draw) : _booking(draw, 2);
        uint256 fault = draw.below(32);
        if (fault < 16) _spoilHead(draw, draft, fault);
        else _spoilEntry(draw, draft, fault);
        _play(draft);
    }

    /// @notice Closes a year for commitments, or for payments.
    function close(uint256 seed) external {
        Draw memory draw = Draw(seed);
        AgencyId agency = AgencyId.wrap(uint32(draw.between(1, 2)));
        uint16 year = draw.happens(85) ? YEAR : NEXT_YEAR;
        if (!draw.happens(year == YEAR ? 40 : 10)) return;
        uint8 state = uint8(_ghost.stateOf(agency, year));
        YearState next = YearState(draw.happens(90) && state < 3 ? state + 1 : draw.below(4));
        uint48 deadline = draw.happens(95) ? type(uint48).max : uint48(block.timestamp - 1);
        address maker = _account(agency, draw.happens(90) ? BUDGET_OFFICER : draw.between(ALL_ROUND, LAST_OFFICER));
        bytes32 digest = _ledger.closingDigest(agency, year, next, deadline, maker);
        Approval[] memory approvals = _approvals(agency, _someApprovers(draw), digest);
        _do(
            "close",
            abi.encodeCall(
                _ghost.closeYear,
                (agency, year, next, deadline, maker, _expected(approvals, draw.happens(5) ? 1 : 0))
            ),
            abi.encodeCall(_ledger.closeYear, (agency, year, next, deadline, approvals)),
            maker
        );
    }

    /// @notice Opens a line below another, or anywhere.
    function openLine(uint256 seed) external {
        Draw memory draw = Draw(seed);
        uint32 count = _ghost.lineCount();
        if (count >= MAX_LINES || !draw.happens(30)) return;
        AgencyId keeper = AgencyId.wrap(uint32(draw.between(1, 2)));
        uint16 year = uint16(draw.happens(98) ? draw.between(YEAR, NEXT_YEAR) : 1);
        LineId parent = draw.happens(90) ? LineId.wrap(uint32(draw.between(1, count))) : NO_LINE;
        if (parent != NO_LINE && draw.happens(95)) {
            GhostBooks.GhostLine memory above = _ghost.lineOf(parent);
            (keeper, year) = (above.keeper, above.year);
        }
        LineLevel level = LineLevel(draw.below(3));
        if (parent != NO_LINE && _ghost.lineOf(parent).level != LineLevel.Summary && draw.happens(90))
            level = LineLevel.Detail;
        LineSpec[] memory specs = new LineSpec[](1);
        specs[0] = _spec(keccak256(abi.encode(seed, count)), parent, level, draw.happens(70), uint16(draw.below(3)));
        specs[0].agency = keeper;
        address by = _account(
            AgencyId.wrap(uint32(draw.happens(80) ? 1 : 2)),
            draw.happens(90) ? BUDGET_OFFICER : RECORDER
        );
        _do(
            "open line",
            abi.encodeCall(_ghost.openLine, (keeper, year, specs[0], by)),
            abi.encodeCall(_ledger.openLines, (keeper, year, specs)),
            by
        );
    }

    /// @notice Stops a line from taking entries, or lets it take them again.
    function setLineOpen(uint256 seed) external {
        Draw memory draw = Draw(seed);
        LineId line = LineId.wrap(uint32(draw.between(1, _ghost.lineCount())));
        bool isOpen = _ghost.lineOf(line).open;
        bool open = draw.happens(5) ? isOpen : !isOpen;
        // Most lines stay open.
        if (!open && draw.happens(70)) return;
        AgencyId agency = draw.happens(80) ? _ghost.lineOf(line).keeper : AgencyId.wrap(uint32(draw.between(1, 2)));
        address by = _account(agency, draw.happens(90) ? BUDGET_OFFICER : TREASURER);
        _do(
            "line status",
            abi.encodeCall(_ghost.setLineOpen, (line, open, by)),
            abi.encodeCall(_ledger.setLineOpen, (line, open)),
            by
        );
    }

    /// @notice Sets a rule anew.
    function setRule(uint256 seed) external {
        Draw memory draw = Draw(seed);
        if (!draw.happens(50)) return;
        AgencyId agency = AgencyId.wrap(uint32(draw.between(1, 2)));
        uint32 number = uint32(draw.between(draw.happens(5) ? 0 : 1, 3));
        Rule memory rule = _ledger.ruleOf(agency, number);
        uint256 change = draw.below(6);
        if (change == 0) rule.yearlyCap = uint64(draw.between(1, 400_000));
        else if (change == 1) rule.minApprovals = uint8(draw.below(4));
        else if (change == 2) rule.active = !rule.active;
        else if (change == 3) (rule.fromClass, rule.toClass) = (uint16(draw.below(3)), uint16(draw.below(3)));
        else if (change == 4) rule.yearlyCap = uint64(2 ** 61 - 2 + draw.below(3));
        // A rule that no longer applies, or never could, is put right again soon.
        if (change != 2 && draw.happens(80)) rule.active = true;
        if (change > 4) rule.text = keccak256(abi.encode(draw.below(3)));
        _setRule(agency, number, rule, draw.happens(5) ? 1 : 0);
    }

    /// @notice Suspends an officer or an agency, or lets them act again.
    function suspend(uint256 seed) external {
        Draw memory draw = Draw(seed);
        if (_suspended != address(0)) return _resume();
        AgencyId agency = AgencyId.wrap(uint32(draw.between(1, 2)));
        if (draw.happens(30)) {
            _suspended = address(uint160(AgencyId.unwrap(agency)));
            _registry.suspendAgency(agency, keccak256("reason"));
            _ghost.setAgencySuspended(agency, true);
        } else {
            _suspended = _account(agency, draw.between(ALL_ROUND, LAST_OFFICER));
            VM.prank(_account(agency, REGISTRAR));
            _registry.suspendOfficer(_suspended);
            _ghost.setSuspended(_suspended, true);
        }
        _suspendedUntil = doneCount + refusedCount + 3;
    }

    /// @notice Registers payees, so that entries name some that their series has not met.
    function registerPayees(uint256 seed) external {
        Draw memory draw = Draw(seed);
        if (_ghost.isSuspended(CITY) || _suspended == _account(CITY, RECORDER)) return;
        uint32 count = uint32(draw.between(1, 2));
        _registerPayees(count);
        _ghost.addPayees(count);
    }

    function wait(uint256 seed) external {
        VM.warp(block.timestamp + 1 + (seed % 10 days));
    }

    function _resume() private {
        if (doneCount + refusedCount < _suspendedUntil) return;
        if (uint160(_suspended) <= 2) {
            AgencyId agency = AgencyId.wrap(uint32(uint160(_suspended)));
            _registry.resumeAgency(agency);
            _ghost.setAgencySuspended(agency, false);
        } else {
            AgencyId agency = _ghost.officerOf(_suspended).agency;
            bytes32 digest = _registry.resumptionDigest(_suspended, type(uint48).max);
            VM.prank(_account(agency, REGISTRAR));
            _registry.resumeOfficer(_suspended, _countersign(agency, digest));
            _ghost.setSuspended(_suspended, false);
        }
        _suspended = address(0);
    }

    function _openYear(AgencyId keeper, uint16 year) private {
        FiscalYear memory terms = _yearTerms(year);
        address by = _account(keeper, BUDGET_OFFICER);
        _do(
            "open year",
            abi.encodeCall(_ghost.openYear, (keeper, year, terms)),
            abi.encodeCall(_ledger.openYear, (keeper, year, terms)),
            by
        );
        uint32 first = _ghost.lineCount() + 1;
        LineSpec[] memory specs = new LineSpec[](8);
        specs[0] = _spec("all", NO_LINE, LineLevel.Summary, false, 0);
        specs[1] = _spec("roads", LineId.wrap(first), LineLevel.Control, true, 1);
        specs[2] = _spec("schools", LineId.wrap(first), LineLevel.Control, true, 1);
        specs[3] = _spec("pupils", LineId.wrap(first + 2), LineLevel.Detail, true, 1);
        specs[4] = _spec("buildings", LineId.wrap(first + 2), LineLevel.Detail, true, 2);
        specs[5] = _spec("roofs", LineId.wrap(first + 4), LineLevel.Detail, true, 2);
        specs[6] = _spec("grants", NO_LINE, LineLevel.Control, false, 2);
        specs[7] = _spec("sports grants", LineId.wrap(first + 6), LineLevel.Detail, false, 1);
        for (uint256 i = 0; i < specs.length; ++i) {
            specs[i].agency = keeper;
            LineSpec[] memory one = new LineSpec[](1);
            one[0] = specs[i];
            _do(
                "open line",
                abi.encodeCall(_ghost.openLine, (keeper, year, specs[i], by)),
                abi.encodeCall(_ledger.openLines, (keeper, year, one)),
                by
            );
        }
        _fund(keeper, year, [LineId.wrap(first + 1), LineId.wrap(first + 3), LineId.wrap(first + 5)]);
    }

    /// @dev Half of what is allotted stays unallotted, so that there is something to move.
    function _fund(AgencyId keeper, uint16 year, LineId[3] memory lines) private {
        Draft memory draft;
        draft.head = _headOf(keeper, year, 0);
        (draft.makerOf, draft.maker, draft.approvers) = (keeper, ALL_ROUND, _allApprovers());
        draft.entries = new Entry[](9);
        for (uint256 i = 0; i < 9; ++i) {
            uint8 kind = [KindLib.APPROPRIATE, KindLib.ALLOT, KindLib.RELEASE_CASH][i / 3];
            draft.entries[i] = _entry(kind, lines[i % 3], i < 3 ? FUNDED : FUNDED / 2);
            draft.entries[i].valueDay = _yearTerms(year).firstDay;
        }
        draft.head.total = _total(draft.entries);
        require(_play(draft), "not funded");
    }

    function _setRule(AgencyId agency, uint32 number, Rule memory rule, uint256 forged) private {
        address maker = _account(agency, BUDGET_OFFICER);
        bytes32 digest = _ledger.ruleDigest(agency, number, rule, type(uint48).max, maker);
        uint256[] memory approvers = new uint256[](3);
        (approvers[0], approvers[1], approvers[2]) = (APPROVER, THIRD_APPROVER, ALL_ROUND);
        Approval[] memory approvals = _approvals(agency, approvers, digest);
        _do(
            "rule",
            abi.encodeCall(
                _ghost.setRule,
                (agency, number, rule, type(uint48).max, maker, _expected(approvals, forged))
            ),
            abi.encodeCall(_ledger.setRule, (agency, number, rule, type(uint48).max, approvals)),
            maker
        );
    }

    /// @dev A batch without entries, by an officer who may, signed by enough others, mostly.
    function _draft(Draw memory draw) private returns (Draft memory draft) {
        if (_suspended != address(0)) _resume();
        AgencyId agency = draw.happens(70) ? CITY : DISTRICT;
        draft.head = _headOf(
            agency,
            draw.happens(60) ? YEAR : NEXT_YEAR,
            uint16(draw.happens(50) ? 0 : 63 * draw.below(2))
        );
        (draft.makerOf, draft.maker) = (agency, ALL_ROUND);
        if (draw.happens(8)) draft.maker = draw.between(ALL_ROUND, LAST_OFFICER);
        draft.approvers = _someApprovers(draw);
        draft.compact = draw.happens(40);
    }

    function _finish(Draw memory draw, Draft memory draft) private pure {
        draft.head.total = _total(draft.entries);
        for (uint256 i = 0; i < draft.entries.length; ++i) {
            Entry memory entry = draft.entries[i];
            if (entry.citedYear != 0 || entry.citedDesk != 0 || entry.citedNumber != 0) draft.compact = false;
        }
        if (draw.happens(2)) draft.head.total += 1;
    }

    function _someApprovers(Draw memory draw) private pure returns (uint256[] memory approvers) {
        bool fewer = draw.happens(7);
        bool more = !fewer && draw.happens(10);
        approvers = new uint256[](
            fewer
                ? 1
                : more
                    ? 3
                    : 2
        );
        approvers[0] = APPROVER;
        if (!fewer) approvers[1] = THIRD_APPROVER;
        if (more) approvers[2] = SMALL_APPROVER;
    }

    function _booking(Draw memory draw, uint256 most) private returns (Draft memory draft) {
        draft = _draft(draw);
        draft.entries = new Entry[](draw.between(1, most));
        LineId line = _line(draw, draft.head);
        uint8 kind = 0;
        for (uint256 i = 0; i < draft.entries.length; ++i) {
            // Often a longer run of one kind on one line.
            if (i == 0 || draw.happens(60)) kind = uint8(draw.between(1, KindLib.LAST));
            if (draw.happens(50)) line = _line(draw, draft.head);
            if (kind == KindLib.CARRY_IN && draw.happens(90)) kind = KindLib.PAY_DIRECT;
            Posting memory posting = PostingTable.postingOf(kind);
            if (posting.commitment) {
                uint32 number = uint32(draw.between(1, COMMITMENTS));
                draft.entries[i] = _commitmentEntry(draw, draft.head, kind, number);
            } else if (posting.rule != 0) {
                uint64 amount = _amount(draw, kind, line, draft.head, 0);
                draft.entries[i] = _ruleEntry(draw, draft.head, kind, line, amount, posting.rule == 1 ? 1 : CARRY_RULE);
            } else {
                draft.entries[i] = _plainEntry(draw, draft.head, kind, line, _amount(draw, kind, line, draft.head, 0));
            }
        }
        _finish(draw, draft);
    }

    /// @dev A batch with nothing wrong, while the year is open.
    function _soundBooking(Draw memory draw) private returns (Draft memory draft) {
        draft = _draft(draw);
        draft.head = _headOf(draft.head.agency, NEXT_YEAR, draft.head.desk);
        draft.maker = ALL_ROUND;
        draft.entries = new Entry[](draw.between(1, 2));
        for (uint256 i = 0; i < draft.entries.length; ++i) {
            uint8 kind = [KindLib.APPROPRIATE, KindLib.RESERVE, KindLib.PAY_INVOICE][draw.below(3)];
            draft.entries[i] = _entry(kind, _line(draw, draft.head), uint64(draw.between(1, 50)));
            draft.entries[i].valueDay = _yearTerms(NEXT_YEAR).firstDay;
            draft.entries[i].document = keccak256(abi.encode(draw.seed));
            if (kind == KindLib.PAY_INVOICE) draft.entries[i].payee = _payee(draw);
        }
        draft.head.total = _total(draft.entries);
    }

    function _plainEntry(
        Draw memory draw,
        BatchHead memory head,
        uint8 kind,
        LineId line,
        uint64 amount
    ) private view returns (Entry memory entry) {
        Posting memory posting = PostingTable.postingOf(kind & 0x7f);
        entry = _entry(kind, line, amount);
        uint16 first = _yearTerms(head.year == NEXT_YEAR ? NEXT_YEAR : YEAR).firstDay;
        uint256 span = posting.states == PostingTable.OPEN ? 364 : 395;
        entry.valueDay = uint16(
            draw.happens(98) ? first + draw.below(span + 1) : draw.between(first - 2, first + span + 2)
        );
        if (posting.payee) entry.payee = _payee(draw);
        // Few invoices, so that they are met again.
        entry.document = posting.invoice ? keccak256(abi.encode(draw.below(12))) : keccak256(abi.encode(draw.seed));
    }

    function _ruleEntry(
        Draw memory draw,
        BatchHead memory head,
        uint8 kind,
        LineId line,
        uint64 amount,
        uint32 rule
    ) private view returns (Entry memory entry) {
        entry = _plainEntry(draw, head, kind, line, amount);
        entry.commitment = rule;
    }

    /// @dev An entry of a commitment: where it is open, on its line and to its payee.
    function _commitmentEntry(
        Draw memory draw,
        BatchHead memory head,
        uint8 kind,
        uint32 number
    ) private view returns (Entry memory entry) {
        GhostLedger.GhostCommitment memory owed = _ghost.commitmentOf(head.agency, head.year, number);
        bool opened = owed.line != NO_LINE;
        Posting memory posting = PostingTable.postingOf(kind);
        if (opened && posting.opens && draw.happens(95)) {
            bool reserved = kind == KindLib.COMMIT_RESERVED || kind == KindLib.COMMIT_COLLECTIVE_RESERVED;
            if (owed.collective) kind = reserved ? KindLib.COMMIT_COLLECTIVE_RESERVED : KindLib.COMMIT_COLLECTIVE;
            else kind = reserved ? KindLib.COMMIT_RESERVED : KindLib.COMMIT;
        }
        if (!opened && !posting.opens && draw.happens(90)) {
            kind = draw.happens(60) ? KindLib.COMMIT : KindLib.COMMIT_COLLECTIVE;
        }
        LineId line = opened && draw.happens(98) ? owed.line : _line(draw, head);
        entry = _plainEntry(draw, head, kind, line, _amount(draw, kind, line, head, number));
        entry.commitment = number;
        if (opened && !owed.collective && draw.happens(97)) entry.payee = owed.payee;
    }

    function _correction(
        Draw memory draw,
        BatchHead memory head,
        Entry memory cited,
        uint64 amount
    ) private view returns (Entry memory entry) {
        entry = _plainEntry(draw, head, cited.kind | KindLib.CORRECTION, cited.line, amount);
        (entry.commitment, entry.payee) = (cited.commitment, cited.payee);
    }

    function _cite(Entry memory entry, uint256 place) private view {
        BatchHead memory head = _headAt(place);
        (entry.citedYear, entry.citedDesk) = (head.year, head.desk);
        entry.citedNumber = head.firstNumber + _places[place].index;
    }

    /// @dev The other half of a virement stands beside it.
    function _partnerOf(uint256 place) private view returns (uint256) {
        return _places[place].index == 0 ? place + 1 : place - 1;
    }

    function _mismatch(Draw memory draw, Entry memory entry) private pure {
        uint256 field = draw.below(7);
        if (field == 0) entry.line = LineId.wrap(LineId.unwrap(entry.line) + 1);
        else if (field == 1) entry.commitment += 1;
        else if (field == 2) entry.payee = PayeeId.wrap(PayeeId.unwrap(entry.payee) + 1);
        else if (field == 3) entry.kind = entry.kind == 0x81 ? 0x82 : 0x81;
        else if (field == 4) entry.citedNumber += 1;
        else if (field == 5) entry.citedDesk += 1;
        else entry.citedYear += 1;
    }

    function _spoilHead(Draw memory draw, Draft memory draft, uint256 fault) private view {
        if (fault == 0) draft.head.firstNumber += 1;
        else if (fault == 1) draft.head.firstNumber -= 1;
        else if (fault == 2) draft.head.batchRef = 0;
        else if (fault == 3) draft.head.batchRef = _headAt(draw.below(_places.length)).batchRef;
        else if (fault == 4) draft.head.desk = uint16(draw.between(64, type(uint16).max));
        else if (fault == 5) draft.head.year = uint16(draw.below(YEAR));
        else if (fault == 6) draft.head.deadline = uint48(block.timestamp - 1);
        else if (fault == 7) draft.head.total += draw.happens(50) ? 1 : 1_000_000;
        else if (fault == 8) draft.makerOf = draft.makerOf == CITY ? DISTRICT : CITY;
        else if (fault == 9) draft.maker = draw.between(BUDGET_OFFICER, LAST_OFFICER);
        else if (fault == 10)
            draft.approvers[0] = ALL_ROUND; // who sends
        else if (fault == 11) draft.approvers[0] = draw.between(BUDGET_OFFICER, TREASURER);
        else if (fault == 12) draft.approvers[0] = AUDITOR;
        else if (fault == 13) draft.unsorted = true;
        else if (fault == 14) draft.forged = 1 + draw.below(draft.approvers.length);
        else draft.approvers = new uint256[](0);
        if (fault == 4 || fault == 5) draft.head.firstNumber = 1;
    }

    function _spoilEntry(Draw memory draw, Draft memory draft, uint256 fault) private view {
        Entry memory entry = draft.entries[draw.below(draft.entries.length)];
        bool paid = fault == 22 || fault == 23 || fault == 24 || fault == 31;
        if (paid && entry.commitment == 0) entry.kind = KindLib.PAY_INVOICE;
        if (fault == 16) entry.amount = 0;
        else if (fault == 17) entry.document = 0;
        else if (fault == 18) entry.valueDay = draw.happens(50) ? 0 : type(uint16).max;
        else if (fault == 19) entry.line = NO_LINE;
        else if (fault == 20) entry.line = LineId.wrap(_ghost.lineCount() + 1);
        else if (fault == 21) entry.line = LineId.wrap(uint32(draw.between(1, _ghost.lineCount())));
        else if (fault == 22) entry.payee = NO_PAYEE;
        else if (fault == 23) entry.payee = PayeeId.wrap(_ghost.payeeCount() + 1);
        else if (fault == 24) entry.payee = PayeeId.wrap(uint32(draw.between(1, _ghost.payeeCount())));
        else if (fault == 25) entry.commitment = uint32(draw.below(COMMITMENTS));
        else if (fault == 26) entry.kind = uint8([0, 31, 32, 127][draw.below(4)]);
        else if (fault == 27) entry.kind |= KindLib.CORRECTION;
        else if (fault == 28) (entry.citedNumber, draft.compact) = (1, false);
        else if (fault == 29) entry.amount = uint64([2 ** 60 - 1, 2 ** 60, 2 ** 61 - 1, 2 ** 61][draw.below(4)]);
        else if (fault == 30) entry.amount = type(uint64).max;
        else if (draw.happens(50)) _useAgain(draw, entry);
        else _useTwice(draw, draft, entry);
        draft.head.total = _total(draft.entries);
    }

    /// @dev Takes an invoice that was recorded, if one is within reach.
    function _useAgain(Draw memory draw, Entry memory entry) private view {
        uint256 place = _find(draw, draw.happens(60) ? KindLib.PAY_INVOICE : KindLib.VERIFY);
        if (place == type(uint256).max) return;
        Entry memory used = _entryAt(place);
        (entry.payee, entry.document) = (used.payee, used.document);
    }

    /// @dev Charges an invoice twice to one line and commitment, in one batch.
    function _useTwice(Draw memory draw, Draft memory draft, Entry memory entry) private pure {
        if (!PostingTable.postingOf(entry.kind & 0x7f).invoice) return;
        Entry memory twin = draft.entries[draw.below(draft.entries.length)];
        (twin.kind, twin.line, twin.commitment) = (entry.kind, entry.line, entry.commitment);
        (twin.payee, twin.document, twin.valueDay) = (entry.payee, entry.document, entry.valueDay);
    }

    function _findOr(Draw memory draw, uint8 kind, uint256 otherwise) private view returns (uint256 place) {
        place = _find(draw, kind);
        if (place == type(uint256).max) place = otherwise;
    }

    /// @dev A recorded entry of the kind, or the greatest number where there is none within reach.
    function _find(Draw memory draw, uint8 kind) private view returns (uint256 place) {
        place = draw.below(_places.length);
        for (uint256 i = 0; i < 60; ++i) {
            if (_entryAt(place).kind == kind) return place;
            place = place == 0 ? _places.length - 1 : place - 1;
        }
        return type(uint256).max;
    }

    /// @dev What is not yet cited of an entry, in part or in full, or one more.
    function _leftOf(Draw memory draw, uint256 place, uint64 amount) private view returns (uint64) {
        BatchHead memory head = _headAt(place);
        uint40 number = head.firstNumber + _places[place].index;
        uint256 left = amount - _ghost.citedOf(head.agency, head.year, head.desk, number);
        if (left == 0 || draw.happens(10)) return uint64(left + 1);
        return uint64(draw.happens(50) ? left : draw.between(1, left));
    }

    /// @dev A line of these books that takes entries, mostly.
    function _line(Draw memory draw, BatchHead memory head) private view returns (LineId line) {
        uint32 count = _ghost.lineCount();
        uint256 start = draw.between(1, count);
        for (uint256 i = 0; i < count; ++i) {
            line = LineId.wrap(uint32(1 + ((start + i) % count)));
            GhostBooks.GhostLine memory candidate = _ghost.lineOf(line);
            bool fits = candidate.keeper == head.agency && candidate.year == head.year;
            if (fits && candidate.children == 0 && candidate.level != LineLevel.Summary) return line;
        }
    }

    function _payee(Draw memory draw) private view returns (PayeeId) {
        return PayeeId.wrap(uint32(draw.between(1, _ghost.payeeCount())));
    }

    /// @dev Mostly what still fits; else all of it, one more, or much too much.
    function _amount(
        Draw memory draw,
        uint8 kind,
        LineId line,
        BatchHead memory head,
        uint32 number
    ) private view returns (uint64) {
        int256 left = line == NO_LINE ? int256(0) : _headroom(kind, line, head, number);
        uint256 way = draw.below(100);
        if (left <= 0 || way >= 97) return uint64(draw.between(1, 2 * FUNDED));
        if (way < 75) return uint64(draw.between(1, 1 + uint256(left) / 4));
        if (way < 88) return uint64(uint256(left));
        return uint64(uint256(left) + 1);
    }

    function _headroom(
        uint8 kind,
        LineId line,
        BatchHead memory head,
        uint32 number
    ) private view returns (int256 left) {
        GhostBooks.GhostLine memory own = _ghost.lineOf(line);
        (int256[8] memory t, ) = _ghost.sumsOf(own.control);
        left = int256(uint256(FUNDED));
        if (number != 0) {
            int256[4] memory owed = _ghost.commitmentOf(head.agency, head.year, number).totals;
            if (kind == KindLib.DECOMMIT || kind == KindLib.VERIFY) return owed[0] - owed[1];
            if (kind == KindLib.WITHDRAW_VERIFICATION || kind == KindLib.ORDER) return owed[1] - owed[2];
            if (kind == KindLib.REFUND) return owed[3];
            if (kind >= KindLib.CANCEL_ORDER) left = owed[2] - owed[3];
            if (kind == KindLib.CANCEL_ORDER) return left;
        }
        Posting memory posting = PostingTable.postingOf(kind);
        // What goes down cannot go below zero, on the line itself.
        for (uint256 i = 0; i < 8; ++i) if (posting.moves[i] < 0 && own.totals[i] < left) left = own.totals[i];
        if (!own.ceilings) return left;
        // How far the control line's balances go.
        int256[8] memory m;
        for (uint256 i = 0; i < 8; ++i) m[i] = posting.moves[i];
        if (m[0] - m[1] < 0 && t[0] - t[1] < left) left = t[0] - t[1];
        if (m[1] - m[3] - m[4] < 0 && t[1] - t[3] - t[4] < left) left = t[1] - t[3] - t[4];
        if (m[2] - m[7] < 0 && t[2] - t[7] < left) left = t[2] - t[7];
        if (m[1] - m[2] < 0 && t[1] - t[2] < left) left = t[1] - t[2];
    }
}
