// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgencyId} from "../access/AgencyId.sol";
import {AssetId} from "./AssetId.sol";
import {GatewayId} from "./GatewayId.sol";
import {IGrantRegister} from "./IGrantRegister.sol";

/// @notice The number of a correction request, from 1 up.
type CorrectionId is uint32;

/// @title IAssetRegister
/// @notice Keeps information assets and their versions, the class in which each is shared, and what users found wrong in them.
/// @dev The data themselves stay where the owner keeps them; here stand the hashes that bind them. Writes are by a data
/// steward of the agency that owns the asset, unless it says otherwise. Nothing is ever deleted.
interface IAssetRegister {
    /// @notice How an asset is shared, in the words of the catalogues of government data.
    enum SharingClass {
        Unknown, // never registered
        Unconditional, // granted to any agency that asks, within the offer
        Conditional, // granted on the owner's decision
        NonShared // not granted, on the legal basis that is named
    }

    /// @notice How the bytes of a version are kept.
    enum CipherSuite {
        None, // as they are: open data
        AgeV1 // the age v1 file format
    }

    /// @notice How a correction request stands.
    enum CorrectionStatus {
        Unknown, // never made
        Open, // the owner has to answer
        Accepted, // the owner corrects it, or has
        Refused // the owner holds the data to be right
    }

    /// @notice An asset as it stands: one storage slot.
    /// @param owner The agency that owns it.
    /// @param class How it is shared.
    /// @param withdrawn True once it is shared no more.
    /// @param versionCount How many versions it has.
    /// @param registeredAt When it was registered, Unix seconds.
    struct Asset {
        AgencyId owner;
        SharingClass class;
        bool withdrawn;
        uint32 versionCount;
        uint48 registeredAt;
    }

    /// @notice What binds a version of an asset.
    /// @param chunks RFC 6962 root over the chunks of 64 KiB as they are kept; SHA-256 of nothing for an empty one.
    /// @param content Salted commitment to the root over the chunks of the plaintext.
    /// @param record SHA-256 of its DCAT record in canonical JSON (RFC 8785).
    /// @param size Bytes as they are kept.
    /// @param suite How they are kept.
    struct VersionSpec {
        bytes32 chunks;
        bytes32 content;
        bytes32 record;
        uint64 size;
        CipherSuite suite;
    }

    /// @notice A version as it stands. It supersedes the one before it.
    /// @param spec What binds it.
    /// @param publishedAt When it was published, Unix seconds; 0 where there is none.
    /// @param withdrawnAt When it was withdrawn, Unix seconds; 0 while it stands.
    struct Version {
        VersionSpec spec;
        uint48 publishedAt;
        uint48 withdrawnAt;
    }

    /// @notice On what terms an asset of the unconditional class is granted to whoever asks.
    /// @param actions The most that may be done, bits of ActionLib; 0 for no offer.
    /// @param termDays For how long at the most, in days.
    /// @param maxUses How often at the most.
    /// @param maxBytes How many bytes at the most.
    /// @param retentionDays For how long it may be kept at the most.
    /// @param opensAt From when it can be taken, Unix seconds: later than the last one's, and not before the delay is over
    /// that the owner's policy asks for.
    /// @param agreement Hash of the ODRL offer.
    /// @param purpose SHA-256 of the purpose's IRI for which alone it is granted; zero for any.
    struct Offer {
        // slot 0
        uint8 actions;
        uint16 termDays;
        uint32 maxUses;
        uint48 maxBytes;
        uint16 retentionDays;
        uint48 opensAt;
        // slot 1
        bytes32 agreement;
        // slot 2
        bytes32 purpose;
    }

    /// @notice A gateway's admission to an asset: one storage slot.
    /// @param operator Who operated the gateway when it was admitted; zero where it is not. In other hands it is not admitted.
    /// @param count How often it was admitted.
    struct Admission {
        address operator;
        uint32 count;
    }

    /// @notice A correction request as it stands: one storage slot.
    /// @param asset What is said to be wrong.
    /// @param version In which version.
    /// @param by The agency that asks.
    /// @param status How it stands.
    /// @param requestedAt When it was made, Unix seconds.
    /// @param answeredAt When it was answered, Unix seconds; 0 while it is open.
    struct Correction {
        AssetId asset;
        uint32 version;
        AgencyId by;
        CorrectionStatus status;
        uint48 requestedAt;
        uint48 answeredAt;
    }

    /// @notice An asset was registered.
    event AssetRegistered(
        AssetId indexed asset,
        AgencyId indexed owner,
        address indexed by,
        SharingClass sharingClass,
        bytes32 legalBasis,
        bytes32 record
    );
    /// @notice An asset is shared in another class, or on another basis, from now on. Grants stay as they are.
    event AssetReclassified(AssetId indexed asset, address indexed by, SharingClass sharingClass, bytes32 legalBasis);
    /// @notice An asset is shared no more: every grant on it is without effect.
    event AssetWithdrawn(AssetId indexed asset, address indexed by, bytes32 reason);
    /// @notice A version was published.
    event VersionPublished(AssetId indexed asset, uint32 indexed version, address indexed by, VersionSpec spec);
    /// @notice A version is served no more.
    event VersionWithdrawn(AssetId indexed asset, uint32 indexed version, address indexed by, bytes32 reason);
    /// @notice Whoever asks is granted an asset on these terms; on none where `offer.actions` is 0.
    event OfferChanged(AssetId indexed asset, address indexed by, Offer offer);
    /// @notice A gateway serves an asset from now on, in these hands.
    event GatewayAdmitted(AssetId indexed asset, GatewayId indexed gateway, address indexed by, address operator);
    /// @notice A gateway serves an asset no more.
    event GatewayDismissed(AssetId indexed asset, GatewayId indexed gateway, address indexed by);
    /// @notice An agency asked the owner to check and correct what it found wrong (校核).
    event CorrectionRequested(
        CorrectionId indexed correction,
        AssetId indexed asset,
        AgencyId indexed by,
        address account,
        uint32 version,
        bytes32 document
    );
    /// @notice The owner answered.
    event CorrectionAnswered(
        CorrectionId indexed correction,
        AssetId indexed asset,
        address indexed by,
        CorrectionStatus status,
        bytes32 document
    );

    /// @notice There is no such asset.
    error AssetRegister_AssetUnknown(AssetId asset);
    /// @notice The asset is withdrawn.
    error AssetRegister_AssetWithdrawn(AssetId asset);
    /// @notice A hash that must name something is zero.
    error AssetRegister_EmptyHash(AssetId asset);
    /// @notice The class is none.
    error AssetRegister_InvalidClass(SharingClass sharingClass);
    /// @notice Nothing would change.
    error AssetRegister_Unchanged(AssetId asset);
    /// @notice There is no such version.
    error AssetRegister_VersionUnknown(AssetId asset, uint32 version);
    /// @notice The version is withdrawn.
    error AssetRegister_VersionWithdrawn(AssetId asset, uint32 version);
    /// @notice The asset is of a class that is not offered.
    error AssetRegister_NotUnconditional(AssetId asset, SharingClass sharingClass);
    /// @notice The offer holds actions that are none, or no days, uses or bytes.
    error AssetRegister_InvalidOffer(AssetId asset);
    /// @notice The offer would open before `earliest`.
    error AssetRegister_OpensTooEarly(AssetId asset, uint48 opensAt, uint256 earliest);
    /// @notice There is no such gateway, or it is retired.
    error AssetRegister_GatewayNotThere(AssetId asset, GatewayId gateway);
    /// @notice There is no such correction request, or it is answered.
    error AssetRegister_CorrectionNotOpen(CorrectionId correction, CorrectionStatus status);

    /// @notice Registers an asset.
    /// @dev By a data steward of `owner`. A non-shared asset needs a legal basis.
    /// @param owner The agency that owns it.
    /// @param sharingClass How it is shared.
    /// @param legalBasis SHA-256 of the legal basis of its class, or zero.
    /// @param record SHA-256 of its DCAT record in canonical JSON.
    function registerAsset(
        AgencyId owner,
        SharingClass sharingClass,
        bytes32 legalBasis,
        bytes32 record
    ) external returns (AssetId asset);

    /// @notice Shares an asset in another class, or on another basis. Its offer ends where the class has none.
    function reclassify(AssetId asset, SharingClass sharingClass, bytes32 legalBasis) external;

    /// @notice Shares an asset no more.
    /// @dev By a data steward of the owner, or of an agency above it, whether these agencies are suspended or not. It is final.
    /// @param reason SHA-256 of the decision.
    function withdrawAsset(AssetId asset, bytes32 reason) external;

    /// @notice Publishes the next version of an asset.
    /// @return version Its number, from 1 up.
    function publishVersion(AssetId asset, VersionSpec calldata spec) external returns (uint32 version);

    /// @notice Serves a version no more.
    /// @dev As `withdrawAsset`.
    /// @param reason SHA-256 of the decision.
    function withdrawVersion(AssetId asset, uint32 version, bytes32 reason) external;

    /// @notice Says on what terms whoever asks is granted an asset.
    /// @dev By data stewards of the owner, as many as its policy asks for. Whoever takes it takes these limits, and can take it
    /// again: it bounds a grant, not a grantee. Approval: OfferApproval(Offer offer,uint48 deadline)Offer(uint32 asset,uint8
    /// actions,uint16 termDays,uint32 maxUses,uint48 maxBytes,uint16 retentionDays,uint48 opensAt,bytes32 agreement,bytes32 purpose).
    /// @param offer The terms.
    /// @param approvals Approvals of other stewards than the sender, signers strictly ascending.
    function setOffer(
        AssetId asset,
        Offer calldata offer,
        IGrantRegister.StewardApproval[] calldata approvals
    ) external;

    /// @notice Grants an asset to whoever asks no more.
    /// @dev As `withdrawAsset`.
    function endOffer(AssetId asset) external;

    /// @notice Lets a gateway serve an asset, in the hands that it is in.
    /// @dev By data stewards of the owner, as many as its policy asks for. Approval: AdmissionApproval(Admission admission,uint48
    /// deadline)Admission(uint32 asset,uint32 gateway,address operator,uint32 count), `count` as `admissionOf` returns it.
    /// @param approvals Approvals of other stewards than the sender, signers strictly ascending.
    function admitGateway(
        AssetId asset,
        GatewayId gateway,
        IGrantRegister.StewardApproval[] calldata approvals
    ) external;

    /// @notice Lets a gateway serve an asset no more.
    /// @dev As `withdrawAsset`.
    function dismissGateway(AssetId asset, GatewayId gateway) external;

    /// @notice Asks the owner to check and correct a version.
    /// @dev By a data steward of `by`.
    /// @param document SHA-256 of what is said to be wrong, and why.
    function requestCorrection(
        AssetId asset,
        uint32 version,
        AgencyId by,
        bytes32 document
    ) external returns (CorrectionId correction);

    /// @notice Answers a correction request.
    /// @param accepted Whether the owner corrects it.
    /// @param document SHA-256 of the answer.
    function answerCorrection(CorrectionId correction, bool accepted, bytes32 document) external;

    /// @notice Returns an asset; its class is Unknown where there is none.
    function assetOf(AssetId asset) external view returns (Asset memory);

    /// @notice Returns SHA-256 of the legal basis of an asset's class; zero where the class needs none.
    function legalBasisOf(AssetId asset) external view returns (bytes32);

    /// @notice Returns how many assets are registered.
    function assetCount() external view returns (uint32);

    /// @notice Returns a version; its time of publication is 0 where there is none.
    function versionOf(AssetId asset, uint32 version) external view returns (Version memory);

    /// @notice Returns the offer of an asset; its actions are 0 where there is none.
    function offerOf(AssetId asset) external view returns (Offer memory);

    /// @notice Returns a gateway's admission to an asset.
    function admissionOf(AssetId asset, GatewayId gateway) external view returns (Admission memory);

    /// @notice Says whether a gateway may serve an asset: it is admitted, and in the hands in which it was.
    function isAdmitted(AssetId asset, GatewayId gateway) external view returns (bool);

    /// @notice Returns a correction request; its status is Unknown where there is none.
    function correctionOf(CorrectionId correction) external view returns (Correction memory);
}
