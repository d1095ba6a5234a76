// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EntryLib} from "./EntryLib.sol";

/// @notice What each entry of a run may name: its payee lies in payeeLow to payeeLow + payeeSpan, its value day likewise.
struct Range {
    uint256 payeeLow;
    uint256 payeeSpan;
    uint256 dayLow;
    uint256 daySpan;
}

/// @title RunLib
/// @notice Walks a run: entries in memory with equal line, commitment, kind and citation that stand side by side.
library RunLib {
    /// @notice Adds up a run's amounts, up to its end or to the first entry that is not as it must be.
    /// @dev The fast version; `scanPlain` says the same in Solidity, and a fuzz test holds them together. An entry is not
    /// as it must be where its amount or document is 0 or it names a payee or value day out of range.
    /// @param cursor Memory address of the run's first entry.
    /// @param end Memory address past the batch's last entry.
    /// @param range What each entry may name.
    /// @return next Memory address past the run, or of the entry that is not as it must be.
    /// @return sum The sum of the amounts before it, in minor units.
    /// @return wrong Whether `next` is an entry that is not as it must be.
    function scan(
        uint256 cursor,
        uint256 end,
        Range memory range
    ) internal pure returns (uint256 next, uint256 sum, bool wrong) {
        uint256 runMask = EntryLib.RUN_MASK;
        assembly ("memory-safe") {
            let payeeLow := mload(range)
            let payeeSpan := mload(add(range, 0x20))
            let dayLow := mload(add(range, 0x40))
            let daySpan := mload(add(range, 0x60))
            let word := mload(cursor)
            let first := and(word, runMask)
            next := cursor
            for {} 1 {} {
                let amount := and(word, 0xffffffffffffffff)
                // A difference below zero wraps to a number beyond every span.
                if or(
                    or(iszero(amount), iszero(mload(add(next, 0x20)))),
                    or(
                        gt(sub(and(shr(160, word), 0xffffffff), payeeLow), payeeSpan),
                        gt(sub(and(shr(144, word), 0xffff), dayLow), daySpan)
                    )
                ) {
                    wrong := 1
                    break
                }
                sum := add(sum, amount)
                next := add(next, 0x40)
                if iszero(lt(next, end)) {
                    break
                }
                word := mload(next)
                if xor(and(word, runMask), first) {
                    break
                }
            }
        }
    }

    /// @notice Adds up a run's amounts, written plainly.
    /// @param words The batch's words, two an entry.
    /// @param index The place of the run's first entry.
    /// @param range What each entry may name.
    /// @return next The place past the run, or of the entry that is not as it must be.
    /// @return sum The sum of the amounts before it, in minor units.
    /// @return wrong Whether `next` is an entry that is not as it must be.
    function scanPlain(
        uint256[] memory words,
        uint256 index,
        Range memory range
    ) internal pure returns (uint256 next, uint256 sum, bool wrong) {
        uint256 first = words[2 * index];
        next = index;
        while (2 * next < words.length && (words[2 * next] ^ first) & EntryLib.RUN_MASK == 0) {
            uint256 amount = EntryLib.amountOf(words[2 * next]);
            uint256 payee = uint32(words[2 * next] >> EntryLib.PAYEE_SHIFT);
            uint256 day = uint16(words[2 * next] >> EntryLib.VALUE_DAY_SHIFT);
            if (amount == 0 || words[2 * next + 1] == 0) return (next, sum, true);
            if (payee < range.payeeLow || payee - range.payeeLow > range.payeeSpan) return (next, sum, true);
            if (day < range.dayLow || day - range.dayLow > range.daySpan) return (next, sum, true);
            sum += amount;
            next++;
        }
    }
}
