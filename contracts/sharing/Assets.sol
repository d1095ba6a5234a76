// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgencyId} from "../access/AgencyId.sol";
import {RoleLib} from "../access/RoleLib.sol";
import {ActionLib} from "./ActionLib.sol";
import {AssetId} from "./AssetId.sol";
import {GatewayId} from "./GatewayId.sol";
import {CorrectionId, IAssetRegister} from "./IAssetRegister.sol";
import {SharingState} from "./SharingState.sol";

/// @title Assets
/// @notice Keeps information assets and their versions, the class in which each is shared, and what users found wrong in them.
abstract contract Assets is SharingState, IAssetRegister {
    /// @inheritdoc IAssetRegister
    function registerAsset(
        AgencyId owner,
        SharingClass sharingClass,
        bytes32 legalBasis,
        bytes32 record
    ) external onlyForRegister returns (AssetId asset) {
        _requireSteward(owner);
        asset = AssetId.wrap(_assetCount + 1);
        _requireClass(asset, sharingClass, legalBasis);
        if (record == 0) revert AssetRegister_EmptyHash(asset);

        _assetCount = AssetId.unwrap(asset);
        _assets[asset] = Asset({
            owner: owner,
            class: sharingClass,
            withdrawn: false,
            versionCount: 0,
            registeredAt: uint48(block.timestamp)
        });
        _legalBases[asset] = legalBasis;
        emit AssetRegistered(asset, owner, msg.sender, sharingClass, legalBasis, record);
    }

    /// @inheritdoc IAssetRegister
    function reclassify(AssetId asset, SharingClass sharingClass, bytes32 legalBasis) external onlyForRegister {
        Asset storage found = _ownShared(asset);
        _requireClass(asset, sharingClass, legalBasis);
        if (found.class == sharingClass && _legalBases[asset] == legalBasis) revert AssetRegister_Unchanged(asset);

        found.class = sharingClass;
        _legalBases[asset] = legalBasis;
        if (sharingClass != SharingClass.Unconditional) delete _offers[asset];
        emit AssetReclassified(asset, msg.sender, sharingClass, legalBasis);
    }

    /// @inheritdoc IAssetRegister
    function withdrawAsset(AssetId asset, bytes32 reason) external onlyForRegister {
        Asset storage found = _shared(asset);
        AGENCY_REGISTRY.requireOfficer(found.owner, msg.sender, RoleLib.DATA_STEWARD);
        if (reason == 0) revert AssetRegister_EmptyHash(asset);

        found.withdrawn = true;
        emit AssetWithdrawn(asset, msg.sender, reason);
    }

    /// @inheritdoc IAssetRegister
    function publishVersion(
        AssetId asset,
        VersionSpec calldata spec
    ) external onlyForRegister returns (uint32 version) {
        Asset storage found = _ownShared(asset);
        if (spec.chunks == 0 || spec.content == 0 || spec.record == 0) revert AssetRegister_EmptyHash(asset);
        version = found.versionCount;
        if (version != 0 && _isSame(_versions[asset][version].spec, spec)) revert AssetRegister_Unchanged(asset);

        found.versionCount = ++version;
        _versions[asset][version] = Version({spec: spec, publishedAt: uint48(block.timestamp), withdrawnAt: 0});
        emit VersionPublished(asset, version, msg.sender, spec);
    }

    /// @inheritdoc IAssetRegister
    function withdrawVersion(AssetId asset, uint32 version, bytes32 reason) external onlyForRegister {
        _ownShared(asset);
        Version storage found = _standing(asset, version);
        if (reason == 0) revert AssetRegister_EmptyHash(asset);

        found.withdrawnAt = uint48(block.timestamp);
        emit VersionWithdrawn(asset, version, msg.sender, reason);
    }

    /// @inheritdoc IAssetRegister
    function setOffer(AssetId asset, Offer calldata offer) external onlyForRegister {
        SharingClass sharingClass = _ownShared(asset).class;
        if (sharingClass != SharingClass.Unconditional) revert AssetRegister_NotUnconditional(asset, sharingClass);
        if (offer.actions == 0) {
            if (_offers[asset].actions == 0) revert AssetRegister_Unchanged(asset);
        } else if (
            !ActionLib.isValid(offer.actions) ||
            offer.termDays == 0 ||
            offer.maxUses == 0 ||
            offer.maxBytes == 0 ||
            offer.agreement == 0
        ) {
            revert AssetRegister_InvalidOffer(asset);
        }

        _offers[asset] = offer;
        emit OfferChanged(asset, msg.sender, offer);
    }

    /// @inheritdoc IAssetRegister
    function admitGateway(AssetId asset, GatewayId gateway, bool admitted) external onlyForRegister {
        _ownShared(asset);
        if (_admitted[asset][gateway] == admitted) revert AssetRegister_Unchanged(asset);

        _admitted[asset][gateway] = admitted;
        emit GatewayAdmissionChanged(asset, gateway, msg.sender, admitted);
    }

    /// @inheritdoc IAssetRegister
    function requestCorrection(
        AssetId asset,
        uint32 version,
        AgencyId by,
        bytes32 document
    ) external onlyForRegister returns (CorrectionId correction) {
        _shared(asset);
        _standing(asset, version);
        _requireSteward(by);
        if (document == 0) revert AssetRegister_EmptyHash(asset);

        correction = CorrectionId.wrap(++_correctionCount);
        _corrections[correction] = Correction({
            asset: asset,
            version: version,
            by: by,
            status: CorrectionStatus.Open,
            requestedAt: uint48(block.timestamp),
            answeredAt: 0
        });
        emit CorrectionRequested(correction, asset, by, msg.sender, version, document);
    }

    /// @inheritdoc IAssetRegister
    function answerCorrection(CorrectionId correction, bool accepted, bytes32 document) external onlyForRegister {
        Correction storage found = _corrections[correction];
        if (found.status != CorrectionStatus.Open) {
            revert AssetRegister_CorrectionNotOpen(correction, found.status);
        }
        AssetId asset = found.asset;
        _requireSteward(_assets[asset].owner);
        if (document == 0) revert AssetRegister_EmptyHash(asset);

        CorrectionStatus status = accepted ? CorrectionStatus.Accepted : CorrectionStatus.Refused;
        found.status = status;
        found.answeredAt = uint48(block.timestamp);
        emit CorrectionAnswered(correction, asset, msg.sender, status, document);
    }

    /// @inheritdoc IAssetRegister
    function assetOf(AssetId asset) external view returns (Asset memory) {
        return _assets[asset];
    }

    /// @inheritdoc IAssetRegister
    function legalBasisOf(AssetId asset) external view returns (bytes32) {
        return _legalBases[asset];
    }

    /// @inheritdoc IAssetRegister
    function assetCount() external view returns (uint32) {
        return _assetCount;
    }

    /// @inheritdoc IAssetRegister
    function versionOf(AssetId asset, uint32 version) external view returns (Version memory) {
        return _versions[asset][version];
    }

    /// @inheritdoc IAssetRegister
    function offerOf(AssetId asset) external view returns (Offer memory) {
        return _offers[asset];
    }

    /// @inheritdoc IAssetRegister
    function isAdmitted(AssetId asset, GatewayId gateway) external view returns (bool) {
        return _admitted[asset][gateway];
    }

    /// @inheritdoc IAssetRegister
    function correctionOf(CorrectionId correction) external view returns (Correction memory) {
        return _corrections[correction];
    }

    /// @dev An asset that is shared, where the sender is a steward of its owner.
    function _ownShared(AssetId asset) private view returns (Asset storage found) {
        found = _shared(asset);
        _requireSteward(found.owner);
    }

    /// @dev An asset that is not withdrawn.
    function _shared(AssetId asset) private view returns (Asset storage found) {
        found = _assets[asset];
        if (found.class == SharingClass.Unknown) revert AssetRegister_AssetUnknown(asset);
        if (found.withdrawn) revert AssetRegister_AssetWithdrawn(asset);
    }

    /// @dev A version that is not withdrawn.
    function _standing(AssetId asset, uint32 version) private view returns (Version storage found) {
        found = _versions[asset][version];
        if (found.publishedAt == 0) revert AssetRegister_VersionUnknown(asset, version);
        if (found.withdrawnAt != 0) revert AssetRegister_VersionWithdrawn(asset, version);
    }

    function _requireClass(AssetId asset, SharingClass sharingClass, bytes32 legalBasis) private pure {
        if (sharingClass == SharingClass.Unknown) revert AssetRegister_InvalidClass(sharingClass);
        if (sharingClass == SharingClass.NonShared && legalBasis == 0) revert AssetRegister_EmptyHash(asset);
    }

    function _isSame(VersionSpec memory left, VersionSpec calldata right) private pure returns (bool) {
        return
            left.chunks == right.chunks &&
            left.content == right.content &&
            left.record == right.record &&
            left.size == right.size &&
            left.suite == right.suite;
    }
}
