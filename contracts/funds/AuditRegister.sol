// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgencyId} from "../access/AgencyId.sol";
import {IAgencyRegistry} from "../access/IAgencyRegistry.sol";
import {RoleLib} from "../access/RoleLib.sol";
import {EntryId, packEntryId} from "./EntryId.sol";
import {FindingId, IAuditRegister} from "./IAuditRegister.sol";
import {IJournal} from "./IJournal.sol";

/// @title AuditRegister
/// @notice Records what auditors find on an entry and what the agency answers, and lets anyone flag an entry.
contract AuditRegister is IAuditRegister {
    /// @dev How often an entry was flagged.
    struct Flags {
        // slot 0
        uint32 count;
        uint48 lastAt;
    }

    /// @notice The longest interval between flags that a deployment can set: with more, flags would be as good as shut.
    uint48 public constant LONGEST_INTERVAL = 1 days;

    /// @notice The registry whose officers act here.
    IAgencyRegistry public immutable AGENCY_REGISTRY;

    /// @notice The journal whose entries are looked into.
    IJournal public immutable JOURNAL;

    /// @notice The least time between two flags by one account, in seconds.
    uint48 public immutable ACCOUNT_INTERVAL;

    /// @notice The least time between two flags on one entry, in seconds.
    uint48 public immutable ENTRY_INTERVAL;

    uint32 private _findingCount;
    mapping(FindingId finding => Finding) private _findings;
    mapping(FindingId finding => mapping(uint256 index => Step)) private _steps;
    mapping(EntryId entry => FindingId[]) private _findingsOf;
    mapping(EntryId entry => mapping(bytes32 document => FindingId finding)) private _findingBy;
    mapping(EntryId entry => Flags) private _flags;
    mapping(EntryId entry => mapping(address account => bytes32 evidence)) private _evidence;
    mapping(address account => uint48) private _lastFlags;

    /// @param agencyRegistry The registry of agencies and officers.
    /// @param journal The journal.
    /// @param accountInterval The least time between two flags by one account, in seconds.
    /// @param entryInterval The least time between two flags on one entry, in seconds.
    constructor(IAgencyRegistry agencyRegistry, IJournal journal, uint48 accountInterval, uint48 entryInterval) {
        _requireInterval(accountInterval);
        _requireInterval(entryInterval);
        AGENCY_REGISTRY = agencyRegistry;
        JOURNAL = journal;
        ACCOUNT_INTERVAL = accountInterval;
        ENTRY_INTERVAL = entryInterval;
    }

    /// @inheritdoc IAuditRegister
    function recordFinding(Citation calldata entry, bytes32 document) external returns (FindingId finding) {
        AGENCY_REGISTRY.requireOfficer(entry.agency, msg.sender, RoleLib.AUDITOR);
        EntryId id = _verified(entry, document);
        FindingId known = _findingBy[id][document];
        if (FindingId.unwrap(known) != 0) revert AuditRegister_FindingRecorded(id, document, known);

        finding = FindingId.wrap(++_findingCount);
        AgencyId auditing = AGENCY_REGISTRY.officerOf(msg.sender).agency;
        _findings[finding] = Finding({entry: id, auditing: auditing, status: FindingStatus.Unknown, stepCount: 0});
        _findingsOf[id].push(finding);
        _findingBy[id][document] = finding;
        _step(finding, FindingStatus.Open, document);
        emit FindingRecorded(finding, id, msg.sender, auditing, document);
    }

    /// @inheritdoc IAuditRegister
    function respondToFinding(FindingId finding, bytes32 document) external {
        Finding memory found = _known(finding);
        (AgencyId agency, , , ) = found.entry.unpack();
        // Asks as for a batch of nothing, because the budget officer of an agency above does not count.
        AGENCY_REGISTRY.authorise(agency, msg.sender, RoleLib.BUDGET_OFFICER, new address[](0), 0, 0);
        if (document == 0) revert AuditRegister_EmptyHash();
        if (found.status != FindingStatus.Open) revert AuditRegister_NotOpen(finding, found.status);

        _step(finding, FindingStatus.Answered, document);
        emit FindingAnswered(finding, found.entry, msg.sender, document);
    }

    /// @inheritdoc IAuditRegister
    function followUp(FindingId finding, bool resolved, bytes32 document) external {
        Finding memory found = _known(finding);
        AGENCY_REGISTRY.requireOfficer(found.auditing, msg.sender, RoleLib.AUDITOR);
        if (document == 0) revert AuditRegister_EmptyHash();
        FindingStatus status = resolved ? FindingStatus.Resolved : FindingStatus.Open;
        if (found.status == status) revert AuditRegister_StatusUnchanged(finding, status);

        _step(finding, status, document);
        emit FindingFollowedUp(finding, found.entry, msg.sender, status, document);
    }

    /// @inheritdoc IAuditRegister
    function flagEntry(Citation calldata entry, bytes32 evidence) external {
        EntryId id = _verified(entry, evidence);
        if (_evidence[id][msg.sender] != 0) revert AuditRegister_AlreadyFlagged(id, msg.sender);
        uint256 accountNextAt = uint256(_lastFlags[msg.sender]) + ACCOUNT_INTERVAL;
        if (block.timestamp < accountNextAt) {
            revert AuditRegister_AccountFlaggedLately(msg.sender, accountNextAt, block.timestamp);
        }
        Flags memory flags = _flags[id];
        uint256 entryNextAt = uint256(flags.lastAt) + ENTRY_INTERVAL;
        if (block.timestamp < entryNextAt) {
            revert AuditRegister_EntryFlaggedLately(id, entryNextAt, block.timestamp);
        }

        _evidence[id][msg.sender] = evidence;
        _lastFlags[msg.sender] = uint48(block.timestamp);
        _flags[id] = Flags({count: flags.count + 1, lastAt: uint48(block.timestamp)});
        emit EntryFlagged(id, msg.sender, evidence, flags.count + 1);
    }

    /// @inheritdoc IAuditRegister
    function findingCount() external view returns (uint32) {
        return _findingCount;
    }

    /// @inheritdoc IAuditRegister
    function findingOf(FindingId finding) external view returns (Finding memory) {
        return _findings[finding];
    }

    /// @inheritdoc IAuditRegister
    function stepOf(FindingId finding, uint256 index) external view returns (Step memory) {
        uint256 count = _findings[finding].stepCount;
        if (index >= count) revert AuditRegister_UnknownStep(finding, index, count);
        return _steps[finding][index];
    }

    /// @inheritdoc IAuditRegister
    function findingCountOf(AgencyId agency, uint16 year, uint16 desk, uint40 number) external view returns (uint256) {
        return _findingsOf[packEntryId(agency, year, desk, number)].length;
    }

    /// @inheritdoc IAuditRegister
    function findingAt(
        AgencyId agency,
        uint16 year,
        uint16 desk,
        uint40 number,
        uint256 index
    ) external view returns (FindingId) {
        EntryId id = packEntryId(agency, year, desk, number);
        FindingId[] storage findings = _findingsOf[id];
        if (index >= findings.length) revert AuditRegister_UnknownPlace(id, index, findings.length);
        return findings[index];
    }

    /// @inheritdoc IAuditRegister
    function flagsOf(
        AgencyId agency,
        uint16 year,
        uint16 desk,
        uint40 number
    ) external view returns (uint32 flagCount, uint48 lastFlaggedAt) {
        Flags memory flags = _flags[packEntryId(agency, year, desk, number)];
        return (flags.count, flags.lastAt);
    }

    /// @inheritdoc IAuditRegister
    function evidenceOf(
        AgencyId agency,
        uint16 year,
        uint16 desk,
        uint40 number,
        address account
    ) external view returns (bytes32) {
        return _evidence[packEntryId(agency, year, desk, number)][account];
    }

    /// @inheritdoc IAuditRegister
    function lastFlagOf(address account) external view returns (uint48) {
        return _lastFlags[account];
    }

    /// @dev Adds a step to a finding and sets its status.
    function _step(FindingId finding, FindingStatus status, bytes32 document) private {
        Finding storage record = _findings[finding];
        _steps[finding][record.stepCount++] = Step({
            document: document,
            by: msg.sender,
            takenAt: uint48(block.timestamp),
            status: status
        });
        record.status = status;
    }

    /// @dev The id of an entry that stands in the journal, once there is a hash to put on it.
    function _verified(Citation calldata entry, bytes32 hash) private view returns (EntryId) {
        if (hash == 0) revert AuditRegister_EmptyHash();
        if (!JOURNAL.verifyEntry(entry)) revert AuditRegister_ProofInvalid(entry.batchRef, entry.index);
        // Below 2^40, as the numbers of all recorded entries are.
        uint40 number = uint40(uint256(entry.firstNumber) + entry.index);
        return packEntryId(entry.agency, entry.year, entry.desk, number);
    }

    function _known(FindingId finding) private view returns (Finding memory found) {
        found = _findings[finding];
        if (found.status == FindingStatus.Unknown) revert AuditRegister_UnknownFinding(finding);
    }

    function _requireInterval(uint48 interval) private pure {
        if (interval == 0 || interval > LONGEST_INTERVAL) {
            revert AuditRegister_IntervalOutside(interval, LONGEST_INTERVAL);
        }
    }
}
