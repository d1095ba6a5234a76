// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgencyId} from "../../contracts/access/AgencyId.sol";
import {ILedgerTypes} from "../../contracts/funds/ILedgerTypes.sol";
import {LineId, NO_LINE} from "../../contracts/funds/LineId.sol";
import {LineWord, LineWordLib} from "../../contracts/funds/LineWord.sol";

contract LineWordTest {
    using LineWordLib for LineWord;

    function testFuzz_unpacksWhatItPacks(ILedgerTypes.Line memory line) external pure {
        LineWord word = LineWordLib.pack(line);
        require(keccak256(abi.encode(word.unpack())) == keccak256(abi.encode(line)), "line");
        require(word.controlOf() == line.control, "control");
        require(word.yearOf() == line.year, "year");
        require(word.classOf() == line.class, "class");
        require(word.hasCeilings() == line.ceilings, "ceilings");
    }

    /// @dev Few values, so that each reason is met often.
    function testFuzz_takesEntriesOfItsOwnBooks(
        ILedgerTypes.Line memory line,
        bool sameKeeper,
        bool sameYear,
        bool summary,
        bool leaf,
        uint16 desk
    ) external pure {
        if (summary) line.control = NO_LINE;
        if (leaf) line.firstChild = NO_LINE;
        AgencyId keeper = sameKeeper ? line.keeper : AgencyId.wrap(7);
        uint16 year = sameYear ? line.year : 2019;
        bool expected =
            line.keeper == keeper &&
                line.year == year &&
                line.open &&
                line.control != NO_LINE &&
                line.firstChild == NO_LINE;
        bool takes = LineWordLib.pack(line).takesEntriesOf(LineWordLib.booksOf(_seriesId(keeper, year, desk)));
        require(takes == expected, "takes entries");
    }

    function _seriesId(AgencyId keeper, uint16 year, uint16 desk) private pure returns (uint64) {
        return uint64(bytes8(abi.encodePacked(keeper, year, desk)));
    }
}
