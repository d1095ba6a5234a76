// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {AgencyId, NO_AGENCY} from "./AgencyId.sol";
import {IAgencyRegistry, NO_END} from "./IAgencyRegistry.sol";
import {RoleLib} from "./RoleLib.sol";
import {SignatureLib} from "./SignatureLib.sol";

/// @title AgencyRegistry
/// @notice Keeps agencies, the officers who act for them and the public policy on approvals.
contract AgencyRegistry is IAgencyRegistry, AccessManaged, EIP712 {
    /// @dev All that `authorise` reads of an agency. The policy is laid flat, because a struct within a struct takes
    /// slots of its own.
    struct AgencyRecord {
        // slot 0
        uint64 freeUpTo;
        uint64 oneUpTo;
        uint64 twoUpTo;
        AgencyId parent;
        AgencyStatus status;
    }

    uint256 private constant MIN_REGISTRARS = 2;
    uint256 private constant MAX_DEPTH = 8;

    bytes32 private constant APPOINTMENT_TYPEHASH = keccak256(
        "Appointment(address account,uint32 agency,uint8 roles,uint64 limit,uint48 endsAt,"
        "address replaces,uint256 nonce,uint48 deadline)"
    );
    bytes32 private constant POLICY_TYPEHASH = keccak256(
        "PolicyChange(uint32 agency,uint64 freeUpTo,uint64 oneUpTo,uint64 twoUpTo,uint256 nonce,uint48 deadline)"
    );
    bytes32 private constant RESUMPTION_TYPEHASH = keccak256(
        "Resumption(address account,uint256 nonce,uint48 deadline)"
    );

    uint32 private _agencyCount;
    mapping(AgencyId agency => AgencyRecord) private _agencies;
    mapping(AgencyId agency => bytes32) private _profiles;
    mapping(bytes32 identifierHash => AgencyId agency) private _agencyByIdentifier;
    mapping(address account => Officer) private _officers;
    mapping(address account => uint256) private _officerNonces;
    mapping(AgencyId agency => uint256) private _policyNonces;

    constructor(address initialAuthority) AccessManaged(initialAuthority) EIP712("Fisc AgencyRegistry", "1") {}

    /// @inheritdoc IAgencyRegistry
    function registerAgency(
        AgencyId parent,
        bytes32 identifierHash,
        bytes32 profile,
        address[] calldata registrars
    ) external restricted returns (AgencyId agency) {
        agency = AgencyId.wrap(_agencyCount + 1);
        if (identifierHash == 0 || profile == 0) revert AgencyRegistry_EmptyHash(agency);
        AgencyId taken = _agencyByIdentifier[identifierHash];
        if (taken != NO_AGENCY) revert AgencyRegistry_IdentifierTaken(identifierHash, taken);
        _requireRoomBelow(parent);

        _agencyCount = AgencyId.unwrap(agency);
        _agencyByIdentifier[identifierHash] = agency;
        _agencies[agency] = AgencyRecord({
            freeUpTo: 0,
            oneUpTo: 0,
            twoUpTo: type(uint64).max,
            parent: parent,
            status: AgencyStatus.Active
        });
        _profiles[agency] = profile;
        _found(agency, registrars);
        emit AgencyRegistered(agency, parent, identifierHash, profile, registrars);
    }

    /// @inheritdoc IAgencyRegistry
    function suspendAgency(AgencyId agency, bytes32 reason) external restricted {
        if (reason == 0) revert AgencyRegistry_EmptyHash(agency);
        _changeStatus(agency, AgencyStatus.Suspended);
        emit AgencySuspended(agency, reason);
    }

    /// @inheritdoc IAgencyRegistry
    function resumeAgency(AgencyId agency) external restricted {
        _changeStatus(agency, AgencyStatus.Active);
        emit AgencyResumed(agency);
    }

    /// @inheritdoc IAgencyRegistry
    function changeProfile(AgencyId agency, bytes32 profile) external {
        _requireWithin(agency, msg.sender, RoleLib.REGISTRAR);
        if (profile == 0) revert AgencyRegistry_EmptyHash(agency);
        if (profile == _profiles[agency]) revert AgencyRegistry_ProfileUnchanged(agency, profile);

        _profiles[agency] = profile;
        emit AgencyProfileChanged(agency, msg.sender, profile);
    }

    /// @inheritdoc IAgencyRegistry
    function changePolicy(AgencyId agency, Policy calldata policy, Countersignature calldata second) external {
        _requireTwoRegistrars(agency, policyDigest(agency, policy, second.deadline), second);
        AgencyRecord storage record = _agencies[agency];
        (uint64 free, uint64 one, uint64 two) = (policy.freeUpTo, policy.oneUpTo, policy.twoUpTo);
        if (free > one || one > two) revert AgencyRegistry_InvalidPolicy(free, one, two);
        if (free == record.freeUpTo && one == record.oneUpTo && two == record.twoUpTo) {
            revert AgencyRegistry_PolicyUnchanged(agency);
        }

        ++_policyNonces[agency];
        (record.freeUpTo, record.oneUpTo, record.twoUpTo) = (free, one, two);
        emit PolicyChanged(agency, msg.sender, second.signer, free, one, two);
    }

    /// @inheritdoc IAgencyRegistry
    function appointOfficer(Appointment calldata appointment, Countersignature calldata second) external {
        _requireTwoRegistrars(appointment.agency, appointmentDigest(appointment, second.deadline), second);
        _requireSoundTerms(appointment);
        Officer memory officer = _officers[appointment.account];
        if (officer.agency != NO_AGENCY && officer.agency != appointment.agency) {
            revert AgencyRegistry_ActsForAnother(appointment.account, officer.agency, appointment.agency);
        }
        if (appointment.replaces != address(0)) {
            _endReplaced(appointment);
        } else if (
            officer.roles == appointment.roles &&
            officer.limit == appointment.limit &&
            officer.endsAt == appointment.endsAt
        ) {
            revert AgencyRegistry_OfficerUnchanged(appointment.account);
        }

        ++_officerNonces[appointment.account];
        _officers[appointment.account] = Officer({
            agency: appointment.agency,
            roles: appointment.roles,
            suspended: officer.suspended,
            limit: appointment.limit,
            startsAt: uint48(block.timestamp),
            endsAt: appointment.endsAt
        });
        emit OfficerAppointed(
            appointment.agency,
            appointment.account,
            appointment.replaces,
            appointment.roles,
            appointment.limit,
            uint48(block.timestamp),
            appointment.endsAt,
            msg.sender,
            second.signer
        );
    }

    /// @inheritdoc IAgencyRegistry
    function suspendOfficer(address account) external {
        Officer storage officer = _knownOfficer(account);
        AgencyId agency = officer.agency;
        _requireWithin(agency, msg.sender, RoleLib.REGISTRAR);
        if (officer.suspended) revert AgencyRegistry_OfficerUnchanged(account);

        officer.suspended = true;
        emit OfficerSuspended(agency, account, msg.sender);
    }

    /// @inheritdoc IAgencyRegistry
    function resumeOfficer(address account, Countersignature calldata second) external {
        Officer storage officer = _knownOfficer(account);
        AgencyId agency = officer.agency;
        _requireTwoRegistrars(agency, resumptionDigest(account, second.deadline), second);
        if (!officer.suspended) revert AgencyRegistry_OfficerUnchanged(account);

        ++_officerNonces[account];
        officer.suspended = false;
        emit OfficerResumed(agency, account, msg.sender, second.signer);
    }

    /// @inheritdoc IAgencyRegistry
    function authorise(
        AgencyId agency,
        address maker,
        uint8 roles,
        address[] calldata approvers,
        uint64 amount,
        uint256 minApprovals
    ) external view {
        uint256 needed = Math.max(_approvalsOf(agency, amount), minApprovals);
        _requireExact(agency, maker, roles);
        if (approvers.length < needed) {
            revert AgencyRegistry_TooFewApprovals(agency, amount, needed, approvers.length);
        }
        address previous = address(0);
        for (uint256 i = 0; i < approvers.length; ++i) {
            address approver = _approverAt(approvers, i);
            if (approver <= previous) revert AgencyRegistry_ApproversNotAscending(previous, approver);
            if (approver == maker) revert AgencyRegistry_ApproverIsMaker(maker);
            uint256 limit = _requireExact(agency, approver, RoleLib.APPROVER);
            if (amount > limit) revert AgencyRegistry_ExceedsLimit(approver, uint64(limit), amount);
            previous = approver;
        }
    }

    /// @inheritdoc IAgencyRegistry
    function requireOfficer(AgencyId agency, address account, uint8 role) external view {
        _requireWithin(agency, account, role);
    }

    /// @inheritdoc IAgencyRegistry
    function isOfficer(AgencyId agency, address account, uint8 role) external view returns (bool) {
        Officer memory officer = _officers[account];
        return
            _agencies[agency].status == AgencyStatus.Active &&
            officer.agency == agency &&
            officer.roles & role == role &&
            !officer.suspended &&
            block.timestamp < officer.endsAt;
    }

    /// @inheritdoc IAgencyRegistry
    function isWithin(AgencyId agency, AgencyId ancestor) external view returns (bool) {
        return _isWithin(agency, ancestor);
    }

    /// @inheritdoc IAgencyRegistry
    function agencyOf(AgencyId agency) external view returns (Agency memory) {
        AgencyRecord memory record = _agencies[agency];
        return
            Agency({
                policy: Policy({freeUpTo: record.freeUpTo, oneUpTo: record.oneUpTo, twoUpTo: record.twoUpTo}),
                parent: record.parent,
                status: record.status,
                profile: _profiles[agency]
            });
    }

    /// @inheritdoc IAgencyRegistry
    function agencyByIdentifier(bytes32 identifierHash) external view returns (AgencyId) {
        return _agencyByIdentifier[identifierHash];
    }

    /// @inheritdoc IAgencyRegistry
    function officerOf(address account) external view returns (Officer memory) {
        return _officers[account];
    }

    /// @inheritdoc IAgencyRegistry
    function agencyCount() external view returns (uint32) {
        return _agencyCount;
    }

    /// @inheritdoc IAgencyRegistry
    function approvalsNeeded(AgencyId agency, uint64 amount) external view returns (uint256) {
        AgencyRecord storage record = _agencies[agency];
        if (record.status == AgencyStatus.Unknown) revert AgencyRegistry_UnknownAgency(agency);
        return _approvalsBy(record, amount);
    }

    /// @inheritdoc IAgencyRegistry
    function officerNonceOf(address account) external view returns (uint256) {
        return _officerNonces[account];
    }

    /// @inheritdoc IAgencyRegistry
    function policyNonceOf(AgencyId agency) external view returns (uint256) {
        return _policyNonces[agency];
    }

    /// @inheritdoc IAgencyRegistry
    function appointmentDigest(Appointment calldata appointment, uint48 deadline) public view returns (bytes32) {
        // A struct of static fields is encoded in place, so this is EIP-712's flat encoding.
        uint256 nonce = _officerNonces[appointment.account];
        return _hashTypedDataV4(keccak256(abi.encode(APPOINTMENT_TYPEHASH, appointment, nonce, deadline)));
    }

    /// @inheritdoc IAgencyRegistry
    function policyDigest(AgencyId agency, Policy calldata policy, uint48 deadline) public view returns (bytes32) {
        uint256 nonce = _policyNonces[agency];
        return _hashTypedDataV4(keccak256(abi.encode(POLICY_TYPEHASH, agency, policy, nonce, deadline)));
    }

    /// @inheritdoc IAgencyRegistry
    function resumptionDigest(address account, uint48 deadline) public view returns (bytes32) {
        uint256 nonce = _officerNonces[account];
        return _hashTypedDataV4(keccak256(abi.encode(RESUMPTION_TYPEHASH, account, nonce, deadline)));
    }

    /// @dev Appoints the founding registrars of a new agency.
    function _found(AgencyId agency, address[] calldata registrars) private {
        if (registrars.length < MIN_REGISTRARS) {
            revert AgencyRegistry_TooFewRegistrars(registrars.length, MIN_REGISTRARS);
        }
        for (uint256 i = 0; i < registrars.length; ++i) {
            address registrar = registrars[i];
            if (registrar == address(0)) revert AgencyRegistry_ZeroAccount(agency);
            AgencyId actsFor = _officers[registrar].agency;
            if (actsFor == agency) revert AgencyRegistry_RegistrarRepeated(registrar);
            if (actsFor != NO_AGENCY) revert AgencyRegistry_ActsForAnother(registrar, actsFor, agency);
            _officers[registrar] = Officer({
                agency: agency,
                roles: RoleLib.REGISTRAR,
                suspended: false,
                limit: 0,
                startsAt: uint48(block.timestamp),
                endsAt: NO_END
            });
        }
    }

    function _changeStatus(AgencyId agency, AgencyStatus status) private {
        AgencyRecord storage record = _agencies[agency];
        if (record.status == AgencyStatus.Unknown) revert AgencyRegistry_UnknownAgency(agency);
        if (record.status == status) revert AgencyRegistry_StatusUnchanged(agency, status);
        record.status = status;
    }

    /// @dev Ends the appointment of the account that is replaced, and what was signed for it with it.
    function _endReplaced(Appointment calldata appointment) private {
        address replaced = appointment.replaces;
        if (replaced == appointment.account) revert AgencyRegistry_ReplacesItself(replaced);
        Officer storage officer = _officers[replaced];
        (AgencyId actsFor, uint48 endsAt) = (officer.agency, officer.endsAt);
        if (actsFor != appointment.agency) {
            revert AgencyRegistry_NotOfficer(replaced, appointment.agency, actsFor);
        }
        if (block.timestamp >= endsAt) revert AgencyRegistry_OfficerEnded(replaced, endsAt, block.timestamp);

        ++_officerNonces[replaced];
        officer.endsAt = uint48(block.timestamp);
    }

    /// @dev The sender and the second signer are two registrars of the agency or of agencies above it. Asking a
    /// contract wallet is a static call, so nothing can change under it.
    function _requireTwoRegistrars(AgencyId agency, bytes32 digest, Countersignature calldata second) private view {
        _requireWithin(agency, msg.sender, RoleLib.REGISTRAR);
        address signer = second.signer;
        if (signer == msg.sender) revert AgencyRegistry_OwnSignature(signer);
        _requireWithin(agency, signer, RoleLib.REGISTRAR);
        if (block.timestamp > second.deadline) {
            revert AgencyRegistry_SignatureExpired(signer, second.deadline, block.timestamp);
        }
        if (!SignatureLib.isValid(signer, digest, second.signature)) revert AgencyRegistry_InvalidSignature(signer);
    }

    /// @dev The account can act with `roles` for this agency or for one above it.
    function _requireWithin(AgencyId agency, address account, uint8 roles) private view {
        if (_agencies[agency].status == AgencyStatus.Unknown) revert AgencyRegistry_UnknownAgency(agency);
        Officer storage officer = _officers[account];
        if (!_isWithin(agency, officer.agency)) {
            revert AgencyRegistry_NotOfficer(account, agency, officer.agency);
        }
        _requireActive(officer.agency, _agencies[officer.agency].status);
        _requireInOffice(account, officer, roles);
    }

    /// @dev The account can act with `roles` for exactly this agency, whose status the caller has checked. Reads the officer
    /// as one word, as Solidity packs it: agency 32 bits from the low end, roles 8, suspended 8, limit 64, startsAt 48,
    /// endsAt 48. What the word does not allow is explained by the typed checks.
    function _requireExact(AgencyId agency, address account, uint8 roles) private view returns (uint256 limit) {
        Officer storage officer = _officers[account];
        uint256 word;
        assembly ("memory-safe") {
            word := sload(officer.slot)
        }
        // Same agency, every role, not suspended, and not ended.
        uint256 lacks = ((word ^ AgencyId.unwrap(agency)) & 0xff00ffffffff) | ((~word >> 32) & roles);
        if (lacks != 0 || block.timestamp >= word >> 160) {
            if (officer.agency != agency) revert AgencyRegistry_NotOfficer(account, agency, officer.agency);
            _requireInOffice(account, officer, roles);
        }
        return uint64(word >> 48);
    }

    /// @dev How many approvals an active agency's policy asks for. Reads the agency as one word, as Solidity packs it: freeUpTo
    /// 64 bits from the low end, oneUpTo 64, twoUpTo 64, parent 32, status 8.
    function _approvalsOf(AgencyId agency, uint256 amount) private view returns (uint256) {
        AgencyRecord storage record = _agencies[agency];
        uint256 word;
        assembly ("memory-safe") {
            word := sload(record.slot)
        }
        if (word >> 224 != uint256(AgencyStatus.Active)) _requireActive(agency, record.status);
        if (amount <= uint64(word)) return 0;
        if (amount <= uint64(word >> 64)) return 1;
        if (amount <= uint64(word >> 128)) return 2;
        return 3;
    }

    /// @dev An agency that is registered already stands high enough to have another below it.
    function _requireRoomBelow(AgencyId parent) private view {
        if (parent == NO_AGENCY) return;
        if (_agencies[parent].status == AgencyStatus.Unknown) revert AgencyRegistry_UnknownAgency(parent);
        uint256 depth = 1;
        for (AgencyId above = parent; above != NO_AGENCY; above = _agencies[above].parent) ++depth;
        if (depth > MAX_DEPTH) revert AgencyRegistry_TooDeep(parent, depth, MAX_DEPTH);
    }

    /// @dev Ends after MAX_DEPTH steps at most: parents are registered before their children and never change.
    function _isWithin(AgencyId agency, AgencyId ancestor) private view returns (bool) {
        if (_agencies[ancestor].status == AgencyStatus.Unknown) return false;
        for (AgencyId above = agency; above != NO_AGENCY; above = _agencies[above].parent) {
            if (above == ancestor) return true;
        }
        return false;
    }

    function _knownOfficer(address account) private view returns (Officer storage officer) {
        officer = _officers[account];
        if (officer.agency == NO_AGENCY) revert AgencyRegistry_UnknownOfficer(account);
    }

    function _requireSoundTerms(Appointment calldata appointment) private view {
        (address account, uint8 roles, uint48 endsAt) = (appointment.account, appointment.roles, appointment.endsAt);
        if (account == address(0)) revert AgencyRegistry_ZeroAccount(appointment.agency);
        if (roles == 0 || roles > RoleLib.ALL) revert AgencyRegistry_InvalidRoles(account, roles);
        if (RoleLib.conflicts(roles)) revert AgencyRegistry_RolesConflict(account, roles);
        if (block.timestamp >= endsAt) revert AgencyRegistry_InvalidEnd(account, endsAt, block.timestamp);
    }

    function _requireInOffice(address account, Officer storage officer, uint8 roles) private view {
        if (officer.roles & roles != roles) revert AgencyRegistry_RoleMissing(account, officer.roles, roles);
        if (officer.suspended) revert AgencyRegistry_OfficerSuspended(account);
        if (block.timestamp >= officer.endsAt) {
            revert AgencyRegistry_OfficerEnded(account, officer.endsAt, block.timestamp);
        }
    }

    function _approvalsBy(AgencyRecord storage record, uint64 amount) private view returns (uint256) {
        if (amount <= record.freeUpTo) return 0;
        if (amount <= record.oneUpTo) return 1;
        if (amount <= record.twoUpTo) return 2;
        return 3;
    }

    /// @dev As `approvers[index]`, which must be below the length; 90 gas less. Bits above an address are cut off.
    function _approverAt(address[] calldata approvers, uint256 index) private pure returns (address approver) {
        assembly ("memory-safe") {
            approver := shr(96, shl(96, calldataload(add(approvers.offset, shl(5, index)))))
        }
    }

    function _requireActive(AgencyId agency, AgencyStatus status) private pure {
        if (status == AgencyStatus.Active) return;
        if (status == AgencyStatus.Suspended) revert AgencyRegistry_AgencySuspended(agency);
        revert AgencyRegistry_UnknownAgency(agency);
    }
}
