// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgencyId} from "../access/AgencyId.sol";
import {IAgencyRegistry} from "../access/IAgencyRegistry.sol";
import {RoleLib} from "../access/RoleLib.sol";

/// @title StewardLib
/// @notice Says who may take access away.
library StewardLib {
    /// @notice Says whether an account is a data steward in office of an agency or of one above it.
    /// @dev Suspended agencies count as well: what takes access away is stopped by nothing.
    function mayTakeBack(IAgencyRegistry registry, AgencyId agency, address account) internal view returns (bool) {
        IAgencyRegistry.Officer memory officer = registry.officerOf(account);
        return
            officer.roles & RoleLib.DATA_STEWARD != 0 &&
            !officer.suspended &&
            block.timestamp < officer.endsAt &&
            (officer.agency == agency || registry.isWithin(agency, officer.agency));
    }
}
