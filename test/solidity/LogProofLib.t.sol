// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {LogProofLib} from "../../contracts/sharing/LogProofLib.sol";
import {RfcLog} from "./RfcLog.sol";

/// @dev The proofs against RFC 6962's and RFC 9162's own words (`RfcLog`), and what must not pass.
contract LogProofLibTest {
    using RfcLog for bytes32[];

    uint256 private constant MOST = 70;

    function testFuzz_provesGrowthAsTheRfc(uint256 seed, uint8 drawnOld, uint8 drawnNew) external view {
        (bytes32[] memory leaves, uint256 oldSize) = _draw(seed, drawnNew, drawnOld);
        this.requireConsistent(
            oldSize,
            leaves.root(0, oldSize),
            leaves.length,
            leaves.root(0, leaves.length),
            leaves.consistencyProof(oldSize)
        );
    }

    function testFuzz_provesPlaceAsTheRfc(uint256 seed, uint8 drawnIndex, uint8 drawnSize) external view {
        (bytes32[] memory leaves, uint256 index) = _drawPlace(seed, drawnSize, drawnIndex);
        bytes32 root = leaves.root(0, leaves.length);
        this.requireIncluded(leaves[index], index, leaves.length, root, leaves.inclusionProof(index));
    }

    function test_provesEachGrowthAndPlaceOfSmallLogs() external view {
        for (uint256 size = 0; size <= 20; ++size) {
            bytes32[] memory leaves = _leaves(size, size);
            bytes32 root = leaves.root(0, size);
            for (uint256 i = 0; i <= size; ++i) {
                this.requireConsistent(i, leaves.root(0, i), size, root, leaves.consistencyProof(i));
                if (i < size) this.requireIncluded(leaves[i], i, size, root, leaves.inclusionProof(i));
            }
        }
    }

    /// @dev Anything may be changed, and both must come to the same: only so is it known that no check is missing.
    function testFuzz_judgesGrowthAsTheRfc(
        uint256 seed,
        uint8 drawnOld,
        uint8 drawnNew,
        uint8 otherOld,
        uint8 otherNew,
        uint8 change
    ) external view {
        (bytes32[] memory leaves, uint256 oldSize) = _draw(seed, drawnNew, drawnOld);
        bytes32 oldRoot = leaves.root(0, oldSize);
        bytes32 newRoot = leaves.root(0, leaves.length);
        bytes32[] memory proof = _changed(leaves.consistencyProof(oldSize), change, seed);
        oldSize = change % 3 == 1 ? otherOld % MOST : oldSize;
        uint256 newSize = change % 3 == 2 ? otherNew % MOST : leaves.length;
        bool accepted = _accepts(abi.encodeCall(this.requireConsistent, (oldSize, oldRoot, newSize, newRoot, proof)));
        require(accepted == RfcLog.isConsistent(oldSize, oldRoot, newSize, newRoot, proof), "judged differently");
    }

    function testFuzz_judgesPlaceAsTheRfc(
        uint256 seed,
        uint8 drawnIndex,
        uint8 drawnSize,
        uint8 otherIndex,
        uint8 otherSize,
        uint8 change
    ) external view {
        (bytes32[] memory leaves, uint256 index) = _drawPlace(seed, drawnSize, drawnIndex);
        bytes32 root = leaves.root(0, leaves.length);
        bytes32 leaf = leaves[index];
        bytes32[] memory proof = _changed(leaves.inclusionProof(index), change, seed);
        index = change % 3 == 1 ? otherIndex % MOST : index;
        uint256 size = change % 3 == 2 ? otherSize % MOST : leaves.length;
        bool accepted = _accepts(abi.encodeCall(this.requireIncluded, (leaf, index, size, root, proof)));
        require(accepted == RfcLog.isIncluded(leaf, index, size, root, proof), "judged differently");
    }

    function testFuzz_refusesAnotherGrowthProof(
        uint256 seed,
        uint8 drawnOld,
        uint8 drawnNew,
        uint8 place,
        uint256 change
    ) external view {
        (bytes32[] memory leaves, uint256 oldSize) = _draw(seed, drawnNew, drawnOld);
        bytes32 oldRoot = leaves.root(0, oldSize);
        bytes32 newRoot = leaves.root(0, leaves.length);
        bytes32[] memory proof = leaves.consistencyProof(oldSize);
        bytes32 other = bytes32(change | 1);
        _refusesGrowth(oldSize, oldRoot ^ other, leaves.length, newRoot, proof);
        // Every log continues the empty one.
        if (oldSize > 0) _refusesGrowth(oldSize, oldRoot, leaves.length, newRoot ^ other, proof);
        _refusesGrowth(oldSize, oldRoot, leaves.length, newRoot, _resized(proof, proof.length + 1));
        if (leaves.length > oldSize) _refusesGrowth(leaves.length, newRoot, oldSize, oldRoot, proof);
        if (proof.length == 0) return;
        _refusesGrowth(oldSize, oldRoot, leaves.length, newRoot, _resized(proof, proof.length - 1));
        proof[place % proof.length] ^= other;
        _refusesGrowth(oldSize, oldRoot, leaves.length, newRoot, proof);
    }

    function testFuzz_refusesAnotherPlaceProof(
        uint256 seed,
        uint8 drawnIndex,
        uint8 drawnSize,
        uint8 place,
        uint256 change
    ) external view {
        (bytes32[] memory leaves, uint256 index) = _drawPlace(seed, drawnSize, drawnIndex);
        uint256 size = leaves.length;
        bytes32 root = leaves.root(0, size);
        bytes32[] memory proof = leaves.inclusionProof(index);
        bytes32 other = bytes32(change | 1);
        _refusesPlace(leaves[index] ^ other, index, size, root, proof);
        _refusesPlace(leaves[index], index, size, root ^ other, proof);
        _refusesPlace(leaves[index], index, size, root, _resized(proof, proof.length + 1));
        _refusesPlace(leaves[index], size + place, size, root, proof);
        if (proof.length == 0) return;
        _refusesPlace(leaves[index], index, size, root, _resized(proof, proof.length - 1));
        proof[place % proof.length] ^= other;
        _refusesPlace(leaves[index], index, size, root, proof);
    }

    /// @dev T35: whoever knows the tree has the bytes that a node is the hash of, and may call them an entry.
    function testFuzz_T35_refusesANodeForALeaf(uint256 seed, uint8 drawnIndex, uint8 drawnSize) external view {
        (bytes32[] memory leaves, uint256 index) = _drawPlace(seed, drawnSize, drawnIndex);
        if (index | 1 >= leaves.length) return;
        bytes32 root = leaves.root(0, leaves.length);
        bytes32[] memory proof = leaves.inclusionProof(index);
        bytes32[] memory above = new bytes32[](proof.length - 1);
        for (uint256 i = 0; i < above.length; ++i) above[i] = proof[i + 1];
        (bytes32 left, bytes32 right) = (leaves[index & ~uint256(1)], leaves[index | 1]);
        uint256 halved = (leaves.length + 1) / 2;
        bytes32 asPair = this.leafHash(abi.encodePacked(left, right));
        bytes32 asNode = this.leafHash(abi.encodePacked(bytes1(0x01), left, right));
        // At the node's place in the smaller tree that would have it for a leaf, and at the leaf's in the true one.
        _refusesPlace(asPair, index / 2, halved, root, above);
        _refusesPlace(asNode, index / 2, halved, root, above);
        _refusesPlace(RfcLog.node(left, right), index, leaves.length, root, above);
        _refusesPlace(RfcLog.node(left, right), index, leaves.length, root, proof);
    }

    /// @dev A call of the hash that runs out of gas must not leave an older hash, or nothing, standing for the new one.
    function testFuzz_acceptsNothingWrongForLackOfGas(uint256 seed, uint8 drawnSize, uint16 drawnGas) external view {
        bytes32[] memory leaves = _leaves(seed, 2 + (drawnSize % MOST));
        bytes32[] memory proof = leaves.consistencyProof(1);
        for (uint256 size = 0; size < leaves.length; size = size == 0 ? 1 : 2 * size) {
            bytes32 stale = size == 0 ? bytes32(0) : leaves.root(0, size);
            try this.requireConsistent{gas: drawnGas % 8_000}(1, leaves[0], leaves.length, stale, proof) {
                revert("accepted");
            } catch {}
        }
    }

    function testFuzz_hashesLeavesAsTheRfc(bytes calldata entry) external pure {
        require(LogProofLib.leafHash(entry) == sha256(abi.encodePacked(hex"00", entry)), "leaf");
    }

    function requireConsistent(
        uint256 oldSize,
        bytes32 oldRoot,
        uint256 newSize,
        bytes32 newRoot,
        bytes32[] calldata proof
    ) external view {
        LogProofLib.requireConsistent(oldSize, oldRoot, newSize, newRoot, proof);
    }

    function requireIncluded(
        bytes32 leaf,
        uint256 index,
        uint256 size,
        bytes32 root,
        bytes32[] calldata proof
    ) external view {
        LogProofLib.requireIncluded(leaf, index, size, root, proof);
    }

    function leafHash(bytes calldata entry) external pure returns (bytes32) {
        return LogProofLib.leafHash(entry);
    }

    function _refusesGrowth(
        uint256 oldSize,
        bytes32 oldRoot,
        uint256 newSize,
        bytes32 newRoot,
        bytes32[] memory proof
    ) private view {
        bytes memory claim = abi.encodeCall(this.requireConsistent, (oldSize, oldRoot, newSize, newRoot, proof));
        require(!_accepts(claim), "growth accepted");
    }

    function _refusesPlace(
        bytes32 leaf,
        uint256 index,
        uint256 size,
        bytes32 root,
        bytes32[] memory proof
    ) private view {
        require(!_accepts(abi.encodeCall(this.requireIncluded, (leaf, index, size, root, proof))), "place accepted");
    }

    function _accepts(bytes memory claim) private view returns (bool accepted) {
        (accepted, ) = address(this).staticcall(claim);
    }

    function _draw(
        uint256 seed,
        uint8 drawnSize,
        uint8 drawnOld
    ) private pure returns (bytes32[] memory leaves, uint256 oldSize) {
        leaves = _leaves(seed, drawnSize % MOST);
        oldSize = drawnOld % (leaves.length + 1);
    }

    function _drawPlace(
        uint256 seed,
        uint8 drawnSize,
        uint8 drawnIndex
    ) private pure returns (bytes32[] memory leaves, uint256 index) {
        leaves = _leaves(seed, 1 + (drawnSize % (MOST - 1)));
        index = drawnIndex % leaves.length;
    }

    function _leaves(uint256 seed, uint256 count) private pure returns (bytes32[] memory leaves) {
        leaves = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) leaves[i] = keccak256(abi.encode(seed, i));
    }

    /// @dev The proof as it is, or with a hash changed, dropped, added or put in another's place.
    function _changed(
        bytes32[] memory proof,
        uint8 change,
        uint256 seed
    ) private pure returns (bytes32[] memory changed) {
        uint256 kind = (change / 3) % 5;
        changed = _resized(proof, kind == 1 ? proof.length + 1 : proof.length);
        if (proof.length == 0) return changed;
        if (kind == 2) changed = _resized(proof, proof.length - 1);
        if (kind == 3) changed[seed % proof.length] ^= bytes32(uint256(1));
        if (kind == 4) (changed[0], changed[proof.length - 1]) = (changed[proof.length - 1], changed[0]);
    }

    function _resized(bytes32[] memory list, uint256 length) private pure returns (bytes32[] memory resized) {
        resized = new bytes32[](length);
        for (uint256 i = 0; i < length && i < list.length; ++i) resized[i] = list[i];
    }
}
