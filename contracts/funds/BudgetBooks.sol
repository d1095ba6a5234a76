// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgencyId, NO_AGENCY} from "../access/AgencyId.sol";
import {IAgencyRegistry} from "../access/IAgencyRegistry.sol";
import {PayeeId} from "../access/PayeeId.sol";
import {RoleLib} from "../access/RoleLib.sol";
import {Approvals} from "./Approvals.sol";
import {BalancesLib} from "./BalancesLib.sol";
import {CompactEntriesLib} from "./CompactEntriesLib.sol";
import {Entry, EntryLib} from "./EntryLib.sol";
import {IBudgetBooks} from "./IBudgetBooks.sol";
import {KindLib, KindRow} from "./KindLib.sol";
import {LedgerState} from "./LedgerState.sol";
import {LineId, NO_LINE} from "./LineId.sol";
import {LineWord, LineWordLib} from "./LineWord.sol";
import {SeriesWord, SeriesWordLib} from "./SeriesWord.sol";
import {Totals, TotalsLib} from "./TotalsLib.sol";

/// @title BudgetBooks
/// @notice Keeps fiscal years, budget lines and rules, and answers what the ledger holds.
/// @dev Code of the ledger that is seldom run: SpendingLedger calls it by DELEGATECALL, on its own storage. It does nothing
/// when called directly.
contract BudgetBooks is Approvals, IBudgetBooks {
    using LineWordLib for LineWord;
    using SeriesWordLib for SeriesWord;
    using TotalsLib for Totals;

    uint8 private constant MAX_DECIMALS = 4;

    address private immutable SELF = address(this);

    modifier onlyForLedger() {
        _requireDelegated();
        _;
    }

    constructor(IAgencyRegistry agencies) LedgerState(agencies) {}

    /// @inheritdoc IBudgetBooks
    function openYear(AgencyId agency, uint16 year, FiscalYear calldata terms) external onlyForLedger {
        AGENCIES.requireOfficer(agency, msg.sender, RoleLib.BUDGET_OFFICER);
        if (_years[agency][year].state != YearState.Unknown) revert SpendingLedger_YearExists(agency, year);
        if (year == 0 || terms.firstDay > terms.endDay || terms.endDay > terms.lastDay) {
            revert SpendingLedger_InvalidYear(year, terms.firstDay, terms.endDay, terms.lastDay);
        }
        if (!_isCurrency(terms.currency) || terms.decimals > MAX_DECIMALS) {
            revert SpendingLedger_InvalidCurrency(terms.currency, terms.decimals);
        }
        _years[agency][year] = FiscalYear({
            state: YearState.Open,
            firstDay: terms.firstDay,
            endDay: terms.endDay,
            lastDay: terms.lastDay,
            currency: terms.currency,
            decimals: terms.decimals
        });
        emit YearOpened(
            agency,
            year,
            msg.sender,
            terms.firstDay,
            terms.endDay,
            terms.lastDay,
            terms.currency,
            terms.decimals
        );
    }

    /// @inheritdoc IBudgetBooks
    function closeYear(
        AgencyId agency,
        uint16 year,
        YearState state,
        uint48 deadline,
        Approval[] calldata approvals
    ) external onlyForLedger {
        YearState current = _yearOf(agency, year).state;
        if (current == YearState.Closed || uint8(state) != uint8(current) + 1) {
            revert SpendingLedger_WrongState(agency, year, current, state);
        }
        _requireSigned(_closingDigest(agency, year, state, deadline, msg.sender), deadline, approvals);
        address[] memory approvers = _approversOf(approvals);
        _authorise(agency, RoleLib.BUDGET_OFFICER, 0, AT_LEAST_ONE, approvers);
        _years[agency][year].state = state;
        // Each series carries its year's state.
        uint256 desks = _desks[agency][year];
        for (uint16 desk = 0; desks != 0; (desks >>= 1, desk++)) {
            if (desks & 1 == 0) continue;
            uint64 series = _seriesId(agency, year, desk);
            _series[series].word = _series[series].word.inState(state);
        }
        emit YearStateChanged(agency, year, msg.sender, state, approvers);
    }

    /// @inheritdoc IBudgetBooks
    function openLines(
        AgencyId keeper,
        uint16 year,
        LineSpec[] calldata specs
    ) external onlyForLedger returns (LineId first) {
        AGENCIES.requireOfficer(keeper, msg.sender, RoleLib.BUDGET_OFFICER);
        YearState state = _yearOf(keeper, year).state;
        if (state != YearState.Open) revert SpendingLedger_WrongState(keeper, year, state, YearState.Open);
        if (specs.length == 0) revert SpendingLedger_NothingGiven();
        first = LineId.wrap(_lineCount + 1);
        for (uint256 i = 0; i < specs.length; i++) _openLine(keeper, year, specs[i]);
    }

    /// @inheritdoc IBudgetBooks
    function describeLine(LineId line, bytes32 description) external onlyForLedger {
        _requireKeeper(line);
        bytes32 previous = _lines[line].description;
        if (description == 0) revert SpendingLedger_EmptyHash();
        if (description == previous) revert SpendingLedger_LineUnchanged(line);
        _lines[line].description = description;
        emit LineDescribed(line, msg.sender, previous, description);
    }

    /// @inheritdoc IBudgetBooks
    function setLineOpen(LineId line, bool open) external onlyForLedger {
        _requireKeeper(line);
        Line memory changed = _lines[line].word.unpack();
        if (changed.firstChild != NO_LINE) revert SpendingLedger_LineHasChildren(line);
        if (changed.open == open) revert SpendingLedger_LineUnchanged(line);
        changed.open = open;
        _lines[line].word = LineWordLib.pack(changed);
        emit LineStatusChanged(line, msg.sender, open);
    }

    /// @inheritdoc IBudgetBooks
    function setRule(
        AgencyId agency,
        uint32 number,
        Rule calldata rule,
        uint48 deadline,
        Approval[] calldata approvals
    ) external onlyForLedger {
        RuleRecord storage record = _rules[agency][number];
        if (number == 0 || rule.text == 0 || rule.minApprovals == 0 || rule.yearlyCap > TotalsLib.MAX) {
            revert SpendingLedger_InvalidRule(number);
        }
        if (keccak256(abi.encode(record.rule)) == keccak256(abi.encode(rule))) {
            revert SpendingLedger_RuleUnchanged(agency, number);
        }
        _requireSigned(ruleDigest(agency, number, rule, deadline, msg.sender), deadline, approvals);
        address[] memory approvers = _approversOf(approvals);
        _authorise(agency, RoleLib.BUDGET_OFFICER, rule.yearlyCap, AT_LEAST_ONE, approvers);
        record.rule = rule;
        record.version++;
        emit RuleSet(agency, number, msg.sender, rule, approvers);
    }

    /// @inheritdoc IBudgetBooks
    function yearOf(AgencyId agency, uint16 year) external view returns (FiscalYear memory) {
        return _years[agency][year];
    }

    /// @inheritdoc IBudgetBooks
    function lineOf(LineId line) external view returns (Line memory) {
        return _lines[line].word.unpack();
    }

    /// @inheritdoc IBudgetBooks
    function descriptionOf(LineId line) external view returns (bytes32) {
        return _lines[line].description;
    }

    /// @inheritdoc IBudgetBooks
    function lineByCode(AgencyId keeper, uint16 year, bytes32 code) external view returns (LineId) {
        return _lineByKey[_keyOf(keeper, year, code)];
    }

    /// @inheritdoc IBudgetBooks
    function lineCount() external view returns (uint32) {
        return _lineCount;
    }

    /// @inheritdoc IBudgetBooks
    function ruleOf(AgencyId agency, uint32 number) external view returns (Rule memory) {
        return _rules[agency][number].rule;
    }

    /// @inheritdoc IBudgetBooks
    function ruleUseOf(AgencyId agency, uint32 number, uint16 year) external view returns (uint64) {
        return _rules[agency][number].used[year];
    }

    /// @inheritdoc IBudgetBooks
    function seriesOf(AgencyId agency, uint16 year, uint16 desk) external view returns (Series memory) {
        SeriesWord word = _series[_seriesId(agency, year, desk)].word;
        return
            Series({
                entryCount: uint40(word.entryCount()),
                batchCount: word.batchCount(),
                recordedAt: word.recordedAt(),
                knownPayees: uint32(word.knownPayees())
            });
    }

    /// @inheritdoc IBudgetBooks
    function desksOf(AgencyId agency, uint16 year) external view returns (uint64) {
        return _desks[agency][year];
    }

    /// @inheritdoc IBudgetBooks
    function commitmentOf(AgencyId agency, uint16 year, uint32 number) external view returns (Commitment memory) {
        CommitmentRecord storage record = _commitments[_commitmentId(agency, year, number)];
        Totals balances = record.balances;
        uint64 paid = balances.lane(3);
        uint64 ordered = paid + balances.lane(BalancesLib.UNPAID);
        uint64 verified = ordered + balances.lane(BalancesLib.UNORDERED);
        return
            Commitment({
                line: record.line,
                payee: record.payee,
                collective: record.collective,
                committed: verified + balances.lane(BalancesLib.UNVERIFIED),
                verified: verified,
                ordered: ordered,
                paid: paid
            });
    }

    /// @inheritdoc IBudgetBooks
    function isInvoiceUsed(PayeeId payee, bytes32 invoice) external view returns (bool) {
        return _invoices[_invoiceKey(payee, invoice)].count != 0;
    }

    /// @inheritdoc IBudgetBooks
    function citedOf(AgencyId agency, uint16 year, uint16 desk, uint40 number) external view returns (uint64) {
        return _cited[_entryId(agency, year, desk, number)];
    }

    /// @inheritdoc IBudgetBooks
    function batchDigest(
        BatchHead calldata head,
        uint32 count,
        bytes32 root,
        address maker
    ) external view returns (bytes32) {
        return _batchDigest(head, count, root, maker);
    }

    /// @inheritdoc IBudgetBooks
    function closingDigest(
        AgencyId agency,
        uint16 year,
        YearState state,
        uint48 deadline,
        address maker
    ) external view returns (bytes32) {
        return _closingDigest(agency, year, state, deadline, maker);
    }

    /// @inheritdoc IBudgetBooks
    function kindRow(uint8 kind) external pure returns (uint64) {
        return KindRow.unwrap(KindLib.row(kind));
    }

    /// @inheritdoc IBudgetBooks
    function expandCompact(bytes calldata packed) external pure returns (bytes memory) {
        return CompactEntriesLib.unpackPlain(packed);
    }

    /// @inheritdoc IBudgetBooks
    function decodeEntry(uint256 word0, bytes32 word1) external pure returns (Entry memory) {
        return EntryLib.decode(word0, word1);
    }

    /// @inheritdoc IBudgetBooks
    function totalsOf(LineId line) public view returns (LineTotals memory totals) {
        LineRecord storage record = _lines[line];
        Line memory opened = record.word.unpack();
        if (_keepsTotals(opened, line)) {
            bool free = opened.control != line || !opened.ceilings;
            (uint256 funds, uint256 pipeline) = (Totals.unwrap(record.funds), Totals.unwrap(record.pipeline));
            if (free) (funds, pipeline) = (funds ^ BalancesLib.FREE_FUNDS, pipeline ^ BalancesLib.FREE_PIPELINE);
            return BalancesLib.totalsOf(Totals.wrap(funds), Totals.wrap(pipeline), free);
        }
        for (LineId child = opened.firstChild; child != NO_LINE; child = _nextOf(child)) {
            LineTotals memory below = totalsOf(child);
            totals.revised += below.revised;
            totals.allotted += below.allotted;
            totals.released += below.released;
            totals.reserved += below.reserved;
            totals.committed += below.committed;
            totals.verified += below.verified;
            totals.ordered += below.ordered;
            totals.paid += below.paid;
        }
    }

    /// @inheritdoc IBudgetBooks
    function budgetOf(LineId line) public view returns (BudgetParts memory parts) {
        LineRecord storage record = _lines[line];
        Line memory opened = record.word.unpack();
        if (_keepsTotals(opened, line)) {
            (Totals first, Totals second) = (record.parts[0], record.parts[1]);
            return
                BudgetParts({
                    original: first.lane(0),
                    supplementary: first.lane(1),
                    reductions: first.lane(2),
                    virementIn: first.lane(3),
                    virementOut: second.lane(0),
                    carriedIn: second.lane(1),
                    carriedOut: second.lane(2),
                    lapsed: second.lane(3)
                });
        }
        for (LineId child = opened.firstChild; child != NO_LINE; child = _nextOf(child)) {
            BudgetParts memory below = budgetOf(child);
            parts.original += below.original;
            parts.supplementary += below.supplementary;
            parts.reductions += below.reductions;
            parts.virementIn += below.virementIn;
            parts.virementOut += below.virementOut;
            parts.carriedIn += below.carriedIn;
            parts.carriedOut += below.carriedOut;
            parts.lapsed += below.lapsed;
        }
    }

    /// @inheritdoc IBudgetBooks
    function ruleDigest(
        AgencyId agency,
        uint32 number,
        Rule calldata rule,
        uint48 deadline,
        address maker
    ) public view returns (bytes32) {
        return _ruleDigest(agency, number, rule, _rules[agency][number].version, deadline, maker);
    }

    /// @dev Opens one line below its parent and links it as the parent's first child.
    function _openLine(AgencyId keeper, uint16 year, LineSpec calldata spec) private {
        if (spec.code == 0 || spec.description == 0) revert SpendingLedger_EmptyHash();
        if (spec.agency != keeper && !AGENCIES.isWithin(spec.agency, keeper)) {
            revert SpendingLedger_AgencyNotWithin(spec.agency, keeper);
        }
        bytes32 key = _keyOf(keeper, year, spec.code);
        if (_lineByKey[key] != NO_LINE) revert SpendingLedger_LineExists(_lineByKey[key], spec.code);

        LineId line = LineId.wrap(++_lineCount);
        Line memory opened = Line({
            keeper: keeper,
            year: year,
            agency: spec.agency,
            parent: spec.parent,
            control: NO_LINE,
            firstChild: NO_LINE,
            nextSibling: NO_LINE,
            class: spec.class,
            ceilings: spec.ceilings,
            open: true
        });
        LineId controlAbove = NO_LINE;
        if (spec.parent != NO_LINE) {
            Line memory parent = _lines[spec.parent].word.unpack();
            if (parent.keeper != keeper || parent.year != year) {
                revert SpendingLedger_LineInOtherBooks(spec.parent, parent.keeper, parent.year);
            }
            if (!parent.open) revert SpendingLedger_LineClosed(spec.parent);
            if (parent.firstChild == NO_LINE && _hasEntries(_lines[spec.parent])) {
                revert SpendingLedger_LineHasEntries(spec.parent);
            }
            controlAbove = parent.control;
            opened.nextSibling = parent.firstChild;
            if (controlAbove != NO_LINE) opened.ceilings = parent.ceilings;
            parent.firstChild = line;
            _lines[spec.parent].word = LineWordLib.pack(parent);
        }
        // Below a control line there is nothing but detail; above and beside it, nothing of it.
        if ((controlAbove != NO_LINE) != (spec.level == LineLevel.Detail)) {
            revert SpendingLedger_LevelNotAllowed(spec.parent, spec.level);
        }
        if (spec.level == LineLevel.Detail) opened.control = controlAbove;
        else if (spec.level == LineLevel.Control) opened.control = line;

        _lines[line].word = LineWordLib.pack(opened);
        _lines[line].description = spec.description;
        _lineByKey[key] = line;
        emit LineOpened(
            line,
            keeper,
            spec.agency,
            year,
            msg.sender,
            spec.parent,
            opened.control,
            opened.ceilings,
            spec.class,
            spec.code,
            spec.description
        );
    }

    /// @dev Reverts where the code runs on its own storage.
    function _requireDelegated() private view {
        if (address(this) == SELF) revert SpendingLedger_NotSelf();
    }

    /// @dev Whether anything stands on a line.
    function _hasEntries(LineRecord storage record) private view returns (bool) {
        return
            (Totals.unwrap(record.funds) |
                Totals.unwrap(record.pipeline) |
                Totals.unwrap(record.parts[0]) |
                Totals.unwrap(record.parts[1])) != 0;
    }

    /// @dev Reverts unless the sender is a budget officer of the agency that keeps the line's books.
    function _requireKeeper(LineId line) private view {
        AgencyId keeper = _lines[line].word.unpack().keeper;
        if (keeper == NO_AGENCY) revert SpendingLedger_LineUnknown(line);
        AGENCIES.requireOfficer(keeper, msg.sender, RoleLib.BUDGET_OFFICER);
    }

    function _nextOf(LineId line) private view returns (LineId) {
        return _lines[line].word.unpack().nextSibling;
    }

    /// @dev A detail or control line keeps its totals, but for a detail line with children; others are added up.
    function _keepsTotals(Line memory line, LineId id) private pure returns (bool) {
        return line.control == id || line.firstChild == NO_LINE;
    }

    function _keyOf(AgencyId keeper, uint16 year, bytes32 code) private pure returns (bytes32) {
        return keccak256(abi.encode(keeper, year, code));
    }

    function _isCurrency(bytes3 code) private pure returns (bool) {
        for (uint256 i = 0; i < 3; i++) {
            if (code[i] < "A" || code[i] > "Z") return false;
        }
        return true;
    }
}
