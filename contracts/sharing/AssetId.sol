// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice The number of an information asset, given when it is registered, from 1 up.
type AssetId is uint32;

/// @dev Stands where no asset is meant.
AssetId constant NO_ASSET = AssetId.wrap(0);

using {assetIdEquals as ==, assetIdDiffers as !=} for AssetId global;

function assetIdEquals(AssetId left, AssetId right) pure returns (bool) {
    return AssetId.unwrap(left) == AssetId.unwrap(right);
}

function assetIdDiffers(AssetId left, AssetId right) pure returns (bool) {
    return AssetId.unwrap(left) != AssetId.unwrap(right);
}
