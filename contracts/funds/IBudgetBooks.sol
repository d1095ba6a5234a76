// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgencyId} from "../access/AgencyId.sol";
import {PayeeId} from "../access/PayeeId.sol";
import {Entry} from "./EntryLib.sol";
import {ILedgerTypes} from "./ILedgerTypes.sol";
import {LineId} from "./LineId.sol";

/// @title IBudgetBooks
/// @notice Keeps fiscal years, budget lines and rules, and answers what the ledger holds.
interface IBudgetBooks is ILedgerTypes {
    /// @notice Opens a fiscal year of an agency's books.
    /// @dev A budget officer of the agency. No date is checked against the clock: lateness is computed and shown.
    /// @param agency The agency that keeps the books.
    /// @param year The fiscal year's name, as 2019.
    /// @param terms Days, currency and decimals; the state is not read.
    function openYear(AgencyId agency, uint16 year, FiscalYear calldata terms) external;

    /// @notice Closes a fiscal year for commitments, or after that for payments.
    /// @dev A budget officer of the agency, and at least one approval over EIP-712 `YearClosing`.
    /// @param agency The agency that keeps the books.
    /// @param year The fiscal year.
    /// @param state The next state: CommitmentsClosed, then Closed.
    /// @param deadline The last second at which the approvals count.
    /// @param approvals Ascending by approver.
    function closeYear(
        AgencyId agency,
        uint16 year,
        YearState state,
        uint48 deadline,
        Approval[] calldata approvals
    ) external;

    /// @notice Opens budget lines in a fiscal year.
    /// @dev A budget officer of the keeper. A parent must come before its children, in this call or an earlier one, and
    /// have no entries of its own.
    /// @param keeper The agency that keeps the books.
    /// @param year The fiscal year, open.
    /// @param specs The lines.
    /// @return first The index of the first line; the others follow without gaps.
    function openLines(AgencyId keeper, uint16 year, LineSpec[] calldata specs) external returns (LineId first);

    /// @notice Names a new description document of a line.
    /// @dev A budget officer of the keeper.
    function describeLine(LineId line, bytes32 description) external;

    /// @notice Stops a line from taking entries other than corrections, or lets it take them again.
    /// @dev A budget officer of the keeper. A line with lines below takes no entries itself: close those.
    function setLineOpen(LineId line, bool open) external;

    /// @notice Sets a rule of virement or carry-over.
    /// @dev A budget officer of the agency, and at least one approval over EIP-712 `RuleChange`.
    /// @param agency The agency whose lines it governs.
    /// @param number The rule's number, from 1.
    /// @param rule The rule.
    /// @param deadline The last second at which the approvals count.
    /// @param approvals Ascending by approver.
    function setRule(
        AgencyId agency,
        uint32 number,
        Rule calldata rule,
        uint48 deadline,
        Approval[] calldata approvals
    ) external;

    /// @notice Returns a fiscal year.
    function yearOf(AgencyId agency, uint16 year) external view returns (FiscalYear memory);

    /// @notice Returns a series.
    function seriesOf(AgencyId agency, uint16 year, uint16 desk) external view returns (Series memory);

    /// @notice Returns the desks of a fiscal year that hold a series, one bit each.
    function desksOf(AgencyId agency, uint16 year) external view returns (uint64);

    /// @notice Returns a line; its keeper is 0 where there is none.
    function lineOf(LineId line) external view returns (Line memory);

    /// @notice Returns the hash of a line's description document.
    function descriptionOf(LineId line) external view returns (bytes32);

    /// @notice Returns the line with a code, or NO_LINE.
    function lineByCode(AgencyId keeper, uint16 year, bytes32 code) external view returns (LineId);

    /// @notice Returns how many lines were opened: indexes 1 to this number exist.
    function lineCount() external view returns (uint32);

    /// @notice Returns a line's totals; those of a summary line are added up from the lines below.
    function totalsOf(LineId line) external view returns (LineTotals memory);

    /// @notice Returns the parts of a line's revised budget; those of a summary line are added up from the lines below.
    function budgetOf(LineId line) external view returns (BudgetParts memory);

    /// @notice Returns a commitment; its line is NO_LINE where there is none.
    function commitmentOf(AgencyId agency, uint16 year, uint32 number) external view returns (Commitment memory);

    /// @notice Returns a rule.
    function ruleOf(AgencyId agency, uint32 number) external view returns (Rule memory);

    /// @notice Returns what has moved under a rule in a fiscal year, in minor units.
    function ruleUseOf(AgencyId agency, uint32 number, uint16 year) external view returns (uint64);

    /// @notice Returns how much of an entry is used up by the entries that cite it, in minor units.
    function citedOf(AgencyId agency, uint16 year, uint16 desk, uint40 number) external view returns (uint64);

    /// @notice Says whether an invoice of a payee is used.
    function isInvoiceUsed(PayeeId payee, bytes32 invoice) external view returns (bool);

    /// @notice Returns the EIP-712 digest that approvers of a batch sign.
    /// @param head The batch's head.
    /// @param count How many entries it holds.
    /// @param root The batch root.
    /// @param maker The account that will send it.
    function batchDigest(
        BatchHead calldata head,
        uint32 count,
        bytes32 root,
        address maker
    ) external view returns (bytes32);

    /// @notice Returns the EIP-712 digest that approvers of a year's closing sign.
    function closingDigest(
        AgencyId agency,
        uint16 year,
        YearState state,
        uint48 deadline,
        address maker
    ) external view returns (bytes32);

    /// @notice Returns the EIP-712 digest that approvers of a rule sign.
    function ruleDigest(
        AgencyId agency,
        uint32 number,
        Rule calldata rule,
        uint48 deadline,
        address maker
    ) external view returns (bytes32);

    /// @notice Unpacks an entry.
    function decodeEntry(uint256 word0, bytes32 word1) external pure returns (Entry memory);

    /// @notice Returns the entries that a compact encoding stands for, 64 bytes each.
    /// @dev Reverts with `SpendingLedger_CompactMalformed` where a run is cut short or its widths are out of range.
    function expandCompact(bytes calldata packed) external pure returns (bytes memory);

    /// @notice Returns a row of the posting table as KindLib packs it, or 0.
    function kindRow(uint8 kind) external pure returns (uint64);
}
