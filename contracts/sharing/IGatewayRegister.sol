// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgencyId} from "../access/AgencyId.sol";
import {GatewayId} from "./GatewayId.sol";

/// @title IGatewayRegister
/// @notice Keeps the gateways that serve assets, the logs of receipts that they anchor, and what they are called to account for.
/// @dev A gateway keeps one append-only log of receipts (RFC 6962, SHA-256). The contract takes a new root only with a
/// proof that the log behind it begins with the log behind the old one, so nothing that was anchored can be left out or
/// changed without being seen. With each receipt a gateway signs when it will stand in the log; whoever holds such a
/// promise that was not kept can challenge it, and a gateway that cannot show the receipt is suspended.
///
///          register            suspend, suspendUnanswered, suspendUnopened
///             |                        |
///             v                        v
///           Active ---------------> Suspended        retire: from either, for good
///             ^                        |
///             +------------------------+
///                     reinstate
interface IGatewayRegister {
    /// @notice How a gateway stands.
    enum GatewayStatus {
        Unknown, // never registered
        Active, // serves, while its log is anchored in time
        Suspended, // serves nothing until the administrator reinstates it
        Retired // serves nothing any more
    }

    /// @notice A gateway as it stands: three storage slots.
    /// @param agency The agency that runs it.
    /// @param status How it stands.
    /// @param changedAt Since when, Unix seconds.
    /// @param operator The account that anchors, leases and answers for it.
    /// @param maxSilence How long it may be silent: seconds after an anchor in which it may serve.
    /// @param receiptKey The account whose key signs its receipts.
    /// @param profile SHA-256 of its profile: address, keys for wrapping and for checkpoints.
    struct Gateway {
        // slot 0
        AgencyId agency;
        GatewayStatus status;
        uint48 changedAt;
        address operator;
        // slot 1
        uint32 maxSilence;
        address receiptKey;
        // slot 2
        bytes32 profile;
    }

    /// @notice A log as it is anchored: two storage slots.
    /// @param root RFC 6962 root over its receipts.
    /// @param size How many receipts it holds.
    /// @param anchoredAt When it was anchored, Unix seconds; 0 where it never was.
    /// @param hiddenCount How many accesses were committed to without being shown.
    /// @param openedCount How many of these were opened since.
    struct Log {
        // slot 0
        bytes32 root;
        // slot 1
        uint64 size;
        uint48 anchoredAt;
        uint32 hiddenCount;
        uint32 openedCount;
    }

    /// @notice A gateway's promise that a receipt will stand in its log.
    /// @dev EIP-712, domain "Fisc GatewayRegister" version "1": LogPromise(uint32 gateway,bytes32 leaf,uint48 logBy).
    /// @param gateway The gateway.
    /// @param leaf The receipt's leaf hash: SHA-256 of a zero byte and the receipt.
    /// @param logBy The last second at which it is logged and anchored.
    struct LogPromise {
        GatewayId gateway;
        bytes32 leaf;
        uint48 logBy;
    }

    /// @notice A hidden access as it stands: one storage slot.
    /// @param openAfter From when it is to be opened, Unix seconds; 0 where there is none.
    /// @param openedAt When it was opened, Unix seconds; 0 while it is hidden.
    /// @param isCharged True once the gateway was suspended for it.
    struct HiddenAccess {
        uint48 openAfter;
        uint48 openedAt;
        bool isCharged;
    }

    /// @notice A challenge as it stands: one storage slot.
    /// @param answerBy Until when the receipt is to be shown, Unix seconds; 0 where there is no challenge.
    /// @param size How many receipts the anchored log held when it was challenged: it must be one of them.
    /// @param isClosed True once it was shown, or the gateway was suspended for it.
    struct Challenge {
        uint48 answerBy;
        uint64 size;
        bool isClosed;
    }

    /// @notice A gateway was registered.
    event GatewayRegistered(
        GatewayId indexed gateway,
        AgencyId indexed agency,
        address indexed operator,
        address by,
        address receiptKey,
        uint32 maxSilence,
        bytes32 profile
    );
    /// @notice A gateway has another operator, key or profile from now on.
    event GatewayChanged(
        GatewayId indexed gateway,
        address indexed by,
        address operator,
        address receiptKey,
        uint32 maxSilence,
        bytes32 profile
    );
    /// @notice A gateway is suspended, reinstated or retired.
    /// @param reason SHA-256 of the decision; the leaf or commitment that it could not account for.
    event GatewayStatusChanged(GatewayId indexed gateway, address indexed by, GatewayStatus status, bytes32 reason);
    /// @notice A log grew to `size` receipts, or was anchored anew as it was.
    event LogAnchored(GatewayId indexed gateway, uint64 size, bytes32 root);
    /// @notice A gateway has to show a receipt until `answerBy`.
    event ReceiptChallenged(GatewayId indexed gateway, bytes32 indexed leaf, address indexed by, uint48 answerBy);
    /// @notice A gateway showed that the receipt stands in its log.
    event ChallengeAnswered(GatewayId indexed gateway, bytes32 indexed leaf, uint64 index);
    /// @notice A gateway committed to an access that the law allows to hide until a date.
    event AccessHidden(GatewayId indexed gateway, bytes32 indexed commitment, uint48 openAfter, bytes32 legalBasis);
    /// @notice A hidden access was opened: it is the receipt with this leaf.
    event AccessOpened(GatewayId indexed gateway, bytes32 indexed commitment, bytes32 leaf, bytes32 salt);

    /// @notice There is no such gateway.
    error GatewayRegister_GatewayUnknown(GatewayId gateway);
    /// @notice The gateway does not stand so that this could be done.
    error GatewayRegister_WrongStatus(GatewayId gateway, GatewayStatus status);
    /// @notice The account is no data steward in office of the active agency `agency`.
    error GatewayRegister_NotSteward(address account, AgencyId agency);
    /// @notice The account does not operate the gateway.
    error GatewayRegister_NotOperator(GatewayId gateway, address account);
    /// @notice An account or a hash is zero, or the gateway could be silent for no time, or for longer than `longest` seconds.
    error GatewayRegister_InvalidGateway(address operator, address receiptKey, uint32 maxSilence, uint32 longest);
    /// @notice Gateways of the agency are suspended; it registers none anew until the administrator reinstated them.
    error GatewayRegister_OthersSuspended(AgencyId agency, uint32 suspended);
    /// @notice Nothing would change.
    error GatewayRegister_Unchanged(GatewayId gateway);
    /// @notice A hash that must name something is zero.
    error GatewayRegister_EmptyHash(GatewayId gateway);
    /// @notice The signature is not the gateway's.
    error GatewayRegister_InvalidPromise(GatewayId gateway, bytes32 leaf);
    /// @notice The promise is not due before `logBy`.
    error GatewayRegister_NotDue(GatewayId gateway, bytes32 leaf, uint48 logBy);
    /// @notice The receipt is challenged already, or was shown.
    error GatewayRegister_AlreadyChallenged(GatewayId gateway, bytes32 leaf);
    /// @notice No challenge of this receipt is open.
    error GatewayRegister_NotChallenged(GatewayId gateway, bytes32 leaf);
    /// @notice The gateway may still answer until `answerBy`.
    error GatewayRegister_MayAnswer(GatewayId gateway, bytes32 leaf, uint48 answerBy);
    /// @notice The date is not in the future, or too far in it.
    error GatewayRegister_InvalidOpening(GatewayId gateway, uint48 openAfter, uint48 latest);
    /// @notice The commitment is there already.
    error GatewayRegister_AlreadyHidden(GatewayId gateway, bytes32 commitment);
    /// @notice Nothing is hidden under this commitment, or it is opened.
    error GatewayRegister_NotHidden(GatewayId gateway, bytes32 commitment);
    /// @notice The access may stay hidden until `openBy`.
    error GatewayRegister_MayStayHidden(GatewayId gateway, bytes32 commitment, uint48 openBy);

    /// @notice Registers a gateway.
    /// @dev By a data steward of `agency`.
    /// @param agency The agency that runs it.
    /// @param operator The account that anchors, leases and answers for it.
    /// @param receiptKey The account whose key signs its receipts.
    /// @param maxSilence Seconds after an anchor in which it may serve, at most a day.
    /// @param profile SHA-256 of its profile.
    function registerGateway(
        AgencyId agency,
        address operator,
        address receiptKey,
        uint32 maxSilence,
        bytes32 profile
    ) external returns (GatewayId gateway);

    /// @notice Gives a gateway another operator, key or profile.
    /// @dev By a data steward of its agency. What an earlier key signed can be challenged as before.
    function changeGateway(
        GatewayId gateway,
        address operator,
        address receiptKey,
        uint32 maxSilence,
        bytes32 profile
    ) external;

    /// @notice Suspends a gateway at once.
    /// @dev By a data steward of its agency or of one above it, whether these agencies are suspended or not.
    function suspendGateway(GatewayId gateway, bytes32 reason) external;

    /// @notice Lets a suspended gateway serve again.
    /// @dev Restricted to the administrator: an agency does not acquit its own gateway.
    function reinstateGateway(GatewayId gateway, bytes32 reason) external;

    /// @notice Ends a gateway for good.
    /// @dev As `suspendGateway`; a suspended one stays so until the administrator reinstated it. Its log can be proved from and
    /// challenged as before, and it is suspended for what it does not answer.
    function retireGateway(GatewayId gateway, bytes32 reason) external;

    /// @notice Anchors a log that has grown, or the same again as a sign of life.
    /// @dev By the operator of a gateway that is not retired.
    /// @param size How many receipts it holds now.
    /// @param root Its root.
    /// @param proof RFC 9162 consistency proof from the anchored size; empty where that is 0 or the same. LogProofLib's errors
    /// say why a log is refused.
    function anchor(GatewayId gateway, uint64 size, bytes32 root, bytes32[] calldata proof) external;

    /// @notice Calls a gateway to show a receipt that it promised to log.
    /// @dev By anyone who has the promise, from the second after `logBy`; at once where that lies further ahead than any gateway
    /// may be silent.
    /// @param signer The key that signed, the gateway's present one or an earlier one; never a contract.
    function challenge(LogPromise calldata given, address signer, bytes calldata signature) external;

    /// @notice Shows that a challenged receipt stood in the anchored log when it was challenged.
    /// @dev By anyone.
    function answerChallenge(GatewayId gateway, bytes32 leaf, uint64 index, bytes32[] calldata proof) external;

    /// @notice Suspends a gateway that left a challenge unanswered.
    /// @dev By anyone.
    function suspendUnanswered(GatewayId gateway, bytes32 leaf) external;

    /// @notice Commits to an access that the law allows to hide until a date.
    /// @dev By the operator of an active gateway. It is counted from now on.
    /// @param commitment SHA-256 of the receipt's leaf hash and a salt of 32 bytes.
    /// @param openAfter From when it is to be opened, Unix seconds, at most two years ahead.
    /// @param legalBasis SHA-256 of what allows it.
    function hideAccess(GatewayId gateway, bytes32 commitment, uint48 openAfter, bytes32 legalBasis) external;

    /// @notice Opens a hidden access.
    /// @dev By anyone who knows the leaf and the salt, once its date has come. The receipt stands in the anchored log.
    /// @param index Its place there, from 0.
    /// @param proof RFC 9162 inclusion proof at the anchored size.
    function openAccess(GatewayId gateway, bytes32 leaf, bytes32 salt, uint64 index, bytes32[] calldata proof) external;

    /// @notice Suspends a gateway that left a hidden access unopened.
    /// @dev By anyone.
    function suspendUnopened(GatewayId gateway, bytes32 commitment) external;

    /// @notice Returns a gateway; its status is Unknown where there is none.
    function gatewayOf(GatewayId gateway) external view returns (Gateway memory);

    /// @notice Returns how many gateways are registered.
    function gatewayCount() external view returns (uint32);

    /// @notice Returns the anchored log of a gateway.
    function logOf(GatewayId gateway) external view returns (Log memory);

    /// @notice Says whether a gateway may serve now: it and its agency are active, and its log is anchored in time.
    function isLive(GatewayId gateway) external view returns (bool);

    /// @notice Reverts unless a receipt stands at a place of the anchored log.
    /// @dev LogProofLib's errors say why.
    /// @param leaf The receipt's leaf hash.
    /// @param index Its place, from 0.
    /// @param proof RFC 9162 inclusion proof at the anchored size.
    function requireIncluded(GatewayId gateway, bytes32 leaf, uint64 index, bytes32[] calldata proof) external view;

    /// @notice Returns the challenge of a receipt.
    function challengeOf(GatewayId gateway, bytes32 leaf) external view returns (Challenge memory);

    /// @notice Returns a hidden access; its date is 0 where there is none.
    function hiddenAccessOf(GatewayId gateway, bytes32 commitment) external view returns (HiddenAccess memory);

    /// @notice Says whether a key is or was one with which the gateway signs its receipts.
    function isReceiptKey(GatewayId gateway, address key) external view returns (bool);

    /// @notice Returns the EIP-712 digest that a gateway signs for a given.
    function promiseDigest(LogPromise calldata given) external view returns (bytes32);
}
