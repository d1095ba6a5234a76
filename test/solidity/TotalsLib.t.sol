// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Totals, TotalsLib} from "../../contracts/funds/TotalsLib.sol";

/// @dev Against four numbers that are kept apart.
contract TotalsLibTest {
    using TotalsLib for Totals;

    uint256 private constant MAX = 2 ** 61 - 1;

    function testFuzz_shiftsAsFourNumbers(uint64[4] memory drawn, uint64 amount, uint8 up, uint8 down) external pure {
        uint256[4] memory lanes;
        for (uint256 i = 0; i < 4; ++i) lanes[i] = drawn[i] & MAX;
        _requireShifted(lanes, amount & MAX, up & 0xf, down & 0xf);
    }

    /// @dev Around both ends: lanes of 0 to 3 and MAX - 3 to MAX; amounts likewise, or as much as one lane holds or lacks.
    function testFuzz_holdsAtTheBounds(uint8[4] memory drawn, uint8 drawnAmount, uint8 up, uint8 down) external pure {
        uint256[4] memory lanes;
        for (uint256 i = 0; i < 4; ++i) lanes[i] = _nearABound(drawn[i]);
        uint256 lane = lanes[drawnAmount % 4];
        _requireShifted(lanes, _nearABound(drawnAmount), up & 0xf, down & 0xf);
        _requireShifted(lanes, lane, up & 0xf, down & 0xf);
        _requireShifted(lanes, MAX - lane, up & 0xf, down & 0xf);
        if (lane < MAX) _requireShifted(lanes, lane + 1, up & 0xf, down & 0xf);
        if (lane > 0) _requireShifted(lanes, MAX - lane + 1, up & 0xf, down & 0xf);
    }

    function testFuzz_undoesWhatItDid(uint64[4] memory drawn, uint64 amount, uint8 up, uint8 down) external pure {
        uint256[4] memory lanes;
        for (uint256 i = 0; i < 4; ++i) lanes[i] = drawn[i] & MAX;
        (up, down) = (up & 0xf, down & 0xf);
        (Totals shifted, bool fits) = _packed(lanes).shift(TotalsLib.delta(up, down), amount & MAX);
        if (!fits) return;
        (Totals undone, bool fitsAgain) = shifted.shift(TotalsLib.delta(down, up), amount & MAX);
        require(fitsAgain && Totals.unwrap(undone) == Totals.unwrap(_packed(lanes)), "not undone");
    }

    function _requireShifted(uint256[4] memory lanes, uint256 amount, uint256 up, uint256 down) private pure {
        bool expected = true;
        uint256[4] memory moved;
        for (uint256 i = 0; i < 4; ++i) {
            // A lane that is raised and lowered stays.
            bool raised = (up >> i) & 1 == 1;
            bool lowered = (down >> i) & 1 == 1;
            moved[i] = lanes[i];
            if (raised && !lowered) moved[i] += amount;
            if (lowered && !raised) {
                if (amount > lanes[i]) expected = false;
                else moved[i] -= amount;
            }
            if (moved[i] > MAX) expected = false;
        }
        (Totals shifted, bool fits) = _packed(lanes).shift(TotalsLib.delta(up, down), amount);
        require(fits == expected, "fits");
        if (!fits) return;
        for (uint256 i = 0; i < 4; ++i) require(shifted.lane(i) == moved[i], "lane");
        require(Totals.unwrap(shifted) == Totals.unwrap(_packed(moved)), "word");
    }

    function _packed(uint256[4] memory lanes) private pure returns (Totals) {
        return Totals.wrap(lanes[0] + lanes[1] * 2 ** 64 + lanes[2] * 2 ** 128 + lanes[3] * 2 ** 192);
    }

    function _nearABound(uint8 drawn) private pure returns (uint256) {
        return drawn & 4 == 0 ? drawn % 4 : MAX - (drawn % 4);
    }
}
