// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgencyId} from "../access/AgencyId.sol";
import {ActionLib} from "./ActionLib.sol";
import {AssetId} from "./AssetId.sol";
import {GatewayId} from "./GatewayId.sol";
import {CorrectionId, IAssetRegister} from "./IAssetRegister.sol";
import {IGatewayRegister} from "./IGatewayRegister.sol";
import {IGrantRegister} from "./IGrantRegister.sol";
import {StewardApprovals} from "./StewardApprovals.sol";

/// @title Assets
/// @notice Keeps information assets and their versions, the class in which each is shared, and what users found wrong in them.
abstract contract Assets is StewardApprovals, IAssetRegister {
    bytes32 private constant OFFER_TYPEHASH = keccak256(
        "Offer(uint32 asset,uint8 actions,uint16 termDays,uint32 maxUses,uint48 maxBytes,uint16 retentionDays,uint48 opensAt,bytes32 agreement,bytes32 purpose)"
    );
    bytes32 private constant OFFER_APPROVAL_TYPEHASH = keccak256(
        "OfferApproval(Offer offer,uint48 deadline)Offer(uint32 asset,uint8 actions,uint16 termDays,uint32 maxUses,uint48 maxBytes,uint16 retentionDays,uint48 opensAt,bytes32 agreement,bytes32 purpose)"
    );
    bytes32 private constant ADMISSION_TYPEHASH = keccak256(
        "Admission(uint32 asset,uint32 gateway,address operator,uint32 count)"
    );
    bytes32 private constant ADMISSION_APPROVAL_TYPEHASH = keccak256(
        "AdmissionApproval(Admission admission,uint48 deadline)Admission(uint32 asset,uint32 gateway,address operator,uint32 count)"
    );

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
        if (sharingClass != SharingClass.Unconditional) _offers[asset].actions = 0;
        emit AssetReclassified(asset, msg.sender, sharingClass, legalBasis);
    }

    /// @inheritdoc IAssetRegister
    function withdrawAsset(AssetId asset, bytes32 reason) external onlyForRegister {
        Asset storage found = _shared(asset);
        _requireMayTakeBack(found.owner);
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
        _requireMayTakeBack(_shared(asset).owner);
        Version storage found = _standing(asset, version);
        if (reason == 0) revert AssetRegister_EmptyHash(asset);

        found.withdrawnAt = uint48(block.timestamp);
        emit VersionWithdrawn(asset, version, msg.sender, reason);
    }

    /// @inheritdoc IAssetRegister
    function setOffer(
        AssetId asset,
        Offer calldata offer,
        IGrantRegister.StewardApproval[] calldata approvals
    ) external onlyForRegister {
        Asset storage found = _shared(asset);
        if (found.class != SharingClass.Unconditional) revert AssetRegister_NotUnconditional(asset, found.class);
        if (
            !ActionLib.isValid(offer.actions) ||
            offer.termDays == 0 ||
            offer.maxUses == 0 ||
            offer.maxBytes == 0 ||
            offer.agreement == 0
        ) revert AssetRegister_InvalidOffer(asset);
        bytes32 content = keccak256(abi.encode(OFFER_TYPEHASH, asset, offer));
        uint32 delay = _requireStewards(found.owner, false, OFFER_APPROVAL_TYPEHASH, content, approvals);
        uint256 earliest = block.timestamp + delay;
        uint48 before = _offers[asset].opensAt;
        // Later than the one before, so that what was approved for that counts no more.
        if (offer.opensAt <= before || (delay != 0 && offer.opensAt < earliest)) {
            revert AssetRegister_OpensTooEarly(asset, offer.opensAt, before < earliest ? earliest : before + 1);
        }

        _offers[asset] = offer;
        emit OfferChanged(asset, msg.sender, offer);
    }

    /// @inheritdoc IAssetRegister
    function endOffer(AssetId asset) external onlyForRegister {
        _requireMayTakeBack(_shared(asset).owner);
        Offer storage offer = _offers[asset];
        if (offer.actions == 0) revert AssetRegister_Unchanged(asset);

        offer.actions = 0;
        emit OfferChanged(asset, msg.sender, offer);
    }

    /// @inheritdoc IAssetRegister
    function admitGateway(
        AssetId asset,
        GatewayId gateway,
        IGrantRegister.StewardApproval[] calldata approvals
    ) external onlyForRegister {
        Asset storage found = _shared(asset);
        IGatewayRegister.Gateway memory served = GATEWAYS.gatewayOf(gateway);
        if (
            served.status != IGatewayRegister.GatewayStatus.Active &&
            served.status != IGatewayRegister.GatewayStatus.Suspended
        ) revert AssetRegister_GatewayNotThere(asset, gateway);
        Admission storage admission = _admissions[asset][gateway];
        if (admission.operator == served.operator) revert AssetRegister_Unchanged(asset);
        bytes32 content = keccak256(abi.encode(ADMISSION_TYPEHASH, asset, gateway, served.operator, admission.count));
        _requireStewards(found.owner, false, ADMISSION_APPROVAL_TYPEHASH, content, approvals);

        admission.operator = served.operator;
        ++admission.count;
        emit GatewayAdmitted(asset, gateway, msg.sender, served.operator);
    }

    /// @inheritdoc IAssetRegister
    function dismissGateway(AssetId asset, GatewayId gateway) external onlyForRegister {
        _requireMayTakeBack(_shared(asset).owner);
        Admission storage admission = _admissions[asset][gateway];
        if (admission.operator == address(0)) revert AssetRegister_Unchanged(asset);

        admission.operator = address(0);
        emit GatewayDismissed(asset, gateway, msg.sender);
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
    function admissionOf(AssetId asset, GatewayId gateway) external view returns (Admission memory) {
        return _admissions[asset][gateway];
    }

    /// @inheritdoc IAssetRegister
    function isAdmitted(AssetId asset, GatewayId gateway) external view returns (bool) {
        address operator = _admissions[asset][gateway].operator;
        return operator != address(0) && operator == GATEWAYS.gatewayOf(gateway).operator;
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
