// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice Four totals of 63 bits in one word, in minor units; lane 0 is the lowest.
type Totals is uint256;

/// @title TotalsLib
/// @notice Raises and lowers several of four packed totals at once.
/// @dev The top bit of each 64-bit lane is always 0. Raising sets it where a total no longer fits; lowering sets it
/// beforehand, and it is borrowed where a total would go below zero. So one addition or subtraction settles four
/// totals and no lane reaches into the next.
library TotalsLib {
    /// @dev The largest total, and the largest sum that can be posted at once.
    uint256 internal constant MAX = (1 << 63) - 1;

    uint256 private constant ONES = 1 | (1 << 64) | (1 << 128) | (1 << 192);
    uint256 private constant TOPS = ONES << 63;

    /// @notice Returns lane `index` (0 to 3), in minor units.
    function lane(Totals self, uint256 index) internal pure returns (uint64) {
        return uint64(Totals.unwrap(self) >> (64 * index));
    }

    /// @notice Raises the lanes in `mask` by `amount`.
    /// @dev `amount` is at most MAX.
    /// @param mask Bits 0 to 3, one a lane.
    /// @return result The new totals.
    /// @return fits False where a total would exceed MAX; `result` then means nothing.
    function raise(Totals self, uint256 mask, uint256 amount) internal pure returns (Totals result, bool fits) {
        unchecked {
            // Each lane and the amount are below 2^63, so no sum reaches 2^64 and nothing is carried over.
            uint256 sum = Totals.unwrap(self) + amount * spread(mask);
            return (Totals.wrap(sum), sum & TOPS == 0);
        }
    }

    /// @notice Lowers the lanes in `mask` by `amount`.
    /// @dev `amount` is at most MAX.
    /// @param mask Bits 0 to 3, one a lane.
    /// @return result The new totals.
    /// @return fits False where a total would go below zero; `result` then means nothing.
    function lower(Totals self, uint256 mask, uint256 amount) internal pure returns (Totals result, bool fits) {
        unchecked {
            // Each lane is at least 2^63 once its top bit is set, and the amount is below that: no lane borrows.
            uint256 difference = (Totals.unwrap(self) | TOPS) - amount * spread(mask);
            return (Totals.wrap(difference & ~TOPS), difference & TOPS == TOPS);
        }
    }

    /// @dev 1 in each lane of `mask`: bit i moves to bit 64 i.
    function spread(uint256 mask) internal pure returns (uint256) {
        return (mask | (mask << 63) | (mask << 126) | (mask << 189)) & ONES;
    }
}
