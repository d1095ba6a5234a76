// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title WorkingDaysLib
/// @notice Counts working days: Monday to Friday, but for the days of a calendar that are the other way round.
/// @dev Days are counted from 1970-01-01, a Thursday. A calendar has a word for each 256 days; a set bit makes a weekday a
/// holiday and a Saturday or Sunday a working day (调休).
library WorkingDaysLib {
    /// @notice Returns the last second of the working day that is `count` working days after the day of `time`.
    /// @param calendar Exceptions by word of 256 days.
    /// @param time Unix seconds, shifted by the offset of the place whose days are counted.
    /// @param count Working days, at least 1.
    function endOf(
        mapping(uint256 word => uint256 exceptions) storage calendar,
        uint256 time,
        uint256 count
    ) internal view returns (uint256) {
        uint256 day = time / 1 days;
        uint256 word = day >> 8;
        uint256 exceptions = calendar[word];
        while (count != 0) {
            ++day;
            if (day >> 8 != word) {
                word = day >> 8;
                exceptions = calendar[word];
            }
            bool isException = (exceptions >> (day & 0xff)) & 1 == 1;
            if (isWeekday(day) != isException) --count;
        }
        return (day + 1) * 1 days - 1;
    }

    /// @notice Says whether a day is one of Monday to Friday.
    function isWeekday(uint256 day) internal pure returns (bool) {
        // Day 0 is a Thursday, so days 2 and 3 of each seven are Saturday and Sunday.
        uint256 ofWeek = day % 7;
        return ofWeek != 2 && ofWeek != 3;
    }
}
