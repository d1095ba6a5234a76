// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title LogProofLib
/// @notice Proofs in an append-only log: that an entry stands in it, and that a longer log begins with a shorter one.
/// @dev RFC 9162, sections 2.1.3.2 and 2.1.4.2, over SHA-256 trees as in RFC 6962: a leaf is hashed behind a byte 0, a node
/// behind a byte 1, so that neither passes for the other. Left and right count, as they do not in OpenZeppelin's
/// MerkleProof. A proof of any other length than that which index and sizes fix does not hold.
library LogProofLib {
    /// @dev SHA-256 of nothing: the root of the empty log.
    bytes32 internal constant EMPTY_ROOT = 0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855;

    /// @notice Says whether the log of `newSize` entries with `newRoot` begins with that of `size` entries with `root`.
    /// @dev Every log begins with the empty one.
    /// @param proof Hashes of subtrees, in the order of RFC 9162; none where the sizes are equal or the first is 0.
    function isConsistent(
        uint64 size,
        bytes32 root,
        uint64 newSize,
        bytes32 newRoot,
        bytes32[] calldata proof
    ) internal view returns (bool) {
        if (newSize < size) return false;
        if (size == 0) return proof.length == 0 && (newSize != 0 || newRoot == EMPTY_ROOT);
        if (size == newSize) return proof.length == 0 && root == newRoot;
        unchecked {
            // Neither size is 0 here, and nothing but shifts comes after.
            uint256 node = size - 1;
            uint256 last = newSize - 1;
            uint256 used = 0;
            while (node & 1 == 1) (node, last) = (node >> 1, last >> 1);
            bytes32 old = root;
            // A shorter log of 2^n entries is itself a subtree of the longer one; its root is not repeated in the proof.
            if (node != 0) {
                if (proof.length == 0) return false;
                old = proof[used++];
            }
            bytes32 grown = old;
            for (; used < proof.length; ++used) {
                if (last == 0) return false;
                bytes32 sibling = proof[used];
                if (node & 1 == 1 || node == last) {
                    (old, grown) = (_node(sibling, old), _node(sibling, grown));
                    while (node & 1 == 0 && node != 0) (node, last) = (node >> 1, last >> 1);
                } else {
                    grown = _node(grown, sibling);
                }
                (node, last) = (node >> 1, last >> 1);
            }
            return last == 0 && old == root && grown == newRoot;
        }
    }

    /// @notice Says whether the entry with hash `leaf` stands at place `index`, from 0, of a log.
    /// @param leaf SHA-256 of a byte 0 and the entry.
    /// @param proof Hashes of siblings from the leaf up.
    function isIncluded(
        bytes32 leaf,
        uint64 index,
        uint64 size,
        bytes32 root,
        bytes32[] calldata proof
    ) internal view returns (bool) {
        if (index >= size) return false;
        unchecked {
            // The log is not empty here, and nothing but shifts comes after.
            uint256 node = index;
            uint256 last = size - 1;
            bytes32 hash = leaf;
            for (uint256 i = 0; i < proof.length; ++i) {
                if (last == 0) return false;
                if (node & 1 == 1 || node == last) {
                    hash = _node(proof[i], hash);
                    while (node & 1 == 0 && node != 0) (node, last) = (node >> 1, last >> 1);
                } else {
                    hash = _node(hash, proof[i]);
                }
                (node, last) = (node >> 1, last >> 1);
            }
            return last == 0 && hash == root;
        }
    }

    /// @dev SHA-256 of a byte 1 and both children; 250 gas, where `sha256(abi.encodePacked(…))` takes 440.
    function _node(bytes32 left, bytes32 right) private view returns (bytes32 result) {
        assembly ("memory-safe") {
            let data := mload(0x40)
            mstore8(data, 1)
            mstore(add(data, 0x01), left)
            mstore(add(data, 0x21), right)
            // The precompile cannot fail with the gas that it is given, and without it the caller has none either.
            if iszero(staticcall(gas(), 2, data, 0x41, 0x00, 0x20)) {
                revert(0, 0)
            }
            result := mload(0x00)
        }
    }
}
