// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgencyId} from "../access/AgencyId.sol";
import {ILedgerTypes} from "./ILedgerTypes.sol";

/// @title IJournal
/// @notice Records batches of entries and proves that an entry stands in the journal.
interface IJournal is ILedgerTypes {
    /// @notice Records a batch of entries.
    /// @dev The maker sends, with the roles that the posting table asks for; approvers sign EIP-712 `Batch`. Entries with
    /// equal line, commitment and kind are settled together where they stand side by side. All or nothing.
    /// @param head What the approvers sign, beside the root.
    /// @param entries 64 bytes each, as EntryLib draws them.
    /// @param approvals Ascending by approver.
    function submit(BatchHead calldata head, bytes calldata entries, Approval[] calldata approvals) external;

    /// @notice Records a batch of entries in the compact encoding, with the same event and root as `submit`.
    /// @dev As `submit`. CompactEntriesLib draws the encoding.
    /// @param head What the approvers sign, beside the root.
    /// @param packed The entries in the compact encoding.
    /// @param approvals Ascending by approver.
    function submitCompact(BatchHead calldata head, bytes calldata packed, Approval[] calldata approvals) external;

    /// @notice Records a batch whose entries each cite an earlier one: corrections, and carry-overs into this year.
    /// @dev As `submit`, with a proof of each cited entry. What cites an entry never exceeds it. A correction moves the
    /// line and year that the cited entry moved, also where that year is closed.
    /// @param head What the approvers sign, beside the root.
    /// @param entries 64 bytes each; each cites the entry of the citation at its place.
    /// @param citations One for each entry.
    /// @param approvals Ascending by approver.
    function submitCiting(
        BatchHead calldata head,
        bytes calldata entries,
        Citation[] calldata citations,
        Approval[] calldata approvals
    ) external;

    /// @notice Tells for each entry whether it would be recorded, as things stand, after those before it.
    /// @dev For `eth_call`: always reverts, with `SpendingLedger_Preview`, so it can change nothing. Looks at entries one
    /// by one; persons, approvals and the balance of virements are looked at by `submit` alone.
    /// @param head The batch's head.
    /// @param entries 64 bytes each.
    function preview(BatchHead calldata head, bytes calldata entries) external;

    /// @notice Returns the root of an agency's batch, or 0 where there is none.
    function rootOf(AgencyId agency, bytes32 batchRef) external view returns (bytes32);

    /// @notice Says whether an entry stands in the journal where the citation says.
    function verifyEntry(Citation calldata citation) external view returns (bool);

    /// @notice Returns the root that a batch of these entries has.
    function batchRoot(BatchHead calldata head, bytes calldata entries) external pure returns (bytes32);
}
