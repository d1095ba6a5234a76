// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgencyId} from "../access/AgencyId.sol";
import {EntryId} from "./EntryId.sol";
import {ILedgerTypes} from "./ILedgerTypes.sol";

/// @title ISettlementRegister
/// @notice Records that a bank settled a payment: one bank reference for one payment, and one payment by one reference.
/// @dev A settlement says that money left the account; it moves no total of the ledger. Payments without one are those
/// that are listed as unsettled.
///
/// The amount is the bank's, and is checked: it is the entry's amount, or less where corrections explain it, down to what
/// they leave. A correction may say that the entry was mistaken, and then the bank moved less; or that money came back, as
/// with a direct payment, and then it moved all: the register cannot tell, the bank's statement does. A correction that
/// comes later changes no settlement; the two are compared by `settlementOf` and the ledger's `citedOf`. A payment is not
/// settled in parts, and of a collective transfer each item has its own reference.
///
/// No countersignature is asked for: a settlement gives no authority and moves nothing. A withdrawal takes assurance away,
/// for which one officer is enough, and puts the payment back on the list of the unsettled. Both work whatever the state of
/// the fiscal year, so a closed year can be put right.
///
/// Nothing is deleted: a withdrawn settlement stays on the list of its entry with reason and times. Its reference is free
/// again, for any payment: where two rows were mixed up, each reference belongs to the other payment. References are
/// unique across agencies, because agencies share accounts; one that another agency took wrongly is free once that
/// agency's treasurer has withdrawn it.
/// Warning: who settles may have made the entry, for the roles of recorder and treasurer can be held together; an agency
/// that wants two persons appoints two. A settlement is the treasurer's word, and the bank's statement its proof.
interface ISettlementRegister is ILedgerTypes {
    /// @notice What a treasurer reports.
    /// @param payment The entry that was paid, and the proof that it stands in the journal.
    /// @param bankRef SHA-256 of the bank's reference: account, date and the reference of the item, so that it is unique
    /// and tells nothing to who does not know them.
    /// @param amount What the bank moved, in minor units.
    struct Notice {
        Citation payment;
        bytes32 bankRef;
        uint64 amount;
    }

    /// @notice A settlement that stands.
    /// @param bankRef The bank reference; 0 where the entry is not settled.
    /// @param amount What the bank moved, in minor units.
    /// @param settledAt When it was recorded, Unix seconds.
    struct Settlement {
        bytes32 bankRef;
        uint64 amount;
        uint48 settledAt;
    }

    /// @notice A settlement that was withdrawn.
    /// @param bankRef The bank reference that was recorded.
    /// @param reason SHA-256 of the document that says why.
    /// @param amount The amount that was recorded, in minor units.
    /// @param settledAt When it was recorded, Unix seconds.
    /// @param withdrawnAt When it was withdrawn, Unix seconds.
    struct Withdrawal {
        bytes32 bankRef;
        bytes32 reason;
        uint64 amount;
        uint48 settledAt;
        uint48 withdrawnAt;
    }

    /// @notice A treasurer recorded that a bank settled a payment.
    /// @param amount What the bank moved, in minor units.
    event PaymentSettled(
        AgencyId indexed agency,
        EntryId indexed entry,
        bytes32 indexed bankRef,
        address by,
        uint64 amount
    );
    /// @notice A treasurer withdrew a settlement: the payment is unsettled again, and the reference free.
    /// @param amount The amount that was settled, in minor units.
    /// @param settledAt When it was settled, Unix seconds.
    /// @param reason SHA-256 of the document that says why.
    event SettlementWithdrawn(
        AgencyId indexed agency,
        EntryId indexed entry,
        bytes32 indexed bankRef,
        address by,
        uint64 amount,
        uint48 settledAt,
        bytes32 reason
    );

    /// @notice There is no notice to record.
    error SettlementRegister_NothingGiven();
    /// @notice The bank reference at this place of the list is zero.
    error SettlementRegister_EmptyReference(uint256 index);
    /// @notice The withdrawal of this bank reference names no reason.
    error SettlementRegister_EmptyReason(bytes32 bankRef);
    /// @notice The payment at this place stands in the journal of `agency`, and not of the one that is asked for.
    error SettlementRegister_OtherAgency(uint256 index, AgencyId agency, AgencyId asked);
    /// @notice The proof at this place does not show that the entry stands in the journal.
    error SettlementRegister_ProofInvalid(uint256 index, bytes32 batchRef);
    /// @notice The entry is of a kind that pays nobody.
    error SettlementRegister_NotAPayment(EntryId entry, uint8 kind);
    /// @notice The bank's amount is none, more than the entry's, or less than corrections leave of it (`least`).
    error SettlementRegister_AmountDiffers(EntryId entry, uint64 amount, uint64 least, uint64 asked);
    /// @notice The payment is settled, by `bankRef`.
    error SettlementRegister_AlreadySettled(EntryId entry, bytes32 bankRef);
    /// @notice The bank reference settles another payment, `entry`.
    error SettlementRegister_ReferenceUsed(bytes32 bankRef, EntryId entry);
    /// @notice No settlement stands under this bank reference.
    error SettlementRegister_NotSettled(bytes32 bankRef);

    /// @notice Records that a bank settled payments of an agency's journal.
    /// @dev A treasurer of exactly this agency; reverts with the agency registry's reason for anyone else. Accepted are
    /// entries that raise what is paid: payments and disbursements, on a commitment or direct, and no corrections. All or
    /// nothing; the first notice that stands against it is named.
    /// @param agency The agency whose journal it is.
    /// @param notices The payments, each with its bank reference and amount.
    function settle(AgencyId agency, Notice[] calldata notices) external;

    /// @notice Withdraws a settlement that was recorded by mistake.
    /// @dev A treasurer of exactly the agency whose payment it is.
    /// @param bankRef The bank reference.
    /// @param reason SHA-256 of the document that says why.
    function withdrawSettlement(bytes32 bankRef, bytes32 reason) external;

    /// @notice Returns the settlement of an entry; its bank reference is 0 where there is none.
    function settlementOf(
        AgencyId agency,
        uint16 year,
        uint16 desk,
        uint40 number
    ) external view returns (Settlement memory);

    /// @notice Returns the withdrawn settlements of an entry, the oldest first.
    function withdrawalsOf(
        AgencyId agency,
        uint16 year,
        uint16 desk,
        uint40 number
    ) external view returns (Withdrawal[] memory);

    /// @notice Returns the entry that a bank reference settles; zeros where it settles none.
    function entryOf(bytes32 bankRef) external view returns (AgencyId agency, uint16 year, uint16 desk, uint40 number);
}
