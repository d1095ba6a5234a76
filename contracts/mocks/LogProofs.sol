// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {LogProofLib} from "../sharing/LogProofLib.sol";

/// @title LogProofs
/// @notice Lets tests ask LogProofLib.
contract LogProofs {
    function isConsistent(
        uint64 size,
        bytes32 root,
        uint64 newSize,
        bytes32 newRoot,
        bytes32[] calldata proof
    ) external view returns (bool) {
        return LogProofLib.isConsistent(size, root, newSize, newRoot, proof);
    }

    function isIncluded(
        bytes32 leaf,
        uint64 index,
        uint64 size,
        bytes32 root,
        bytes32[] calldata proof
    ) external view returns (bool) {
        return LogProofLib.isIncluded(leaf, index, size, root, proof);
    }
}
