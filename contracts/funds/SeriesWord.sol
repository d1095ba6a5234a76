// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ILedgerTypes} from "./ILedgerTypes.sol";

/// @notice A numbered journal of one agency, fiscal year and desk, packed in one word with what its year allows.
type SeriesWord is uint256;

/// @title SeriesWordLib
/// @notice Packs a series into one word: a batch reads and writes this word and need not read its fiscal year.
/// @dev From the low bit up:
///
///     0-39    entries recorded         152-159 state of the fiscal year
///     40-71   batches recorded         160-175 first day
///     72-119  recorded at              176-191 end day
///     120-151 payees known             192-207 last day
///
/// Closing a year writes its state into the word of each of its desks (64 at most).
library SeriesWordLib {
    uint256 private constant STATE_SHIFT = 152;
    uint256 private constant TERMS_MASK = ~uint256((1 << STATE_SHIFT) - 1);

    /// @notice Returns the word once a batch is recorded.
    /// @param count Entries of the batch.
    /// @param payees Payees known to exist.
    function advance(SeriesWord self, uint256 count, uint256 payees) internal view returns (SeriesWord) {
        uint256 word = SeriesWord.unwrap(self);
        unchecked {
            // 2^32 batches and 2^40 entries are more than a series can hold: each batch costs gas.
            return
                SeriesWord.wrap(
                    (word & TERMS_MASK) |
                        (payees << 120) |
                        (block.timestamp << 72) |
                        (uint256(uint32((word >> 40) + 1)) << 40) |
                        (uint40(word) + count)
                );
        }
    }

    /// @notice Returns the word of a series that holds nothing yet.
    function start(ILedgerTypes.FiscalYear memory year) internal pure returns (SeriesWord) {
        return
            SeriesWord.wrap(
                (uint256(year.state) << STATE_SHIFT) |
                    (uint256(year.firstDay) << 160) |
                    (uint256(year.endDay) << 176) |
                    (uint256(year.lastDay) << 192)
            );
    }

    /// @notice Returns the word in another state of the fiscal year.
    function inState(SeriesWord self, ILedgerTypes.YearState next) internal pure returns (SeriesWord) {
        uint256 word = SeriesWord.unwrap(self) & ~(uint256(0xff) << STATE_SHIFT);
        return SeriesWord.wrap(word | (uint256(next) << STATE_SHIFT));
    }

    function isStarted(SeriesWord self) internal pure returns (bool) {
        return SeriesWord.unwrap(self) != 0;
    }

    function entryCount(SeriesWord self) internal pure returns (uint256) {
        return uint40(SeriesWord.unwrap(self));
    }

    function batchCount(SeriesWord self) internal pure returns (uint32) {
        return uint32(SeriesWord.unwrap(self) >> 40);
    }

    function recordedAt(SeriesWord self) internal pure returns (uint48) {
        return uint48(SeriesWord.unwrap(self) >> 72);
    }

    function knownPayees(SeriesWord self) internal pure returns (uint256) {
        return uint32(SeriesWord.unwrap(self) >> 120);
    }

    /// @dev 1 Open, 2 CommitmentsClosed, 3 Closed.
    function state(SeriesWord self) internal pure returns (uint256) {
        return uint8(SeriesWord.unwrap(self) >> STATE_SHIFT);
    }

    function firstDay(SeriesWord self) internal pure returns (uint256) {
        return uint16(SeriesWord.unwrap(self) >> 160);
    }

    function endDay(SeriesWord self) internal pure returns (uint256) {
        return uint16(SeriesWord.unwrap(self) >> 176);
    }

    function lastDay(SeriesWord self) internal pure returns (uint256) {
        return uint16(SeriesWord.unwrap(self) >> 192);
    }
}
