// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EntryTreeLib} from "../../contracts/funds/EntryTreeLib.sol";

/// @dev The fast root against the plain one, and every proof against both.
contract EntryTreeLibTest {
    function testFuzz_rootsAsPlainly(uint256 seed, uint16 count) external pure {
        bytes memory entries = _entries(seed, 1 + (count % 300));
        bytes memory copy = bytes.concat(entries);
        require(_root(entries) == EntryTreeLib.rootPlain(entries), "root");
        require(keccak256(entries) == keccak256(copy), "entries changed");
    }

    /// hardhat-config: fuzz.runs = 8
    function testFuzz_provesEachEntry(uint256 seed, uint16 count) external view {
        _requireProofs(seed, 1 + (count % 300));
    }

    function test_provesEachEntryOfSmallBatches() external view {
        for (uint256 count = 1; count <= 33; ++count) _requireProofs(count, count);
    }

    function testFuzz_refusesAnotherPlaceOrCount(
        uint256 seed,
        uint8 drawnCount,
        uint8 drawnIndex,
        uint16 otherIndex,
        uint16 otherCount
    ) external view {
        uint256 count = 2 + (drawnCount % 120);
        uint256 index = drawnIndex % count;
        bytes memory entries = _entries(seed, count);
        bytes32 root = _root(entries);
        bytes32[] memory proof = _proof(entries, index);
        bytes32 leaf = _leaf(entries, index);
        if (otherIndex % 300 != index) require(this.lead(leaf, otherIndex % 300, count, proof) != root, "place");
        if (otherCount % 300 != count) {
            // Another count leads to the same tree where it fixes the same sides; the batch root binds it besides.
            bytes32 other = this.lead(leaf, index, otherCount % 300, proof);
            require(keccak256(abi.encode(other, otherCount % 300)) != keccak256(abi.encode(root, count)), "count");
            if (_sides(index, otherCount % 300) != _sides(index, count)) require(other != root, "sides");
        }
    }

    function testFuzz_refusesAnotherProof(
        uint256 seed,
        uint8 drawnCount,
        uint8 drawnIndex,
        uint8 place,
        uint256 change
    ) external view {
        uint256 count = 2 + (drawnCount % 120);
        uint256 index = drawnIndex % count;
        bytes memory entries = _entries(seed, count);
        bytes32 root = _root(entries);
        bytes32[] memory proof = _proof(entries, index);
        bytes32 leaf = _leaf(entries, index);
        require(this.lead(leaf, index, count, proof) == root, "own proof refused");
        require(this.lead(leaf, index, count, _resized(proof, proof.length + 1)) == 0, "longer proof");
        require(this.lead(leaf, index, count, _resized(proof, proof.length - 1)) == 0, "shorter proof");
        if (change == 0) change = 1;
        require(this.lead(bytes32(uint256(leaf) ^ change), index, count, proof) != root, "another leaf");
        proof[place % proof.length] ^= bytes32(change);
        require(this.lead(leaf, index, count, proof) != root, "changed proof");
    }

    function testFuzz_refusesAPlaceOutside(bytes32 leaf, uint256 count, uint256 beyond) external view {
        count %= 2 ** 32;
        uint256 index = count + (beyond % 2 ** 32);
        require(this.lead(leaf, index, count, new bytes32[](0)) == 0, "place outside");
    }

    function lead(
        bytes32 leaf,
        uint256 index,
        uint256 count,
        bytes32[] calldata proof
    ) external pure returns (bytes32) {
        return EntryTreeLib.rootFromProof(leaf, index, count, proof);
    }

    function _requireProofs(uint256 seed, uint256 count) private view {
        bytes memory entries = _entries(seed, count);
        bytes32 root = EntryTreeLib.rootPlain(entries);
        for (uint256 i = 0; i < count; ++i) {
            require(this.lead(_leaf(entries, i), i, count, _proof(entries, i)) == root, "proof");
        }
    }

    function _entries(uint256 seed, uint256 count) private pure returns (bytes memory entries) {
        entries = new bytes(64 * count);
        for (uint256 i = 0; i < 2 * count; ++i) {
            bytes32 word = keccak256(abi.encode(seed, i));
            assembly ("memory-safe") {
                mstore(add(add(entries, 0x20), mul(i, 0x20)), word)
            }
        }
    }

    /// @dev Of a copy: the fast version writes over its entries.
    function _root(bytes memory entries) private pure returns (bytes32) {
        uint256 start;
        bytes memory copy = bytes.concat(entries);
        assembly ("memory-safe") {
            start := add(copy, 0x20)
        }
        return EntryTreeLib.root(start, entries.length / 64);
    }

    function _leaf(bytes memory entries, uint256 index) private pure returns (bytes32) {
        bytes memory entry = new bytes(64);
        for (uint256 i = 0; i < 64; ++i) entry[i] = entries[64 * index + i];
        return keccak256(entry);
    }

    /// @dev The siblings of a leaf, by levels of whole arrays.
    function _proof(bytes memory entries, uint256 index) private pure returns (bytes32[] memory proof) {
        uint256 count = entries.length / 64;
        bytes32[] memory level = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) level[i] = _leaf(entries, i);
        while (level.length > 1) {
            uint256 sibling = index % 2 == 0 ? index + 1 : index - 1;
            if (sibling < level.length) {
                proof = _resized(proof, proof.length + 1);
                proof[proof.length - 1] = level[sibling];
            }
            bytes32[] memory above = new bytes32[]((level.length + 1) / 2);
            for (uint256 i = 0; i < above.length; ++i) {
                above[i] =
                    2 * i + 1 < level.length
                        ? keccak256(abi.encodePacked(level[2 * i], level[2 * i + 1]))
                        : level[2 * i];
            }
            (level, index) = (above, index / 2);
        }
    }

    /// @dev What a count says of a place: at each level whether there is a sibling, and on which side.
    function _sides(uint256 index, uint256 count) private pure returns (bytes32) {
        if (index >= count) return 0;
        bytes memory sides;
        while (count > 1) {
            if (index % 2 == 1) sides = bytes.concat(sides, "l");
            else if (index + 1 < count) sides = bytes.concat(sides, "r");
            (index, count) = (index / 2, (count + 1) / 2);
        }
        return keccak256(sides);
    }

    function _resized(bytes32[] memory list, uint256 length) private pure returns (bytes32[] memory resized) {
        resized = new bytes32[](length);
        for (uint256 i = 0; i < length && i < list.length; ++i) resized[i] = list[i];
    }
}
