// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {LogProofLib} from "../sharing/LogProofLib.sol";

/// @title LogAnchor
/// @notice Keeps the latest state of one log, and takes a new one only with proof that it continues the old.
/// @dev The least that an anchor does: what its transaction costs, a contract with rules of its own adds to.
contract LogAnchor {
    /// @notice The log's root.
    bytes32 public root; // slot 0
    /// @notice The number of entries in the log.
    uint64 public size; // slot 1
    /// @notice When the state was anchored, in Unix seconds.
    uint48 public anchoredAt; // slot 1

    /// @notice A new state was anchored.
    event LogAnchored(uint64 size, bytes32 root, uint48 anchoredAt);

    constructor(uint64 firstSize, bytes32 firstRoot) {
        _store(firstSize, firstRoot);
    }

    /// @notice Takes a new state.
    function anchor(uint64 newSize, bytes32 newRoot, bytes32[] calldata proof) external {
        LogProofLib.requireConsistent(size, root, newSize, newRoot, proof);
        _store(newSize, newRoot);
        emit LogAnchored(newSize, newRoot, uint48(block.timestamp));
    }

    function _store(uint64 newSize, bytes32 newRoot) private {
        (root, size, anchoredAt) = (newRoot, newSize, uint48(block.timestamp));
    }
}
