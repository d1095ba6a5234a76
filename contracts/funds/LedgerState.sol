// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgencyId} from "../access/AgencyId.sol";
import {IAgencyRegistry} from "../access/IAgencyRegistry.sol";
import {PayeeId} from "../access/PayeeId.sol";
import {ILedgerTypes} from "./ILedgerTypes.sol";
import {LineId} from "./LineId.sol";
import {LineWord} from "./LineWord.sol";
import {SeriesWord} from "./SeriesWord.sol";
import {Totals} from "./TotalsLib.sol";

/// @title LedgerState
/// @notice The storage of the ledger, in one place for both halves of its code.
/// @dev SpendingLedger records; BudgetBooks, which it calls by DELEGATECALL at an address that never changes, keeps the
/// books and answers questions (docs/adr/0003).
abstract contract LedgerState is ILedgerTypes {
    struct LineRecord {
        // slot 0: what the line is
        LineWord word;
        // slots 1 and 2: the line's balances, as BalancesLib names them
        Totals funds;
        Totals pipeline;
        // slot 3: original, supplementary, reductions, virementIn
        // slot 4: virementOut, carriedIn, carriedOut, lapsed
        Totals[2] parts;
        // slot 5
        bytes32 description;
    }

    struct SeriesRecord {
        SeriesWord word;
    }

    struct RootRecord {
        bytes32 root;
    }

    struct CommitmentRecord {
        // slot 0
        LineId line;
        PayeeId payee;
        bool collective;
        // slot 1: unverified, unordered, unpaid, and in lane 3 paid
        Totals balances;
    }

    struct RuleRecord {
        // slots 0 and 1
        Rule rule;
        // slot 2: how often the rule was set
        uint32 version;
        mapping(uint16 year => uint64 moved) used;
    }

    /// @dev An invoice that was accepted: in which batch, how many commitments or lines of the batch share it, and the last
    /// of these, as line ‖ commitment. One slot.
    struct InvoiceUse {
        // series ‖ first number: what the maker cannot choose
        uint104 batch;
        uint32 count;
        uint64 last;
    }

    IAgencyRegistry internal immutable AGENCIES;

    mapping(AgencyId keeper => mapping(uint16 year => FiscalYear)) internal _years;
    /// @dev The desks of a fiscal year that hold a series, one bit each.
    mapping(AgencyId keeper => mapping(uint16 year => uint64 desks)) internal _desks;
    mapping(uint64 series => SeriesRecord) internal _series;
    mapping(bytes32 agencyAndBatchRef => RootRecord) internal _roots;
    mapping(LineId line => LineRecord) internal _lines;
    mapping(uint256 commitment => CommitmentRecord) internal _commitments;
    mapping(bytes32 payeeAndInvoice => InvoiceUse) internal _invoices;
    mapping(uint256 entry => uint64 amount) internal _cited;
    mapping(AgencyId keeper => mapping(uint32 number => RuleRecord)) internal _rules;
    mapping(bytes32 key => LineId line) internal _lineByKey;
    uint32 internal _lineCount;

    constructor(IAgencyRegistry agencies) {
        AGENCIES = agencies;
    }

    /// @dev A fiscal year that was opened.
    function _yearOf(AgencyId agency, uint16 year) internal view returns (FiscalYear memory terms) {
        terms = _years[agency][year];
        if (terms.state == YearState.Unknown) revert SpendingLedger_YearUnknown(agency, year);
    }

    function _seriesId(AgencyId agency, uint16 year, uint16 desk) internal pure returns (uint64) {
        return (uint64(AgencyId.unwrap(agency)) << 32) | (uint64(year) << 16) | desk;
    }

    function _commitmentId(AgencyId agency, uint16 year, uint32 number) internal pure returns (uint256) {
        return (uint256(AgencyId.unwrap(agency)) << 48) | (uint256(year) << 32) | number;
    }

    function _entryId(AgencyId agency, uint16 year, uint16 desk, uint256 number) internal pure returns (uint256) {
        return (uint256(_seriesId(agency, year, desk)) << 40) | number;
    }

    /// @dev Where the root of an agency's batch lies; what another agency calls its batches does not matter.
    function _rootKey(uint256 agency, bytes32 batchRef) internal pure returns (bytes32 key) {
        assembly ("memory-safe") {
            mstore(0x00, agency)
            mstore(0x20, batchRef)
            key := keccak256(0x00, 0x40)
        }
    }

    function _invoiceKey(PayeeId payee, bytes32 invoice) internal pure returns (bytes32) {
        return keccak256(abi.encode(payee, invoice));
    }
}
