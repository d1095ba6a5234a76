// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgencyId} from "../access/AgencyId.sol";
import {IAgencyRegistry} from "../access/IAgencyRegistry.sol";
import {RoleLib} from "../access/RoleLib.sol";
import {AccessRequests} from "./AccessRequests.sol";
import {ActionLib} from "./ActionLib.sol";
import {AssetId} from "./AssetId.sol";
import {Assets} from "./Assets.sol";
import {GrantId} from "./GrantId.sol";
import {IGatewayRegister} from "./IGatewayRegister.sol";
import {IGrantRegister} from "./IGrantRegister.sol";
import {ISharingPolicies} from "./ISharingPolicies.sol";
import {SharingState} from "./SharingState.sol";
import {TermsLib} from "./TermsLib.sol";

/// @title SharingBooks
/// @notice The half of the register that keeps assets, requests and policies; it runs on GrantRegister's storage.
/// @dev What is written on its own storage counts for nothing: every write reverts there.
contract SharingBooks is Assets, AccessRequests, ISharingPolicies {
    using TermsLib for IGrantRegister.Terms;

    bytes32 private constant POLICY_TYPEHASH = keccak256(
        "SharingPolicy(uint32 agency,uint16 dailyCap,uint32 delay,bool fourEyes,uint32 version,uint48 deadline)"
    );

    constructor(
        address manager,
        IAgencyRegistry agencyRegistry,
        IGatewayRegister gateways,
        int256 dayOffset
    ) SharingState(manager, agencyRegistry, gateways) AccessRequests(dayOffset) {}

    /// @inheritdoc ISharingPolicies
    function recordDerivation(
        AssetId asset,
        uint32 version,
        IGrantRegister.Terms[] calldata sources
    ) external onlyForRegister {
        AgencyId owner = _sharedAsset(asset).owner;
        _requireSteward(owner);
        if (sources.length == 0) revert IGrantRegister.GrantRegister_ChainBroken(0);
        uint48 publishedAt = _versions[asset][version].publishedAt;
        if (publishedAt == 0) revert GrantRegister_AssetNotShared(asset);
        GrantId[] memory ids = new GrantId[](sources.length);
        for (uint256 i = 0; i < sources.length; ++i) {
            ids[i] = sources[i].id();
            if (
                _grants[ids[i]].status == IGrantRegister.GrantStatus.Unknown ||
                // What ended before it was published was no source of it.
                _grants[ids[i]].endsAt < publishedAt ||
                sources[i].grantee != owner ||
                sources[i].actions & ActionLib.DERIVE == 0
            ) revert GrantRegister_MayNotDerive(ids[i], asset);
        }
        emit DerivationRecorded(asset, version, msg.sender, ids);
    }

    /// @inheritdoc ISharingPolicies
    function setPolicy(
        AgencyId agency,
        uint16 dailyCap,
        uint32 delay,
        bool fourEyes,
        IGrantRegister.StewardApproval calldata second
    ) external onlyForRegister {
        AGENCY_REGISTRY.requireOfficer(agency, msg.sender, RoleLib.REGISTRAR);
        AGENCY_REGISTRY.requireOfficer(agency, second.signer, RoleLib.REGISTRAR);
        if (second.signer == msg.sender) revert GrantRegister_OwnSignature(msg.sender);
        SharingPolicy storage policy = _policies[agency];
        uint32 version = policy.version;
        if (policy.dailyCap == dailyCap && policy.delay == delay && policy.fourEyes == fourEyes) {
            revert GrantRegister_Unchanged();
        }
        _requireSignature(
            second,
            keccak256(abi.encode(POLICY_TYPEHASH, agency, dailyCap, delay, fourEyes, version, second.deadline))
        );

        policy.dailyCap = dailyCap;
        policy.delay = delay;
        policy.fourEyes = fourEyes;
        policy.version = version + 1;
        emit SharingPolicyChanged(agency, msg.sender, second.signer, dailyCap, delay, fourEyes);
    }

    /// @inheritdoc ISharingPolicies
    function policyOf(AgencyId agency) external view returns (SharingPolicy memory) {
        return _policies[agency];
    }
}
