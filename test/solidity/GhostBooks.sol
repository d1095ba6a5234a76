// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgencyId} from "../../contracts/access/AgencyId.sol";
import {RoleLib} from "../../contracts/access/RoleLib.sol";
import {LineId, NO_LINE} from "../../contracts/funds/LineId.sol";
import {GhostOffice} from "./GhostOffice.sol";

/// @title GhostBooks
/// @notice Years, lines and rules, kept a second time and plainly: amounts are kept on the lowest lines alone, and any line
/// above is their sum.
contract GhostBooks is GhostOffice {
    /// @param totals As LineTotals names them.
    /// @param parts As BudgetParts names them.
    struct GhostLine {
        AgencyId keeper;
        uint16 year;
        LineId parent;
        LineId control;
        LineLevel level;
        bool ceilings;
        bool open;
        uint16 class;
        uint32 children;
        int256[8] totals;
        int256[8] parts;
    }

    struct GhostRule {
        Rule rule;
        mapping(uint16 year => uint256) used;
    }

    mapping(AgencyId keeper => mapping(uint16 year => FiscalYear)) internal _years;
    GhostLine[] internal _lines;
    mapping(AgencyId keeper => mapping(uint32 number => GhostRule)) internal _rules;

    constructor() {
        _lines.push();
    }

    function openYear(AgencyId agency, uint16 year, FiscalYear calldata terms) external {
        _years[agency][year] = terms;
        _years[agency][year].state = YearState.Open;
    }

    function closeYear(
        AgencyId agency,
        uint16 year,
        YearState state,
        uint48 deadline,
        address maker,
        GhostApproval[] calldata approvals
    ) external {
        YearState current = _years[agency][year].state;
        if (current == YearState.Unknown) _refuse(SpendingLedger_YearUnknown.selector);
        if (uint8(state) != uint8(current) + 1) _refuse(SpendingLedger_WrongState.selector);
        _authorise(agency, maker, RoleLib.BUDGET_OFFICER, 0, 1, deadline, approvals);
        _years[agency][year].state = state;
    }

    function openLine(AgencyId keeper, uint16 year, LineSpec calldata spec, address by) external {
        _requireWithin(keeper, by, RoleLib.BUDGET_OFFICER);
        YearState state = _years[keeper][year].state;
        if (state == YearState.Unknown) _refuse(SpendingLedger_YearUnknown.selector);
        if (state != YearState.Open) _refuse(SpendingLedger_WrongState.selector);
        LineId line = LineId.wrap(uint32(_lines.length));
        _lines.push();
        GhostLine storage opened = _lines[LineId.unwrap(line)];
        (opened.keeper, opened.year, opened.parent, opened.class) = (keeper, year, spec.parent, spec.class);
        (opened.level, opened.ceilings, opened.open) = (spec.level, spec.ceilings, true);
        bool belowControl = false;
        if (spec.parent != NO_LINE) {
            if (LineId.unwrap(spec.parent) >= LineId.unwrap(line)) {
                _refuse(SpendingLedger_LineInOtherBooks.selector);
            }
            GhostLine storage parent = _line(spec.parent);
            if (parent.keeper != keeper || parent.year != year) {
                _refuse(SpendingLedger_LineInOtherBooks.selector);
            }
            if (!parent.open) _refuse(SpendingLedger_LineClosed.selector);
            if (parent.children == 0 && _hasEntries(parent)) _refuse(SpendingLedger_LineHasEntries.selector);
            ++parent.children;
            belowControl = parent.level != LineLevel.Summary;
            if (belowControl) (opened.control, opened.ceilings) = (parent.control, parent.ceilings);
        }
        if (belowControl != (spec.level == LineLevel.Detail)) {
            _refuse(SpendingLedger_LevelNotAllowed.selector);
        }
        if (spec.level == LineLevel.Control) opened.control = line;
    }

    function setLineOpen(LineId line, bool open, address by) external {
        _requireWithin(_line(line).keeper, by, RoleLib.BUDGET_OFFICER);
        if (_line(line).children != 0) _refuse(SpendingLedger_LineHasChildren.selector);
        if (_line(line).open == open) _refuse(SpendingLedger_LineUnchanged.selector);
        _line(line).open = open;
    }

    function setRule(
        AgencyId agency,
        uint32 number,
        Rule calldata rule,
        uint48 deadline,
        address maker,
        GhostApproval[] calldata approvals
    ) external {
        if (number == 0 || rule.text == 0 || rule.minApprovals == 0 || rule.yearlyCap >= 2 ** 61) {
            _refuse(SpendingLedger_InvalidRule.selector);
        }
        if (keccak256(abi.encode(_rules[agency][number].rule)) == keccak256(abi.encode(rule))) {
            _refuse(SpendingLedger_RuleUnchanged.selector);
        }
        _authorise(agency, maker, RoleLib.BUDGET_OFFICER, rule.yearlyCap, 1, deadline, approvals);
        _rules[agency][number].rule = rule;
    }

    function stateOf(AgencyId agency, uint16 year) external view returns (YearState) {
        return _years[agency][year].state;
    }

    function lineCount() external view returns (uint32) {
        return uint32(_lines.length - 1);
    }

    function lineOf(LineId line) external view returns (GhostLine memory) {
        return _line(line);
    }

    function ruleUseOf(AgencyId agency, uint32 number, uint16 year) external view returns (uint256) {
        return _rules[agency][number].used[year];
    }

    /// @notice Says whether entries of these books can stand on the line.
    function isLowest(LineId line) public view returns (bool) {
        return _line(line).children == 0 && _line(line).level != LineLevel.Summary;
    }

    /// @notice Adds up the lowest lines at and below a line.
    function sumsOf(LineId line) public view returns (int256[8] memory totals, int256[8] memory parts) {
        for (uint32 i = 1; i < _lines.length; ++i) {
            if (_lines[i].children != 0 || !_isBelow(LineId.wrap(i), line)) continue;
            for (uint256 j = 0; j < 8; ++j) {
                totals[j] += _lines[i].totals[j];
                parts[j] += _lines[i].parts[j];
            }
        }
    }

    function _line(LineId line) internal view returns (GhostLine storage) {
        return _lines[LineId.unwrap(line)];
    }

    function _isBelow(LineId line, LineId ancestor) private view returns (bool) {
        for (LineId above = line; above != NO_LINE; above = _line(above).parent) if (above == ancestor) return true;
        return false;
    }

    function _hasEntries(GhostLine storage line) private view returns (bool) {
        for (uint256 i = 0; i < 8; ++i) if (line.totals[i] != 0 || line.parts[i] != 0) return true;
        return false;
    }
}
