// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgencyId, NO_AGENCY} from "../../contracts/access/AgencyId.sol";
import {AgencyRegistry} from "../../contracts/access/AgencyRegistry.sol";
import {IAgencyRegistry, NO_END} from "../../contracts/access/IAgencyRegistry.sol";
import {PayeeId} from "../../contracts/access/PayeeId.sol";
import {PayeeRegistry} from "../../contracts/access/PayeeRegistry.sol";
import {RoleLib} from "../../contracts/access/RoleLib.sol";
import {Entry, EntryLib} from "../../contracts/funds/EntryLib.sol";
import {EntryTreeLib} from "../../contracts/funds/EntryTreeLib.sol";
import {ILedgerTypes} from "../../contracts/funds/ILedgerTypes.sol";
import {ISpendingLedger} from "../../contracts/funds/ISpendingLedger.sol";
import {LineId, NO_LINE} from "../../contracts/funds/LineId.sol";
import {VM} from "../access/Vm.sol";

/// @title Office
/// @notice Two agencies, one below the other, with their officers, books and payees, on a ledger of their own.
/// @dev An account's key is its number: agency times 100, and the officer's number.
abstract contract Office is ILedgerTypes {
    uint256 internal constant REGISTRAR = 1;
    uint256 internal constant SECOND_REGISTRAR = 2;
    uint256 internal constant ALL_ROUND = 10; // every role that moves money
    uint256 internal constant BUDGET_OFFICER = 11;
    uint256 internal constant RECORDER = 12;
    uint256 internal constant TREASURER = 13;
    uint256 internal constant APPROVER = 14;
    uint256 internal constant SMALL_APPROVER = 15;
    uint256 internal constant THIRD_APPROVER = 16;
    uint256 internal constant AUDITOR = 17;
    uint256 internal constant LAST_OFFICER = AUDITOR;

    uint8 internal constant MONEY = RoleLib.BUDGET_OFFICER | RoleLib.RECORDER | RoleLib.APPROVER | RoleLib.TREASURER;
    uint64 internal constant SMALL_LIMIT = 100_000;
    uint16 internal constant YEAR = 2019;
    uint16 internal constant NEXT_YEAR = 2020;
    uint16 internal constant FIRST_DAY = 17_897;
    uint16 internal constant END_DAY = 18_261;
    uint16 internal constant LAST_DAY = 18_292;
    uint48 internal constant START = 1_550_000_000;
    uint32 internal constant PAYEES = 4;

    AgencyId internal constant CITY = AgencyId.wrap(1);
    AgencyId internal constant DISTRICT = AgencyId.wrap(2);

    AgencyRegistry internal _registry;
    PayeeRegistry internal _payees;
    ISpendingLedger internal _ledger;

    function _openOffice() internal {
        VM.warp(START);
        address manager = _deploy("AccessManager.sol:AccessManager", abi.encode(this));
        _registry = AgencyRegistry(_deploy("AgencyRegistry.sol:AgencyRegistry", abi.encode(manager)));
        _payees = PayeeRegistry(_deploy("PayeeRegistry.sol:PayeeRegistry", abi.encode(_registry)));
        address books = _deploy("BudgetBooks.sol:BudgetBooks", abi.encode(_registry));
        _ledger = ISpendingLedger(_deploy("SeriesLedger.sol:SeriesLedger", abi.encode(_registry, _payees, books)));
        _found(CITY, NO_AGENCY);
        _found(DISTRICT, CITY);
        _registerPayees(PAYEES);
    }

    function _found(AgencyId agency, AgencyId parent) internal virtual {
        address[] memory registrars = new address[](2);
        (registrars[0], registrars[1]) = (_account(agency, REGISTRAR), _account(agency, SECOND_REGISTRAR));
        _registry.registerAgency(parent, keccak256(abi.encode(agency)), bytes32(uint256(1)), registrars);
        _changePolicy(agency, policy());
        for (uint256 i = ALL_ROUND; i <= LAST_OFFICER; ++i) {
            (uint8 roles, uint64 limit) = _termsOf(i);
            _appoint(agency, _account(agency, i), roles, limit);
        }
    }

    /// @dev From the artifact: a contract that says `new` carries the other's code, and each that inherits it compiles it again.
    function _deploy(string memory artifact, bytes memory arguments) private returns (address deployed) {
        bytes memory code = abi.encodePacked(VM.getCode(artifact), arguments);
        assembly ("memory-safe") {
            deployed := create(0, add(code, 0x20), mload(code))
        }
        require(deployed != address(0), artifact);
    }

    function _appoint(AgencyId agency, address account, uint8 roles, uint64 limit) internal {
        IAgencyRegistry.Appointment memory terms = IAgencyRegistry.Appointment(
            account,
            agency,
            roles,
            limit,
            NO_END,
            address(0)
        );
        IAgencyRegistry.Countersignature memory second = _countersign(
            agency,
            _registry.appointmentDigest(terms, NO_END)
        );
        VM.prank(_account(agency, REGISTRAR));
        _registry.appointOfficer(terms, second);
    }

    function _changePolicy(AgencyId agency, IAgencyRegistry.Policy memory terms) internal {
        IAgencyRegistry.Countersignature memory second = _countersign(
            agency,
            _registry.policyDigest(agency, terms, NO_END)
        );
        VM.prank(_account(agency, REGISTRAR));
        _registry.changePolicy(agency, terms, second);
    }

    function _registerPayees(uint32 count) internal {
        bytes32[] memory profiles = new bytes32[](count);
        uint32 known = _payees.payeeCount();
        for (uint256 i = 0; i < count; ++i) profiles[i] = keccak256(abi.encode("payee", known + i));
        VM.prank(_account(CITY, RECORDER));
        _payees.register(CITY, profiles);
    }

    function _countersign(
        AgencyId agency,
        bytes32 digest
    ) internal pure returns (IAgencyRegistry.Countersignature memory) {
        return
            IAgencyRegistry.Countersignature(
                _account(agency, SECOND_REGISTRAR),
                NO_END,
                _signed(_key(agency, SECOND_REGISTRAR), digest)
            );
    }

    function policy() internal pure returns (IAgencyRegistry.Policy memory) {
        return IAgencyRegistry.Policy(1_000, 50_000, 5_000_000_000);
    }

    function _termsOf(uint256 officer) internal pure returns (uint8 roles, uint64 limit) {
        limit = type(uint64).max;
        if (officer == ALL_ROUND) roles = MONEY;
        if (officer == BUDGET_OFFICER) roles = RoleLib.BUDGET_OFFICER;
        if (officer == RECORDER) roles = RoleLib.RECORDER;
        if (officer == TREASURER) roles = RoleLib.TREASURER;
        if (officer >= APPROVER) roles = RoleLib.APPROVER;
        if (officer == SMALL_APPROVER) limit = SMALL_LIMIT;
        if (officer == AUDITOR) (roles, limit) = (RoleLib.AUDITOR, 0);
    }

    function _yearTerms(uint16 year) internal pure returns (FiscalYear memory) {
        uint16 shift = 365 * (year - YEAR);
        return FiscalYear(YearState.Unknown, FIRST_DAY + shift, END_DAY + shift, LAST_DAY + shift, "EUR", 2);
    }

    function _spec(
        bytes32 code,
        LineId parent,
        LineLevel level,
        bool ceilings,
        uint16 class
    ) internal pure returns (LineSpec memory) {
        return LineSpec(code, keccak256(abi.encode(code)), CITY, parent, level, ceilings, class);
    }

    /// @dev An entry of the first day with a document, and nothing else.
    function _entry(uint8 kind, LineId line, uint64 amount) internal pure returns (Entry memory entry) {
        (entry.kind, entry.line, entry.amount) = (kind, line, amount);
        (entry.valueDay, entry.document) = (FIRST_DAY, keccak256("document"));
    }

    function _pack(Entry[] memory entries) internal pure returns (bytes memory packed) {
        packed = new bytes(64 * entries.length);
        for (uint256 i = 0; i < entries.length; ++i) {
            (uint256 word0, bytes32 word1) = EntryLib.encode(entries[i]);
            assembly ("memory-safe") {
                let to := add(add(packed, 0x20), mul(i, 0x40))
                mstore(to, word0)
                mstore(add(to, 0x20), word1)
            }
        }
    }

    /// @dev Each entry as a run of its own, the amount and payee in full width.
    function _packCompact(Entry[] memory entries) internal pure returns (bytes memory packed) {
        for (uint256 i = 0; i < entries.length; ++i) {
            Entry memory entry = entries[i];
            packed = bytes.concat(
                packed,
                abi.encodePacked(entry.line, entry.commitment, entry.kind, entry.valueDay, uint16(1), uint8(0x48)),
                abi.encodePacked(entry.document, entry.payee, entry.amount)
            );
        }
    }

    /// @dev The batch root, written out: the tree's root over the series, the first number and the count.
    function _rootOf(BatchHead memory head, bytes memory entries) internal pure returns (bytes32) {
        uint64 series = (uint64(AgencyId.unwrap(head.agency)) << 32) | (uint64(head.year) << 16) | head.desk;
        bytes32 headWord = bytes32(abi.encodePacked(bytes15(0), series, head.firstNumber, uint32(entries.length / 64)));
        return keccak256(abi.encodePacked(EntryTreeLib.rootPlain(entries), headWord));
    }

    /// @dev The siblings of a leaf, by levels of whole arrays.
    function _proof(bytes memory entries, uint256 index) internal pure returns (bytes32[] memory proof) {
        bytes32[] memory level = new bytes32[](entries.length / 64);
        for (uint256 i = 0; i < level.length; ++i) {
            assembly ("memory-safe") {
                mstore(add(add(level, 0x20), mul(i, 0x20)), keccak256(add(add(entries, 0x20), mul(i, 0x40)), 0x40))
            }
        }
        bytes memory siblings;
        while (level.length > 1) {
            uint256 sibling = index % 2 == 0 ? index + 1 : index - 1;
            if (sibling < level.length) siblings = bytes.concat(siblings, level[sibling]);
            bytes32[] memory above = new bytes32[]((level.length + 1) / 2);
            for (uint256 i = 0; i < above.length; ++i) {
                above[i] =
                    2 * i + 1 < level.length
                        ? keccak256(abi.encodePacked(level[2 * i], level[2 * i + 1]))
                        : level[2 * i];
            }
            (level, index) = (above, index / 2);
        }
        proof = new bytes32[](siblings.length / 32);
        for (uint256 i = 0; i < proof.length; ++i) {
            assembly ("memory-safe") {
                mstore(add(add(proof, 0x20), mul(i, 0x20)), mload(add(add(siblings, 0x20), mul(i, 0x20))))
            }
        }
    }

    /// @dev Signatures of these officers over a digest, ascending by account.
    function _approvals(
        AgencyId agency,
        uint256[] memory officers,
        bytes32 digest
    ) internal pure returns (Approval[] memory approvals) {
        _sortByAccount(agency, officers);
        approvals = new Approval[](officers.length);
        for (uint256 i = 0; i < officers.length; ++i) {
            approvals[i] = Approval(_account(agency, officers[i]), _signed(_key(agency, officers[i]), digest));
        }
    }

    function _sortByAccount(AgencyId agency, uint256[] memory officers) internal pure {
        for (uint256 i = 1; i < officers.length; ++i) {
            for (uint256 j = i; j > 0 && _account(agency, officers[j]) < _account(agency, officers[j - 1]); --j) {
                (officers[j], officers[j - 1]) = (officers[j - 1], officers[j]);
            }
        }
    }

    function _allApprovers() internal pure returns (uint256[] memory officers) {
        officers = new uint256[](2);
        (officers[0], officers[1]) = (APPROVER, THIRD_APPROVER);
    }

    function _signed(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = VM.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    function _account(AgencyId agency, uint256 officer) internal pure returns (address) {
        return VM.addr(_key(agency, officer));
    }

    function _key(AgencyId agency, uint256 officer) internal pure returns (uint256) {
        return 100 * AgencyId.unwrap(agency) + officer;
    }
}
