// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EntryLib} from "../../contracts/funds/EntryLib.sol";
import {Range, RunLib} from "../../contracts/funds/RunLib.sol";

/// @dev The fast walk against the plain one.
contract RunLibTest {
    struct Draw {
        uint256 seed;
        uint8 count; // modulo 24, and one more
        uint8 start; // where to start
        uint8 kindsOfPayees; // 0: none allowed, 1: one, 2: none known, else 1 to 5
        bool neat; // without zero amounts, documents and days out of range
    }

    /// @dev Few values a field, so that runs are long and each fault is met.
    function testFuzz_scansAsPlainly(Draw memory draw) external pure {
        uint256[] memory words = _entries(draw);
        _requireSame(words, draw.start % (words.length / 2), _range(draw.kindsOfPayees));
    }

    /// @dev Whole words at random: bounds of fields, and of the range.
    function testFuzz_scansAnyWordsAsPlainly(uint256[8] memory drawn, Range memory range, bool alike) external pure {
        uint256[] memory words = new uint256[](8);
        for (uint256 i = 0; i < 8; ++i) {
            // No entry has kind 0.
            words[i] = drawn[i] | (i % 2 == 0 ? uint256(1) << EntryLib.KIND_SHIFT : 0);
            if (alike && i % 2 == 0) words[i] = (drawn[i] & ~EntryLib.RUN_MASK) | (words[0] & EntryLib.RUN_MASK);
        }
        range.payeeSpan %= 2 ** 33;
        range.daySpan %= 2 ** 17;
        // Where no payee is known, the range is empty in this one way.
        if (range.payeeLow == type(uint256).max) range.payeeSpan = 0;
        else range.payeeLow %= 2 ** 32;
        range.dayLow %= 2 ** 16;
        _requireSame(words, 0, range);
    }

    function _requireSame(uint256[] memory words, uint256 index, Range memory range) private pure {
        uint256 start = _withEnd(words);
        (uint256 next, uint256 sum, bool wrong) = RunLib.scan(start + 64 * index, range);
        (uint256 nextPlain, uint256 sumPlain, bool wrongPlain) = RunLib.scanPlain(words, index, range);
        require(next == start + 64 * nextPlain, "next");
        require(sum == sumPlain, "sum");
        require(wrong == wrongPlain, "wrong");
    }

    /// @dev Copies the words to where a word of 0 stands behind them, which ends every run.
    function _withEnd(uint256[] memory words) private pure returns (uint256 start) {
        uint256[] memory ended = new uint256[](words.length + 1);
        for (uint256 i = 0; i < words.length; ++i) ended[i] = words[i];
        assembly ("memory-safe") {
            start := add(ended, 0x20)
        }
    }

    function _entries(Draw memory draw) private pure returns (uint256[] memory words) {
        words = new uint256[](2 * (1 + (draw.count % 24)));
        for (uint256 i = 0; i < words.length; i += 2) {
            uint256 seed = uint256(keccak256(abi.encode(draw.seed, i)));
            bool odd = !draw.neat && seed % 16 == 0;
            uint256 field = (seed >> 8) % 8;
            words[i] =
                (uint256(1 + ((seed >> 16) % 8) / 7) << EntryLib.LINE_SHIFT) |
                (uint256(((seed >> 24) % 8) / 7) << EntryLib.COMMITMENT_SHIFT) |
                (uint256((seed >> 32) % 6) << EntryLib.PAYEE_SHIFT) |
                (uint256(100 + ((seed >> 40) % 10)) << EntryLib.VALUE_DAY_SHIFT) |
                (uint256(1 + ((seed >> 48) % 8) / 7) << EntryLib.KIND_SHIFT) |
                (uint256(((seed >> 56) % 8) / 7) << EntryLib.CITED_NUMBER_SHIFT) |
                (odd && field == 0 ? 0 : uint64(seed >> 64) | 1);
            if (odd && field == 1) words[i] |= uint256(0x8000) << EntryLib.VALUE_DAY_SHIFT;
            if (odd && field == 2) words[i] |= uint256(0x80000000) << EntryLib.PAYEE_SHIFT;
            words[i + 1] = odd && field == 3 ? 0 : seed;
        }
    }

    function _range(uint8 kindsOfPayees) private pure returns (Range memory range) {
        (range.dayLow, range.daySpan) = (100, 9);
        if (kindsOfPayees % 8 == 1) range.payeeLow = 3;
        else if (kindsOfPayees % 8 == 2) range.payeeLow = type(uint256).max;
        else if (kindsOfPayees % 8 > 2) (range.payeeLow, range.payeeSpan) = (1, 4);
    }
}
