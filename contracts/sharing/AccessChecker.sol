// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAgencyRegistry} from "../access/IAgencyRegistry.sol";
import {GrantId} from "./GrantId.sol";
import {IAccessChecker} from "./IAccessChecker.sol";
import {IAssetRegister} from "./IAssetRegister.sol";
import {IGatewayRegister} from "./IGatewayRegister.sol";
import {IGrantRegister} from "./IGrantRegister.sol";
import {ISharingRegister} from "./ISharingRegister.sol";
import {TermsLib} from "./TermsLib.sol";

/// @title AccessChecker
/// @notice Says whether an access is allowed now, and if not, why: the one place where the rules are put together.
contract AccessChecker is IAccessChecker {
    using TermsLib for IGrantRegister.Terms;
    using TermsLib for IGrantRegister.Terms[];

    /// @notice The registry of the officers who ask.
    IAgencyRegistry public immutable AGENCY_REGISTRY;

    /// @notice The register of the assets that are asked for.
    IAssetRegister public immutable ASSETS;

    /// @notice The register of the gateways that are asked.
    IGatewayRegister public immutable GATEWAYS;

    /// @notice The register of the grants under which they are asked.
    IGrantRegister public immutable GRANTS;

    constructor(IAgencyRegistry agencyRegistry, IGatewayRegister gateways, ISharingRegister register) {
        AGENCY_REGISTRY = agencyRegistry;
        ASSETS = register;
        GATEWAYS = gateways;
        GRANTS = register;
    }

    /// @inheritdoc IAccessChecker
    function isAllowed(
        IGrantRegister.Terms[] calldata chain,
        Access calldata access
    ) external view returns (bool allowed, IGrantRegister.Reason reason) {
        reason = _reasonAgainst(chain, access);
        allowed = reason == IGrantRegister.Reason.Allowed;
    }

    function _reasonAgainst(
        IGrantRegister.Terms[] calldata chain,
        Access calldata access
    ) private view returns (IGrantRegister.Reason reason) {
        (bool isLinked, GrantId id) = chain.link();
        if (!isLinked) return IGrantRegister.Reason.ChainBroken;
        GrantId level = id;
        IGrantRegister.Reason spent = IGrantRegister.Reason.Allowed;
        for (uint256 i = 0; i < chain.length; ++i) {
            IGrantRegister.Grant memory grant = GRANTS.grantOf(level);
            reason = chain[i].reasonAgainst(grant);
            if (reason != IGrantRegister.Reason.Allowed) return reason;
            if (spent == IGrantRegister.Reason.Allowed) spent = _reasonInCounts(grant, chain[i]);
            level = chain[i].parent;
        }
        reason = _reasonInTerms(chain[0], access);
        if (reason != IGrantRegister.Reason.Allowed) return reason;
        if (!ASSETS.isAdmitted(chain[0].asset, access.gateway)) return IGrantRegister.Reason.GatewayNotAdmitted;
        if (!GATEWAYS.isLive(access.gateway)) return IGrantRegister.Reason.GatewayNotLive;
        IGrantRegister.Lease memory held = GRANTS.leaseOf(id, access.gateway);
        bool isLeased = held.uses != 0 && block.timestamp <= held.until;
        return isLeased ? IGrantRegister.Reason.Allowed : spent;
    }

    /// @dev What stands against an access in the terms, the asset and the person.
    function _reasonInTerms(
        IGrantRegister.Terms calldata terms,
        Access calldata access
    ) private view returns (IGrantRegister.Reason) {
        if (ASSETS.assetOf(terms.asset).withdrawn) return IGrantRegister.Reason.AssetWithdrawn;
        if (terms.version != 0 && terms.version != access.version) return IGrantRegister.Reason.VersionNotCovered;
        IAssetRegister.Version memory version = ASSETS.versionOf(terms.asset, access.version);
        if (version.publishedAt == 0) return IGrantRegister.Reason.VersionNotCovered;
        if (version.withdrawnAt != 0) return IGrantRegister.Reason.VersionWithdrawn;
        uint8 action = access.action;
        // One action at a time, and one that is known.
        if (action == 0 || action & (action - 1) != 0 || action & terms.actions == 0) {
            return IGrantRegister.Reason.ActionNotCovered;
        }
        if (access.purpose != terms.purpose) return IGrantRegister.Reason.PurposeNotCovered;
        if (!AGENCY_REGISTRY.isOfficer(terms.grantee, access.account, 0)) return IGrantRegister.Reason.NotOfGrantee;
        return IGrantRegister.Reason.Allowed;
    }

    /// @dev What stands against an access in the counts of a grant.
    function _reasonInCounts(
        IGrantRegister.Grant memory grant,
        IGrantRegister.Terms calldata terms
    ) private view returns (IGrantRegister.Reason) {
        if (grant.takenUses >= terms.maxUses) return IGrantRegister.Reason.UsesSpent;
        if (grant.takenBytes >= terms.maxBytes) return IGrantRegister.Reason.BytesSpent;
        if (terms.minInterval != 0 && block.timestamp < grant.nextUseAt) return IGrantRegister.Reason.TooSoon;
        return IGrantRegister.Reason.Allowed;
    }
}
