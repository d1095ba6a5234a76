// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgencyId} from "../access/AgencyId.sol";
import {IAgencyRegistry} from "../access/IAgencyRegistry.sol";
import {RoleLib} from "../access/RoleLib.sol";
import {EntryId, NO_ENTRY, packEntryId} from "./EntryId.sol";
import {EntryLib} from "./EntryLib.sol";
import {ISettlementRegister} from "./ISettlementRegister.sol";
import {ISpendingLedger} from "./ISpendingLedger.sol";
import {KindLib} from "./KindLib.sol";

/// @title SettlementRegister
/// @notice Records that a bank settled a payment: one bank reference for one payment, and one payment by one reference.
contract SettlementRegister is ISettlementRegister {
    /// @dev What a bank reference settles.
    struct Record {
        // slot 0
        EntryId entry;
        uint64 amount;
        uint48 settledAt;
    }

    /// @notice The registry whose officers act here.
    IAgencyRegistry public immutable AGENCY_REGISTRY;

    /// @notice The ledger whose payments are settled.
    ISpendingLedger public immutable LEDGER;

    mapping(bytes32 bankRef => Record) private _records;
    mapping(EntryId entry => bytes32 bankRef) private _bankRefs;
    mapping(EntryId entry => Withdrawal[]) private _withdrawals;

    constructor(IAgencyRegistry agencyRegistry, ISpendingLedger ledger) {
        AGENCY_REGISTRY = agencyRegistry;
        LEDGER = ledger;
    }

    /// @inheritdoc ISettlementRegister
    function settle(AgencyId agency, Notice[] calldata notices) external {
        _requireTreasurer(agency);
        if (notices.length == 0) revert SettlementRegister_NothingGiven();
        for (uint256 i = 0; i < notices.length; ++i) {
            Citation calldata payment = notices[i].payment;
            bytes32 bankRef = notices[i].bankRef;
            if (bankRef == 0) revert SettlementRegister_EmptyReference(i);
            if (payment.agency != agency) revert SettlementRegister_OtherAgency(i, payment.agency, agency);
            if (!LEDGER.verifyEntry(payment)) revert SettlementRegister_ProofInvalid(i, payment.batchRef);
            _settle(agency, payment, bankRef, notices[i].amount);
        }
    }

    /// @inheritdoc ISettlementRegister
    function withdrawSettlement(bytes32 bankRef, bytes32 reason) external {
        Record memory record = _records[bankRef];
        if (record.entry == NO_ENTRY) revert SettlementRegister_NotSettled(bankRef);
        (AgencyId agency, , , ) = record.entry.unpack();
        _requireTreasurer(agency);
        if (reason == 0) revert SettlementRegister_EmptyReason(bankRef);

        delete _records[bankRef];
        delete _bankRefs[record.entry];
        _withdrawals[record.entry].push(
            Withdrawal({
                bankRef: bankRef,
                reason: reason,
                amount: record.amount,
                settledAt: record.settledAt,
                withdrawnAt: uint48(block.timestamp)
            })
        );
        emit SettlementWithdrawn(agency, record.entry, bankRef, msg.sender, record.amount, record.settledAt, reason);
    }

    /// @inheritdoc ISettlementRegister
    function settlementOf(
        AgencyId agency,
        uint16 year,
        uint16 desk,
        uint40 number
    ) external view returns (Settlement memory) {
        bytes32 bankRef = _bankRefs[packEntryId(agency, year, desk, number)];
        Record memory record = _records[bankRef];
        return Settlement({bankRef: bankRef, amount: record.amount, settledAt: record.settledAt});
    }

    /// @inheritdoc ISettlementRegister
    function withdrawalsOf(
        AgencyId agency,
        uint16 year,
        uint16 desk,
        uint40 number
    ) external view returns (Withdrawal[] memory) {
        return _withdrawals[packEntryId(agency, year, desk, number)];
    }

    /// @inheritdoc ISettlementRegister
    function entryOf(bytes32 bankRef) external view returns (AgencyId agency, uint16 year, uint16 desk, uint40 number) {
        return _records[bankRef].entry.unpack();
    }

    /// @dev Records one settlement of an entry that stands in the agency's journal.
    function _settle(AgencyId agency, Citation calldata payment, bytes32 bankRef, uint64 amount) private {
        // Below 2^40, as the numbers of all recorded entries are.
        uint40 number = uint40(uint256(payment.firstNumber) + payment.index);
        EntryId entry = packEntryId(agency, payment.year, payment.desk, number);
        uint8 kind = EntryLib.kindOf(payment.word0);
        if (!_pays(kind)) revert SettlementRegister_NotAPayment(entry, kind);
        bytes32 settledBy = _bankRefs[entry];
        if (settledBy != 0) revert SettlementRegister_AlreadySettled(entry, settledBy);
        EntryId settled = _records[bankRef].entry;
        if (settled != NO_ENTRY) revert SettlementRegister_ReferenceUsed(bankRef, settled);
        uint64 whole = EntryLib.amountOf(payment.word0);
        // Corrections of an entry never exceed it.
        uint64 least = whole - LEDGER.citedOf(agency, payment.year, payment.desk, number);
        if (amount == 0 || amount < least || amount > whole) {
            revert SettlementRegister_AmountDiffers(entry, whole, least, amount);
        }

        _records[bankRef] = Record({entry: entry, amount: amount, settledAt: uint48(block.timestamp)});
        _bankRefs[entry] = bankRef;
        emit PaymentSettled(agency, entry, bankRef, msg.sender, amount);
    }

    /// @dev Asks as for a batch of nothing, which by any policy needs no approval, because the treasurer of an agency
    /// above does not count.
    function _requireTreasurer(AgencyId agency) private view {
        AGENCY_REGISTRY.authorise(agency, msg.sender, RoleLib.TREASURER, new address[](0), 0, 0);
    }

    /// @dev The kinds that raise what is paid; a correction's number is none of them.
    function _pays(uint8 kind) private pure returns (bool) {
        return
            kind == KindLib.PAY ||
            kind == KindLib.DISBURSE ||
            kind == KindLib.PAY_DIRECT ||
            kind == KindLib.PAY_INVOICE ||
            kind == KindLib.DISBURSE_DIRECT;
    }
}
