// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgencyId} from "../access/AgencyId.sol";
import {PayeeId} from "../access/PayeeId.sol";
import {LineId} from "./LineId.sol";

/// @title ILedgerTypes
/// @notice The types, events and errors of the ledger.
interface ILedgerTypes {
    /// @notice The state of a fiscal year.
    enum YearState {
        Unknown, // never opened
        Open, // every kind of entry is accepted
        CommitmentsClosed, // nothing new is committed; what was committed is verified, ordered and paid
        Closed // nothing is paid; what is left is carried over or lapses
    }

    /// @notice What a line is to the lines around it.
    enum LineLevel {
        Summary, // above the control level: totals are the sums of the lines below, and no ceiling binds here
        Control, // ceilings bind here
        Detail // below a control line, whose ceilings bind
    }

    /// @notice The totals of a line, in minor units.
    struct LineTotals {
        uint64 revised;
        uint64 allotted;
        uint64 released;
        uint64 reserved;
        uint64 committed;
        uint64 verified;
        uint64 ordered;
        uint64 paid;
    }

    /// @notice The parts of a line's revised budget, in minor units:
    /// revised = original + supplementary - reductions + virementIn - virementOut + carriedIn - carriedOut - lapsed.
    struct BudgetParts {
        uint64 original;
        uint64 supplementary;
        uint64 reductions;
        uint64 virementIn;
        uint64 virementOut;
        uint64 carriedIn;
        uint64 carriedOut;
        uint64 lapsed;
    }

    /// @notice A fiscal year of the agency that keeps its books: one storage slot.
    /// @param firstDay The first value date, in days since 1970-01-01.
    /// @param endDay The last value date of what commits.
    /// @param lastDay The last value date of what is verified, ordered and paid; not before `endDay`.
    /// @param currency The ISO 4217 code, three ASCII letters.
    /// @param decimals Decimal places of the currency's minor unit.
    struct FiscalYear {
        YearState state;
        uint16 firstDay;
        uint16 endDay;
        uint16 lastDay;
        bytes3 currency;
        uint8 decimals;
    }

    /// @notice A numbered journal of one agency, fiscal year and desk.
    /// @param entryCount Entries recorded so far; the next one is number `entryCount + 1`.
    /// @param batchCount Batches recorded so far.
    /// @param recordedAt When the last batch was recorded, Unix seconds.
    /// @param knownPayees How many payees the series knows to exist, at the least.
    struct Series {
        uint40 entryCount;
        uint32 batchCount;
        uint48 recordedAt;
        uint32 knownPayees;
    }

    /// @notice What a line is, as it was opened.
    /// @param keeper The agency that keeps the books in which the line stands.
    /// @param year The fiscal year.
    /// @param agency The accountable agency: the keeper, or one below it.
    /// @param parent The line above, or NO_LINE.
    /// @param control The line where its ceilings bind, itself or one above; NO_LINE for a summary line.
    /// @param firstChild The last line opened below it, or NO_LINE.
    /// @param nextSibling The line opened before it below the same parent, or NO_LINE.
    /// @param class The class that rules of virement and carry-over speak of; 0 for none.
    /// @param ceilings False for a line (and all below it) that was opened without ceilings.
    /// @param open False while the line takes no entries.
    struct Line {
        AgencyId keeper;
        uint16 year;
        AgencyId agency;
        LineId parent;
        LineId control;
        LineId firstChild;
        LineId nextSibling;
        uint16 class;
        bool ceilings;
        bool open;
    }

    /// @notice What to open a line with.
    /// @param code SHA-256 of the line's code; unique in a fiscal year.
    /// @param description SHA-256 of the document that describes the line.
    /// @param agency The accountable agency.
    /// @param parent The line above, or NO_LINE.
    /// @param level Summary or Control; Detail below a control line.
    /// @param ceilings Whether ceilings bind; read for control lines alone.
    /// @param class The class for rules; 0 for none.
    struct LineSpec {
        bytes32 code;
        bytes32 description;
        AgencyId agency;
        LineId parent;
        LineLevel level;
        bool ceilings;
        uint16 class;
    }

    /// @notice A commitment: a firm obligation to a payee, or a collective one.
    /// @param line The line that it burdens.
    /// @param payee Whom it is owed to; NO_PAYEE for a collective commitment.
    /// @param committed What is promised, net of de-commitments and corrections.
    /// @param verified What was delivered.
    /// @param ordered What is ordered to be paid.
    /// @param paid What is paid.
    struct Commitment {
        LineId line;
        PayeeId payee;
        bool collective;
        uint64 committed;
        uint64 verified;
        uint64 ordered;
        uint64 paid;
    }

    /// @notice A rule of virement or carry-over, held as data.
    /// @param fromClass The class of line that authority may leave; 0 for any.
    /// @param toClass The class of line that it may reach; 0 for any.
    /// @param carryOver True for a rule of carry-over to the next year, false for one of virement.
    /// @param active False for a rule that no longer applies.
    /// @param minApprovals Approvals that a batch under it needs at the least.
    /// @param yearlyCap What may move under it in a fiscal year, in minor units.
    /// @param text SHA-256 of the rule's text.
    struct Rule {
        uint16 fromClass;
        uint16 toClass;
        bool carryOver;
        bool active;
        uint8 minApprovals;
        uint64 yearlyCap;
        bytes32 text;
    }

    /// @notice What every approver of a batch signs, beside its root.
    /// @param agency The agency that keeps the books.
    /// @param year The fiscal year.
    /// @param desk The desk, 0 to 63; the agency says who sits at which.
    /// @param firstNumber The number of the first entry: one more than the series holds.
    /// @param deadline The last second at which the batch counts, Unix seconds.
    /// @param total The sum of the amounts of all entries, in minor units.
    /// @param batchRef Hash of the source (file and row range), accepted once from an agency.
    struct BatchHead {
        AgencyId agency;
        uint16 year;
        uint16 desk;
        uint40 firstNumber;
        uint48 deadline;
        uint64 total;
        bytes32 batchRef;
    }

    /// @notice An approver's signature.
    /// @param approver The account that signs, an approver of the agency.
    /// @param signature 65 bytes of ECDSA, or what the approver's ERC-1271 contract accepts.
    struct Approval {
        address approver;
        bytes signature;
    }

    /// @notice An entry of the journal and the proof that it stands there.
    /// @param batchRef The batch that holds it.
    /// @param agency The agency that keeps the books.
    /// @param year The fiscal year of its series.
    /// @param desk The desk of its series.
    /// @param firstNumber The number of the batch's first entry.
    /// @param count How many entries the batch holds.
    /// @param index The place of the entry in the batch, from 0.
    /// @param word0 The packed fields.
    /// @param word1 The document's SHA-256.
    /// @param proof The siblings, from the leaf up.
    struct Citation {
        bytes32 batchRef;
        AgencyId agency;
        uint16 year;
        uint16 desk;
        uint40 firstNumber;
        uint32 count;
        uint32 index;
        uint256 word0;
        bytes32 word1;
        bytes32[] proof;
    }

    event YearOpened(
        AgencyId indexed agency,
        uint16 indexed year,
        address indexed by,
        uint16 firstDay,
        uint16 endDay,
        uint16 lastDay,
        bytes3 currency,
        uint8 decimals
    );
    event YearStateChanged(
        AgencyId indexed agency,
        uint16 indexed year,
        address indexed by,
        YearState state,
        address[] approvers
    );
    event LineOpened(
        LineId indexed line,
        AgencyId indexed keeper,
        AgencyId indexed agency,
        uint16 year,
        address by,
        LineId parent,
        LineId control,
        bool ceilings,
        uint16 class,
        bytes32 code,
        bytes32 description
    );
    event LineDescribed(LineId indexed line, address indexed by, bytes32 previous, bytes32 description);
    event LineStatusChanged(LineId indexed line, address indexed by, bool open);
    event RuleSet(AgencyId indexed agency, uint32 indexed number, address indexed by, Rule rule, address[] approvers);
    /// @dev `series` is agency ‖ year ‖ desk. `entries` are 64 bytes each, numbered from `firstNumber`; they are enough to
    /// rebuild every total and the root.
    event BatchRecorded(
        bytes32 indexed batchRef,
        uint64 indexed series,
        address indexed maker,
        uint40 firstNumber,
        uint64 total,
        address[] approvers,
        bytes entries
    );

    error SpendingLedger_YearUnknown(AgencyId agency, uint16 year);
    error SpendingLedger_YearExists(AgencyId agency, uint16 year);
    error SpendingLedger_InvalidYear(uint16 year, uint16 firstDay, uint16 endDay, uint16 lastDay);
    error SpendingLedger_InvalidCurrency(bytes3 currency, uint8 decimals);
    error SpendingLedger_WrongState(AgencyId agency, uint16 year, YearState state, YearState asked);
    error SpendingLedger_NotAcceptedInState(uint8 kind, YearState state);
    error SpendingLedger_NothingGiven();
    error SpendingLedger_LineExists(LineId line, bytes32 code);
    error SpendingLedger_LineUnknown(LineId line);
    error SpendingLedger_LineClosed(LineId line);
    error SpendingLedger_LineUnchanged(LineId line);
    error SpendingLedger_LineInOtherBooks(LineId line, AgencyId keeper, uint16 year);
    error SpendingLedger_LineHasChildren(LineId line);
    error SpendingLedger_LineIsSummary(LineId line);
    error SpendingLedger_LineHasEntries(LineId line);
    error SpendingLedger_LevelNotAllowed(LineId parent, LineLevel level);
    error SpendingLedger_EmptyHash();
    error SpendingLedger_AgencyNotWithin(AgencyId agency, AgencyId keeper);
    error SpendingLedger_BatchRecorded(bytes32 batchRef);
    error SpendingLedger_InvalidBatchRef();
    error SpendingLedger_InvalidLength(uint256 length);
    error SpendingLedger_DeskOutOfRange(uint16 desk, uint16 last);
    error SpendingLedger_SeriesMoved(uint40 expected, uint40 given);
    error SpendingLedger_Expired(uint48 deadline, uint256 time);
    error SpendingLedger_TotalMismatch(uint64 stated, uint256 sum);
    error SpendingLedger_UnknownKind(uint256 number, uint8 kind);
    error SpendingLedger_ZeroAmount(uint256 number);
    error SpendingLedger_AmountTooLarge(LineId line, uint256 amount);
    error SpendingLedger_NoDocument(uint256 number);
    error SpendingLedger_ValueDateOutside(uint256 number, uint256 valueDay, uint256 firstDay, uint256 lastDay);
    error SpendingLedger_CitationNotAllowed(uint256 number, uint8 kind);
    error SpendingLedger_CitationMissing(uint256 number, uint8 kind);
    error SpendingLedger_CitationMismatch(uint256 number, uint256 citedNumber);
    error SpendingLedger_ProofInvalid(bytes32 batchRef, uint256 index);
    error SpendingLedger_ExceedsCited(uint256 citedNumber, uint64 amount, uint64 used, uint64 asked);
    error SpendingLedger_PayeeMissing(LineId line, uint8 kind);
    error SpendingLedger_PayeeNotAllowed(LineId line, uint8 kind, uint256 payee);
    error SpendingLedger_PayeeUnknown(uint256 payee, uint256 registered);
    error SpendingLedger_OtherPayee(uint32 commitment, uint256 payee, uint256 asked);
    error SpendingLedger_CommitmentMissing(LineId line, uint8 kind);
    error SpendingLedger_CommitmentNotAllowed(LineId line, uint8 kind, uint32 commitment);
    error SpendingLedger_CommitmentUnknown(uint32 commitment);
    error SpendingLedger_CommitmentOnOtherLine(uint32 commitment, LineId line, LineId asked);
    error SpendingLedger_CommitmentOtherKind(uint32 commitment, bool collective);
    error SpendingLedger_InvoiceUsed(PayeeId payee, bytes32 invoice, uint64 series, uint40 firstNumber);
    error SpendingLedger_RefundMustCite(LineId line);
    error SpendingLedger_BelowZero(LineId line, uint256 total, uint64 current, uint256 asked);
    error SpendingLedger_TotalOverflow(LineId line, uint256 total, uint64 current, uint256 asked);
    error SpendingLedger_ExceedsRevised(LineId line, uint64 revised, uint64 allotted, uint256 asked);
    error SpendingLedger_ExceedsAllotment(LineId line, uint64 allotted, uint64 used, uint256 asked);
    error SpendingLedger_ReleaseExceedsAllotment(LineId line, uint64 allotted, uint64 released, uint256 asked);
    error SpendingLedger_ExceedsReleased(LineId line, uint64 released, uint64 paid, uint256 asked);
    error SpendingLedger_ExceedsCommitted(
        LineId line,
        uint32 commitment,
        uint64 committed,
        uint64 verified,
        uint256 asked
    );
    error SpendingLedger_ExceedsVerified(
        LineId line,
        uint32 commitment,
        uint64 verified,
        uint64 ordered,
        uint256 asked
    );
    error SpendingLedger_ExceedsOrdered(LineId line, uint32 commitment, uint64 ordered, uint64 paid, uint256 asked);
    error SpendingLedger_RuleInactive(AgencyId agency, uint32 rule);
    error SpendingLedger_RuleOfOtherSort(AgencyId agency, uint32 rule, bool carryOver);
    error SpendingLedger_RuleUnchanged(AgencyId agency, uint32 rule);
    error SpendingLedger_InvalidRule(uint32 rule);
    error SpendingLedger_RuleMixed(uint32 rule, uint32 other, uint16 year, uint16 otherYear);
    error SpendingLedger_ClassNotAllowed(uint32 rule, LineId line, uint16 class, uint16 allowed);
    error SpendingLedger_ExceedsYearlyCap(uint32 rule, uint64 cap, uint64 used, uint256 asked);
    error SpendingLedger_VirementUnbalanced(uint256 out, uint256 into);
    error SpendingLedger_InvalidSignature(address approver);
    error SpendingLedger_CompactMalformed(uint256 offset);
    error SpendingLedger_NotSelf();
    /// @dev How `preview` answers: for each entry the error that refuses it, empty where it would be recorded.
    error SpendingLedger_Preview(bytes[] refusals);
}
