// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EntryLib} from "./EntryLib.sol";
import {ILedgerTypes} from "./ILedgerTypes.sol";

/// @title CompactEntriesLib
/// @notice Reads the compact encoding of entries, in which runs share their head and amounts are as wide as needed.
/// @dev A run is a head of 14 bytes and `count` items, one after the other:
///
///     head: line 4 | commitment 4 | kind 1 | value day 2 | count 2 | widths 1
///     item: document 32 | payee (high nibble of widths) | amount (low nibble of widths), big-endian
///
/// The payee is 0 to 4 bytes wide, the amount 1 to 8. Entries of this encoding cite nothing.
library CompactEntriesLib {
    /// @notice Writes the entries to memory, 64 bytes each as EntryLib draws them.
    /// @dev The fast version; `unpackPlain` says the same in Solidity, and a fuzz test holds them together.
    /// Reverts with `SpendingLedger_CompactMalformed(offset)` where a run is cut short or its widths are out of range.
    /// @param packed The compact encoding.
    /// @param start Memory address to write to; all memory from there on is free.
    /// @return to Memory address past the last entry.
    function unpack(bytes calldata packed, uint256 start) internal pure returns (uint256 to) {
        uint256 offset = 0;
        bool malformed;
        assembly ("memory-safe") {
            to := start
            let cursor := packed.offset
            let end := add(cursor, packed.length)
            for {} lt(cursor, end) {} {
                offset := sub(cursor, packed.offset)
                let head := shr(144, calldataload(cursor))
                let payeeBits := and(shr(1, head), 0x78)
                let amountBits := shl(3, and(head, 0x0f))
                let stride := add(32, shr(3, add(payeeBits, amountBits)))
                let count := and(shr(8, head), 0xffff)
                cursor := add(cursor, 14)
                let runEnd := add(cursor, mul(count, stride))
                if or(
                    or(gt(payeeBits, 32), gt(sub(amountBits, 8), 56)),
                    or(iszero(count), gt(runEnd, end))
                ) {
                    malformed := 1
                    break
                }
                // line and commitment stand at the top; kind and day go to their places
                let shared := or(
                    shl(192, shr(48, head)),
                    or(shl(136, and(shr(40, head), 0xff)), shl(144, and(shr(24, head), 0xffff)))
                )
                let amountMask := sub(shl(amountBits, 1), 1)
                let tailShift := sub(256, add(payeeBits, amountBits))
                for {} lt(cursor, runEnd) {
                    cursor := add(cursor, stride)
                    to := add(to, 64)
                } {
                    let tail := shr(tailShift, calldataload(add(cursor, 32)))
                    mstore(
                        to,
                        or(shared, or(shl(160, shr(amountBits, tail)), and(tail, amountMask)))
                    )
                    mstore(add(to, 32), calldataload(cursor))
                }
            }
        }
        if (malformed) revert ILedgerTypes.SpendingLedger_CompactMalformed(offset);
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
                uint256 word0 = (lineAndCommitment << EntryLib.COMMITMENT_SHIFT) |
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
}
