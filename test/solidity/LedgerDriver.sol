// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgencyId, NO_AGENCY} from "../../contracts/access/AgencyId.sol";
import {Entry, EntryLib} from "../../contracts/funds/EntryLib.sol";
import {ISpendingLedger} from "../../contracts/funds/ISpendingLedger.sol";
import {LineId, NO_LINE} from "../../contracts/funds/LineId.sol";
import {VM} from "../access/Vm.sol";
import {GhostLedger} from "./GhostLedger.sol";
import {GhostOffice} from "./GhostOffice.sol";
import {LOG_VM} from "./LogVm.sol";
import {Office} from "./Office.sol";
import {PostingTable} from "./PostingTable.sol";
import {ReplayedLedger} from "./ReplayedLedger.sol";

/// @title LedgerDriver
/// @notice Does one thing on the ledger and on its ghost, and holds both to the same outcome.
abstract contract LedgerDriver is Office {
    /// @notice A batch before it is packed and signed, with what is wrong with it.
    /// @param maker The officer who sends, of the agency `makerOf`.
    /// @param cites For each entry, which recorded entry it cites.
    /// @param approvers Officers who sign.
    /// @param unsorted Whether the approvers come in the wrong order.
    /// @param forged Which approver's signature is of something else, from 1; 0 none.
    /// @param badProof Which proof is wrong, from 1; 0 none.
    struct Draft {
        BatchHead head;
        AgencyId makerOf;
        uint256 maker;
        Entry[] entries;
        bool citing;
        uint256[] cites;
        uint256[] approvers;
        bool unsorted;
        uint256 forged;
        uint256 badProof;
        bool compact;
    }

    /// @notice Where a recorded entry stands.
    struct Place {
        uint32 batch;
        uint32 index;
    }

    struct Recorded {
        BatchHead head;
        bytes packed;
    }

    /// @dev What the ghost and the ledger say, where it is not the same.
    error Differs(string what, bool expected, bytes reason, bytes given);

    GhostLedger internal _ghost;
    ReplayedLedger internal _replay;
    Recorded[] internal _recorded;
    Place[] internal _places;
    uint256 internal _batchRefs;
    /// @dev Payee and document of each entry whose document is an invoice.
    Entry[] internal _invoiced;

    /// @notice How many things were done, and how many refused, by error.
    uint256 public doneCount;
    uint256 public refusedCount;
    mapping(bytes4 selector => uint256) public refusedBy;
    mapping(uint8 kind => uint256) public recordedBy;

    function _openBooks() internal {
        _ghost = new GhostLedger();
        _replay = new ReplayedLedger();
        _ghost.setPolicy(policy());
        _openOffice();
        _ghost.addPayees(PAYEES);
    }

    function _found(AgencyId agency, AgencyId parent) internal override {
        super._found(agency, parent);
        _ghost.addAgency(agency, parent);
        for (uint256 i = ALL_ROUND; i <= LAST_OFFICER; ++i) {
            (uint8 roles, uint64 limit) = _termsOf(i);
            _ghost.addOfficer(_account(agency, i), agency, roles, limit);
        }
    }

    /// @dev Packs, signs and sends a draft; the ghost has its say first.
    function _play(Draft memory draft) internal returns (bool) {
        bytes memory packed = _pack(draft.entries);
        bytes32 digest = _ledger.batchDigest(
            draft.head,
            uint32(draft.entries.length),
            packed.length == 0 ? bytes32(0) : _rootOf(draft.head, packed),
            _account(draft.makerOf, draft.maker)
        );
        (Approval[] memory approvals, GhostOffice.GhostApproval[] memory expected) = _sign(draft, digest);
        (Citation[] memory citations, GhostLedger.GhostCitation[] memory cites) = _citations(draft);
        GhostLedger.GhostBatch memory batch = GhostLedger.GhostBatch({
            head: draft.head,
            maker: _account(draft.makerOf, draft.maker),
            entries: draft.entries,
            citing: draft.citing,
            compact: draft.compact && !draft.citing,
            citations: cites,
            approvals: expected
        });
        bytes memory given;
        if (draft.citing) {
            given = abi.encodeCall(
                ISpendingLedger(address(0)).submitCiting,
                (draft.head, packed, citations, approvals)
            );
        } else if (draft.compact) {
            bytes memory compact = _packCompact(draft.entries);
            given = abi.encodeCall(ISpendingLedger(address(0)).submitCompact, (draft.head, compact, approvals));
        } else given = abi.encodeCall(ISpendingLedger(address(0)).submit, (draft.head, packed, approvals));
        if (!_do("batch", abi.encodeCall(_ghost.record, (batch)), given, batch.maker)) return false;

        _recorded.push(Recorded(draft.head, packed));
        for (uint32 i = 0; i < draft.entries.length; ++i) {
            _places.push(Place(uint32(_recorded.length - 1), i));
            ++recordedBy[draft.entries[i].kind];
            if (PostingTable.postingOf(draft.entries[i].kind).invoice) _invoiced.push(draft.entries[i]);
        }
        return true;
    }

    /// @dev Does the same on the ghost and on the ledger; both do it, or both refuse with the same error.
    function _do(string memory what, bytes memory expected, bytes memory given, address by) internal returns (bool) {
        (bool must, bytes memory reason) = address(_ghost).call(expected);
        LOG_VM.recordLogs();
        VM.prank(by);
        (bool done, bytes memory answer) = address(_ledger).call(given);
        if (must != done || (!done && bytes4(reason) != bytes4(answer))) revert Differs(what, must, reason, answer);
        if (done) {
            ++doneCount;
            _replay.read(LOG_VM.getRecordedLogs());
        } else {
            LOG_VM.getRecordedLogs();
            ++refusedCount;
            ++refusedBy[bytes4(answer)];
        }
        return done;
    }

    function _headOf(AgencyId agency, uint16 year, uint16 desk) internal returns (BatchHead memory head) {
        (head.agency, head.year, head.desk, head.deadline) = (agency, year, desk, type(uint48).max);
        (uint256 count, ) = _ghost.countOf(agency, year, desk);
        head.firstNumber = uint40(count + 1);
        head.batchRef = keccak256(abi.encode("batch", ++_batchRefs));
    }

    function _total(Entry[] memory entries) internal pure returns (uint64 total) {
        unchecked {
            for (uint256 i = 0; i < entries.length; ++i) total += entries[i].amount;
        }
    }

    /// @dev A recorded entry, unpacked.
    function _entryAt(uint256 place) internal view returns (Entry memory) {
        Recorded storage batch = _recorded[_places[place].batch];
        return _entryIn(batch.packed, _places[place].index);
    }

    function _headAt(uint256 place) internal view returns (BatchHead memory) {
        return _recorded[_places[place].batch].head;
    }

    /// @dev The citation of a recorded entry, whole and true.
    function _citationAt(uint256 place) internal view returns (Citation memory citation) {
        Recorded memory batch = _recorded[_places[place].batch];
        uint32 index = _places[place].index;
        (uint256 word0, bytes32 word1) = EntryLib.encode(_entryIn(batch.packed, index));
        citation = Citation({
            batchRef: batch.head.batchRef,
            agency: batch.head.agency,
            year: batch.head.year,
            desk: batch.head.desk,
            firstNumber: batch.head.firstNumber,
            count: uint32(batch.packed.length / 64),
            index: index,
            word0: word0,
            word1: word1,
            proof: _proof(batch.packed, index)
        });
    }

    /// @dev What is cited, and one way of eight in which a proof can be wrong.
    function _citations(
        Draft memory draft
    ) private view returns (Citation[] memory citations, GhostLedger.GhostCitation[] memory cites) {
        citations = new Citation[](draft.cites.length);
        cites = new GhostLedger.GhostCitation[](draft.cites.length);
        for (uint256 i = 0; i < citations.length; ++i) {
            Citation memory citation = _citationAt(draft.cites[i]);
            cites[i] = GhostLedger.GhostCitation({
                batchRef: citation.batchRef,
                agency: citation.agency,
                year: citation.year,
                desk: citation.desk,
                number: citation.firstNumber + citation.index,
                cited: _entryAt(draft.cites[i]),
                sound: draft.badProof == 0 || (draft.badProof - 1) / 8 != i
            });
            if (!cites[i].sound) _spoil(citation, (draft.badProof - 1) % 8);
            citations[i] = citation;
        }
    }

    function _spoil(Citation memory citation, uint256 way) private pure {
        if (way == 0 && citation.proof.length != 0) citation.proof[0] ^= bytes32(uint256(1));
        else if (way == 1) citation.word0 ^= 1;
        else if (way == 2) citation.word1 ^= bytes32(uint256(1));
        else if (way == 3) citation.index += 1;
        else if (way == 4) citation.desk += 1;
        else if (way == 5) citation.firstNumber += 1;
        else if (way == 6) citation.count += 1;
        else citation.batchRef ^= bytes32(uint256(1));
    }

    function _sign(
        Draft memory draft,
        bytes32 digest
    ) private pure returns (Approval[] memory approvals, GhostOffice.GhostApproval[] memory expected) {
        approvals = _approvals(draft.head.agency, draft.approvers, digest);
        if (draft.unsorted && approvals.length > 1) (approvals[0], approvals[1]) = (approvals[1], approvals[0]);
        return (approvals, _expected(approvals, draft.forged));
    }

    /// @dev Forges one signature, if any, and says what the ghost must know.
    function _expected(
        Approval[] memory approvals,
        uint256 forged
    ) internal pure returns (GhostOffice.GhostApproval[] memory expected) {
        expected = new GhostOffice.GhostApproval[](approvals.length);
        for (uint256 i = 0; i < approvals.length; ++i) {
            bool sound = forged != i + 1;
            if (!sound) approvals[i].signature = _signed(_key(AgencyId.wrap(9), 9), keccak256("another"));
            expected[i] = GhostOffice.GhostApproval(approvals[i].approver, sound);
        }
    }

    function _entryIn(bytes memory packed, uint256 index) private pure returns (Entry memory) {
        uint256 word0;
        bytes32 word1;
        assembly ("memory-safe") {
            let from := add(add(packed, 0x20), mul(index, 0x40))
            word0 := mload(from)
            word1 := mload(add(from, 0x20))
        }
        return EntryLib.decode(word0, word1);
    }
}
