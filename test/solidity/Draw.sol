// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice A row of random numbers that one seed stands for.
struct Draw {
    uint256 seed;
}

using {below, between, happens} for Draw global;

/// @dev A number from 0 to `bound` - 1.
function below(Draw memory self, uint256 bound) pure returns (uint256) {
    self.seed = uint256(keccak256(abi.encode(self.seed)));
    return (self.seed >> 32) % bound;
}

/// @dev A number from `low` to `high`.
function between(Draw memory self, uint256 low, uint256 high) pure returns (uint256) {
    return low + below(self, high - low + 1);
}

/// @dev True in so many of a hundred draws.
function happens(Draw memory self, uint256 percent) pure returns (bool) {
    return below(self, 100) < percent;
}
