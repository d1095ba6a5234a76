// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgencyId} from "../access/AgencyId.sol";
import {IAgencyRegistry} from "../access/IAgencyRegistry.sol";
import {IPayeeRegistry} from "../access/IPayeeRegistry.sol";
import {ApprovalLib} from "./ApprovalLib.sol";
import {BatchHeadLib} from "./BatchHeadLib.sol";
import {EntryLib} from "./EntryLib.sol";
import {EntryTreeLib} from "./EntryTreeLib.sol";
import {IJournal} from "./IJournal.sol";
import {KindLib} from "./KindLib.sol";
import {LedgerState} from "./LedgerState.sol";
import {LineWordLib} from "./LineWord.sol";
import {Postings} from "./Postings.sol";
import {SeriesWord, SeriesWordLib} from "./SeriesWord.sol";

/// @title SpendingLedger
/// @notice The journal: records batches of entries, numbers them without gaps, and keeps a root of each batch.
/// @dev A batch is settled, checked against its approvals, and told. The only calls outside are reads of the registries and
/// of approvers' ERC-1271 contracts, all by STATICCALL. What this contract does not know itself it hands to BudgetBooks,
/// code at an address that never changes, which runs on this contract's storage (docs/adr/0003).
contract SpendingLedger is Postings, IJournal {
    using ApprovalLib for Approval[];
    using BatchHeadLib for BatchHead;
    using SeriesWordLib for SeriesWord;

    /// @dev The place of a batch's head in the head word: agency ‖ year ‖ desk ‖ firstNumber ‖ count.
    uint256 private constant SERIES_SHIFT = 72;
    uint256 private constant NUMBER_SHIFT = 32;

    /// @dev Line, commitment and payee: what a correction has in common with the entry that it cites.
    uint256 private constant SAME_MASK = uint256(type(uint96).max) << EntryLib.PAYEE_SHIFT;

    uint16 private constant LAST_DESK = 63;

    /// @dev Memory kept free before the entries, for the words that stand before them in the event.
    uint256 private constant EVENT_HEAD = 5 * 32;

    address private immutable BOOKS;

    /// @param agencies The registry of agencies and officers.
    /// @param payees The registry of payees.
    /// @param books BudgetBooks, deployed for the same registry of agencies.
    constructor(IAgencyRegistry agencies, IPayeeRegistry payees, address books) LedgerState(agencies) Postings(payees) {
        BOOKS = books;
    }

    /// @notice Hands all other functions of ISpendingLedger to BudgetBooks.
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

    /// @inheritdoc IJournal
    function submit(BatchHead calldata head, bytes calldata entries, Approval[] calldata approvals) external {
        (uint256 start, uint256 end) = _load(entries, approvals.length);
        Batch memory batch = _batchAllocator()();
        SeriesRecord storage series = _begin(batch, head);
        _settle(batch, start, end);
        _record(head, series, batch, start, end, approvals);
    }

    /// @inheritdoc IJournal
    function submitCompact(BatchHead calldata head, bytes calldata packed, Approval[] calldata approvals) external {
        Batch memory batch = _batchAllocator()();
        SeriesRecord storage series = _begin(batch, head);
        uint256 start = _freeMemory() + EVENT_HEAD;
        // An item has 33 bytes at the least and makes 64: memory is kept for twice the encoding, and what is not needed
        // given back.
        _keepMemory(start + 2 * packed.length, 0);
        uint256 end = _settleCompact(batch, packed, start);
        _keepMemory(end, approvals.length);
        _record(head, series, batch, start, end, approvals);
    }

    /// @inheritdoc IJournal
    function submitCiting(
        BatchHead calldata head,
        bytes calldata entries,
        Citation[] calldata citations,
        Approval[] calldata approvals
    ) external {
        if (entries.length != citations.length * EntryLib.SIZE) revert SpendingLedger_InvalidLength(entries.length);
        (uint256 start, uint256 end) = _load(entries, approvals.length);
        for (uint256 i = 0; i < citations.length; i++) {
            _cite(
                head.agency,
                head.year,
                citations[i],
                _word(start + i * EntryLib.SIZE),
                uint256(head.firstNumber) + i
            );
        }
        Batch memory batch = _batchAllocator()();
        SeriesRecord storage series = _begin(batch, head);
        batch.citing = true;
        _settle(batch, start, end);
        _record(head, series, batch, start, end, approvals);
    }

    /// @inheritdoc IJournal
    function preview(BatchHead calldata head, bytes calldata entries) external {
        if (entries.length % EntryLib.SIZE != 0) revert SpendingLedger_InvalidLength(entries.length);
        head.requireClean();
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
        (uint256 start, uint256 end) = _load(entry, 0);
        Batch memory batch = _batchAllocator()();
        _begin(batch, head);
        batch.number += index;
        _settle(batch, start, end);
    }

    /// @inheritdoc IJournal
    function rootOf(AgencyId agency, bytes32 batchRef) external view returns (bytes32) {
        return _roots[_rootKey(AgencyId.unwrap(agency), batchRef)].root;
    }

    /// @inheritdoc IJournal
    function batchRoot(BatchHead calldata head, bytes calldata entries) external pure returns (bytes32) {
        (uint256 start, uint256 end) = _load(entries, 0);
        return _rootOf(start, (end - start) >> 6, _seriesId(head.agency, head.year, head.desk), head.firstNumber);
    }

    /// @inheritdoc IJournal
    function verifyEntry(Citation calldata citation) public view returns (bool) {
        bytes32 treeRoot = EntryTreeLib.rootFromProof(
            EntryTreeLib.leaf(citation.word0, citation.word1),
            citation.index,
            citation.count,
            citation.proof
        );
        if (treeRoot == 0) return false;
        uint64 seriesId = _seriesId(citation.agency, citation.year, citation.desk);
        return
            EntryTreeLib.node(treeRoot, _headWord(seriesId, citation.firstNumber, citation.count)) ==
            _roots[_rootKey(seriesId >> 32, citation.batchRef)].root;
    }

    /// @dev Checks a settled batch's place and balance, and writes its series; returns where its root goes.
    function _advance(
        BatchHead calldata head,
        SeriesRecord storage seriesRecord,
        Batch memory batch,
        uint256 count
    ) private returns (RootRecord storage record) {
        SeriesWord series = batch.series;
        unchecked {
            // A series holds 40 bits of entries.
            if (batch.firstNumber != series.entryCount() + 1) {
                revert SpendingLedger_SeriesMoved(uint40(series.entryCount() + 1), uint40(batch.firstNumber));
            }
        }
        if (count == 0) revert SpendingLedger_InvalidLength(0);
        if (batch.total != head.totalOf()) revert SpendingLedger_TotalMismatch(head.totalOf(), batch.total);
        if (batch.virementOut != batch.virementIn) {
            revert SpendingLedger_VirementUnbalanced(batch.virementOut, batch.virementIn);
        }
        if (head.batchRefOf() == 0) revert SpendingLedger_InvalidBatchRef();
        record = _roots[_rootKey(batch.seriesId >> 32, head.batchRefOf())];
        if (record.root != 0) revert SpendingLedger_BatchRecorded(head.batchRefOf());
        if (series.entryCount() == 0) _desks[head.agency][head.year] |= uint64(1 << head.desk);
        seriesRecord.word = series.advance(count, batch.knownPayees);
    }

    /// @dev Records a settled batch, unless its place, balance or approvals are not as they must be, and tells.
    /// @param series Where its series lies.
    /// @param start Memory address of the first entry.
    /// @param end Memory address past the last entry.
    function _record(
        BatchHead calldata head,
        SeriesRecord storage series,
        Batch memory batch,
        uint256 start,
        uint256 end,
        Approval[] calldata approvals
    ) private {
        uint256 count;
        unchecked {
            // The entries end past their start.
            count = (end - start) >> 6;
        }
        RootRecord storage record = _advance(head, series, batch, count);
        address[] memory approvers = approvals.copyApprovers(end);
        _tell(head, batch.seriesId, start, end, approvers);
        bytes32 root = _rootOf(start, count, batch.seriesId, batch.firstNumber);
        record.root = root;
        _requireSigned(_batchDigest(head, count, root, msg.sender), head.deadlineOf(), approvals);
        _authorise(
            AgencyId.wrap(uint32(batch.seriesId >> 32)),
            batch.roles,
            head.totalOf(),
            batch.minApprovals,
            approvers
        );
    }

    /// @dev Emits `BatchRecorded` where the entries stand in memory, with the words before and behind them that make it.
    /// The plain `emit` says the same and would copy the entries once more; the tests read what is told with its ABI.
    /// @param approvers Who is said to have signed, in memory right behind the entries.
    function _tell(
        BatchHead calldata head,
        uint64 seriesId,
        uint256 start,
        uint256 end,
        address[] memory approvers
    ) private {
        bytes32 topic = BatchRecorded.selector;
        bytes32 batchRef = head.batchRefOf();
        (uint256 firstNumber, uint256 total) = (head.firstNumberOf(), head.totalOf());
        assembly ("memory-safe") {
            let data := sub(start, 0xa0)
            mstore(data, firstNumber)
            mstore(add(data, 0x20), total)
            mstore(add(data, 0x40), sub(end, data))
            mstore(add(data, 0x60), 0x80)
            mstore(add(data, 0x80), sub(end, start))
            log4(data, sub(add(end, shl(5, add(mload(approvers), 1))), data), topic, batchRef, seriesId, caller())
        }
    }

    /// @dev Checks the proof of a cited entry, that the citing one matches it, and uses up its amount.
    function _cite(AgencyId agency, uint16 year, Citation calldata citation, uint256 word0, uint256 number) private {
        uint256 citedNumber = uint256(citation.firstNumber) + citation.index;
        if (!verifyEntry(citation)) revert SpendingLedger_ProofInvalid(citation.batchRef, citation.index);
        uint256 cited = citation.word0;
        uint8 kind = EntryLib.kindOf(word0);
        uint8 citedKind = EntryLib.kindOf(cited);
        uint256 citedId = _entryId(agency, citation.year, citation.desk, citedNumber);
        bool corrects = kind == citedKind | KindLib.CORRECTION && (word0 ^ cited) & SAME_MASK == 0;
        bool carries =
            kind == KindLib.CARRY_IN &&
                citedKind == KindLib.CARRY_OUT &&
                year > citation.year &&
                EntryLib.commitmentOf(word0) == EntryLib.commitmentOf(cited);
        if (
            citation.agency != agency ||
            EntryLib.citationOf(word0) != uint72(citedId) ||
            citedKind & KindLib.CORRECTION != 0 ||
            !(corrects || carries)
        ) revert SpendingLedger_CitationMismatch(number, citedNumber);

        uint64 amount = EntryLib.amountOf(word0);
        uint64 limit = EntryLib.amountOf(cited);
        uint64 used = _cited[citedId];
        if (amount > limit - used) revert SpendingLedger_ExceedsCited(citedNumber, limit, used, amount);
        _cited[citedId] = used + amount;
        if (corrects && used + amount == limit) _releaseInvoice(cited, citation.word1);
        if (corrects && citedKind == KindLib.CARRY_IN) {
            // What was carried in wrongly can be carried in again.
            _cited[(uint256(AgencyId.unwrap(agency)) << 72) | EntryLib.citationOf(cited)] -= amount;
        }
    }

    /// @dev Loads what a batch's entries are checked against into `batch`, which is empty.
    /// @return record Where the batch's series lies.
    function _begin(Batch memory batch, BatchHead calldata head) private view returns (SeriesRecord storage record) {
        head.requireClean();
        uint64 seriesId = head.seriesIdOf();
        uint256 firstNumber = head.firstNumberOf();
        record = _series[seriesId];
        SeriesWord series = record.word;
        if (!series.isStarted()) {
            if (head.desk > LAST_DESK) revert SpendingLedger_DeskOutOfRange(head.desk, LAST_DESK);
            series = SeriesWordLib.start(_yearOf(head.agency, head.year));
        }
        batch.seriesId = seriesId;
        batch.books = LineWordLib.booksOf(seriesId);
        batch.series = series;
        batch.firstNumber = firstNumber;
        batch.number = firstNumber;
        batch.knownPayees = series.knownPayees();
        batch.kind = NO_KIND;
    }

    /// @dev The batch root: the tree's root, bound to the series and to the numbers of the entries.
    function _rootOf(
        uint256 start,
        uint256 count,
        uint64 seriesId,
        uint256 firstNumber
    ) private pure returns (bytes32) {
        return EntryTreeLib.node(EntryTreeLib.root(start, count), _headWord(seriesId, firstNumber, count));
    }

    function _headWord(uint64 seriesId, uint256 firstNumber, uint256 count) private pure returns (bytes32) {
        return bytes32((uint256(seriesId) << SERIES_SHIFT) | (firstNumber << NUMBER_SHIFT) | count);
    }

    /// @dev Copies entries to memory, with room before them for the event's other words.
    function _load(bytes calldata entries, uint256 approvals) private pure returns (uint256 start, uint256 end) {
        unchecked {
            // Memory is never near 2^256.
            start = _freeMemory() + EVENT_HEAD;
            end = start + entries.length;
        }
        assembly ("memory-safe") {
            calldatacopy(start, entries.offset, entries.length)
        }
        if (entries.length == 0 || entries.length % EntryLib.SIZE != 0) {
            revert SpendingLedger_InvalidLength(entries.length);
        }
        _keepMemory(end, approvals);
    }

    function _freeMemory() private pure returns (uint256 pointer) {
        assembly ("memory-safe") {
            pointer := mload(0x40)
        }
    }

    /// @dev Keeps memory up to `end`, and behind it a word of 0 that ends the last run, and room for the approvers, who take
    /// its place in the event.
    function _keepMemory(uint256 end, uint256 approvals) private pure {
        assembly ("memory-safe") {
            mstore(0x40, add(end, shl(5, add(approvals, 1))))
            mstore(end, 0)
        }
    }
}
