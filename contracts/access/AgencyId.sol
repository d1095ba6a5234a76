// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice The number of an agency, given at registration, from 1 up.
type AgencyId is uint32;

/// @dev Stands where no agency is meant: the parent of an agency at the top.
AgencyId constant NO_AGENCY = AgencyId.wrap(0);

using {agencyIdEquals as ==, agencyIdDiffers as !=} for AgencyId global;

function agencyIdEquals(AgencyId left, AgencyId right) pure returns (bool) {
    return AgencyId.unwrap(left) == AgencyId.unwrap(right);
}

function agencyIdDiffers(AgencyId left, AgencyId right) pure returns (bool) {
    return AgencyId.unwrap(left) != AgencyId.unwrap(right);
}
