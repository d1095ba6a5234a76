// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {AgencyId} from "../access/AgencyId.sol";
import {IAgencyRegistry} from "../access/IAgencyRegistry.sol";
import {SignatureLib} from "../access/SignatureLib.sol";
import {ActionLib} from "./ActionLib.sol";
import {AssetId} from "./AssetId.sol";
import {GatewayId} from "./GatewayId.sol";
import {GrantId, NO_GRANT} from "./GrantId.sol";
import {IAccessRequests, NO_REQUEST} from "./IAccessRequests.sol";
import {IAssetRegister} from "./IAssetRegister.sol";
import {IGatewayRegister} from "./IGatewayRegister.sol";
import {IGrantRegister} from "./IGrantRegister.sol";
import {SharingState} from "./SharingState.sol";
import {StewardApprovals} from "./StewardApprovals.sol";
import {StewardLib} from "./StewardLib.sol";
import {TermsLib} from "./TermsLib.sol";

/// @title GrantRegister
/// @notice Keeps grants of access to assets, on what terms and how they stand, and counts uses across gateways.
contract GrantRegister is StewardApprovals, IGrantRegister {
    using TermsLib for Terms;
    using TermsLib for Terms[];

    bytes32 private constant APPROVAL_TYPEHASH = keccak256(
        "GrantApproval(Grant grant,uint48 deadline)Grant(uint32 asset,uint32 version,uint32 grantee,uint32 request,uint8 actions,uint48 notBefore,uint48 notAfter,uint32 maxUses,uint48 maxBytes,uint32 minInterval,uint16 retentionDays,bool delegable,uint64 nonce,bytes32 purpose,bytes32 legalBasis,bytes32 fieldScope,bytes32 subject,bytes32 agreement,bytes32 parent)"
    );
    bytes32 private constant RENEWAL_TYPEHASH = keccak256("Renewal(bytes32 grant,uint48 endsAt)");
    bytes32 private constant RENEWAL_APPROVAL_TYPEHASH = keccak256(
        "RenewalApproval(Renewal renewal,uint48 deadline)Renewal(bytes32 grant,uint48 endsAt)"
    );
    bytes32 private constant WITHDRAWAL_TYPEHASH = keccak256("Withdrawal(bytes32 grant,uint48 deadline)");
    /// @notice How far ahead the end of a lease may lie, in seconds.
    uint256 public constant LONGEST_LEASE = 1 hours;

    address private immutable BOOKS;

    /// @param manager The AccessManager.
    /// @param agencyRegistry The registry of agencies and officers.
    /// @param gateways The register of gateways.
    /// @param books SharingBooks, deployed for the same manager and registry.
    constructor(
        address manager,
        IAgencyRegistry agencyRegistry,
        IGatewayRegister gateways,
        address books
    ) SharingState(manager, agencyRegistry, gateways) {
        // A call to where no code stands succeeds, and does nothing.
        if (books.code.length == 0) revert GrantRegister_NoBooks(books);
        BOOKS = books;
    }

    /// @notice Hands all other functions of ISharingRegister to SharingBooks.
    // solhint-disable-next-line no-complex-fallback
    fallback() external {
        address books = BOOKS;
        assembly ("memory-safe") {
            let data := mload(0x40)
            calldatacopy(data, 0, calldatasize())
            let done := delegatecall(gas(), books, data, calldatasize(), 0, 0)
            returndatacopy(data, 0, returndatasize())
            if iszero(done) {
                revert(data, returndatasize())
            }
            return(data, returndatasize())
        }
    }

    /// @inheritdoc IGrantRegister
    function grant(Terms calldata terms, StewardApproval[] calldata approvals) external returns (GrantId id) {
        id = terms.id();
        IAssetRegister.Asset storage asset = _sharedAsset(terms.asset);
        if (asset.class == IAssetRegister.SharingClass.NonShared) {
            revert GrantRegister_ClassNotGranted(terms.asset, asset.class);
        }
        if (terms.parent != NO_GRANT) revert GrantRegister_Delegated(id);
        bool isEscalated = terms.request != NO_REQUEST && _approve(terms);
        AgencyId owner = asset.owner;
        _requireGrantor(owner, isEscalated, id, terms.notBefore, approvals);
        _make(id, terms, owner, owner);
    }

    /// @inheritdoc IGrantRegister
    function takeOffer(Terms calldata terms) external returns (GrantId id) {
        id = terms.id();
        IAssetRegister.Asset storage asset = _sharedAsset(terms.asset);
        if (asset.class != IAssetRegister.SharingClass.Unconditional) {
            revert GrantRegister_ClassNotGranted(terms.asset, asset.class);
        }
        if (terms.parent != NO_GRANT) revert GrantRegister_Delegated(id);
        AgencyId owner = asset.owner;
        if (AGENCY_REGISTRY.agencyOf(owner).status != IAgencyRegistry.AgencyStatus.Active) {
            revert GrantRegister_OwnerNotActive(owner);
        }
        _requireSteward(terms.grantee);
        _requireWithinOffer(terms);
        if (terms.request != NO_REQUEST) _approve(terms);
        _make(id, terms, owner, owner);
    }

    /// @inheritdoc IGrantRegister
    function delegate(
        Terms[] calldata chain,
        Terms calldata terms,
        StewardApproval[] calldata approvals
    ) external returns (GrantId id) {
        id = terms.id();
        if (chain.length == 0 || chain.length >= TermsLib.MOST_LEVELS) revert GrantRegister_ChainBroken(chain.length);
        Terms calldata parent = chain[0];
        GrantId parentId = _requireChain(chain);
        if (!parent.delegable) revert GrantRegister_NotDelegable(parentId);
        IAssetRegister.SharingClass sharingClass = _assets[terms.asset].class;
        if (sharingClass == IAssetRegister.SharingClass.NonShared) {
            revert GrantRegister_ClassNotGranted(terms.asset, sharingClass);
        }
        if (
            terms.parent != parentId || terms.request != NO_REQUEST || !terms.isWithin(parent, _grants[parentId].endsAt)
        ) revert GrantRegister_Wider(parentId);
        AgencyId grantor = parent.grantee;
        _requireGrantor(grantor, false, id, terms.notBefore, approvals);
        _make(id, terms, _grants[parentId].owner, grantor);
    }

    /// @inheritdoc IGrantRegister
    function renew(GrantId id, uint48 endsAt, StewardApproval[] calldata approvals) external {
        Grant storage found = _grants[id];
        AgencyId owner = found.owner;
        if (found.status != GrantStatus.Active) revert GrantRegister_WrongGrantStatus(id, found.status);
        if (found.grantor != owner) revert GrantRegister_Delegated(id);
        if (endsAt <= found.endsAt || endsAt < block.timestamp) {
            revert GrantRegister_InvalidEnd(id, found.endsAt, endsAt);
        }
        bytes32 content = keccak256(abi.encode(RENEWAL_TYPEHASH, id, endsAt));
        uint32 delay = _requireStewards(owner, false, RENEWAL_APPROVAL_TYPEHASH, content, approvals);
        // What is allowed anew, or for longer, is not allowed before the delay is over.
        if (delay != 0 && found.endsAt < block.timestamp + delay) {
            revert GrantRegister_TooEarly(id, found.endsAt, block.timestamp + delay);
        }

        found.endsAt = endsAt;
        emit GrantRenewed(id, msg.sender, endsAt);
    }

    /// @inheritdoc IGrantRegister
    function suspend(GrantId id, EndReason reason, bytes32 document) external {
        _stop(id, GrantStatus.Suspended, reason, document);
    }

    /// @inheritdoc IGrantRegister
    function resume(GrantId id, bytes32 document) external {
        Grant storage found = _grants[id];
        if (found.status != GrantStatus.Suspended) revert GrantRegister_WrongGrantStatus(id, found.status);
        if (found.reason == EndReason.Authority) {
            _requireAbove(id, found);
        } else {
            _requireSteward(found.owner);
        }
        if (document == 0) revert IAccessRequests.GrantRegister_EmptyHash();

        found.status = GrantStatus.Active;
        found.reason = EndReason.None;
        emit GrantStatusChanged(id, msg.sender, GrantStatus.Active, EndReason.None, document);
    }

    /// @inheritdoc IGrantRegister
    function revoke(GrantId id, EndReason reason, bytes32 document) external {
        _stop(id, GrantStatus.Revoked, reason, document);
    }

    /// @inheritdoc IGrantRegister
    function withdraw(Terms calldata terms, bytes calldata signer, uint48 deadline, bytes calldata signature) external {
        GrantId id = terms.id();
        Grant storage found = _grants[id];
        if (found.status != GrantStatus.Active && found.status != GrantStatus.Suspended) {
            revert GrantRegister_WrongGrantStatus(id, found.status);
        }
        if (terms.subject == 0 || keccak256(signer) != terms.subject) revert GrantRegister_NotSubject(id);
        if (block.timestamp > deadline) revert GrantRegister_SignatureExpired(address(0), deadline);
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(WITHDRAWAL_TYPEHASH, id, deadline)));
        // An address that has delegated its code (EIP-7702) signs by its key all the same.
        bool isSigned =
            signer.length == 20
                ? SignatureLib.isValid(address(bytes20(signer)), digest, signature)
                : SignatureChecker.isValidSignatureNow(signer, digest, signature);
        if (!isSigned) revert GrantRegister_NotSubject(id);

        _end(found, GrantStatus.Withdrawn, EndReason.Subject);
        emit GrantStatusChanged(id, msg.sender, GrantStatus.Withdrawn, EndReason.Subject, 0);
    }

    /// @inheritdoc IGrantRegister
    function lease(Terms[] calldata chain, GatewayId gateway, uint32 uses, uint48 bytesLeased, uint48 until) external {
        GrantId id = _requireChain(chain);
        _requireMayServe(chain[0].asset, gateway);
        if (uses == 0 || until < block.timestamp || until > block.timestamp + LONGEST_LEASE) {
            revert GrantRegister_InvalidLease(id, uses, until, block.timestamp + LONGEST_LEASE);
        }
        GrantId level = id;
        for (uint256 i = 0; i < chain.length; ++i) {
            _take(level, chain[i], uses, bytesLeased, until);
            level = chain[i].parent;
        }
        Lease storage held = _leases[id][gateway];
        // What ran out is settled first: it would run again.
        if (held.uses != 0 && held.until < block.timestamp) revert GrantRegister_LeaseUnsettled(id, gateway);
        held.uses += uses;
        held.bytesLeft += bytesLeased;
        held.until = until;
        emit UsesLeased(id, gateway, uses, bytesLeased, until);
    }

    /// @inheritdoc IGrantRegister
    function settleLease(Terms[] calldata chain, GatewayId gateway, uint32 usedUses, uint48 usedBytes) external {
        GrantId id = _linked(chain);
        if (GATEWAYS.gatewayOf(gateway).operator != msg.sender) {
            revert GrantRegister_GatewayMayNotServe(gateway, chain[0].asset, Reason.GatewayNotLive);
        }
        Lease memory held = _leases[id][gateway];
        if (held.uses == 0 || usedUses > held.uses || usedBytes > held.bytesLeft) {
            revert GrantRegister_ExceedsLease(id, gateway, usedUses, usedBytes);
        }
        delete _leases[id][gateway];
        GrantId level = id;
        for (uint256 i = 0; i < chain.length; ++i) {
            Grant storage found = _grants[level];
            found.takenUses -= held.uses - usedUses;
            found.takenBytes -= held.bytesLeft - usedBytes;
            uint32 interval = chain[i].minInterval;
            // What was used was used by now; what was not used keeps nobody waiting. A later lease has its own time.
            if (interval != 0 && found.nextUseAt == held.until + interval) {
                uint48 usedBy = uint48(block.timestamp) < held.until ? uint48(block.timestamp) : held.until;
                found.nextUseAt = usedUses == 0 ? uint48(block.timestamp) : usedBy + interval;
            }
            level = chain[i].parent;
        }
        emit LeaseSettled(id, gateway, usedUses, usedBytes);
    }

    /// @inheritdoc IGrantRegister
    function grantOf(GrantId id) external view returns (Grant memory) {
        return _grants[id];
    }

    /// @inheritdoc IGrantRegister
    function leaseOf(GrantId id, GatewayId gateway) external view returns (Lease memory) {
        return _leases[id][gateway];
    }

    /// @inheritdoc IGrantRegister
    function grantIdOf(Terms calldata terms) external pure returns (GrantId) {
        return terms.id();
    }

    /// @dev Keeps a grant whose makers are checked.
    function _make(GrantId id, Terms calldata terms, AgencyId owner, AgencyId grantor) private {
        if (!ActionLib.isValid(terms.actions)) revert IAccessRequests.GrantRegister_InvalidActions(terms.actions);
        if (terms.purpose == 0 || terms.legalBasis == 0 || terms.agreement == 0)
            revert IAccessRequests.GrantRegister_EmptyHash();
        if (
            terms.notAfter < terms.notBefore ||
            terms.notAfter < block.timestamp ||
            terms.maxUses == 0 ||
            terms.maxBytes == 0 ||
            terms.grantee == owner ||
            terms.grantee == grantor
        ) revert GrantRegister_InvalidTerms(id);
        if (_grants[id].status != GrantStatus.Unknown) revert GrantRegister_GrantExists(id);

        _grants[id] = Grant({
            owner: owner,
            grantor: grantor,
            status: GrantStatus.Active,
            reason: EndReason.None,
            endsAt: terms.notAfter,
            takenUses: 0,
            takenBytes: 0,
            nextUseAt: 0
        });
        terms.emitGrantMade(id, grantor);
    }

    /// @dev Suspends or ends a grant: nothing but the sender's office and the grant's standing is looked at.
    function _stop(GrantId id, GrantStatus status, EndReason reason, bytes32 document) private {
        Grant storage found = _grants[id];
        GrantStatus before = found.status;
        if (before != GrantStatus.Active && (before != GrantStatus.Suspended || status == before)) {
            revert GrantRegister_WrongGrantStatus(id, before);
        }
        _requireMayEnd(id, found);
        if (reason == EndReason.Authority) _requireAbove(id, found);
        if (reason == EndReason.None || reason == EndReason.Subject || document == 0)
            revert IAccessRequests.GrantRegister_EmptyHash();

        if (status == GrantStatus.Revoked) {
            _end(found, status, reason);
        } else {
            found.status = status;
            found.reason = reason;
        }
        emit GrantStatusChanged(id, msg.sender, status, reason, document);
    }

    /// @dev When a grant ended is the end of its time, unless that was over before.
    function _end(Grant storage found, GrantStatus status, EndReason reason) private {
        found.status = status;
        found.reason = reason;
        if (found.endsAt > block.timestamp) found.endsAt = uint48(block.timestamp);
    }

    /// @dev Takes uses and bytes at one level.
    function _take(GrantId id, Terms calldata terms, uint32 uses, uint48 bytesLeased, uint48 until) private {
        Grant storage found = _grants[id];
        if (until > found.endsAt || (terms.minInterval != 0 && uses != 1)) {
            revert GrantRegister_InvalidLease(id, uses, until, found.endsAt);
        }
        if (terms.minInterval != 0) {
            if (block.timestamp < found.nextUseAt) revert GrantRegister_NotInForce(id, Reason.TooSoon);
            // It may be used in the last second of the lease.
            found.nextUseAt = until + terms.minInterval;
        }
        uint256 takenUses = uint256(found.takenUses) + uses;
        uint256 takenBytes = uint256(found.takenBytes) + bytesLeased;
        if (takenUses > terms.maxUses) revert GrantRegister_NotInForce(id, Reason.UsesSpent);
        if (takenBytes > terms.maxBytes) revert GrantRegister_NotInForce(id, Reason.BytesSpent);
        found.takenUses = uint32(takenUses);
        found.takenBytes = uint48(takenBytes);
    }

    /// @dev Checks that stewards of the agency that grants agree, and that the grant waits for as long as its policy asks.
    function _requireGrantor(
        AgencyId grantor,
        bool isEscalated,
        GrantId id,
        uint48 notBefore,
        StewardApproval[] calldata approvals
    ) private {
        uint32 delay = _requireStewards(grantor, isEscalated, APPROVAL_TYPEHASH, GrantId.unwrap(id), approvals);
        if (delay != 0 && notBefore < block.timestamp + delay) {
            revert GrantRegister_TooEarly(id, notBefore, block.timestamp + delay);
        }
    }

    /// @dev Marks a request as answered by a grant, and says whether it was escalated.
    function _approve(Terms calldata terms) private returns (bool isEscalated) {
        IAccessRequests.Request storage found = _undecided(terms.request);
        isEscalated = found.status == IAccessRequests.RequestStatus.Escalated;
        if (
            found.asset != terms.asset ||
            found.by != terms.grantee ||
            found.cause != keccak256(abi.encode(terms.purpose, terms.legalBasis))
        ) revert IAccessRequests.GrantRegister_OtherRequest(terms.request, found.asset, found.by);
        if (terms.actions & ~found.actions != 0) {
            revert IAccessRequests.GrantRegister_ExceedsRequest(terms.request, terms.actions, found.actions);
        }
        found.status = IAccessRequests.RequestStatus.Approved;
    }

    /// @dev A steward in office of the grantor, the owner, or an agency above either.
    function _requireMayEnd(GrantId id, Grant storage found) private view {
        AgencyId owner = found.owner;
        if (StewardLib.mayTakeBack(AGENCY_REGISTRY, owner, msg.sender)) return;
        AgencyId grantor = found.grantor;
        if (grantor == owner || !StewardLib.mayTakeBack(AGENCY_REGISTRY, grantor, msg.sender)) {
            revert GrantRegister_MayNotEnd(id, msg.sender);
        }
    }

    /// @dev A steward of an agency above the owner: what the authority stopped goes on by its word alone.
    function _requireAbove(GrantId id, Grant storage found) private view {
        AgencyId owner = found.owner;
        AgencyId agency = AGENCY_REGISTRY.officerOf(msg.sender).agency;
        if (agency == owner || agency == found.grantor || !StewardLib.mayTakeBack(AGENCY_REGISTRY, owner, msg.sender)) {
            revert GrantRegister_MayNotEnd(id, msg.sender);
        }
    }

    function _requireWithinOffer(Terms calldata terms) private view {
        IAssetRegister.Offer memory offer = _offers[terms.asset];
        if (
            terms.actions & ~offer.actions != 0 ||
            terms.notAfter > block.timestamp + uint256(offer.termDays) * 1 days ||
            terms.maxUses > offer.maxUses ||
            terms.maxBytes > offer.maxBytes ||
            terms.retentionDays > offer.retentionDays ||
            terms.delegable ||
            block.timestamp < offer.opensAt ||
            (offer.purpose != 0 && terms.purpose != offer.purpose) ||
            terms.agreement != offer.agreement
        ) revert GrantRegister_ExceedsOffer(terms.asset);
    }

    /// @dev The sender operates the gateway, which may serve the asset now.
    function _requireMayServe(AssetId asset, GatewayId gateway) private view {
        Reason reason = Reason.Allowed;
        if (GATEWAYS.gatewayOf(gateway).operator != msg.sender || !GATEWAYS.isLive(gateway)) {
            reason = Reason.GatewayNotLive;
        } else if (_admissions[asset][gateway].operator != msg.sender) {
            reason = Reason.GatewayNotAdmitted;
        }
        if (reason != Reason.Allowed) revert GrantRegister_GatewayMayNotServe(gateway, asset, reason);
    }

    /// @dev Reverts unless all grants of the chain are in force; returns the id of the first.
    function _requireChain(Terms[] calldata chain) private view returns (GrantId id) {
        id = _linked(chain);
        GrantId level = id;
        for (uint256 i = 0; i < chain.length; ++i) {
            Reason reason = chain[i].reasonAgainst(_grants[level]);
            if (reason != Reason.Allowed) revert GrantRegister_NotInForce(level, reason);
            level = chain[i].parent;
        }
        if (_assets[chain[0].asset].withdrawn) revert GrantRegister_NotInForce(id, Reason.AssetWithdrawn);
    }

    /// @dev Reverts unless each grant of the chain is the parent of the one before, up to an owner's.
    function _linked(Terms[] calldata chain) private pure returns (GrantId id) {
        bool isLinked;
        (isLinked, id) = chain.link();
        if (!isLinked) revert GrantRegister_ChainBroken(chain.length);
    }
}
