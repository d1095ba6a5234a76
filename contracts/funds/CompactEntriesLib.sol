// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EntryLib} from "./EntryLib.sol";
import {ILedgerTypes} from "./ILedgerTypes.sol";
import {Range} from "./RunLib.sol";

/// @notice A run of the compact encoding: where its items lie in calldata, and what they have in common.
/// @param shared Line, commitment, kind and value day, at their places in an entry's word 0.
/// @param payeeBits The width of an item's payee.
/// @param amountBits The width of an item's amount.
/// @param items Calldata offset of the first item.
/// @param itemsEnd Calldata offset past the last item.
struct CompactRun {
    uint256 shared;
    uint256 payeeBits;
    uint256 amountBits;
    uint256 items;
    uint256 itemsEnd;
}

/// @title CompactEntriesLib
/// @notice Reads the compact encoding of entries, in which runs share their head and amounts are as wide as needed.
/// @dev A run is a head of 14 bytes and `count` items, one after the other:
///
///     head: line 4 | commitment 4 | kind 1 | value day 2 | count 2 | widths 1
///     item: document 32 | payee (high nibble of widths) | amount (low nibble of widths), big-endian
///
/// The payee is 0 to 4 bytes wide, the amount 1 to 8. Entries of this encoding cite nothing.
library CompactEntriesLib {
    uint256 private constant HEAD = 14;

    /// @notice Reads the head of the run at a calldata offset into `run`.
    /// @dev Reverts with `SpendingLedger_CompactMalformed` where the run is cut short or its widths are out of range.
    /// @param cursor Calldata offset of the run.
    /// @param end Calldata offset past the encoding.
    /// @param start Calldata offset of the encoding, for the error alone.
    function readHead(CompactRun memory run, uint256 cursor, uint256 end, uint256 start) internal pure {
        unchecked {
            // Offsets are far below 2^256, and a run's length below 2^22.
            uint256 head = _head(cursor);
            uint256 payeeBits = (head >> 1) & 0x78;
            uint256 amountBits = (head << 3) & 0x78;
            uint256 count = uint16(head >> 8);
            uint256 items = cursor + HEAD;
            uint256 itemsEnd = items + count * _stride(payeeBits, amountBits);
            if (payeeBits > 32 || amountBits - 8 > 56 || count == 0 || itemsEnd > end) {
                revert ILedgerTypes.SpendingLedger_CompactMalformed(cursor - start);
            }
            run.shared =
                ((head >> 48) << EntryLib.COMMITMENT_SHIFT) |
                (((head >> 40) & 0xff) << EntryLib.KIND_SHIFT) |
                (((head >> 24) & 0xffff) << EntryLib.VALUE_DAY_SHIFT);
            run.payeeBits = payeeBits;
            run.amountBits = amountBits;
            run.items = items;
            run.itemsEnd = itemsEnd;
        }
    }

    /// @notice Returns word 0 of a run's first entry.
    function firstWordOf(CompactRun memory run) internal pure returns (uint256 word0) {
        (uint256 shared, uint256 item) = (run.shared, run.items);
        (uint256 payeeBits, uint256 amountBits) = (run.payeeBits, run.amountBits);
        assembly ("memory-safe") {
            let tail := shr(sub(256, add(payeeBits, amountBits)), calldataload(add(item, 0x20)))
            let payee := shr(amountBits, tail)
            word0 := or(shared, or(shl(160, payee), xor(tail, shl(amountBits, payee))))
        }
    }

    /// @notice Writes a run's entries to memory, 64 bytes each as EntryLib draws them, and adds up their amounts, up to the
    /// run's end or to the first entry that is not as it must be.
    /// @dev The fast version of `unpackPlain` and then `RunLib.scanPlain`; a fuzz test holds them together. An entry is not
    /// as it must be where its amount or document is 0 or it names a payee or value day out of range.
    /// @param run The run.
    /// @param to Memory address to write to; all memory from there on is free.
    /// @param range What each entry may name.
    /// @return next Memory address past the run, or of the entry that is not as it must be.
    /// @return sum The sum of the amounts before it, in minor units.
    /// @return wrong Whether `next` is an entry that is not as it must be.
    function scan(
        CompactRun memory run,
        uint256 to,
        Range memory range
    ) internal pure returns (uint256 next, uint256 sum, bool wrong) {
        bool dayOutside;
        unchecked {
            // A difference below zero wraps to a number beyond every span.
            dayOutside = uint16(run.shared >> EntryLib.VALUE_DAY_SHIFT) - range.dayLow > range.daySpan;
        }
        assembly ("memory-safe") {
            next := to
            let shared := mload(run)
            let amountBits := mload(add(run, 0x40))
            let tailShift := sub(256, add(mload(add(run, 0x20)), amountBits))
            let stride := sub(0x40, shr(3, tailShift))
            let item := mload(add(run, 0x60))
            for {} lt(item, mload(add(run, 0x80))) {
                item := add(item, stride)
            } {
                let amount := shr(tailShift, calldataload(add(item, 0x20)))
                let payee := shr(amountBits, amount)
                amount := xor(amount, shl(amountBits, payee))
                let document := calldataload(item)
                mstore(next, or(shared, or(shl(160, payee), amount)))
                mstore(add(next, 0x20), document)
                if or(
                    gt(sub(payee, mload(range)), mload(add(range, 0x20))),
                    or(or(iszero(amount), iszero(document)), dayOutside)
                ) {
                    wrong := 1
                    break
                }
                sum := add(sum, amount)
                next := add(next, 0x40)
            }
        }
    }

    /// @notice Returns the entries, written plainly.
    /// @param packed The compact encoding.
    function unpackPlain(bytes calldata packed) internal pure returns (bytes memory entries) {
        uint256 offset = 0;
        while (offset < packed.length) {
            uint256 start = offset;
            if (packed.length < start + 14) revert ILedgerTypes.SpendingLedger_CompactMalformed(start);
            uint256 lineAndCommitment = _number(packed, start, 8);
            uint256 kind = _number(packed, start + 8, 1);
            uint256 valueDay = _number(packed, start + 9, 2);
            uint256 count = _number(packed, start + 11, 2);
            uint256 payeeWidth = uint8(packed[start + 13]) >> 4;
            uint256 amountWidth = uint8(packed[start + 13]) & 0x0f;
            offset += 14;
            if (
                payeeWidth > 4 ||
                amountWidth == 0 ||
                amountWidth > 8 ||
                count == 0 ||
                packed.length < offset + count * (32 + payeeWidth + amountWidth)
            ) revert ILedgerTypes.SpendingLedger_CompactMalformed(start);
            for (uint256 i = 0; i < count; i++) {
                uint256 document = _number(packed, offset, 32);
                uint256 payee = _number(packed, offset + 32, payeeWidth);
                uint256 amount = _number(packed, offset + 32 + payeeWidth, amountWidth);
                uint256 word0 =
                    (lineAndCommitment << EntryLib.COMMITMENT_SHIFT) |
                        (payee << EntryLib.PAYEE_SHIFT) |
                        (valueDay << EntryLib.VALUE_DAY_SHIFT) |
                        (kind << EntryLib.KIND_SHIFT) |
                        amount;
                entries = bytes.concat(entries, bytes32(word0), bytes32(document));
                offset += 32 + payeeWidth + amountWidth;
            }
        }
    }

    /// @dev A big-endian number of `width` bytes.
    function _number(bytes calldata data, uint256 offset, uint256 width) private pure returns (uint256 value) {
        for (uint256 i = 0; i < width; i++) value = (value << 8) | uint8(data[offset + i]);
    }

    function _stride(uint256 payeeBits, uint256 amountBits) private pure returns (uint256) {
        return 32 + ((payeeBits + amountBits) >> 3);
    }

    function _head(uint256 cursor) private pure returns (uint256 head) {
        assembly ("memory-safe") {
            head := shr(144, calldataload(cursor))
        }
    }
}
