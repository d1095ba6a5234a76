// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgencyId} from "./AgencyId.sol";

/// @dev Stands where an appointment does not end.
uint48 constant NO_END = type(uint48).max;

/// @title IAgencyRegistry
/// @notice Keeps agencies, the officers who act for them and the public policy on approvals.
/// @dev The administrator (an AccessManager role, with a delay) registers and suspends agencies and can do nothing
/// else, except to hand its own office to another AccessManager. Officers are appointed by two registrars together: one
/// sends, another signs (EIP-712, domain "Fisc AgencyRegistry" version "1"; a signature counts once). They may be
/// registrars of an agency above, so an agency that lost its own is helped from there.
/// Warning: at the top nobody can help, and one registrar can suspend the others. Register an agency at the top with
/// more than two.
interface IAgencyRegistry {
    /// @notice The standing of an agency.
    enum AgencyStatus {
        Unknown, // never registered
        Active, // its officers can act
        Suspended // its officers cannot act until it is resumed
    }

    /// @notice How many approvals a batch needs, by its amount.
    /// @param freeUpTo Amounts up to this need none, in minor units. Entries that move money need one all the same.
    /// @param oneUpTo Amounts up to this need one, in minor units.
    /// @param twoUpTo Amounts up to this need two, and greater ones three, in minor units.
    struct Policy {
        uint64 freeUpTo;
        uint64 oneUpTo;
        uint64 twoUpTo;
    }

    /// @notice An agency as it stands.
    /// @param policy How many approvals its batches need.
    /// @param parent The agency above, or NO_AGENCY; it never changes.
    /// @param status Its standing.
    /// @param profile SHA-256 of its profile document.
    struct Agency {
        Policy policy;
        AgencyId parent;
        AgencyStatus status;
        bytes32 profile;
    }

    /// @notice An officer as it stands: one storage slot.
    /// @param agency The agency that the officer acts for.
    /// @param roles Bits of RoleLib.
    /// @param suspended True while the officer cannot act.
    /// @param limit The greatest batch that the officer can approve, in minor units.
    /// @param startsAt When the appointment on these terms was made, Unix seconds.
    /// @param endsAt When it ends, Unix seconds, or NO_END; the officer cannot act from then on.
    struct Officer {
        AgencyId agency;
        uint8 roles;
        bool suspended;
        uint64 limit;
        uint48 startsAt;
        uint48 endsAt;
    }

    /// @notice What two registrars agree on when they appoint an officer.
    /// @param account The account that will act.
    /// @param agency The agency that it will act for.
    /// @param roles Bits of RoleLib, at least one.
    /// @param limit The greatest batch that it can approve, in minor units.
    /// @param endsAt When the appointment ends, Unix seconds, or NO_END.
    /// @param replaces An earlier account of the same person that ends now, or the zero address.
    struct Appointment {
        address account;
        AgencyId agency;
        uint8 roles;
        uint64 limit;
        uint48 endsAt;
        address replaces;
    }

    /// @notice A second registrar's signature.
    /// @param signer The registrar who signs, another one than the sender.
    /// @param deadline The last second at which the signature counts.
    /// @param signature 65 bytes of ECDSA, or what the signer's ERC-1271 contract accepts.
    struct Countersignature {
        address signer;
        uint48 deadline;
        bytes signature;
    }

    /// @notice An agency was registered, active, under the strict policy (none up to 0, two above).
    /// @param registrars The founding registrars: role REGISTRAR, limit 0, from this block on, without end.
    event AgencyRegistered(
        AgencyId indexed agency,
        AgencyId indexed parent,
        bytes32 indexed identifierHash,
        bytes32 profile,
        address[] registrars
    );
    /// @notice The administrator suspended an agency.
    /// @param reason SHA-256 of the decision.
    event AgencySuspended(AgencyId indexed agency, bytes32 reason);
    /// @notice The administrator let the officers of an agency act again.
    event AgencyResumed(AgencyId indexed agency);
    /// @notice A registrar named a new profile document of an agency.
    event AgencyProfileChanged(AgencyId indexed agency, address indexed by, bytes32 profile);
    /// @notice Two registrars set how many approvals an agency's batches need.
    event PolicyChanged(
        AgencyId indexed agency,
        address indexed by,
        address indexed countersigner,
        uint64 freeUpTo,
        uint64 oneUpTo,
        uint64 twoUpTo
    );
    /// @notice Two registrars appointed an officer, or changed the terms of one. A suspension stays as it was.
    /// @param replaces The account whose appointment ended at `startsAt`, or the zero address.
    event OfficerAppointed(
        AgencyId indexed agency,
        address indexed account,
        address indexed replaces,
        uint8 roles,
        uint64 limit,
        uint48 startsAt,
        uint48 endsAt,
        address by,
        address countersigner
    );
    /// @notice A registrar suspended an officer.
    event OfficerSuspended(AgencyId indexed agency, address indexed account, address indexed by);
    /// @notice Two registrars let an officer act again.
    event OfficerResumed(AgencyId indexed agency, address indexed account, address indexed by, address countersigner);

    /// @notice No agency has this number.
    error AgencyRegistry_UnknownAgency(AgencyId agency);
    /// @notice The agency that the officer acts for is suspended.
    error AgencyRegistry_AgencySuspended(AgencyId agency);
    /// @notice The agency already has this standing.
    error AgencyRegistry_StatusUnchanged(AgencyId agency, AgencyStatus status);
    /// @notice The official identifier is already registered, as `agency`.
    error AgencyRegistry_IdentifierTaken(bytes32 identifierHash, AgencyId agency);
    /// @notice A hash that must name a document or an identifier is zero.
    error AgencyRegistry_EmptyHash(AgencyId agency);
    /// @notice An agency needs more founding registrars.
    error AgencyRegistry_TooFewRegistrars(uint256 given, uint256 needed);
    /// @notice The agency would stand below too many others.
    error AgencyRegistry_TooDeep(AgencyId parent, uint256 depth, uint256 allowed);
    /// @notice The account acts for `actsFor` (NO_AGENCY: for none), and that does not count for `agency`.
    error AgencyRegistry_NotOfficer(address account, AgencyId agency, AgencyId actsFor);
    /// @notice The officer holds `roles`, and not all that are `needed`.
    error AgencyRegistry_RoleMissing(address account, uint8 roles, uint8 needed);
    /// @notice The officer is suspended.
    error AgencyRegistry_OfficerSuspended(address account);
    /// @notice The appointment has ended.
    error AgencyRegistry_OfficerEnded(address account, uint48 endsAt, uint256 checkedAt);
    /// @notice The officer already stands so.
    error AgencyRegistry_OfficerUnchanged(address account);
    /// @notice The account has never been an officer.
    error AgencyRegistry_UnknownOfficer(address account);
    /// @notice The zero address cannot act.
    error AgencyRegistry_ZeroAccount(AgencyId agency);
    /// @notice A founding registrar is given twice.
    error AgencyRegistry_RegistrarRepeated(address account);
    /// @notice An account cannot replace itself.
    error AgencyRegistry_ReplacesItself(address account);
    /// @notice The agency already has this profile.
    error AgencyRegistry_ProfileUnchanged(AgencyId agency, bytes32 profile);
    /// @notice The account acts for another agency for good.
    error AgencyRegistry_ActsForAnother(address account, AgencyId actsFor, AgencyId asked);
    /// @notice The roles are none, or not of RoleLib.
    error AgencyRegistry_InvalidRoles(address account, uint8 roles);
    /// @notice One account may not hold these roles together.
    error AgencyRegistry_RolesConflict(address account, uint8 roles);
    /// @notice The appointment would have ended already.
    error AgencyRegistry_InvalidEnd(address account, uint48 endsAt, uint256 checkedAt);
    /// @notice The thresholds do not ascend.
    error AgencyRegistry_InvalidPolicy(uint64 freeUpTo, uint64 oneUpTo, uint64 twoUpTo);
    /// @notice The agency already has this policy.
    error AgencyRegistry_PolicyUnchanged(AgencyId agency);
    /// @notice The sender signed as the second registrar too.
    error AgencyRegistry_OwnSignature(address account);
    /// @notice The signature counted until `deadline` only.
    error AgencyRegistry_SignatureExpired(address signer, uint48 deadline, uint256 checkedAt);
    /// @notice The signature is not the signer's over what is asked.
    error AgencyRegistry_InvalidSignature(address signer);
    /// @notice The batch needs more approvals.
    error AgencyRegistry_TooFewApprovals(AgencyId agency, uint64 amount, uint256 needed, uint256 given);
    /// @notice Nobody approves their own entry.
    error AgencyRegistry_ApproverIsMaker(address account);
    /// @notice The approvers are not in strictly ascending order, so one might count twice.
    error AgencyRegistry_ApproversNotAscending(address previous, address next);
    /// @notice The batch is greater than the approver may approve.
    error AgencyRegistry_ExceedsLimit(address approver, uint64 limit, uint64 amount);

    /// @notice Registers an agency with the registrars who will appoint its officers.
    /// @dev Restricted to the administrator. Two distinct registrars at least, who act for no agency yet. Reverts where
    /// the identifier is taken, or the agency would stand on the ninth level. The policy is the strictest that lets an
    /// agency work, until its registrars set another: every amount above 0 needs two approvals.
    /// @param parent The agency above, or NO_AGENCY.
    /// @param identifierHash SHA-256 of the official identifier, `{RegistrationAgency}-{Number}` as in org-id.guide.
    /// @param profile SHA-256 of the profile document.
    /// @param registrars The founding registrars; they hold no other role, and their appointment does not end.
    /// @return agency The number of the new agency.
    function registerAgency(
        AgencyId parent,
        bytes32 identifierHash,
        bytes32 profile,
        address[] calldata registrars
    ) external returns (AgencyId agency);

    /// @notice Suspends an agency: none of its officers can act.
    /// @dev Restricted to the administrator. Agencies below are not suspended with it; registrars of agencies above may
    /// still put its officers in order.
    /// @param agency The agency.
    /// @param reason SHA-256 of the decision.
    function suspendAgency(AgencyId agency, bytes32 reason) external;

    /// @notice Lets the officers of a suspended agency act again.
    /// @dev Restricted to the administrator.
    /// @param agency The agency.
    function resumeAgency(AgencyId agency) external;

    /// @notice Names a new profile document of an agency.
    /// @dev A registrar of the agency, or of an agency above it. Reverts where the agency has that profile.
    /// @param agency The agency.
    /// @param profile SHA-256 of the profile document.
    function changeProfile(AgencyId agency, bytes32 profile) external;

    /// @notice Sets how many approvals the agency's batches need.
    /// @dev A registrar of the agency, or of an agency above it, countersigned by another such registrar. Reverts where
    /// the thresholds do not ascend (equal ones may follow each other) or are those in force.
    /// @param agency The agency.
    /// @param policy Thresholds in minor units, ascending.
    /// @param second The countersignature.
    function changePolicy(AgencyId agency, Policy calldata policy, Countersignature calldata second) external;

    /// @notice Appoints an officer, or changes the terms of one.
    /// @dev A registrar of the agency, or of an agency above it, countersigned by another such registrar. An account
    /// acts for one agency for good: an appointment to another one reverts. The account that is replaced must act for
    /// the same agency and be in office, suspended or not; signatures for it that are not yet used count no more. New
    /// terms do not lift a suspension.
    /// @param appointment What is agreed.
    /// @param second The countersignature.
    function appointOfficer(Appointment calldata appointment, Countersignature calldata second) external;

    /// @notice Suspends an officer at once.
    /// @dev One registrar of the agency, or of an agency above it, is enough to take power away.
    /// @param account The officer.
    function suspendOfficer(address account) external;

    /// @notice Lets a suspended officer act again on the same terms.
    /// @dev As `appointOfficer`: two registrars.
    /// @param account The officer.
    /// @param second The countersignature.
    function resumeOfficer(address account, Countersignature calldata second) external;

    /// @notice Checks all that a batch needs of persons: an active agency, a maker with the roles, enough approvers.
    /// @dev Maker and approvers act for exactly this agency. Reverts with the first reason that stands against it, in
    /// this order: agency, maker, number of approvers, each approver. Signatures are the caller's to check.
    /// Warning: with `roles` 0 any officer of the agency can be the maker.
    /// @param agency The agency whose journal it is.
    /// @param maker The account that sends.
    /// @param roles The roles that the maker needs, all of them.
    /// @param approvers The accounts that signed, strictly ascending.
    /// @param amount The batch's amount, in minor units.
    /// @param minApprovals The least that the batch needs, whatever the policy says.
    function authorise(
        AgencyId agency,
        address maker,
        uint8 roles,
        address[] calldata approvers,
        uint64 amount,
        uint256 minApprovals
    ) external view;

    /// @notice Checks that an account can act in a role for an agency or for one above it.
    /// @dev Reverts with the reason where it cannot. The agency that the account acts for must be active; `agency`
    /// itself may be suspended where the account acts for one above it.
    /// @param agency The agency.
    /// @param account The account.
    /// @param role One bit of RoleLib.
    function requireOfficer(AgencyId agency, address account, uint8 role) external view;

    /// @notice Says whether an account can act now in a role for exactly this agency.
    function isOfficer(AgencyId agency, address account, uint8 role) external view returns (bool);

    /// @notice Says whether `agency` is `ancestor` or lies below it.
    function isWithin(AgencyId agency, AgencyId ancestor) external view returns (bool);

    /// @notice Returns an agency; its status is Unknown where there is none.
    function agencyOf(AgencyId agency) external view returns (Agency memory);

    /// @notice Returns the agency with this identifier, or NO_AGENCY.
    function agencyByIdentifier(bytes32 identifierHash) external view returns (AgencyId);

    /// @notice Returns an officer; its roles are 0 where there is none.
    function officerOf(address account) external view returns (Officer memory);

    /// @notice Returns how many agencies are registered.
    function agencyCount() external view returns (uint32);

    /// @notice Returns how many approvals a batch of `amount` minor units needs by the agency's policy alone.
    /// @dev Reverts where there is no such agency.
    function approvalsNeeded(AgencyId agency, uint64 amount) external view returns (uint256);

    /// @notice Returns the number that the next countersignature for this account must carry.
    function officerNonceOf(address account) external view returns (uint256);

    /// @notice Returns the number that the next countersignature for this agency's policy must carry.
    function policyNonceOf(AgencyId agency) external view returns (uint256);

    /// @notice Returns the EIP-712 digest that a second registrar signs for an appointment.
    /// @dev Carries the account's present nonce, as the digests below carry theirs.
    function appointmentDigest(Appointment calldata appointment, uint48 deadline) external view returns (bytes32);

    /// @notice Returns the EIP-712 digest that a second registrar signs for a policy.
    function policyDigest(AgencyId agency, Policy calldata policy, uint48 deadline) external view returns (bytes32);

    /// @notice Returns the EIP-712 digest that a second registrar signs to resume an officer.
    function resumptionDigest(address account, uint48 deadline) external view returns (bytes32);
}
