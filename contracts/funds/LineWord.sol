// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgencyId} from "../access/AgencyId.sol";
import {ILedgerTypes} from "./ILedgerTypes.sol";
import {LineId} from "./LineId.sol";

/// @notice What a line is, packed in one word.
type LineWord is uint256;

/// @title LineWordLib
/// @notice Packs what a line is into one word, so that all a posting asks of it is one load and one comparison.
/// @dev From the low bit up:
///
///     0-31    control line          80  open
///     32-63   keeper                81  has children
///     64-79   fiscal year           82  ceilings
///     84-99   class                 100-131 agency
///     132-163 parent                164-195 first child
///     196-227 next sibling
///
/// Bits 32 to 81 together say whether a line takes entries of a batch: same books, open, without children.
library LineWordLib {
    uint256 private constant BOOKS_SHIFT = 32;
    uint256 private constant BOOKS_MASK = (1 << 50) - 1;
    uint256 private constant OPEN = 1 << 80;
    uint256 private constant HAS_CHILDREN = 1 << 81;
    uint256 private constant CEILINGS = 1 << 82;

    /// @notice Packs a line.
    function pack(ILedgerTypes.Line memory line) internal pure returns (LineWord) {
        uint256 word =
            uint256(LineId.unwrap(line.control)) |
                (uint256(AgencyId.unwrap(line.keeper)) << 32) |
                (uint256(line.year) << 64) |
                (uint256(line.class) << 84) |
                (uint256(AgencyId.unwrap(line.agency)) << 100) |
                (uint256(LineId.unwrap(line.parent)) << 132) |
                (uint256(LineId.unwrap(line.firstChild)) << 164) |
                (uint256(LineId.unwrap(line.nextSibling)) << 196);
        if (line.open) word |= OPEN;
        if (line.ceilings) word |= CEILINGS;
        if (LineId.unwrap(line.firstChild) != 0) word |= HAS_CHILDREN;
        return LineWord.wrap(word);
    }

    /// @notice Unpacks a line.
    function unpack(LineWord self) internal pure returns (ILedgerTypes.Line memory) {
        uint256 word = LineWord.unwrap(self);
        return
            ILedgerTypes.Line({
                keeper: AgencyId.wrap(uint32(word >> 32)),
                year: uint16(word >> 64),
                agency: AgencyId.wrap(uint32(word >> 100)),
                parent: LineId.wrap(uint32(word >> 132)),
                control: LineId.wrap(uint32(word)),
                firstChild: LineId.wrap(uint32(word >> 164)),
                nextSibling: LineId.wrap(uint32(word >> 196)),
                class: uint16(word >> 84),
                ceilings: word & CEILINGS != 0,
                open: word & OPEN != 0
            });
    }

    /// @notice Returns what bits 32 to 81 of a line are that takes entries of an agency's year.
    /// @param seriesId agency ‖ year ‖ desk.
    function booksOf(uint64 seriesId) internal pure returns (uint256) {
        return (seriesId >> 32) | (uint256(uint16(seriesId >> 16)) << 32) | (OPEN >> BOOKS_SHIFT);
    }

    /// @notice Says whether the line stands in these books, is open, has no children and is not a summary line.
    function takesEntriesOf(LineWord self, uint256 books) internal pure returns (bool) {
        uint256 word = LineWord.unwrap(self);
        return (word >> BOOKS_SHIFT) & BOOKS_MASK == books && uint32(word) != 0;
    }

    function controlOf(LineWord self) internal pure returns (LineId) {
        return LineId.wrap(uint32(LineWord.unwrap(self)));
    }

    function yearOf(LineWord self) internal pure returns (uint16) {
        return uint16(LineWord.unwrap(self) >> 64);
    }

    function classOf(LineWord self) internal pure returns (uint16) {
        return uint16(LineWord.unwrap(self) >> 84);
    }

    function hasCeilings(LineWord self) internal pure returns (bool) {
        return LineWord.unwrap(self) & CEILINGS != 0;
    }
}
