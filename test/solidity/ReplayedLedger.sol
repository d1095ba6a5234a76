// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgencyId} from "../../contracts/access/AgencyId.sol";
import {EntryTreeLib} from "../../contracts/funds/EntryTreeLib.sol";
import {ILedgerTypes} from "../../contracts/funds/ILedgerTypes.sol";
import {LineId, NO_LINE} from "../../contracts/funds/LineId.sol";
import {LogVm} from "./LogVm.sol";
import {Posting, PostingTable} from "./PostingTable.sol";

/// @title ReplayedLedger
/// @notice What an outsider makes of the ledger's events alone: every total, count, root and use.
/// @dev Knows the posting table and the drawing of an entry, and nothing else of the ledger.
contract ReplayedLedger is ILedgerTypes {
    struct Told {
        uint64 series;
        uint40 firstNumber;
        uint64 total;
        bytes entries;
    }

    /// @dev Totals of LineTotals, then parts of BudgetParts.
    mapping(LineId line => int256[16]) internal _amounts;
    mapping(LineId line => LineId) public parentOf;
    mapping(LineId line => uint16) public yearOf;
    mapping(LineId line => bool) public isOpen;
    mapping(bytes32 commitment => int256[4]) internal _commitments;
    mapping(uint256 entry => int256) public citedOf;
    mapping(uint256 entry => uint64) public amountOf;
    mapping(uint256 entry => uint256 cited) internal _citedBy;
    mapping(uint64 series => uint256) public countOf;
    mapping(uint64 series => uint256) public batchesOf;
    mapping(AgencyId keeper => mapping(uint16 year => uint64)) public desksOf;
    mapping(AgencyId keeper => mapping(uint16 year => YearState)) public stateOf;
    mapping(AgencyId keeper => mapping(uint32 rule => mapping(uint16 year => int256))) public ruleUseOf;
    bytes32[] internal _batchRefs;
    mapping(bytes32 batchRef => bytes32) public rootOf;
    mapping(bytes32 batchRef => AgencyId) public agencyOf;
    uint256[] internal _entries;
    uint32 public lineCount;

    /// @notice Reads events in the order in which they were told.
    function read(LogVm.Log[] calldata logs) external {
        for (uint256 i = 0; i < logs.length; ++i) {
            bytes32 topic = logs[i].topics[0];
            if (topic == LineOpened.selector) _openLine(logs[i]);
            else if (topic == LineStatusChanged.selector) {
                isOpen[_lineOf(logs[i].topics[1])] = abi.decode(logs[i].data, (bool));
            } else if (topic == YearOpened.selector) {
                stateOf[_agencyOf(logs[i].topics[1])][uint16(uint256(logs[i].topics[2]))] = YearState.Open;
            } else if (topic == YearStateChanged.selector) {
                (YearState state, ) = abi.decode(logs[i].data, (YearState, address[]));
                stateOf[_agencyOf(logs[i].topics[1])][uint16(uint256(logs[i].topics[2]))] = state;
            } else if (topic == BatchRecorded.selector) _record(logs[i]);
        }
    }

    /// @dev A call of its own, because one function alone would hold more variables than the compiler can reach.
    function post(uint64 series, uint256 number, uint256 word0) external {
        require(msg.sender == address(this), "replay: not by itself");
        uint8 kind = uint8(word0 >> 136);
        bool corrects = PostingTable.isCorrection(kind);
        Posting memory posting = PostingTable.postingOf(corrects ? kind - 0x80 : kind);
        uint256 id = (uint256(series) << 40) | number;
        amountOf[id] = uint64(word0);
        _entries.push(id);
        _citeBy(series, id, word0, corrects && posting.cites);
        int256 amount = int256(uint256(uint64(word0)));
        if (corrects) amount = -amount;
        _move(LineId.wrap(uint32(word0 >> 224)), posting, amount);
        _moveNamed(_agency(series), LineId.wrap(uint32(word0 >> 224)), uint32(word0 >> 192), posting, amount);
    }

    function amountsOf(LineId line) external view returns (int256[16] memory) {
        return _amounts[line];
    }

    function commitmentOf(AgencyId agency, uint16 year, uint32 number) external view returns (int256[4] memory) {
        return _commitments[keccak256(abi.encode(agency, year, number))];
    }

    function batchRefs() external view returns (bytes32[] memory) {
        return _batchRefs;
    }

    /// @notice Every entry as agency ‖ year ‖ desk ‖ number.
    function entries() external view returns (uint256[] memory) {
        return _entries;
    }

    function _openLine(LogVm.Log calldata log) private {
        LineId line = _lineOf(log.topics[1]);
        (uint16 year, , LineId parent) = abi.decode(log.data, (uint16, address, LineId));
        require(LineId.unwrap(line) == ++lineCount, "replay: gap in lines");
        (parentOf[line], yearOf[line], isOpen[line]) = (parent, year, true);
    }

    function _record(LogVm.Log calldata log) private {
        Told memory told = _toldBy(log);
        uint64 series = told.series;
        uint256 count = told.entries.length / 64;
        require(told.firstNumber == countOf[series] + 1, "replay: gap in a series");
        bytes32 headWord = bytes32(abi.encodePacked(bytes15(0), series, told.firstNumber, uint32(count)));
        bytes32 root = keccak256(abi.encodePacked(EntryTreeLib.rootPlain(told.entries), headWord));
        require(_postAll(told, count) == told.total, "replay: total");
        countOf[series] += count;
        ++batchesOf[series];
        desksOf[_agency(series)][uint16(series >> 16)] |= uint64(1) << uint16(series);
        _batchRefs.push(log.topics[1]);
        (rootOf[log.topics[1]], agencyOf[log.topics[1]]) = (root, _agency(series));
    }

    function _postAll(Told memory told, uint256 count) private returns (uint256 sum) {
        bytes memory packed = told.entries;
        for (uint256 i = 0; i < count; ++i) {
            uint256 word0;
            assembly ("memory-safe") {
                word0 := mload(add(add(packed, 0x20), mul(i, 0x40)))
            }
            this.post(told.series, told.firstNumber + i, word0);
            sum += uint64(word0);
        }
    }

    function _move(LineId line, Posting memory posting, int256 amount) private {
        for (LineId above = line; above != NO_LINE; above = parentOf[above]) {
            for (uint256 i = 0; i < 8; ++i) _amounts[above][i] += posting.moves[i] * amount;
            if (posting.part != 0) _amounts[above][7 + posting.part] += amount;
        }
    }

    function _moveNamed(AgencyId agency, LineId line, uint32 named, Posting memory posting, int256 amount) private {
        uint16 year = yearOf[line];
        if (posting.commitment) {
            int256[4] storage totals = _commitments[keccak256(abi.encode(agency, year, named))];
            for (uint256 i = 0; i < 4; ++i) totals[i] += posting.moves[4 + i] * amount;
        }
        if (posting.rule != 0 && posting.moves[0] < 0) ruleUseOf[agency][named][year] += amount;
    }

    /// @dev An entry uses up what it cites; the correction of a carry-over gives back what that used up.
    function _citeBy(uint64 series, uint256 id, uint256 word0, bool givesBack) private {
        uint72 citation = uint72(word0 >> 64);
        if (citation == 0) return;
        uint256 cited = (uint256(AgencyId.unwrap(_agency(series))) << 72) | citation;
        int256 amount = int256(uint256(uint64(word0)));
        citedOf[cited] += amount;
        _citedBy[id] = cited;
        if (givesBack) citedOf[_citedBy[cited]] -= amount;
    }

    function _toldBy(LogVm.Log calldata log) private pure returns (Told memory told) {
        told.series = uint64(uint256(log.topics[2]));
        (told.firstNumber, told.total, , told.entries) = abi.decode(log.data, (uint40, uint64, address[], bytes));
    }

    function _agency(uint64 series) private pure returns (AgencyId) {
        return AgencyId.wrap(uint32(series >> 32));
    }

    function _agencyOf(bytes32 topic) private pure returns (AgencyId) {
        return AgencyId.wrap(uint32(uint256(topic)));
    }

    function _lineOf(bytes32 topic) private pure returns (LineId) {
        return LineId.wrap(uint32(uint256(topic)));
    }
}
