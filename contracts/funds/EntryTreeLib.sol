// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title EntryTreeLib
/// @notice The Merkle tree over a batch's entries, and proofs that an entry stands at its place in it.
/// @dev A leaf is keccak256 of the entry's 64 bytes. A node is keccak256(left ‖ right). The last node of a level with an
/// odd number of nodes moves up unchanged. A proof is read with the leaf's index and the number of leaves, which
/// fixes its length and every side, so a node can never pass for a leaf; the batch root binds both numbers.
library EntryTreeLib {
    /// @notice Returns the root of the tree over packed entries, which are lost.
    /// @dev The fast version; `rootPlain` says the same in Solidity, and a fuzz test holds them together. A level is made of
    /// the one below by hashing 64 bytes at a time, entries and nodes alike. Eight a turn costs 66 gas each, one a turn
    /// 100. Writes the nodes over the entries.
    /// @param start Memory address of the first entry.
    /// @param count Number of entries, at least 1.
    function root(uint256 start, uint256 count) internal pure returns (bytes32 result) {
        if (count == 1) {
            assembly ("memory-safe") {
                result := keccak256(start, 0x40)
            }
            return result;
        }
        assembly ("memory-safe") {
            let nodes := start
            let from := start
            let pairs := count
            let odd := 0
            for {} 1 {} {
                let to := nodes
                let until := add(from, shl(9, shr(3, pairs)))
                for {} lt(from, until) {} {
                    mstore(to, keccak256(from, 0x40))
                    mstore(add(to, 0x20), keccak256(add(from, 0x40), 0x40))
                    mstore(add(to, 0x40), keccak256(add(from, 0x80), 0x40))
                    mstore(add(to, 0x60), keccak256(add(from, 0xc0), 0x40))
                    mstore(add(to, 0x80), keccak256(add(from, 0x100), 0x40))
                    mstore(add(to, 0xa0), keccak256(add(from, 0x140), 0x40))
                    mstore(add(to, 0xc0), keccak256(add(from, 0x180), 0x40))
                    mstore(add(to, 0xe0), keccak256(add(from, 0x1c0), 0x40))
                    from := add(from, 0x200)
                    to := add(to, 0x100)
                }
                until := add(from, shl(6, and(pairs, 7)))
                for {} lt(from, until) {} {
                    mstore(to, keccak256(from, 0x40))
                    from := add(from, 0x40)
                    to := add(to, 0x20)
                }
                // The last node of an odd level moves up as it is.
                if odd {
                    mstore(to, mload(from))
                }
                let size := add(pairs, odd)
                if eq(size, 1) {
                    break
                }
                from := nodes
                pairs := shr(1, size)
                odd := and(size, 1)
            }
            result := mload(nodes)
        }
    }

    /// @notice Returns the root of the tree over packed entries, written plainly.
    /// @param entries The entries, 64 bytes each, at least one.
    function rootPlain(bytes memory entries) internal pure returns (bytes32) {
        uint256 count = entries.length / 64;
        bytes32[] memory nodes = new bytes32[](count);
        for (uint256 i = 0; i < count; i++) {
            bytes32 word0;
            bytes32 word1;
            for (uint256 j = 0; j < 32; j++) {
                word0 |= bytes32(entries[64 * i + j]) >> (8 * j);
                word1 |= bytes32(entries[64 * i + 32 + j]) >> (8 * j);
            }
            nodes[i] = leaf(uint256(word0), word1);
        }
        while (count > 1) {
            for (uint256 i = 0; i + 1 < count; i += 2) nodes[i / 2] = node(nodes[i], nodes[i + 1]);
            if (count % 2 == 1) nodes[count / 2] = nodes[count - 1];
            count = (count + 1) / 2;
        }
        return nodes[0];
    }

    /// @notice Returns the root that a proof leads to, or 0 where the proof has the wrong length or place.
    /// @param leafHash The leaf.
    /// @param index The leaf's place, from 0.
    /// @param count The number of leaves.
    /// @param proof The siblings, from the leaf up; a node that moves up unchanged has none.
    function rootFromProof(
        bytes32 leafHash,
        uint256 index,
        uint256 count,
        bytes32[] calldata proof
    ) internal pure returns (bytes32) {
        if (index >= count) return 0;
        bytes32 hash = leafHash;
        uint256 used = 0;
        while (count > 1) {
            // The last node of an odd level moves up alone.
            if (index | 1 < count) {
                if (used == proof.length) return 0;
                hash = index & 1 == 0 ? node(hash, proof[used]) : node(proof[used], hash);
                used++;
            }
            index >>= 1;
            count = (count + 1) >> 1;
        }
        return used == proof.length ? hash : bytes32(0);
    }

    /// @notice Returns the leaf of an entry.
    function leaf(uint256 word0, bytes32 word1) internal pure returns (bytes32) {
        return node(bytes32(word0), word1);
    }

    /// @notice Returns the parent of two nodes.
    function node(bytes32 left, bytes32 right) internal pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            mstore(0x00, left)
            mstore(0x20, right)
            hash := keccak256(0x00, 0x40)
        }
    }
}
