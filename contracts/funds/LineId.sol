// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice The index of a budget line, given when it is opened, from 1 up.
type LineId is uint32;

/// @dev Stands where no line is meant: the parent of a line at the top, the control line of a summary line.
LineId constant NO_LINE = LineId.wrap(0);

using {lineIdEquals as ==, lineIdDiffers as !=} for LineId global;

function lineIdEquals(LineId left, LineId right) pure returns (bool) {
    return LineId.unwrap(left) == LineId.unwrap(right);
}

function lineIdDiffers(LineId left, LineId right) pure returns (bool) {
    return LineId.unwrap(left) != LineId.unwrap(right);
}
