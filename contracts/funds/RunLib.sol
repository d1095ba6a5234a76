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
    /// Warning: the word behind the batch's last entry must be 0, which ends every run (no entry has kind 0).
    /// @param cursor Memory address of the run's first entry.
    /// @param range What each entry may name.
    /// @return next Memory address past the run, or of the entry that is not as it must be.
    /// @return sum The sum of the amounts before it, in minor units.
    /// @return wrong Whether `next` is an entry that is not as it must be.
    function scan(uint256 cursor, Range memory range) internal pure returns (uint256 next, uint256 sum, bool wrong) {
        uint256 runMask = EntryLib.RUN_MASK;
        assembly ("memory-safe") {
            let payeeLow := mload(range)
            let payeeSpan := mload(add(range, 0x20))
            next := cursor
            // Differs from the first entry in its value day, bits 144 to 159, so that it is looked at; later ones are looked
            // at where they differ from the one before.
            let known := xor(mload(cursor), shl(144, 1))
            for {} 1 {
                next := add(next, 0x40)
            } {
                let word := mload(next)
                if and(xor(word, known), or(runMask, shl(144, 0xffff))) {
                    if and(xor(word, known), runMask) {
                        break
                    }
                    // A difference below zero wraps to a number beyond every span.
                    if gt(sub(and(shr(144, word), 0xffff), mload(add(range, 0x40))), mload(add(range, 0x60))) {
                        wrong := 1
                        break
                    }
                    known := word
                }
                let amount := and(word, 0xffffffffffffffff)
                if or(
                    gt(sub(and(shr(160, word), 0xffffffff), payeeLow), payeeSpan),
                    or(iszero(amount), iszero(mload(add(next, 0x20))))
                ) {
                    wrong := 1
                    break
                }
                sum := add(sum, amount)
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
