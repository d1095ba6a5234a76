// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBudgetBooks} from "./IBudgetBooks.sol";
import {IJournal} from "./IJournal.sol";

/// @title ISpendingLedger
/// @notice Keeps budget lines and one append-only journal of all that moves public money.
/// @dev Amounts are minor units of the fiscal year's currency, from 1 to 2^61 - 1. A line's eight balances lie in two
/// words. Ceilings bind at a line's control line. Nobody approves their own entry: the maker sends, others sign.
interface ISpendingLedger is IJournal, IBudgetBooks {}
