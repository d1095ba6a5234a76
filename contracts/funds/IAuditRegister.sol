// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgencyId} from "../access/AgencyId.sol";
import {EntryId} from "./EntryId.sol";
import {ILedgerTypes} from "./ILedgerTypes.sol";

/// @notice The number of an auditor's finding, from 1 up.
type FindingId is uint32;

/// @title IAuditRegister
/// @notice Records what auditors find on an entry and what the agency answers, and lets anyone flag an entry.
/// @dev Nothing here moves money, stops an entry or changes one, and nothing is ever deleted. How grave a finding is stands
/// in its document, in the words of the auditor's own standards.
///
/// A finding goes finding → response → follow-up, as often as it takes:
///
///             recordFinding
///                   |
///                   v      respondToFinding
///        +------> Open --------------------> Answered
///        |          |                        |      |
///        |          | followUp(resolved)     |      |
///        |          v                        |      |
///        |       Resolved <------------------+      |
///        |          |      followUp(resolved)       |
///        +----------+-------------------------------+
///                followUp(unresolved)
///
/// An auditor may resolve an unanswered finding, which withdraws one that was mistaken, and may open a resolved one again.
/// An agency that says nothing leaves its finding open, for all to see.
///
/// A flag is a stranger's pointer to evidence. An account flags once in an interval, and an entry once. An entry is flagged
/// once in an interval.
/// Warning: accounts cost nothing, so these limits do not count persons: whoever makes a hundred accounts flags a hundred
/// times, at the price of gas. A count of flags is therefore no vote, nothing in the ledger depends on it, and a reader
/// looks at the evidence. Nor can the limit silence an entry: who would keep others from flagging it must flag it himself
/// in every interval, each time by a new account, and so marks it the more.
interface IAuditRegister is ILedgerTypes {
    /// @notice How a finding stands.
    enum FindingStatus {
        Unknown, // never recorded
        Open, // the agency has to respond
        Answered, // the agency has responded; the auditor has to follow up
        Resolved // the auditor holds the matter to be settled
    }

    /// @notice A finding as it stands: one storage slot.
    /// @param entry The entry that it is about.
    /// @param auditing The agency that the auditor who made it acts for.
    /// @param status How it stands.
    /// @param stepCount How many steps it has taken, the finding itself included.
    struct Finding {
        EntryId entry;
        AgencyId auditing;
        FindingStatus status;
        uint32 stepCount;
    }

    /// @notice A step of a finding: the finding itself, a response or a follow-up.
    /// @param document SHA-256 of what was said.
    /// @param by Who took it.
    /// @param takenAt When, Unix seconds.
    /// @param status How the finding stood after it.
    struct Step {
        bytes32 document;
        address by;
        uint48 takenAt;
        FindingStatus status;
    }

    /// @notice An auditor recorded a finding on an entry.
    /// @param auditing The agency that the auditor acts for.
    /// @param document SHA-256 of the finding.
    event FindingRecorded(
        FindingId indexed finding,
        EntryId indexed entry,
        address indexed by,
        AgencyId auditing,
        bytes32 document
    );
    /// @notice The agency responded to a finding.
    /// @param document SHA-256 of the response.
    event FindingAnswered(FindingId indexed finding, EntryId indexed entry, address indexed by, bytes32 document);
    /// @notice An auditor followed a finding up.
    /// @param status Resolved, or Open where the matter is not settled.
    /// @param document SHA-256 of the follow-up.
    event FindingFollowedUp(
        FindingId indexed finding,
        EntryId indexed entry,
        address indexed by,
        FindingStatus status,
        bytes32 document
    );
    /// @notice Somebody flagged an entry.
    /// @param evidence SHA-256 of the evidence.
    /// @param flagCount How many accounts have flagged the entry.
    event EntryFlagged(EntryId indexed entry, address indexed by, bytes32 evidence, uint32 flagCount);

    /// @notice An interval between flags is none, or longer than allowed, in seconds.
    error AuditRegister_IntervalOutside(uint48 interval, uint48 longest);
    /// @notice The proof does not show that the entry stands in the journal.
    error AuditRegister_ProofInvalid(bytes32 batchRef, uint256 index);
    /// @notice The hash of the document, or of the evidence, is zero.
    error AuditRegister_EmptyHash();
    /// @notice This document is a finding on the entry already.
    error AuditRegister_FindingRecorded(EntryId entry, bytes32 document, FindingId finding);
    /// @notice No finding has this number.
    error AuditRegister_UnknownFinding(FindingId finding);
    /// @notice The finding does not wait for a response.
    error AuditRegister_NotOpen(FindingId finding, FindingStatus status);
    /// @notice The finding already stands so.
    error AuditRegister_StatusUnchanged(FindingId finding, FindingStatus status);
    /// @notice The finding has taken fewer steps.
    error AuditRegister_UnknownStep(FindingId finding, uint256 index, uint256 stepCount);
    /// @notice The entry has fewer findings.
    error AuditRegister_UnknownPlace(EntryId entry, uint256 index, uint256 findingCount);
    /// @notice The account has flagged the entry.
    error AuditRegister_AlreadyFlagged(EntryId entry, address account);
    /// @notice The account can flag again from `nextAt` on, Unix seconds.
    error AuditRegister_AccountFlaggedLately(address account, uint256 nextAt, uint256 checkedAt);
    /// @notice The entry can be flagged again from `nextAt` on, Unix seconds.
    error AuditRegister_EntryFlaggedLately(EntryId entry, uint256 nextAt, uint256 checkedAt);

    /// @notice Records a finding on an entry.
    /// @dev An auditor of the agency that keeps the journal, or of an agency above it; reverts with the agency registry's
    /// reason for anyone else. A document is accepted once for an entry, so what is sent twice is recorded once.
    /// Warning: one account cannot be auditor and handle money at once, but may have made entries in an earlier office.
    /// @param entry The entry, and the proof that it stands in the journal.
    /// @param document SHA-256 of the finding.
    /// @return finding The number of the new finding.
    function recordFinding(Citation calldata entry, bytes32 document) external returns (FindingId finding);

    /// @notice Responds to a finding on behalf of the agency whose entry it is.
    /// @dev A budget officer of exactly this agency: whoever answers for the money answers for the entry, and not the
    /// recorder who wrote it down. One response to each finding and to each follow-up that leaves it open.
    /// @param finding The finding, open.
    /// @param document SHA-256 of the response.
    function respondToFinding(FindingId finding, bytes32 document) external;

    /// @notice Follows a finding up.
    /// @dev An auditor of the agency for which the finding was made, or of an agency above that: what an auditor from
    /// above found is not for the agency's own auditor to resolve.
    /// @param finding The finding.
    /// @param resolved Whether the matter is settled; if not, the agency has to respond, once more or after all.
    /// @param document SHA-256 of the follow-up.
    function followUp(FindingId finding, bool resolved, bytes32 document) external;

    /// @notice Flags an entry to the public.
    /// @dev Anyone; see the limits above. A flag cannot be taken back.
    /// @param entry The entry, and the proof that it stands in the journal.
    /// @param evidence SHA-256 of the evidence.
    function flagEntry(Citation calldata entry, bytes32 evidence) external;

    /// @notice Returns how many findings are recorded: numbers 1 to this exist.
    function findingCount() external view returns (uint32);

    /// @notice Returns a finding; its status is Unknown where there is none.
    function findingOf(FindingId finding) external view returns (Finding memory);

    /// @notice Returns a step of a finding; step 0 is the finding itself.
    /// @dev Reverts where there is no such step.
    function stepOf(FindingId finding, uint256 index) external view returns (Step memory);

    /// @notice Returns how many findings there are on an entry.
    function findingCountOf(AgencyId agency, uint16 year, uint16 desk, uint40 number) external view returns (uint256);

    /// @notice Returns the number of one of the findings on an entry, the oldest at place 0.
    /// @dev Reverts where there is no such place.
    function findingAt(
        AgencyId agency,
        uint16 year,
        uint16 desk,
        uint40 number,
        uint256 index
    ) external view returns (FindingId);

    /// @notice Returns how many accounts have flagged an entry, and when the last one did, Unix seconds.
    function flagsOf(
        AgencyId agency,
        uint16 year,
        uint16 desk,
        uint40 number
    ) external view returns (uint32 flagCount, uint48 lastFlaggedAt);

    /// @notice Returns the evidence with which an account flagged an entry, or 0.
    function evidenceOf(
        AgencyId agency,
        uint16 year,
        uint16 desk,
        uint40 number,
        address account
    ) external view returns (bytes32);

    /// @notice Returns when an account last flagged an entry, Unix seconds, or 0.
    function lastFlagOf(address account) external view returns (uint48);
}
