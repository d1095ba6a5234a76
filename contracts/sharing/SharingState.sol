// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {AgencyId} from "../access/AgencyId.sol";
import {IAgencyRegistry} from "../access/IAgencyRegistry.sol";
import {RoleLib} from "../access/RoleLib.sol";
import {SignatureLib} from "../access/SignatureLib.sol";
import {AssetId} from "./AssetId.sol";
import {GatewayId} from "./GatewayId.sol";
import {GrantId} from "./GrantId.sol";
import {IAccessRequests, RequestId} from "./IAccessRequests.sol";
import {CorrectionId, IAssetRegister} from "./IAssetRegister.sol";
import {IGatewayRegister} from "./IGatewayRegister.sol";
import {IGrantRegister} from "./IGrantRegister.sol";
import {ISharingPolicies} from "./ISharingPolicies.sol";
import {StewardLib} from "./StewardLib.sol";

/// @title SharingState
/// @notice The storage of the register of assets, requests and grants, in one place for both halves of its code.
/// @dev GrantRegister makes and ends grants; SharingBooks, which it calls by DELEGATECALL at an address that never changes,
/// keeps assets, requests and policies (docs/adr/0003 says why the ledger is made so).
abstract contract SharingState is AccessManaged, EIP712 {
    /// @notice The registry whose officers act here.
    IAgencyRegistry public immutable AGENCY_REGISTRY;

    /// @notice The register of gateways.
    IGatewayRegister public immutable GATEWAYS;

    address private immutable SELF;

    uint32 internal _assetCount;
    uint32 internal _correctionCount;
    uint32 internal _requestCount;
    mapping(AssetId asset => IAssetRegister.Asset) internal _assets;
    mapping(AssetId asset => bytes32) internal _legalBases;
    mapping(AssetId asset => mapping(uint32 version => IAssetRegister.Version)) internal _versions;
    mapping(AssetId asset => IAssetRegister.Offer) internal _offers;
    mapping(AssetId asset => mapping(GatewayId gateway => IAssetRegister.Admission)) internal _admissions;
    mapping(CorrectionId correction => IAssetRegister.Correction) internal _corrections;
    mapping(RequestId request => IAccessRequests.Request) internal _requests;
    mapping(IAssetRegister.SharingClass sharingClass => uint8 workingDays) internal _statutoryDays;
    mapping(uint256 word => uint256 exceptions) internal _calendar;
    mapping(GrantId id => IGrantRegister.Grant) internal _grants;
    mapping(GrantId id => mapping(GatewayId gateway => IGrantRegister.Lease)) internal _leases;
    mapping(AgencyId agency => ISharingPolicies.SharingPolicy) internal _policies;

    /// @dev Lets what SharingBooks writes be written on the register's storage alone.
    modifier onlyForRegister() {
        _requireDelegated();
        _;
    }

    constructor(
        address manager,
        IAgencyRegistry agencyRegistry,
        IGatewayRegister gateways
    ) AccessManaged(manager) EIP712("Fisc GrantRegister", "1") {
        AGENCY_REGISTRY = agencyRegistry;
        GATEWAYS = gateways;
        SELF = address(this);
    }

    function _requireSteward(AgencyId agency) internal view {
        if (!AGENCY_REGISTRY.isOfficer(agency, msg.sender, RoleLib.DATA_STEWARD)) {
            revert IAccessRequests.GrantRegister_NotSteward(msg.sender, agency);
        }
    }

    /// @dev What takes access away is stopped by nothing but another office.
    function _requireMayTakeBack(AgencyId agency) internal view {
        if (!StewardLib.mayTakeBack(AGENCY_REGISTRY, agency, msg.sender)) {
            revert IAccessRequests.GrantRegister_NotSteward(msg.sender, agency);
        }
    }

    /// @dev An asset that is not withdrawn.
    function _sharedAsset(AssetId asset) internal view returns (IAssetRegister.Asset storage found) {
        found = _assets[asset];
        if (found.class == IAssetRegister.SharingClass.Unknown || found.withdrawn) {
            revert IAccessRequests.GrantRegister_AssetNotShared(asset);
        }
    }

    /// @dev A request that waits for a decision.
    function _undecided(RequestId request) internal view returns (IAccessRequests.Request storage found) {
        found = _requests[request];
        IAccessRequests.RequestStatus status = found.status;
        if (status != IAccessRequests.RequestStatus.Pending && status != IAccessRequests.RequestStatus.Escalated)
            revert IAccessRequests.GrantRegister_WrongStatus(request, status);
    }

    function _requireSignature(IGrantRegister.StewardApproval calldata approval, bytes32 structHash) internal view {
        address signer = approval.signer;
        if (block.timestamp > approval.deadline) {
            revert IGrantRegister.GrantRegister_SignatureExpired(signer, approval.deadline);
        }
        if (!SignatureLib.isValid(signer, _hashTypedDataV4(structHash), approval.signature)) {
            revert IGrantRegister.GrantRegister_InvalidSignature(signer);
        }
    }

    function _requireDelegated() private view {
        if (address(this) == SELF) revert IAccessRequests.GrantRegister_NotSelf();
    }
}
