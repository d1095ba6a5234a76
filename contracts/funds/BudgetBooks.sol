// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgencyId, NO_AGENCY} from "../access/AgencyId.sol";
import {RoleLib} from "../access/RoleLib.sol";
import {Approvals} from "./Approvals.sol";
import {ISpendingLedger} from "./ISpendingLedger.sol";
import {LineId, NO_LINE} from "./LineId.sol";
import {Totals, TotalsLib} from "./TotalsLib.sol";

/// @title BudgetBooks
/// @notice Keeps fiscal years, budget lines and the rules by which authority moves between lines.
abstract contract BudgetBooks is Approvals {
    using TotalsLib for Totals;

    struct LineRecord {
        // slot 0: what the line is
        Line line;
        // slot 1: revised, allotted, released, reserved
        Totals authority;
        // slot 2: committed, verified, ordered, paid
        Totals use;
        // slot 3: original, supplementary, reductions, virementIn
        // slot 4: virementOut, carriedIn, carriedOut, lapsed
        Totals[2] parts;
        // slot 5
        bytes32 description;
    }

    struct RuleRecord {
        // slots 0 and 1
        Rule rule;
        // slot 2: how often the rule was set
        uint32 version;
        mapping(uint16 year => uint64 moved) used;
    }

    uint8 private constant MAX_DECIMALS = 4;

    mapping(AgencyId keeper => mapping(uint16 year => FiscalYear)) internal _years;
    mapping(LineId line => LineRecord) internal _lines;
    mapping(bytes32 key => LineId line) private _lineByKey;
    mapping(AgencyId keeper => mapping(uint32 number => RuleRecord)) internal _rules;
    uint32 private _lineCount;

    /// @inheritdoc ISpendingLedger
    function openYear(AgencyId agency, uint16 year, FiscalYear calldata terms) external {
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

    /// @inheritdoc ISpendingLedger
    function closeYear(
        AgencyId agency,
        uint16 year,
        YearState state,
        uint48 deadline,
        Approval[] calldata approvals
    ) external {
        YearState current = _yearOf(agency, year).state;
        if (current == YearState.Closed || uint8(state) != uint8(current) + 1) {
            revert SpendingLedger_WrongState(agency, year, current, state);
        }
        address[] memory approvers = _requireApprovals(
            agency,
            RoleLib.BUDGET_OFFICER,
            0,
            AT_LEAST_ONE,
            closingDigest(agency, year, state, deadline, msg.sender),
            deadline,
            approvals
        );
        _years[agency][year].state = state;
        emit YearStateChanged(agency, year, msg.sender, state, approvers);
    }

    /// @inheritdoc ISpendingLedger
    function openLines(AgencyId keeper, uint16 year, LineSpec[] calldata specs) external returns (LineId first) {
        AGENCIES.requireOfficer(keeper, msg.sender, RoleLib.BUDGET_OFFICER);
        YearState state = _yearOf(keeper, year).state;
        if (state != YearState.Open) revert SpendingLedger_WrongState(keeper, year, state, YearState.Open);
        if (specs.length == 0) revert SpendingLedger_NothingGiven();
        first = LineId.wrap(_lineCount + 1);
        for (uint256 i = 0; i < specs.length; i++) _openLine(keeper, year, specs[i]);
    }

    /// @inheritdoc ISpendingLedger
    function describeLine(LineId line, bytes32 description) external {
        _requireKeeper(line);
        bytes32 previous = _lines[line].description;
        if (description == 0) revert SpendingLedger_EmptyHash();
        if (description == previous) revert SpendingLedger_LineUnchanged(line);
        _lines[line].description = description;
        emit LineDescribed(line, msg.sender, previous, description);
    }

    /// @inheritdoc ISpendingLedger
    function setLineOpen(LineId line, bool open) external {
        _requireKeeper(line);
        if (_lines[line].line.open == open) revert SpendingLedger_LineUnchanged(line);
        _lines[line].line.open = open;
        emit LineStatusChanged(line, msg.sender, open);
    }

    /// @inheritdoc ISpendingLedger
    function setRule(
        AgencyId agency,
        uint32 number,
        Rule calldata rule,
        uint48 deadline,
        Approval[] calldata approvals
    ) external {
        RuleRecord storage record = _rules[agency][number];
        if (number == 0 || rule.text == 0 || rule.minApprovals == 0 || rule.yearlyCap > TotalsLib.MAX) {
            revert SpendingLedger_InvalidRule(number);
        }
        if (keccak256(abi.encode(record.rule)) == keccak256(abi.encode(rule))) {
            revert SpendingLedger_RuleUnchanged(agency, number);
        }
        address[] memory approvers = _requireApprovals(
            agency,
            RoleLib.BUDGET_OFFICER,
            rule.yearlyCap,
            AT_LEAST_ONE,
            ruleDigest(agency, number, rule, deadline, msg.sender),
            deadline,
            approvals
        );
        record.rule = rule;
        record.version++;
        emit RuleSet(agency, number, msg.sender, rule, approvers);
    }

    /// @inheritdoc ISpendingLedger
    function yearOf(AgencyId agency, uint16 year) external view returns (FiscalYear memory) {
        return _years[agency][year];
    }

    /// @inheritdoc ISpendingLedger
    function lineOf(LineId line) external view returns (Line memory) {
        return _lines[line].line;
    }

    /// @inheritdoc ISpendingLedger
    function descriptionOf(LineId line) external view returns (bytes32) {
        return _lines[line].description;
    }

    /// @inheritdoc ISpendingLedger
    function lineByCode(AgencyId keeper, uint16 year, bytes32 code) external view returns (LineId) {
        return _lineByKey[_keyOf(keeper, year, code)];
    }

    /// @inheritdoc ISpendingLedger
    function lineCount() external view returns (uint32) {
        return _lineCount;
    }

    /// @inheritdoc ISpendingLedger
    function totalsOf(LineId line) external view returns (LineTotals memory) {
        (Totals authority, Totals use) = _sumTotals(line);
        return
            LineTotals({
                revised: authority.lane(0),
                allotted: authority.lane(1),
                released: authority.lane(2),
                reserved: authority.lane(3),
                committed: use.lane(0),
                verified: use.lane(1),
                ordered: use.lane(2),
                paid: use.lane(3)
            });
    }

    /// @inheritdoc ISpendingLedger
    function budgetOf(LineId line) external view returns (BudgetParts memory) {
        (Totals first, Totals second) = _sumParts(line);
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

    /// @inheritdoc ISpendingLedger
    function ruleOf(AgencyId agency, uint32 number) external view returns (Rule memory) {
        return _rules[agency][number].rule;
    }

    /// @inheritdoc ISpendingLedger
    function ruleUseOf(AgencyId agency, uint32 number, uint16 year) external view returns (uint64) {
        return _rules[agency][number].used[year];
    }

    /// @inheritdoc ISpendingLedger
    function ruleDigest(
        AgencyId agency,
        uint32 number,
        Rule calldata rule,
        uint48 deadline,
        address maker
    ) public view returns (bytes32) {
        return _ruleDigest(agency, number, rule, _rules[agency][number].version, deadline, maker);
    }

    /// @dev A fiscal year that was opened.
    function _yearOf(AgencyId agency, uint16 year) internal view returns (FiscalYear memory terms) {
        terms = _years[agency][year];
        if (terms.state == YearState.Unknown) revert SpendingLedger_YearUnknown(agency, year);
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
            LineRecord storage parent = _lines[spec.parent];
            if (parent.line.keeper != keeper || parent.line.year != year) {
                revert SpendingLedger_LineInOtherBooks(spec.parent, parent.line.keeper, parent.line.year);
            }
            if (parent.line.firstChild == NO_LINE && _hasEntries(parent)) {
                revert SpendingLedger_LineHasEntries(spec.parent);
            }
            controlAbove = parent.line.control;
            opened.nextSibling = parent.line.firstChild;
            if (controlAbove != NO_LINE) opened.ceilings = parent.line.ceilings;
            parent.line.firstChild = line;
        }
        // Below a control line there is nothing but detail; above and beside it, nothing of it.
        if ((controlAbove != NO_LINE) != (spec.level == LineLevel.Detail)) {
            revert SpendingLedger_LevelNotAllowed(spec.parent, spec.level);
        }
        if (spec.level == LineLevel.Detail) opened.control = controlAbove;
        else if (spec.level == LineLevel.Control) opened.control = line;

        _lines[line].line = opened;
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

    /// @dev Whether anything stands on a line.
    function _hasEntries(LineRecord storage record) private view returns (bool) {
        return
            (Totals.unwrap(record.authority) |
                Totals.unwrap(record.use) |
                Totals.unwrap(record.parts[0]) |
                Totals.unwrap(record.parts[1])) != 0;
    }

    /// @dev Reverts unless the sender is a budget officer of the agency that keeps the line's books.
    function _requireKeeper(LineId line) private view {
        AgencyId keeper = _lines[line].line.keeper;
        if (keeper == NO_AGENCY) revert SpendingLedger_LineUnknown(line);
        AGENCIES.requireOfficer(keeper, msg.sender, RoleLib.BUDGET_OFFICER);
    }

    /// @dev A detail or control line keeps its totals, but for a detail line with children; others are added up.
    function _keepsTotals(Line memory line, LineId id) private pure returns (bool) {
        return line.control == id || line.firstChild == NO_LINE;
    }

    function _sumTotals(LineId id) private view returns (Totals authority, Totals use) {
        LineRecord storage record = _lines[id];
        Line memory line = record.line;
        if (_keepsTotals(line, id)) return (record.authority, record.use);
        for (LineId child = line.firstChild; child != NO_LINE; child = _lines[child].line.nextSibling) {
            (Totals childAuthority, Totals childUse) = _sumTotals(child);
            authority = _add(id, authority, childAuthority);
            use = _add(id, use, childUse);
        }
    }

    function _sumParts(LineId id) private view returns (Totals first, Totals second) {
        LineRecord storage record = _lines[id];
        Line memory line = record.line;
        if (_keepsTotals(line, id)) return (record.parts[0], record.parts[1]);
        for (LineId child = line.firstChild; child != NO_LINE; child = _lines[child].line.nextSibling) {
            (Totals childFirst, Totals childSecond) = _sumParts(child);
            first = _add(id, first, childFirst);
            second = _add(id, second, childSecond);
        }
    }

    /// @dev Adds lane by lane.
    function _add(LineId line, Totals left, Totals right) private pure returns (Totals sum) {
        sum = left;
        for (uint256 i = 0; i < 4; i++) {
            bool fits;
            (sum, fits) = sum.raise(1 << i, right.lane(i));
            if (!fits) revert SpendingLedger_TotalOverflow(line, i, left.lane(i), right.lane(i));
        }
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
