// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

LogVm constant LOG_VM = LogVm(address(uint160(uint256(keccak256("hevm cheat code")))));

/// @title LogVm
/// @notice The cheat codes that keep what contracts tell.
interface LogVm {
    struct Log {
        bytes32[] topics;
        bytes data;
        address emitter;
    }

    function recordLogs() external;
    function getRecordedLogs() external returns (Log[] memory logs);
}
