// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice Four amounts of 61 bits in one word, in minor units; lane 0 is the lowest.
type Totals is uint256;

/// @title TotalsLib
/// @notice Raises and lowers several of four packed amounts at once.
/// @dev Bit 61 and those above it in each 64-bit lane are 0 at rest. Bit 61 is set as a guard while lanes move, and tells
/// afterwards whether one went below zero or above its range, so one addition settles four amounts. With 61 bits a
/// lane, the sum of the eight lanes of a line fits 64 bits.
library TotalsLib {
    /// @dev The largest amount of a lane, and the largest sum that can be posted at once.
    uint256 internal constant MAX = (1 << 61) - 1;

    uint256 private constant ONES = 1 | (1 << 64) | (1 << 128) | (1 << 192);
    uint256 private constant COPIES = 1 | (1 << 63) | (1 << 126) | (1 << 189);
    uint256 private constant GUARDS = ONES << 61;
    uint256 private constant UNUSED = GUARDS | (GUARDS << 1) | (GUARDS << 2);

    /// @notice Returns lane `index` (0 to 3), in minor units.
    function lane(Totals self, uint256 index) internal pure returns (uint64) {
        return uint64(Totals.unwrap(self) >> (64 * index));
    }

    /// @notice Returns what `shift` takes: the lanes in `up` are raised, those in `down` lowered.
    /// @param up Bits 0 to 3, one a lane.
    /// @param down Bits 0 to 3, one a lane.
    function delta(uint256 up, uint256 down) internal pure returns (uint256) {
        unchecked {
            // Below zero it wraps, and wraps back when it is added.
            return _spread(up) - _spread(down);
        }
    }

    /// @notice Raises and lowers lanes by `amount`.
    /// @dev `amount` is at most MAX.
    /// @param lanes What `delta` returns.
    /// @return result The new amounts.
    /// @return fits False where an amount would go below zero or exceed MAX; `result` then means nothing.
    function shift(Totals self, uint256 lanes, uint256 amount) internal pure returns (Totals result, bool fits) {
        unchecked {
            // With its guard set a lane is 2^61 to 2^62 - 1, and it moves by less than 2^61: it stays in 0 to 2^63, so
            // none reaches into the next. It fits where the guard is set still and no bit above it.
            uint256 moved = (Totals.unwrap(self) | GUARDS) + amount * lanes;
            return (Totals.wrap(moved ^ GUARDS), moved & UNUSED == GUARDS);
        }
    }

    /// @dev 1 in each lane of `mask`: bit i moves to bit 64 i.
    function _spread(uint256 mask) private pure returns (uint256) {
        unchecked {
            // Four copies of four bits, 63 bits apart: no copy reaches into the next.
            return (mask * COPIES) & ONES;
        }
    }
}
