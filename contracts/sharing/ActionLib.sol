// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title ActionLib
/// @notice What a grant can allow, one bit each, in the words of ODRL 2.2 and its profile.
library ActionLib {
    /// @dev To see it where it is.
    uint8 internal constant READ = 1 << 0;
    /// @dev To have a copy.
    uint8 internal constant DOWNLOAD = 1 << 1;
    /// @dev To have questions answered from it.
    uint8 internal constant QUERY = 1 << 2;
    /// @dev To make another asset of it.
    uint8 internal constant DERIVE = 1 << 3;
    /// @dev To hand it on.
    uint8 internal constant DISTRIBUTE = 1 << 4;

    uint8 internal constant ALL = (1 << 5) - 1;

    /// @notice Says whether there is one action at least, and none that is unknown.
    function isValid(uint8 actions) internal pure returns (bool) {
        return actions != 0 && actions & ~ALL == 0;
    }
}
