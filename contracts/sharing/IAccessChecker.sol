// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {GatewayId} from "./GatewayId.sol";
import {IGrantRegister} from "./IGrantRegister.sol";

/// @title IAccessChecker
/// @notice Says whether an access is allowed now, and if not, why: the one place where the rules are put together.
/// @dev It keeps nothing. Gateways, pages and other contracts ask it, and share its codes.
interface IAccessChecker {
    /// @notice What an access is asked for.
    /// @param account Who asks: an officer of the grantee.
    /// @param gateway At which gateway.
    /// @param version Which version.
    /// @param action What is to be done, one bit of ActionLib.
    /// @param purpose SHA-256 of the purpose's IRI.
    struct Access {
        address account;
        GatewayId gateway;
        uint32 version;
        uint8 action;
        bytes32 purpose;
    }

    /// @notice Says whether an access is allowed now, and if not, what stands against it first.
    /// @dev What is not known is not allowed. A gateway that holds a lease may use it up though nothing else is left.
    /// @param chain The grant that is used, and all above it.
    function isAllowed(
        IGrantRegister.Terms[] calldata chain,
        Access calldata access
    ) external view returns (bool allowed, IGrantRegister.Reason reason);
}
