// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgencyId, NO_AGENCY} from "../../contracts/access/AgencyId.sol";
import {IAgencyRegistry} from "../../contracts/access/IAgencyRegistry.sol";
import {RoleLib} from "../../contracts/access/RoleLib.sol";
import {ILedgerTypes} from "../../contracts/funds/ILedgerTypes.sol";

/// @title GhostOffice
/// @notice What the registries know, kept a second time: who acts for whom, and how many must approve.
contract GhostOffice is ILedgerTypes {
    struct GhostOfficer {
        AgencyId agency;
        uint8 roles;
        uint64 limit;
        bool suspended;
    }

    /// @notice Who signs, and whether the signature is good.
    struct GhostApproval {
        address approver;
        bool signed;
    }

    IAgencyRegistry.Policy internal _policy;
    mapping(AgencyId agency => AgencyId) internal _parents;
    mapping(AgencyId agency => bool) public isSuspended;
    mapping(address account => GhostOfficer) internal _officers;
    uint32 public payeeCount;

    function setPolicy(IAgencyRegistry.Policy calldata policy) external {
        _policy = policy;
    }

    function addAgency(AgencyId agency, AgencyId parent) external {
        _parents[agency] = parent;
    }

    function addOfficer(address account, AgencyId agency, uint8 roles, uint64 limit) external {
        _officers[account] = GhostOfficer(agency, roles, limit, false);
    }

    function setSuspended(address account, bool suspended) external {
        _officers[account].suspended = suspended;
    }

    function setAgencySuspended(AgencyId agency, bool suspended) external {
        isSuspended[agency] = suspended;
    }

    function addPayees(uint32 count) external {
        payeeCount += count;
    }

    function officerOf(address account) external view returns (GhostOfficer memory) {
        return _officers[account];
    }

    /// @dev The agency can act, the maker has the roles, enough others have signed.
    function _authorise(
        AgencyId agency,
        address maker,
        uint8 roles,
        uint64 amount,
        uint256 minimum,
        uint48 deadline,
        GhostApproval[] calldata approvals
    ) internal view {
        if (block.timestamp > deadline) _refuse(SpendingLedger_Expired.selector);
        for (uint256 i = 0; i < approvals.length; ++i) {
            if (!approvals[i].signed) _refuse(SpendingLedger_InvalidSignature.selector);
        }
        if (isSuspended[agency]) _refuse(IAgencyRegistry.AgencyRegistry_AgencySuspended.selector);
        _requireFit(agency, maker, roles);
        uint256 needed = 0;
        if (amount > _policy.freeUpTo) needed = 1;
        if (amount > _policy.oneUpTo) needed = 2;
        if (amount > _policy.twoUpTo) needed = 3;
        if (minimum > needed) needed = minimum;
        if (approvals.length < needed) {
            _refuse(IAgencyRegistry.AgencyRegistry_TooFewApprovals.selector);
        }
        for (uint256 i = 0; i < approvals.length; ++i) {
            address approver = approvals[i].approver;
            if (i > 0 && approver <= approvals[i - 1].approver) {
                _refuse(IAgencyRegistry.AgencyRegistry_ApproversNotAscending.selector);
            }
            if (approver == maker) _refuse(IAgencyRegistry.AgencyRegistry_ApproverIsMaker.selector);
            _requireFit(agency, approver, RoleLib.APPROVER);
            uint64 limit = _officers[approver].limit;
            if (amount > limit) _refuse(IAgencyRegistry.AgencyRegistry_ExceedsLimit.selector);
        }
    }

    /// @dev Acts for the agency or for one above it, as who keeps its books may.
    function _requireWithin(AgencyId agency, address account, uint8 role) internal view {
        AgencyId actsFor = _officers[account].agency;
        AgencyId above = agency;
        while (above != NO_AGENCY && above != actsFor) above = _parents[above];
        if (above == NO_AGENCY) _refuse(IAgencyRegistry.AgencyRegistry_NotOfficer.selector);
        if (isSuspended[actsFor]) _refuse(IAgencyRegistry.AgencyRegistry_AgencySuspended.selector);
        _requireFit(actsFor, account, role);
    }

    /// @dev Reverts with the error's name alone: its values are for unit tests to hold.
    function _refuse(bytes4 selector) internal pure {
        assembly ("memory-safe") {
            mstore(0, selector)
            revert(0, 4)
        }
    }

    function _requireFit(AgencyId agency, address account, uint8 roles) private view {
        GhostOfficer memory officer = _officers[account];
        if (officer.agency != agency) {
            _refuse(IAgencyRegistry.AgencyRegistry_NotOfficer.selector);
        }
        if (officer.roles & roles != roles) {
            _refuse(IAgencyRegistry.AgencyRegistry_RoleMissing.selector);
        }
        if (officer.suspended) _refuse(IAgencyRegistry.AgencyRegistry_OfficerSuspended.selector);
    }
}
