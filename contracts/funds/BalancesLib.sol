// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ILedgerTypes} from "./ILedgerTypes.sol";
import {Totals, TotalsLib} from "./TotalsLib.sol";

/// @title BalancesLib
/// @notice Reads a line's totals off its balances.
/// @dev Money moves from balance to balance, so each ceiling says no more than that no balance goes below zero:
///
///     funds       uncommitted = allotted - reserved - committed     pipeline    unverified = committed - verified
///                 cash        = released - paid                                 unordered  = verified - ordered
///                 paid                                                          unpaid     = ordered - paid
///                 reserved                                                      unallotted = revised - allotted
///
/// Where no ceiling binds (a detail line, or a line opened without), uncommitted, cash and unallotted may go below zero:
/// they are stored with `FREE_FUNDS` and `FREE_PIPELINE` flipped, that is, 2^60 above what they are.
library BalancesLib {
    using TotalsLib for Totals;

    /// @notice A line's totals; revised, allotted and released may be below zero while a posting is under way.
    struct Sums {
        int256 revised;
        int256 allotted;
        int256 released;
        int256 reserved;
        int256 committed;
        int256 verified;
        int256 ordered;
        int256 paid;
    }

    uint256 internal constant UNCOMMITTED = 0;
    uint256 internal constant CASH = 1;
    uint256 internal constant PAID = 2;
    uint256 internal constant RESERVED = 3;
    uint256 internal constant UNVERIFIED = 0;
    uint256 internal constant UNORDERED = 1;
    uint256 internal constant UNPAID = 2;
    uint256 internal constant UNALLOTTED = 3;

    int256 private constant OFFSET = 1 << 60;
    /// @dev What is flipped in the stored words of a line whose balances may go below zero.
    uint256 internal constant FREE_FUNDS = (1 << 60) | (1 << 124);
    uint256 internal constant FREE_PIPELINE = 1 << 252;

    /// @notice Returns the totals that balances stand for.
    /// @param funds The funds word, with its offsets.
    /// @param pipeline The pipeline word, with its offset.
    /// @param free Whether the words have offsets.
    function sumsOf(Totals funds, Totals pipeline, bool free) internal pure returns (Sums memory sums) {
        int256 offset = free ? OFFSET : int256(0);
        sums.reserved = _lane(funds, RESERVED);
        sums.paid = _lane(funds, PAID);
        sums.ordered = sums.paid + _lane(pipeline, UNPAID);
        sums.verified = sums.ordered + _lane(pipeline, UNORDERED);
        sums.committed = sums.verified + _lane(pipeline, UNVERIFIED);
        sums.released = sums.paid + _lane(funds, CASH) - offset;
        sums.allotted = sums.reserved + sums.committed + _lane(funds, UNCOMMITTED) - offset;
        sums.revised = sums.allotted + _lane(pipeline, UNALLOTTED) - offset;
    }

    /// @notice Returns the totals as the ledger tells them; none is below zero once a posting is done.
    function totalsOf(Totals funds, Totals pipeline, bool free) internal pure returns (ILedgerTypes.LineTotals memory) {
        Sums memory sums = sumsOf(funds, pipeline, free);
        return
            ILedgerTypes.LineTotals({
                revised: toUint64(sums.revised),
                allotted: toUint64(sums.allotted),
                released: toUint64(sums.released),
                reserved: toUint64(sums.reserved),
                committed: toUint64(sums.committed),
                verified: toUint64(sums.verified),
                ordered: toUint64(sums.ordered),
                paid: toUint64(sums.paid)
            });
    }

    /// @dev A total that is not below zero: eight lanes of 61 bits at most, so below 2^64.
    function toUint64(int256 total) internal pure returns (uint64) {
        return uint64(uint256(total));
    }

    function _lane(Totals word, uint256 index) private pure returns (int256) {
        return int256(uint256(word.lane(index)));
    }
}
