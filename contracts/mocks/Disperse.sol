// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title Disperse
/// @notice Pays many holders of an ERC-20 in one transaction, as multi-senders do: one transfer in, then one to each.
contract Disperse {
    error Disperse_TransferRefused(address holder);

    /// @notice Moves the sum of the amounts from the sender, who has allowed it, to the holders.
    /// @param amounts One for each holder, in the token's units.
    function disperse(IERC20 token, address[] calldata holders, uint256[] calldata amounts) external {
        uint256 total = 0;
        for (uint256 i = 0; i < holders.length; ++i) total += amounts[i];
        if (!token.transferFrom(msg.sender, address(this), total)) revert Disperse_TransferRefused(address(this));
        for (uint256 i = 0; i < holders.length; ++i) {
            if (!token.transfer(holders[i], amounts[i])) revert Disperse_TransferRefused(holders[i]);
        }
    }
}
