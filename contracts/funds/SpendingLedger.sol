// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgencyId} from "../access/AgencyId.sol";
import {IAgencyRegistry} from "../access/IAgencyRegistry.sol";
import {IPayeeRegistry} from "../access/IPayeeRegistry.sol";
import {Approvals} from "./Approvals.sol";
import {CompactEntriesLib} from "./CompactEntriesLib.sol";
import {Entry, EntryLib} from "./EntryLib.sol";
import {EntryTreeLib} from "./EntryTreeLib.sol";
import {ISpendingLedger} from "./ISpendingLedger.sol";
import {KindLib} from "./KindLib.sol";
import {Postings} from "./Postings.sol";

/// @title SpendingLedger
/// @notice The journal: records batches of entries, numbers them without gaps, and keeps a root of each batch.
/// @dev A batch is settled in memory, checked against its approvals, and written last. The only calls outside are reads
/// of the registries and of approvers' ERC-1271 contracts, all by STATICCALL.
contract SpendingLedger is Postings {
    /// @dev The place of the run's head in the head word: agency ‖ year ‖ desk ‖ firstNumber ‖ count.
    uint256 private constant AGENCY_SHIFT = 104;
    uint256 private constant YEAR_SHIFT = 88;
    uint256 private constant DESK_SHIFT = 72;
    uint256 private constant NUMBER_SHIFT = 32;

    /// @dev Line, commitment and payee: what a correction has in common with the entry that it cites.
    uint256 private constant SAME_MASK = uint256(type(uint96).max) << EntryLib.PAYEE_SHIFT;

    mapping(uint64 series => Series) private _series;
    mapping(bytes32 batchRef => bytes32 root) private _roots;
    mapping(uint256 entry => uint64 amount) private _cited;

    constructor(IAgencyRegistry agencies, IPayeeRegistry payees) Approvals(agencies) Postings(payees) {}

    /// @inheritdoc ISpendingLedger
    function submit(BatchHead calldata head, bytes calldata entries, Approval[] calldata approvals) external {
        _record(head, entries, _begin(head, false), approvals);
    }

    /// @inheritdoc ISpendingLedger
    function submitCompact(BatchHead calldata head, bytes calldata packed, Approval[] calldata approvals) external {
        _record(head, CompactEntriesLib.unpack(packed), _begin(head, false), approvals);
    }

    /// @inheritdoc ISpendingLedger
    function submitCiting(
        BatchHead calldata head,
        bytes calldata entries,
        Citation[] calldata citations,
        Approval[] calldata approvals
    ) external {
        if (entries.length != citations.length * EntryLib.SIZE) revert SpendingLedger_InvalidLength(entries.length);
        bytes memory words = entries;
        for (uint256 i = 0; i < citations.length; i++) {
            uint256 cursor = _startOf(words) + i * EntryLib.SIZE;
            _cite(head.agency, citations[i], _word(cursor), uint256(head.firstNumber) + i);
        }
        _record(head, words, _begin(head, true), approvals);
    }

    /// @inheritdoc ISpendingLedger
    function preview(BatchHead calldata head, bytes calldata entries) external {
        if (entries.length % EntryLib.SIZE != 0) revert SpendingLedger_InvalidLength(entries.length);
        bytes[] memory refusals = new bytes[](entries.length / EntryLib.SIZE);
        for (uint256 i = 0; i < refusals.length; i++) {
            try this.previewEntry(head, entries[i * EntryLib.SIZE:(i + 1) * EntryLib.SIZE], i) {
                continue;
            } catch (bytes memory refusal) {
                refusals[i] = refusal;
            }
        }
        revert SpendingLedger_Preview(refusals);
    }

    /// @notice Settles one entry on behalf of `preview`, which undoes it.
    /// @dev Only this contract can call it, and `preview` always reverts.
    function previewEntry(BatchHead calldata head, bytes calldata entry, uint256 index) external {
        if (msg.sender != address(this)) revert SpendingLedger_NotSelf();
        bytes memory words = entry;
        _settle(_begin(head, false), _startOf(words), 1, uint256(head.firstNumber) + index);
    }

    /// @inheritdoc ISpendingLedger
    function seriesOf(AgencyId agency, uint16 year, uint16 desk) external view returns (Series memory) {
        return _series[_seriesId(agency, year, desk)];
    }

    /// @inheritdoc ISpendingLedger
    function rootOf(bytes32 batchRef) external view returns (bytes32) {
        return _roots[batchRef];
    }

    /// @inheritdoc ISpendingLedger
    function citedOf(AgencyId agency, uint16 year, uint16 desk, uint40 number) external view returns (uint64) {
        return _cited[_entryId(agency, year, desk, number)];
    }

    /// @inheritdoc ISpendingLedger
    function verifyEntry(Citation calldata citation) public view returns (bool) {
        bytes32 treeRoot = EntryTreeLib.rootFromProof(
            EntryTreeLib.leaf(citation.word0, citation.word1),
            citation.index,
            citation.count,
            citation.proof
        );
        if (treeRoot == 0) return false;
        uint256 headWord = _headWord(
            citation.agency,
            citation.year,
            citation.desk,
            citation.firstNumber,
            citation.count
        );
        return EntryTreeLib.node(treeRoot, bytes32(headWord)) == _roots[citation.batchRef];
    }

    /// @inheritdoc ISpendingLedger
    function decodeEntry(uint256 word0, bytes32 word1) external pure returns (Entry memory) {
        return EntryLib.decode(word0, word1);
    }

    /// @inheritdoc ISpendingLedger
    function batchRoot(BatchHead calldata head, bytes calldata entries) external pure returns (bytes32) {
        bytes memory words = entries;
        return _rootOf(head, words, _countOf(words));
    }

    /// @dev Loads what a batch's entries are checked against, once its place in the series is clear.
    function _begin(BatchHead calldata head, bool citing) private view returns (Batch memory batch) {
        if (head.batchRef == 0) revert SpendingLedger_InvalidBatchRef();
        if (_roots[head.batchRef] != 0) revert SpendingLedger_BatchRecorded(head.batchRef);
        batch.agency = head.agency;
        batch.year = head.year;
        batch.terms = _yearOf(head.agency, head.year);
        batch.batchRef = head.batchRef;
        batch.citing = citing;
        batch.knownPayees = _series[_seriesId(head.agency, head.year, head.desk)].knownPayees;
    }

    /// @dev Settles a batch, checks its approvals, writes series and root, and tells.
    function _record(
        BatchHead calldata head,
        bytes memory entries,
        Batch memory batch,
        Approval[] calldata approvals
    ) private {
        uint64 seriesId = _seriesId(head.agency, head.year, head.desk);
        uint256 count = _countOf(entries);
        Series memory series = _series[seriesId];
        if (head.firstNumber != series.entryCount + 1) {
            revert SpendingLedger_SeriesMoved(series.entryCount + 1, head.firstNumber);
        }
        uint256 total = _settle(batch, _startOf(entries), count, head.firstNumber);
        if (total != head.total) revert SpendingLedger_TotalMismatch(head.total, total);
        if (batch.virementOut != batch.virementIn) {
            revert SpendingLedger_VirementUnbalanced(batch.virementOut, batch.virementIn);
        }
        bytes32 root = _rootOf(head, entries, count);
        address[] memory approvers = _requireApprovals(
            head.agency,
            batch.roles,
            head.total,
            batch.minApprovals,
            batchDigest(head, uint32(count), root, msg.sender),
            head.deadline,
            approvals
        );
        _series[seriesId] = Series({
            entryCount: uint40(series.entryCount + count),
            batchCount: series.batchCount + 1,
            recordedAt: uint48(block.timestamp),
            knownPayees: uint32(batch.knownPayees)
        });
        _roots[head.batchRef] = root;
        emit BatchRecorded(
            head.batchRef,
            seriesId,
            msg.sender,
            head.firstNumber,
            head.total,
            root,
            approvers,
            entries
        );
    }

    /// @dev Checks the proof of a cited entry, that the citing one matches it, and uses up its amount.
    function _cite(AgencyId agency, Citation calldata citation, uint256 word0, uint256 number) private {
        uint256 citedNumber = uint256(citation.firstNumber) + citation.index;
        if (!verifyEntry(citation)) revert SpendingLedger_ProofInvalid(citation.batchRef, citation.index);
        uint8 kind = EntryLib.kindOf(word0);
        uint8 citedKind = EntryLib.kindOf(citation.word0);
        uint256 place = (uint256(citation.year) << 56) | (uint256(citation.desk) << 40) | citedNumber;
        bool corrects = kind == citedKind | KindLib.CORRECTION && (word0 ^ citation.word0) & SAME_MASK == 0;
        bool carries = kind == KindLib.CARRY_IN &&
            EntryLib.commitmentOf(word0) == EntryLib.commitmentOf(citation.word0);
        if (
            citation.agency != agency ||
            EntryLib.citationOf(word0) != place ||
            (citedKind == KindLib.CARRY_OUT ? !corrects && !carries : !corrects) ||
            citedKind & KindLib.CORRECTION != 0
        ) revert SpendingLedger_CitationMismatch(number, citedNumber);

        uint256 citedId = _entryId(agency, citation.year, citation.desk, citedNumber);
        uint64 amount = EntryLib.amountOf(word0);
        uint64 limit = EntryLib.amountOf(citation.word0);
        uint64 used = _cited[citedId];
        if (amount > limit - used) revert SpendingLedger_ExceedsCited(citedNumber, limit, used, amount);
        _cited[citedId] = used + amount;
        if (corrects && used + amount == limit) _releaseInvoice(citation.word0, citation.word1);
        if (corrects && citedKind == KindLib.CARRY_IN) {
            // What was carried in wrongly can be carried in again.
            _cited[_entryIdOf(agency, EntryLib.citationOf(citation.word0))] -= amount;
        }
    }

    /// @dev The batch root: the tree's root, bound to the series and to the numbers of the entries.
    function _rootOf(BatchHead calldata head, bytes memory entries, uint256 count) private pure returns (bytes32) {
        return
            EntryTreeLib.node(
                EntryTreeLib.root(_startOf(entries), count),
                bytes32(_headWord(head.agency, head.year, head.desk, head.firstNumber, count))
            );
    }

    function _headWord(
        AgencyId agency,
        uint16 year,
        uint16 desk,
        uint40 firstNumber,
        uint256 count
    ) private pure returns (uint256) {
        return
            (uint256(AgencyId.unwrap(agency)) << AGENCY_SHIFT) |
            (uint256(year) << YEAR_SHIFT) |
            (uint256(desk) << DESK_SHIFT) |
            (uint256(firstNumber) << NUMBER_SHIFT) |
            count;
    }

    function _countOf(bytes memory entries) private pure returns (uint256) {
        if (entries.length == 0 || entries.length % EntryLib.SIZE != 0) {
            revert SpendingLedger_InvalidLength(entries.length);
        }
        return entries.length / EntryLib.SIZE;
    }

    function _seriesId(AgencyId agency, uint16 year, uint16 desk) private pure returns (uint64) {
        return (uint64(AgencyId.unwrap(agency)) << 32) | (uint64(year) << 16) | desk;
    }

    function _entryId(AgencyId agency, uint16 year, uint16 desk, uint256 number) private pure returns (uint256) {
        return (uint256(_seriesId(agency, year, desk)) << 40) | number;
    }

    function _entryIdOf(AgencyId agency, uint72 place) private pure returns (uint256) {
        return (uint256(AgencyId.unwrap(agency)) << 72) | place;
    }

    function _startOf(bytes memory entries) private pure returns (uint256 start) {
        assembly ("memory-safe") {
            start := add(entries, 0x20)
        }
    }
}
