// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgencyId} from "../../contracts/access/AgencyId.sol";
import {IAgencyRegistry} from "../../contracts/access/IAgencyRegistry.sol";
import {IPayeeRegistry} from "../../contracts/access/IPayeeRegistry.sol";
import {LedgerState} from "../../contracts/funds/LedgerState.sol";
import {SeriesWord} from "../../contracts/funds/SeriesWord.sol";
import {SpendingLedger} from "../../contracts/funds/SpendingLedger.sol";

/// @title SeriesLedger
/// @notice The ledger with a window on the one word of its storage that no view tells whole.
contract SeriesLedger is SpendingLedger {
    constructor(
        IAgencyRegistry agencies,
        IPayeeRegistry payees,
        address books
    ) SpendingLedger(agencies, payees, books) {}

    function seriesWordOf(AgencyId agency, uint16 year, uint16 desk) external view returns (SeriesWord) {
        return _series[_seriesId(agency, year, desk)].word;
    }
}
