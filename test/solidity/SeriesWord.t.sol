// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ILedgerTypes} from "../../contracts/funds/ILedgerTypes.sol";
import {SeriesWord, SeriesWordLib} from "../../contracts/funds/SeriesWord.sol";
import {VM} from "../access/Vm.sol";

contract SeriesWordTest {
    using SeriesWordLib for SeriesWord;

    function testFuzz_startsWithItsYear(uint8 state, uint16[3] memory drawnDays) external pure {
        ILedgerTypes.FiscalYear memory year = _year(state, drawnDays);
        SeriesWord word = SeriesWordLib.start(year);
        _requireTerms(word, year, year.state);
        require(word.entryCount() + word.batchCount() + word.recordedAt() + word.knownPayees() == 0, "counts");
    }

    /// @dev Each batch adds to both counts; state and terms stay.
    function testFuzz_advances(
        uint8 state,
        uint16[3] memory drawnDays,
        uint32[4] memory counts,
        uint32[4] memory payees,
        uint40 time
    ) external {
        ILedgerTypes.FiscalYear memory year = _year(state, drawnDays);
        SeriesWord word = SeriesWordLib.start(year);
        uint256 entries = 0;
        for (uint256 i = 0; i < 4; ++i) {
            uint256 now_ = uint256(time) + i;
            VM.warp(now_);
            word = this.advance(word, counts[i], payees[i]);
            entries += counts[i];
            require(word.entryCount() == entries, "entries");
            require(word.batchCount() == i + 1, "batches");
            require(word.recordedAt() == now_, "time");
            require(word.knownPayees() == payees[i], "payees");
            _requireTerms(word, year, year.state);
        }
    }

    /// @dev A call of its own, because the time is one and the same within a call.
    function advance(SeriesWord word, uint256 count, uint256 payees) external view returns (SeriesWord) {
        return word.advance(count, payees);
    }

    /// @dev Another state changes nothing else.
    function testFuzz_changesItsState(SeriesWord word, uint8 drawn) external pure {
        ILedgerTypes.YearState next = ILedgerTypes.YearState(drawn % 4);
        SeriesWord changed = word.inState(next);
        require(changed.state() == uint256(next), "state");
        uint256 difference = SeriesWord.unwrap(word) ^ SeriesWord.unwrap(changed);
        require(difference & ~(uint256(0xff) << 152) == 0, "another bit");
    }

    function _year(uint8 state, uint16[3] memory drawn) private pure returns (ILedgerTypes.FiscalYear memory year) {
        year.state = ILedgerTypes.YearState(state % 4);
        (year.firstDay, year.endDay, year.lastDay) = (drawn[0], drawn[1], drawn[2]);
    }

    function _requireTerms(
        SeriesWord word,
        ILedgerTypes.FiscalYear memory year,
        ILedgerTypes.YearState state
    ) private pure {
        require(word.state() == uint256(state), "state");
        require(word.firstDay() == year.firstDay, "first day");
        require(word.endDay() == year.endDay, "end day");
        require(word.lastDay() == year.lastDay, "last day");
    }
}
