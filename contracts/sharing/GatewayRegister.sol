// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {AgencyId} from "../access/AgencyId.sol";
import {IAgencyRegistry} from "../access/IAgencyRegistry.sol";
import {RoleLib} from "../access/RoleLib.sol";
import {GatewayId} from "./GatewayId.sol";
import {IGatewayRegister} from "./IGatewayRegister.sol";
import {LogProofLib} from "./LogProofLib.sol";
import {StewardLib} from "./StewardLib.sol";

/// @title GatewayRegister
/// @notice Keeps the gateways that serve assets, the logs of receipts that they anchor, and what they are called to account for.
contract GatewayRegister is IGatewayRegister, AccessManaged, EIP712 {
    bytes32 private constant PROMISE_TYPEHASH = keccak256("LogPromise(uint32 gateway,bytes32 leaf,uint48 logBy)");

    /// @notice The longest that a gateway may be silent and serve all the same, in seconds.
    uint32 public constant LONGEST_SILENCE = 1 days;

    /// @notice How long a gateway has to show a receipt that is challenged, in seconds.
    uint48 public constant ANSWER_TIME = 6 hours;

    /// @notice How far ahead the opening of a hidden access may lie, in seconds.
    uint48 public constant LONGEST_HIDING = 730 days;

    /// @notice How long after its date a hidden access has to be opened, in seconds.
    uint48 public constant OPENING_TIME = 7 days;

    /// @notice The registry whose officers act here.
    IAgencyRegistry public immutable AGENCY_REGISTRY;

    uint32 private _gatewayCount;
    mapping(GatewayId gateway => Gateway) private _gateways;
    mapping(GatewayId gateway => mapping(address key => bool)) private _receiptKeys;
    mapping(GatewayId gateway => Log) private _logs;
    mapping(GatewayId gateway => mapping(bytes32 leaf => Challenge)) private _challenges;
    mapping(GatewayId gateway => mapping(bytes32 commitment => HiddenAccess)) private _hidden;
    mapping(AgencyId agency => uint32) private _suspendedCounts;

    constructor(
        address manager,
        IAgencyRegistry agencyRegistry
    ) AccessManaged(manager) EIP712("Fisc GatewayRegister", "1") {
        AGENCY_REGISTRY = agencyRegistry;
    }

    /// @inheritdoc IGatewayRegister
    function registerGateway(
        AgencyId agency,
        address operator,
        address receiptKey,
        uint32 maxSilence,
        bytes32 profile
    ) external returns (GatewayId gateway) {
        _requireSteward(agency);
        uint32 suspended = _suspendedCounts[agency];
        if (suspended != 0) revert GatewayRegister_OthersSuspended(agency, suspended);
        gateway = GatewayId.wrap(_gatewayCount + 1);
        _requireValid(gateway, operator, receiptKey, maxSilence, profile);

        _gatewayCount = GatewayId.unwrap(gateway);
        _gateways[gateway] = Gateway({
            agency: agency,
            status: GatewayStatus.Active,
            changedAt: uint48(block.timestamp),
            operator: operator,
            maxSilence: maxSilence,
            receiptKey: receiptKey,
            profile: profile
        });
        _receiptKeys[gateway][receiptKey] = true;
        _logs[gateway].root = LogProofLib.EMPTY_ROOT;
        emit GatewayRegistered(gateway, agency, operator, msg.sender, receiptKey, maxSilence, profile);
    }

    /// @inheritdoc IGatewayRegister
    function changeGateway(
        GatewayId gateway,
        address operator,
        address receiptKey,
        uint32 maxSilence,
        bytes32 profile
    ) external {
        Gateway storage found = _own(gateway);
        if (found.status == GatewayStatus.Retired) revert GatewayRegister_WrongStatus(gateway, found.status);
        _requireValid(gateway, operator, receiptKey, maxSilence, profile);
        if (
            found.operator == operator &&
            found.receiptKey == receiptKey &&
            found.maxSilence == maxSilence &&
            found.profile == profile
        ) revert GatewayRegister_Unchanged(gateway);

        found.operator = operator;
        found.receiptKey = receiptKey;
        found.maxSilence = maxSilence;
        found.profile = profile;
        _receiptKeys[gateway][receiptKey] = true;
        emit GatewayChanged(gateway, msg.sender, operator, receiptKey, maxSilence, profile);
    }

    /// @inheritdoc IGatewayRegister
    function suspendGateway(GatewayId gateway, bytes32 reason) external {
        Gateway storage found = _mayTakeBack(gateway);
        if (found.status != GatewayStatus.Active) revert GatewayRegister_WrongStatus(gateway, found.status);
        if (reason == 0) revert GatewayRegister_EmptyHash(gateway);
        _suspend(gateway, reason);
    }

    /// @inheritdoc IGatewayRegister
    function reinstateGateway(GatewayId gateway, bytes32 reason) external restricted {
        GatewayStatus status = _known(gateway).status;
        if (status != GatewayStatus.Suspended) revert GatewayRegister_WrongStatus(gateway, status);
        if (reason == 0) revert GatewayRegister_EmptyHash(gateway);
        --_suspendedCounts[_gateways[gateway].agency];
        _setStatus(gateway, GatewayStatus.Active, reason);
    }

    /// @inheritdoc IGatewayRegister
    function retireGateway(GatewayId gateway, bytes32 reason) external {
        GatewayStatus status = _mayTakeBack(gateway).status;
        if (status != GatewayStatus.Active) revert GatewayRegister_WrongStatus(gateway, status);
        if (reason == 0) revert GatewayRegister_EmptyHash(gateway);
        _setStatus(gateway, GatewayStatus.Retired, reason);
    }

    /// @inheritdoc IGatewayRegister
    function anchor(GatewayId gateway, uint64 size, bytes32 root, bytes32[] calldata proof) external {
        _requireOperator(gateway);
        Log storage log = _logs[gateway];
        LogProofLib.requireConsistent(log.size, log.root, size, root, proof);

        log.root = root;
        log.size = size;
        log.anchoredAt = uint48(block.timestamp);
        emit LogAnchored(gateway, size, root);
    }

    /// @inheritdoc IGatewayRegister
    function challenge(LogPromise calldata given, address signer, bytes calldata signature) external {
        GatewayId gateway = given.gateway;
        bytes32 leaf = given.leaf;
        // By its key alone: what a contract says today it may deny tomorrow.
        (address recovered, , ) = ECDSA.tryRecoverCalldata(_promiseDigest(given), signature);
        if (recovered == address(0) || recovered != signer || !_receiptKeys[gateway][signer]) {
            revert GatewayRegister_InvalidPromise(gateway, leaf);
        }
        // Nobody promises for a day that never comes.
        if (block.timestamp <= given.logBy && given.logBy <= block.timestamp + LONGEST_SILENCE) {
            revert GatewayRegister_NotDue(gateway, leaf, given.logBy);
        }
        if (_challenges[gateway][leaf].answerBy != 0) revert GatewayRegister_AlreadyChallenged(gateway, leaf);

        uint48 answerBy = uint48(block.timestamp) + ANSWER_TIME;
        _challenges[gateway][leaf] = Challenge({answerBy: answerBy, size: _logs[gateway].size, isClosed: false});
        emit ReceiptChallenged(gateway, leaf, msg.sender, answerBy);
    }

    /// @inheritdoc IGatewayRegister
    function answerChallenge(GatewayId gateway, bytes32 leaf, uint64 index, bytes32[] calldata proof) external {
        Challenge storage open = _requireChallenged(gateway, leaf);
        // It was due then: what was logged since is no answer.
        if (index >= open.size) revert LogProofLib.LogProof_IndexOutside(index, open.size);
        _requireIncluded(gateway, leaf, index, proof);

        open.isClosed = true;
        emit ChallengeAnswered(gateway, leaf, index);
    }

    /// @inheritdoc IGatewayRegister
    function suspendUnanswered(GatewayId gateway, bytes32 leaf) external {
        Challenge storage open = _requireChallenged(gateway, leaf);
        if (block.timestamp <= open.answerBy) revert GatewayRegister_MayAnswer(gateway, leaf, open.answerBy);
        // Once: the administrator may let it serve again.
        open.isClosed = true;
        _suspend(gateway, leaf);
    }

    /// @inheritdoc IGatewayRegister
    function hideAccess(GatewayId gateway, bytes32 commitment, uint48 openAfter, bytes32 legalBasis) external {
        GatewayStatus status = _requireOperator(gateway);
        if (status != GatewayStatus.Active) revert GatewayRegister_WrongStatus(gateway, status);
        if (commitment == 0 || legalBasis == 0) revert GatewayRegister_EmptyHash(gateway);
        uint48 latest = uint48(block.timestamp) + LONGEST_HIDING;
        if (openAfter <= block.timestamp || openAfter > latest) {
            revert GatewayRegister_InvalidOpening(gateway, openAfter, latest);
        }
        if (_hidden[gateway][commitment].openAfter != 0) revert GatewayRegister_AlreadyHidden(gateway, commitment);

        _hidden[gateway][commitment] = HiddenAccess({openAfter: openAfter, openedAt: 0, isCharged: false});
        ++_logs[gateway].hiddenCount;
        emit AccessHidden(gateway, commitment, openAfter, legalBasis);
    }

    /// @inheritdoc IGatewayRegister
    function openAccess(
        GatewayId gateway,
        bytes32 leaf,
        bytes32 salt,
        uint64 index,
        bytes32[] calldata proof
    ) external {
        bytes32 commitment = sha256(abi.encode(leaf, salt));
        uint48 openAfter = _requireHidden(gateway, commitment);
        if (block.timestamp < openAfter) revert GatewayRegister_MayStayHidden(gateway, commitment, openAfter);
        _requireIncluded(gateway, leaf, index, proof);

        _hidden[gateway][commitment].openedAt = uint48(block.timestamp);
        ++_logs[gateway].openedCount;
        emit AccessOpened(gateway, commitment, leaf, salt);
    }

    /// @inheritdoc IGatewayRegister
    function suspendUnopened(GatewayId gateway, bytes32 commitment) external {
        uint48 openBy = _requireHidden(gateway, commitment) + OPENING_TIME;
        if (block.timestamp <= openBy) revert GatewayRegister_MayStayHidden(gateway, commitment, openBy);
        HiddenAccess storage found = _hidden[gateway][commitment];
        if (found.isCharged) revert GatewayRegister_NotHidden(gateway, commitment);
        found.isCharged = true;
        _suspend(gateway, commitment);
    }

    /// @inheritdoc IGatewayRegister
    function gatewayOf(GatewayId gateway) external view returns (Gateway memory) {
        return _gateways[gateway];
    }

    /// @inheritdoc IGatewayRegister
    function gatewayCount() external view returns (uint32) {
        return _gatewayCount;
    }

    /// @inheritdoc IGatewayRegister
    function logOf(GatewayId gateway) external view returns (Log memory) {
        return _logs[gateway];
    }

    /// @inheritdoc IGatewayRegister
    function isLive(GatewayId gateway) external view returns (bool) {
        Gateway storage found = _gateways[gateway];
        return
            found.status == GatewayStatus.Active &&
            AGENCY_REGISTRY.agencyOf(found.agency).status == IAgencyRegistry.AgencyStatus.Active &&
            block.timestamp <= uint256(_logs[gateway].anchoredAt) + found.maxSilence;
    }

    /// @inheritdoc IGatewayRegister
    function requireIncluded(GatewayId gateway, bytes32 leaf, uint64 index, bytes32[] calldata proof) external view {
        _requireIncluded(gateway, leaf, index, proof);
    }

    /// @inheritdoc IGatewayRegister
    function challengeOf(GatewayId gateway, bytes32 leaf) external view returns (Challenge memory) {
        return _challenges[gateway][leaf];
    }

    /// @inheritdoc IGatewayRegister
    function hiddenAccessOf(GatewayId gateway, bytes32 commitment) external view returns (HiddenAccess memory) {
        return _hidden[gateway][commitment];
    }

    /// @inheritdoc IGatewayRegister
    function isReceiptKey(GatewayId gateway, address key) external view returns (bool) {
        return _receiptKeys[gateway][key];
    }

    /// @inheritdoc IGatewayRegister
    function promiseDigest(LogPromise calldata given) external view returns (bytes32) {
        return _promiseDigest(given);
    }

    /// @dev Suspends for a reason that its agency cannot take back; a retired one too, so that nobody retires from account.
    function _suspend(GatewayId gateway, bytes32 reason) private {
        Gateway storage found = _gateways[gateway];
        if (found.status == GatewayStatus.Suspended) revert GatewayRegister_WrongStatus(gateway, found.status);
        ++_suspendedCounts[found.agency];
        _setStatus(gateway, GatewayStatus.Suspended, reason);
    }

    function _setStatus(GatewayId gateway, GatewayStatus status, bytes32 reason) private {
        _gateways[gateway].status = status;
        _gateways[gateway].changedAt = uint48(block.timestamp);
        emit GatewayStatusChanged(gateway, msg.sender, status, reason);
    }

    function _requireIncluded(GatewayId gateway, bytes32 leaf, uint64 index, bytes32[] calldata proof) private view {
        Log storage log = _logs[gateway];
        LogProofLib.requireIncluded(leaf, index, log.size, log.root, proof);
    }

    /// @dev A gateway that there is.
    function _known(GatewayId gateway) private view returns (Gateway storage found) {
        found = _gateways[gateway];
        if (found.status == GatewayStatus.Unknown) revert GatewayRegister_GatewayUnknown(gateway);
    }

    /// @dev A gateway whose agency the sender is a steward of.
    function _own(GatewayId gateway) private view returns (Gateway storage found) {
        found = _known(gateway);
        _requireSteward(found.agency);
    }

    /// @dev A gateway that the sender may suspend or retire.
    function _mayTakeBack(GatewayId gateway) private view returns (Gateway storage found) {
        found = _known(gateway);
        if (!StewardLib.mayTakeBack(AGENCY_REGISTRY, found.agency, msg.sender)) {
            revert GatewayRegister_NotSteward(msg.sender, found.agency);
        }
    }

    function _requireSteward(AgencyId agency) private view {
        if (!AGENCY_REGISTRY.isOfficer(agency, msg.sender, RoleLib.DATA_STEWARD)) {
            revert GatewayRegister_NotSteward(msg.sender, agency);
        }
    }

    /// @dev A suspended gateway still anchors, so that it can answer for what it did.
    function _requireOperator(GatewayId gateway) private view returns (GatewayStatus status) {
        Gateway storage found = _known(gateway);
        status = found.status;
        if (status == GatewayStatus.Retired) revert GatewayRegister_WrongStatus(gateway, status);
        if (found.operator != msg.sender) revert GatewayRegister_NotOperator(gateway, msg.sender);
    }

    function _requireChallenged(GatewayId gateway, bytes32 leaf) private view returns (Challenge storage open) {
        open = _challenges[gateway][leaf];
        if (open.answerBy == 0 || open.isClosed) revert GatewayRegister_NotChallenged(gateway, leaf);
    }

    function _requireHidden(GatewayId gateway, bytes32 commitment) private view returns (uint48 openAfter) {
        HiddenAccess storage found = _hidden[gateway][commitment];
        openAfter = found.openAfter;
        if (openAfter == 0 || found.openedAt != 0) revert GatewayRegister_NotHidden(gateway, commitment);
    }

    function _promiseDigest(LogPromise calldata given) private view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(PROMISE_TYPEHASH, given.gateway, given.leaf, given.logBy)));
    }

    function _requireValid(
        GatewayId gateway,
        address operator,
        address receiptKey,
        uint32 maxSilence,
        bytes32 profile
    ) private pure {
        if (operator == address(0) || receiptKey == address(0) || maxSilence == 0 || maxSilence > LONGEST_SILENCE) {
            revert GatewayRegister_InvalidGateway(operator, receiptKey, maxSilence, LONGEST_SILENCE);
        }
        if (profile == 0) revert GatewayRegister_EmptyHash(gateway);
    }
}
