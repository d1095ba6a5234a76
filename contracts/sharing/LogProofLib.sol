// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title LogProofLib
/// @notice The Merkle tree of an append-only log: proofs that an entry stands in it, and that one state of it continues another.
/// @dev RFC 6962's tree, and the verifications of RFC 9162, 2.1.3.2 and 2.1.4.2. A leaf is SHA-256(0x00 ‖ entry), a node
/// SHA-256(0x01 ‖ left ‖ right); the last node of a level with an odd number of nodes moves up unchanged. Sizes fix a
/// proof's length and every side, so both are demanded exactly.
/// Warning: a root does not bind its size; whoever keeps a root keeps the size with it.
/// Proofs are read in assembly: 13,358 gas for the longest up to a million entries (21 hashes, 38 nodes), 23,121 in
/// Solidity. Fuzz tests hold it to the RFC's algorithms, written plainly.
library LogProofLib {
    /// @notice The root of a log without an entry: SHA-256 of nothing.
    bytes32 internal constant EMPTY_ROOT = 0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855;

    /// @notice A log only grows.
    error LogProof_SizeShrinks(uint256 oldSize, uint256 newSize);
    /// @notice No entry stands at this place, counted from 0.
    error LogProof_IndexOutside(uint256 index, uint256 size);
    /// @notice Between these sizes, or for this place, a proof has exactly so many hashes.
    error LogProof_LengthWrong(uint256 needed, uint256 given);
    /// @notice The proof starts from another old state than the one that is known.
    error LogProof_OldRootDiffers(bytes32 oldRoot, bytes32 led);
    /// @notice The proof leads to another new state than the one that is claimed.
    error LogProof_NewRootDiffers(bytes32 newRoot, bytes32 led);
    /// @notice The proof leads to another root than the log's.
    error LogProof_RootDiffers(bytes32 root, bytes32 led);

    /// @notice Reverts unless the new state of a log holds all entries of the old one, in the same places.
    /// @dev Every log continues the empty one, and a log continues itself; both need an empty proof.
    /// @param oldSize The number of entries in the old state.
    /// @param oldRoot The old state's root, which is known.
    /// @param newSize The number of entries in the new state.
    /// @param newRoot The new state's root, which is claimed.
    /// @param proof The hashes of RFC 6962, 2.1.2, in its order.
    function requireConsistent(
        uint256 oldSize,
        bytes32 oldRoot,
        uint256 newSize,
        bytes32 newRoot,
        bytes32[] calldata proof
    ) internal view {
        if (oldSize > newSize) revert LogProof_SizeShrinks(oldSize, newSize);
        bytes32 oldLed = oldSize == 0 ? EMPTY_ROOT : oldRoot;
        bytes32 newLed = oldSize == newSize ? oldRoot : newRoot;
        uint256 needed = 0;
        if (0 < oldSize && oldSize < newSize) {
            (oldLed, newLed, needed) = _rootsFromConsistency(oldSize, oldRoot, newSize, proof);
        }
        if (proof.length != needed) revert LogProof_LengthWrong(needed, proof.length);
        if (oldLed != oldRoot) revert LogProof_OldRootDiffers(oldRoot, oldLed);
        if (newLed != newRoot) revert LogProof_NewRootDiffers(newRoot, newLed);
    }

    /// @notice Reverts unless a leaf stands at its place in a log.
    /// @param leaf The leaf's hash. Warning: hash the entry with `leafHash`; a hash that someone gives may be a node's.
    /// @param index The leaf's place, from 0.
    /// @param size The number of entries in the log.
    /// @param root The log's root at that size.
    /// @param proof The siblings, from the leaf up; a node that moves up unchanged has none.
    function requireIncluded(
        bytes32 leaf,
        uint256 index,
        uint256 size,
        bytes32 root,
        bytes32[] calldata proof
    ) internal view {
        bytes32 led = rootFromInclusion(leaf, index, size, proof);
        if (led != root) revert LogProof_RootDiffers(root, led);
    }

    /// @notice Returns the root that a leaf's siblings lead to.
    /// @dev Reverts where no leaf stands there, or the proof has another length than the place and the size demand.
    /// @param leaf The leaf's hash; see the warning at `requireIncluded`.
    /// @param index The leaf's place, from 0.
    /// @param size The number of entries in the log.
    /// @param proof The siblings, from the leaf up; a node that moves up unchanged has none.
    function rootFromInclusion(
        bytes32 leaf,
        uint256 index,
        uint256 size,
        bytes32[] calldata proof
    ) internal view returns (bytes32 root) {
        if (index >= size) revert LogProof_IndexOutside(index, size);
        uint256 needed;
        root = leaf;
        assembly ("memory-safe") {
            let next := proof.offset
            let left := add(mload(0x40), 0x20)
            mstore(mload(0x40), 1)
            for {
                let last := sub(size, 1)
            } last {
                last := shr(1, last)
                index := shr(1, index)
            } {
                let odd := and(index, 1)
                // The last node of a level moves up alone where its place is even.
                if or(odd, lt(index, last)) {
                    let side := shl(5, odd)
                    mstore(add(left, side), root)
                    mstore(sub(add(left, 0x20), side), calldataload(next))
                    next := add(next, 0x20)
                    // Its 96 gas are there, or the 64th part that stays here does not reach the next instruction.
                    pop(staticcall(gas(), 2, sub(left, 1), 0x41, 0x00, 0x20))
                    root := mload(0x00)
                }
            }
            needed := shr(5, sub(next, proof.offset))
        }
        if (proof.length != needed) revert LogProof_LengthWrong(needed, proof.length);
    }

    /// @notice Returns the hash of an entry's leaf.
    /// @param entry The entry's bytes.
    function leafHash(bytes calldata entry) internal pure returns (bytes32) {
        return sha256(abi.encodePacked(bytes1(0x00), entry));
    }

    /// @dev The roots that a proof leads to, and how many hashes it must have; where it has fewer, the roots mean nothing.
    /// Needs 0 < oldSize < newSize.
    function _rootsFromConsistency(
        uint256 oldSize,
        bytes32 oldRoot,
        uint256 newSize,
        bytes32[] calldata proof
    ) private view returns (bytes32 oldLed, bytes32 newLed, uint256 needed) {
        assembly ("memory-safe") {
            let next := proof.offset
            let left := add(mload(0x40), 0x20)
            mstore(mload(0x40), 1)
            // Start from the largest whole subtree at the old state's end: it stands in the new state as it is.
            let index := sub(oldSize, 1)
            let last := sub(newSize, 1)
            for {} and(index, 1) {} {
                index := shr(1, index)
                last := shr(1, last)
            }
            // Where the old state is that subtree, its root is known and no part of the proof.
            newLed := oldRoot
            if index {
                newLed := calldataload(next)
                next := add(next, 0x20)
            }
            oldLed := newLed
            for {} last {} {
                let odd := and(index, 1)
                // The last node of a level moves up alone where its place is even.
                if or(odd, lt(index, last)) {
                    let side := shl(5, odd)
                    mstore(add(left, side), newLed)
                    mstore(sub(add(left, 0x20), side), calldataload(next))
                    next := add(next, 0x20)
                    // Its 96 gas are there, or the 64th part that stays here does not reach the next instruction.
                    pop(staticcall(gas(), 2, sub(left, 1), 0x41, 0x00, 0x20))
                    newLed := mload(0x00)
                    // What stands to the right is new; what stands to the left is in both states.
                    if odd {
                        mstore(add(left, 0x20), oldLed)
                        pop(staticcall(gas(), 2, sub(left, 1), 0x41, 0x00, 0x20))
                        oldLed := mload(0x00)
                    }
                }
                index := shr(1, index)
                last := shr(1, last)
            }
            needed := shr(5, sub(next, proof.offset))
        }
    }
}
