// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgencyId} from "../../contracts/access/AgencyId.sol";
import {PayeeId} from "../../contracts/access/PayeeId.sol";
import {Entry} from "../../contracts/funds/EntryLib.sol";
import {ILedgerTypes} from "../../contracts/funds/ILedgerTypes.sol";
import {ISpendingLedger} from "../../contracts/funds/ISpendingLedger.sol";
import {LineId, NO_LINE} from "../../contracts/funds/LineId.sol";
import {SeriesWord, SeriesWordLib} from "../../contracts/funds/SeriesWord.sol";
import {GhostLedger} from "./GhostLedger.sol";
import {LedgerHandler} from "./LedgerHandler.sol";
import {ReplayedLedger} from "./ReplayedLedger.sol";
import {SeriesLedger} from "./SeriesLedger.sol";

/// @dev Stands here because the runner calls only what a test's own file declares.
contract Officers is LedgerHandler {}

/// @dev docs/invariants.md says each promise in words, by the number in the function's name.
/// hardhat-config: invariant.runs = 10
/// hardhat-config: invariant.depth = 100
contract LedgerInvariantsTest is ILedgerTypes {
    using SeriesWordLib for SeriesWord;

    uint32 private constant COMMITMENTS = 10;
    uint32 private constant RULES = 3;

    LedgerHandler private _handler;
    ISpendingLedger private _ledger;
    GhostLedger private _ghost;
    ReplayedLedger private _replay;

    function setUp() external {
        _handler = new Officers();
        (_ledger, _ghost, _replay) = (_handler.ledger(), _handler.ghost(), _handler.replay());
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function invariant_01_revisedIsTheSumOfItsParts() external view {
        for (uint32 i = 1; i <= _ledger.lineCount(); ++i) {
            BudgetParts memory parts = _ledger.budgetOf(LineId.wrap(i));
            uint256 up = uint256(parts.original) + parts.supplementary + parts.virementIn + parts.carriedIn;
            uint256 down = uint256(parts.reductions) + parts.virementOut + parts.carriedOut + parts.lapsed;
            require(_ledger.totalsOf(LineId.wrap(i)).revised + down == up, "revised");
        }
    }

    function invariant_02_allottedWithinRevisedAndUsedWithinAllotted() external view {
        for (uint32 i = 1; i <= _ledger.lineCount(); ++i) {
            if (!_binds(LineId.wrap(i))) continue;
            LineTotals memory totals = _ledger.totalsOf(LineId.wrap(i));
            require(totals.allotted <= totals.revised, "allotted beyond revised");
            require(uint256(totals.reserved) + totals.committed <= totals.allotted, "used beyond allotted");
        }
    }

    function invariant_03_commitmentsArePaidInOrder() external view {
        for (uint256 i = 0; i < 4; ++i) {
            for (uint32 number = 0; number <= COMMITMENTS; ++number) {
                (AgencyId agency, uint16 year) = _books(i);
                Commitment memory owed = _ledger.commitmentOf(agency, year, number);
                require(owed.paid <= owed.ordered, "paid beyond ordered");
                require(owed.ordered <= owed.verified, "ordered beyond verified");
                require(owed.verified <= owed.committed, "verified beyond committed");
            }
        }
    }

    function invariant_04_paidWithinReleasedWithinAllotted() external view {
        for (uint32 i = 1; i <= _ledger.lineCount(); ++i) {
            if (!_binds(LineId.wrap(i))) continue;
            LineTotals memory totals = _ledger.totalsOf(LineId.wrap(i));
            require(totals.paid <= totals.released, "paid beyond released");
            require(totals.released <= totals.allotted, "released beyond allotted");
        }
    }

    function invariant_05_nothingIsCitedBeyondItself() external view {
        uint256[] memory entries = _replay.entries();
        for (uint256 i = 0; i < entries.length; ++i) {
            uint256 id = entries[i];
            uint64 cited = _ledger.citedOf(
                AgencyId.wrap(uint32(id >> 72)),
                uint16(id >> 56),
                uint16(id >> 40),
                uint40(id)
            );
            require(cited <= _replay.amountOf(id), "cited beyond the entry");
            require(int256(uint256(cited)) == _replay.citedOf(id), "cited differs from what cites it");
        }
    }

    function invariant_06_parentsAreTheSumOfTheirChildren() external view {
        uint32 count = _ledger.lineCount();
        int256[16][] memory sums = new int256[16][](count + 1);
        int256[16][4] memory controls;
        int256[16][4] memory leaves;
        for (uint32 i = count; i > 0; --i) {
            Line memory line = _ledger.lineOf(LineId.wrap(i));
            int256[16] memory own = _amountsOf(LineId.wrap(i));
            if (line.firstChild != NO_LINE) {
                for (uint256 j = 0; j < 16; ++j) require(own[j] == sums[i][j], "parent");
            }
            uint256 books = _indexOf(line.keeper, line.year);
            for (uint256 j = 0; j < 16; ++j) {
                sums[LineId.unwrap(line.parent)][j] += own[j];
                if (line.control == LineId.wrap(i)) controls[books][j] += own[j];
                if (line.firstChild == NO_LINE) leaves[books][j] += own[j];
            }
        }
        for (uint256 i = 0; i < 4; ++i) {
            for (uint256 j = 0; j < 16; ++j) require(controls[i][j] == leaves[i][j], "control lines and leaves");
        }
    }

    function invariant_07_replayIsStorage() external view {
        require(_replay.lineCount() == _ledger.lineCount(), "lines");
        for (uint32 i = 1; i <= _ledger.lineCount(); ++i) {
            LineId line = LineId.wrap(i);
            require(_same(_replay.amountsOf(line), _amountsOf(line)), "line");
            require(_replay.isOpen(line) == _ledger.lineOf(line).open, "line open");
        }
        for (uint256 i = 0; i < 4; ++i) {
            (AgencyId agency, uint16 year) = _books(i);
            require(_replay.desksOf(agency, year) == _ledger.desksOf(agency, year), "desks");
            require(_replay.stateOf(agency, year) == _ledger.yearOf(agency, year).state, "state");
            for (uint32 number = 1; number <= COMMITMENTS; ++number) {
                Commitment memory owed = _ledger.commitmentOf(agency, year, number);
                int256[4] memory told = _replay.commitmentOf(agency, year, number);
                require(told[0] == int256(uint256(owed.committed)), "committed");
                require(told[1] == int256(uint256(owed.verified)), "verified");
                require(told[2] == int256(uint256(owed.ordered)), "ordered");
                require(told[3] == int256(uint256(owed.paid)), "paid");
            }
            for (uint32 rule = 1; rule <= RULES; ++rule) {
                int256 used = int256(uint256(_ledger.ruleUseOf(agency, rule, year)));
                require(_replay.ruleUseOf(agency, rule, year) == used, "rule use");
            }
        }
    }

    function invariant_08_seriesHaveNoGaps() external view {
        for (uint256 i = 0; i < 4; ++i) {
            (AgencyId agency, uint16 year) = _books(i);
            for (uint16 desk = 0; desk < 64; desk += 63) {
                Series memory series = _ledger.seriesOf(agency, year, desk);
                uint64 id = (uint64(AgencyId.unwrap(agency)) << 32) | (uint64(year) << 16) | desk;
                (uint256 count, uint256 batches) = _ghost.countOf(agency, year, desk);
                require(series.entryCount == _replay.countOf(id) && series.entryCount == count, "entries");
                require(series.batchCount == _replay.batchesOf(id) && series.batchCount == batches, "batches");
                require(series.knownPayees <= _ghost.payeeCount(), "payees");
            }
        }
    }

    function invariant_09_everyRootAndEntryIsProved() external view {
        bytes32[] memory refs = _replay.batchRefs();
        for (uint256 i = 0; i < refs.length; ++i) _requireRoot(refs[i]);
        uint256 count = _handler.placeCount();
        // The last few here; each was among them once.
        for (uint256 i = count > 8 ? count - 8 : 0; i < count; ++i) {
            require(_ledger.verifyEntry(_handler.citationAt(i)), "entry");
        }
    }

    function invariant_10_seriesCarryTheStateOfTheirYear() external view {
        for (uint256 i = 0; i < 4; ++i) {
            (AgencyId agency, uint16 year) = _books(i);
            FiscalYear memory terms = _ledger.yearOf(agency, year);
            for (uint16 desk = 0; desk < 64; ++desk) {
                SeriesWord word = SeriesLedger(address(_ledger)).seriesWordOf(agency, year, desk);
                require((_ledger.desksOf(agency, year) >> desk) & 1 == (word.isStarted() ? 1 : 0), "desk");
                if (!word.isStarted()) continue;
                require(word.state() == uint256(terms.state), "state");
                require(word.firstDay() == terms.firstDay && word.endDay() == terms.endDay, "days");
                require(word.lastDay() == terms.lastDay, "last day");
            }
        }
    }

    function invariant_11_ghostIsStorage() external view {
        require(_ghost.lineCount() == _ledger.lineCount(), "lines");
        for (uint32 i = 1; i <= _ledger.lineCount(); ++i) {
            (int256[8] memory totals, int256[8] memory parts) = _ghost.sumsOf(LineId.wrap(i));
            int256[16] memory amounts = _amountsOf(LineId.wrap(i));
            for (uint256 j = 0; j < 8; ++j) require(totals[j] == amounts[j] && parts[j] == amounts[8 + j], "line");
        }
    }

    function invariant_12_virementsBalanceWithinTheirYear() external view {
        for (uint256 i = 0; i < 4; ++i) {
            (AgencyId agency, uint16 year) = _books(i);
            uint256 left = 0;
            uint256 came = 0;
            for (uint32 j = 1; j <= _ledger.lineCount(); ++j) {
                Line memory line = _ledger.lineOf(LineId.wrap(j));
                if (line.keeper != agency || line.year != year || line.control != LineId.wrap(j)) continue;
                left += _ledger.budgetOf(LineId.wrap(j)).virementOut;
                came += _ledger.budgetOf(LineId.wrap(j)).virementIn;
            }
            require(left == came, "virements");
        }
    }

    function invariant_13_noMoreIsCarriedInThanOut() external view {
        for (uint32 agency = 1; agency <= 2; ++agency) {
            uint256 left = 0;
            uint256 came = 0;
            for (uint32 i = 1; i <= _ledger.lineCount(); ++i) {
                Line memory line = _ledger.lineOf(LineId.wrap(i));
                if (line.keeper != AgencyId.wrap(agency) || line.control != LineId.wrap(i)) continue;
                left += _ledger.budgetOf(LineId.wrap(i)).carriedOut;
                came += _ledger.budgetOf(LineId.wrap(i)).carriedIn;
            }
            require(came <= left, "carried in beyond carried out");
        }
    }

    function invariant_14_invoicesAreUsedWhileTheirEntriesStand() external view {
        Entry[] memory invoiced = _handler.invoiced();
        for (uint256 i = 0; i < invoiced.length; ++i) {
            (PayeeId payee, bytes32 invoice) = (invoiced[i].payee, invoiced[i].document);
            require(_ledger.isInvoiceUsed(payee, invoice) == _ghost.isInvoiceUsed(payee, invoice), "invoice");
        }
    }

    function _requireRoot(bytes32 batchRef) private view {
        AgencyId agency = _replay.agencyOf(batchRef);
        require(_ledger.rootOf(agency, batchRef) == _replay.rootOf(batchRef), "root");
    }

    function _same(int256[16] memory left, int256[16] memory right) private pure returns (bool) {
        return keccak256(abi.encode(left)) == keccak256(abi.encode(right));
    }

    function _binds(LineId line) private view returns (bool) {
        Line memory opened = _ledger.lineOf(line);
        return opened.control == line && opened.ceilings;
    }

    /// @dev Totals of LineTotals, then parts of BudgetParts.
    function _amountsOf(LineId line) private view returns (int256[16] memory amounts) {
        bytes memory words = abi.encode(_ledger.totalsOf(line), _ledger.budgetOf(line));
        uint256[16] memory decoded = abi.decode(words, (uint256[16]));
        for (uint256 i = 0; i < 16; ++i) amounts[i] = int256(decoded[i]);
    }

    function _books(uint256 index) private pure returns (AgencyId, uint16) {
        return (AgencyId.wrap(uint32(1 + index / 2)), uint16(2019 + (index % 2)));
    }

    function _indexOf(AgencyId agency, uint16 year) private pure returns (uint256) {
        return 2 * (AgencyId.unwrap(agency) - 1) + (year - 2019);
    }
}
