// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice The number of a gateway, given when it is registered, from 1 up.
type GatewayId is uint32;

/// @dev Stands where no gateway is meant.
GatewayId constant NO_GATEWAY = GatewayId.wrap(0);

using {gatewayIdEquals as ==, gatewayIdDiffers as !=} for GatewayId global;

function gatewayIdEquals(GatewayId left, GatewayId right) pure returns (bool) {
    return GatewayId.unwrap(left) == GatewayId.unwrap(right);
}

function gatewayIdDiffers(GatewayId left, GatewayId right) pure returns (bool) {
    return GatewayId.unwrap(left) != GatewayId.unwrap(right);
}
