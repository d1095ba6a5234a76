// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgencyId} from "../access/AgencyId.sol";
import {AssetId} from "./AssetId.sol";
import {GatewayId} from "./GatewayId.sol";
import {GrantId} from "./GrantId.sol";
import {RequestId} from "./IAccessRequests.sol";
import {IAssetRegister} from "./IAssetRegister.sol";

/// @title IGrantRegister
/// @notice Keeps grants of access to assets, on what terms and how they stand, and counts uses across gateways.
/// @dev A grant is known by the hash of its terms, so every term is bound, and the contract keeps one slot: how it stands and
/// what was taken of it. Who asks about a grant gives its terms, and of a delegated one those of all grants above it, from
/// the one that is used up to the owner's: the chain. EIP-712 domain: "Fisc GrantRegister" version "1".
///
///                grant, takeOffer, delegate
///                         |
///                         v       suspend
///                       Active ----------> Suspended
///                         |  <------------     |
///                         |       resume       |
///                         +--------------------+---> Revoked (grantor, owner, or an agency above), Withdrawn (data subject)
///
/// Ending and suspending cannot be stopped by anything here: no pause, no policy, no suspension of an agency. A grant whose
/// time is over, or one above which ended, allows nothing, and its state says nothing of it.
interface IGrantRegister {
    /// @notice How a grant stands.
    enum GrantStatus {
        Unknown, // never made
        Active, // allows what its terms say, in its time
        Suspended, // allows nothing until it is resumed
        Revoked, // ended by whom it came from, or above
        Withdrawn // ended by the data subject
    }

    /// @notice Why a grant is suspended or ended.
    enum EndReason {
        None, // it stands
        Breach, // terms were broken
        PurposeServed, // it is needed no more
        LawChanged, // the basis fell away
        Decision, // the grantor decided otherwise
        Authority, // an agency above decided
        Security, // a key or a gateway is not safe
        Subject, // the data subject withdrew
        Other // the document says why
    }

    /// @notice Whether an access is allowed, and what stands against it. Gateway, API and pages use these codes.
    enum Reason {
        Allowed,
        GrantUnknown,
        ChainBroken,
        GrantSuspended,
        GrantRevoked,
        GrantWithdrawn,
        NotYet,
        Expired,
        AssetWithdrawn,
        VersionNotCovered,
        VersionWithdrawn,
        ActionNotCovered,
        PurposeNotCovered,
        NotOfGrantee,
        GatewayNotAdmitted,
        GatewayNotLive,
        UsesSpent,
        BytesSpent,
        TooSoon
    }

    /// @notice All that a grant says. EIP-712: Grant(…), the fields in this order.
    /// @param asset What is granted.
    /// @param version Which version; 0 for each.
    /// @param grantee The agency that may use it.
    /// @param request The request that it answers, or NO_REQUEST.
    /// @param actions What may be done, bits of ActionLib.
    /// @param notBefore From when, Unix seconds.
    /// @param notAfter The last second, Unix seconds; a renewal moves it.
    /// @param maxUses How often.
    /// @param maxBytes How many bytes in all.
    /// @param minInterval The least time between two uses, in seconds.
    /// @param retentionDays For how many days it may be kept.
    /// @param delegable Whether the grantee may grant it on.
    /// @param nonce Makes grants on the same terms differ.
    /// @param purpose SHA-256 of the purpose's IRI (DPV).
    /// @param legalBasis SHA-256 of the legal basis's IRI (DPV).
    /// @param fieldScope Root over the fields that it covers; zero for all.
    /// @param subject keccak256 of the data subject's signer (ERC-7913: an address, or a verifier and a key), one for each
    /// grant; zero where there is none.
    /// @param agreement SHA-256 of the ODRL agreement in canonical JSON.
    /// @param parent The grant that it is delegated from, or NO_GRANT.
    struct Terms {
        AssetId asset;
        uint32 version;
        AgencyId grantee;
        RequestId request;
        uint8 actions;
        uint48 notBefore;
        uint48 notAfter;
        uint32 maxUses;
        uint48 maxBytes;
        uint32 minInterval;
        uint16 retentionDays;
        bool delegable;
        uint64 nonce;
        bytes32 purpose;
        bytes32 legalBasis;
        bytes32 fieldScope;
        bytes32 subject;
        bytes32 agreement;
        GrantId parent;
    }

    /// @notice A grant as it stands: one storage slot.
    /// @param owner The agency that owns the asset.
    /// @param grantor The agency that made it: the owner, or who delegated it.
    /// @param status How it stands.
    /// @param reason Why it is suspended or ended.
    /// @param endsAt The last second in which it allows anything; when it ended, where it is revoked or withdrawn.
    /// @param takenUses Uses and leases so far, those of grants below it included.
    /// @param takenBytes The same in bytes.
    /// @param nextUseAt From when the next use can be leased, where the terms ask for an interval.
    struct Grant {
        AgencyId owner;
        AgencyId grantor;
        GrantStatus status;
        EndReason reason;
        uint48 endsAt;
        uint32 takenUses;
        uint48 takenBytes;
        uint48 nextUseAt;
    }

    /// @notice What a gateway has leased of a grant: one storage slot.
    /// @param uses How many uses, 0 for none.
    /// @param bytesLeft How many bytes.
    /// @param until The last second in which they can be used, Unix seconds.
    struct Lease {
        uint32 uses;
        uint48 bytesLeft;
        uint48 until;
    }

    /// @notice An approval by a data steward: GrantApproval(Grant grant,uint48 deadline), or RenewalApproval(Renewal
    /// renewal,uint48 deadline)Renewal(bytes32 grant,uint48 endsAt).
    /// @param signer The steward.
    /// @param deadline The last second at which it counts.
    /// @param signature 65 bytes of ECDSA, or what the signer's ERC-1271 contract accepts.
    struct StewardApproval {
        address signer;
        uint48 deadline;
        bytes signature;
    }

    /// @notice A grant was made, by its owner or under an offer, or delegated.
    /// @param by The account that sent it.
    /// @param grantor The agency that made it.
    event GrantMade(
        GrantId indexed grant,
        AssetId indexed asset,
        AgencyId indexed grantee,
        address by,
        AgencyId grantor,
        Terms terms
    );
    /// @notice A grant lasts until another second.
    event GrantRenewed(GrantId indexed grant, address indexed by, uint48 endsAt);
    /// @notice A grant is suspended, resumed, revoked or withdrawn.
    /// @param document SHA-256 of the decision; zero where the data subject withdrew.
    event GrantStatusChanged(
        GrantId indexed grant,
        address indexed by,
        GrantStatus status,
        EndReason reason,
        bytes32 document
    );
    /// @notice A gateway leased uses and bytes of a grant, and so of all above it.
    event UsesLeased(GrantId indexed grant, GatewayId indexed gateway, uint32 uses, uint48 bytesLeased, uint48 until);
    /// @notice A gateway said what of its lease was used, and gave the rest back.
    event LeaseSettled(GrantId indexed grant, GatewayId indexed gateway, uint32 usedUses, uint48 usedBytes);
    /// @notice Assets of the class are not granted so.
    error GrantRegister_ClassNotGranted(AssetId asset, IAssetRegister.SharingClass sharingClass);
    /// @notice A term does not make sense: the times, a limit of zero, or the owner as grantee.
    error GrantRegister_InvalidTerms(GrantId grant);
    /// @notice The grant would take effect before `earliest`.
    error GrantRegister_TooEarly(GrantId grant, uint48 notBefore, uint256 earliest);
    /// @notice There is a grant on these terms already, whatever became of it.
    error GrantRegister_GrantExists(GrantId grant);
    /// @notice The term goes beyond the offer.
    error GrantRegister_ExceedsOffer(AssetId asset);
    /// @notice Too few data stewards agree.
    error GrantRegister_TooFewStewards(AgencyId agency, uint256 given, uint256 needed);
    /// @notice The signers are not in strictly ascending order, or one is the sender.
    error GrantRegister_SignersNotAscending(address previous, address next);
    /// @notice The signature is not the signer's over what is asked.
    error GrantRegister_InvalidSignature(address signer);
    /// @notice The signature counted until `deadline` only.
    error GrantRegister_SignatureExpired(address signer, uint48 deadline);
    /// @notice The agency has made as many grants today as its policy allows.
    error GrantRegister_DailyCapReached(AgencyId agency, uint16 dailyCap);
    /// @notice The grant does not stand so that this could be done.
    error GrantRegister_WrongGrantStatus(GrantId grant, GrantStatus status);
    /// @notice The grant is not of those that an owner makes.
    error GrantRegister_Delegated(GrantId grant);
    /// @notice The new end is not after the old one, or is past.
    error GrantRegister_InvalidEnd(GrantId grant, uint48 endsAt, uint48 given);
    /// @notice The chain is empty, longer than four, or a grant in it is not the parent of the one before.
    error GrantRegister_ChainBroken(uint256 level);
    /// @notice A grant in the chain allows nothing.
    error GrantRegister_NotInForce(GrantId grant, Reason reason);
    /// @notice The grant cannot be delegated, or not once more.
    error GrantRegister_NotDelegable(GrantId grant);
    /// @notice A term is wider than the parent's.
    error GrantRegister_Wider(GrantId parent);
    /// @notice What the gateway leased before has run out, and is not settled.
    error GrantRegister_LeaseUnsettled(GrantId grant, GatewayId gateway);
    /// @notice The agency that owns the asset is not active, so nobody takes its offer.
    error GrantRegister_OwnerNotActive(AgencyId agency);
    /// @notice No code stands where the books should.
    error GrantRegister_NoBooks(address books);
    /// @notice The account may not end or suspend the grant, or not lift what the authority decided.
    error GrantRegister_MayNotEnd(GrantId grant, address account);
    /// @notice The signer is not the data subject of the grant.
    error GrantRegister_NotSubject(GrantId grant);
    /// @notice The account does not operate the gateway, or the gateway may not serve the asset now.
    error GrantRegister_GatewayMayNotServe(GatewayId gateway, AssetId asset, Reason reason);
    /// @notice A lease is for nothing, for more than one use of a grant with an interval, or beyond `latest`.
    error GrantRegister_InvalidLease(GrantId grant, uint32 uses, uint48 until, uint256 latest);
    /// @notice The gateway would use more than it leased.
    error GrantRegister_ExceedsLease(GrantId grant, GatewayId gateway, uint32 usedUses, uint48 usedBytes);
    /// @notice Makes a grant.
    /// @dev By a data steward of the owner who sends it, or by anyone who brings the signatures; two stewards where the
    /// policy asks for four eyes. Where it answers an escalated request, stewards of agencies above count as well.
    /// @param terms All terms; no parent.
    /// @param approvals Approvals of other stewards than the sender, signers strictly ascending.
    function grant(Terms calldata terms, StewardApproval[] calldata approvals) external returns (GrantId);

    /// @notice Takes what is offered to whoever asks.
    /// @dev By a data steward of the grantee, for assets of the unconditional class.
    /// @param terms All terms, none beyond the offer; no parent.
    function takeOffer(Terms calldata terms) external returns (GrantId);

    /// @notice Grants on what was granted, never more widely on any axis.
    /// @dev By data stewards of the grantee of the first grant of the chain, as many as its own policy asks for. Four levels
    /// at most.
    /// @param chain The grant that is delegated, and all above it up to the owner's.
    /// @param terms All terms; the parent is the first of the chain.
    /// @param approvals Approvals of other stewards than the sender, signers strictly ascending.
    function delegate(
        Terms[] calldata chain,
        Terms calldata terms,
        StewardApproval[] calldata approvals
    ) external returns (GrantId);

    /// @notice Moves the end of a grant.
    /// @dev As `grant`, for grants that an owner made and that stand, expired or not. Where the policy asks for a delay, it is
    /// renewed so long before its end at the latest.
    /// @param endsAt The last second, Unix seconds.
    function renew(GrantId id, uint48 endsAt, StewardApproval[] calldata approvals) external;

    /// @notice Suspends a grant at once.
    /// @dev By a data steward of the grantor, of the owner or of an agency above either, whether these agencies are
    /// suspended or not; for the reason Authority of one above alone.
    /// @param document SHA-256 of the decision.
    function suspend(GrantId id, EndReason reason, bytes32 document) external;

    /// @notice Lets a suspended grant count again.
    /// @dev By a data steward of the owner; where the authority suspended it (EndReason.Authority), of an agency above it.
    /// @param document SHA-256 of the decision.
    function resume(GrantId id, bytes32 document) external;

    /// @notice Ends a grant, and with it all that were delegated from it.
    /// @dev As `suspend`.
    /// @param document SHA-256 of the decision.
    function revoke(GrantId id, EndReason reason, bytes32 document) external;

    /// @notice Ends a grant because the data subject does not agree any more.
    /// @dev By anyone who brings the data subject's signature: Withdrawal(bytes32 grant,uint48 deadline).
    /// @param terms The grant's terms.
    /// @param signer The data subject: an address of 20 bytes, or a verifier and a key (ERC-7913).
    function withdraw(Terms calldata terms, bytes calldata signer, uint48 deadline, bytes calldata signature) external;

    /// @notice Takes uses and bytes of a grant, and of all above it, for a gateway to serve.
    /// @dev By the gateway's operator. Adds to the lease that it has; one that ran out is settled first. `used + leased ≤ maxUses` at every level.
    /// @param chain The grant that is used, and all above it.
    /// @param until The last second in which they can be used, at most an hour ahead.
    function lease(Terms[] calldata chain, GatewayId gateway, uint32 uses, uint48 bytesLeased, uint48 until) external;

    /// @notice Says what of a lease was used, and gives the rest back.
    /// @dev By the gateway's operator, whatever became of grant, asset or gateway. A lease that is never settled stays
    /// taken: nobody can know what was used of it.
    function settleLease(Terms[] calldata chain, GatewayId gateway, uint32 usedUses, uint48 usedBytes) external;

    /// @notice Returns a grant; its status is Unknown where there is none.
    function grantOf(GrantId id) external view returns (Grant memory);

    /// @notice Returns what a gateway has leased of a grant.
    function leaseOf(GrantId id, GatewayId gateway) external view returns (Lease memory);

    /// @notice Returns the id of a grant on these terms.
    function grantIdOf(Terms calldata terms) external pure returns (GrantId);
}
