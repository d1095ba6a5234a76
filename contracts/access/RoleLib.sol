// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title RoleLib
/// @notice The seven preset roles that an officer can hold, one bit each.
/// @dev Whoever appoints may not also handle money, and whoever audits may not either (`conflicts`).
library RoleLib {
    /// @dev Appoints officers and sets the agency's policy, always two registrars together.
    uint8 internal constant REGISTRAR = 1 << 0;
    /// @dev Opens years and lines; appropriates, allots, makes virements.
    uint8 internal constant BUDGET_OFFICER = 1 << 1;
    /// @dev Makes entries from reservation to payment.
    uint8 internal constant RECORDER = 1 << 2;
    /// @dev Signs batches that others made.
    uint8 internal constant APPROVER = 1 << 3;
    /// @dev Releases cash and records settlements.
    uint8 internal constant TREASURER = 1 << 4;
    /// @dev Records findings and follows them up.
    uint8 internal constant AUDITOR = 1 << 5;
    /// @dev Speaks for the agency's data assets.
    uint8 internal constant DATA_STEWARD = 1 << 6;

    uint8 internal constant ALL = (1 << 7) - 1;

    uint8 private constant MONEY = BUDGET_OFFICER | RECORDER | APPROVER | TREASURER;

    /// @notice Says whether one account may not hold `roles` together.
    /// @param roles The roles, one bit each.
    function conflicts(uint8 roles) internal pure returns (bool) {
        return roles & (REGISTRAR | AUDITOR) != 0 && roles & MONEY != 0;
    }
}
