// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice The EIP-712 hash of a grant's terms: whoever knows the id can check every term, and no two grants share one.
type GrantId is bytes32;

/// @dev Stands where no grant is meant: the parent of a grant that an owner made.
GrantId constant NO_GRANT = GrantId.wrap(0);

using {grantIdEquals as ==, grantIdDiffers as !=} for GrantId global;

function grantIdEquals(GrantId left, GrantId right) pure returns (bool) {
    return GrantId.unwrap(left) == GrantId.unwrap(right);
}

function grantIdDiffers(GrantId left, GrantId right) pure returns (bool) {
    return GrantId.unwrap(left) != GrantId.unwrap(right);
}
