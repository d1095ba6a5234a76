// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev RFC 6962's definitions (2.1, 2.1.1, 2.1.2) and RFC 9162's verifications (2.1.3.2, 2.1.4.2), step by step as they are written.
library RfcLog {
    bytes32 private constant EMPTY_ROOT = sha256("");

    /// @dev MTH(D[from:to]).
    function root(bytes32[] memory leaves, uint256 from, uint256 to) internal pure returns (bytes32) {
        if (from == to) return EMPTY_ROOT;
        if (to - from == 1) return leaves[from];
        uint256 k = from + _split(to - from);
        return node(root(leaves, from, k), root(leaves, k, to));
    }

    /// @dev PATH(index, D[n]).
    function inclusionProof(bytes32[] memory leaves, uint256 index) internal pure returns (bytes32[] memory) {
        return _path(leaves, index, 0, leaves.length);
    }

    /// @dev PROOF(oldSize, D[n]); empty for the empty log, of which the RFC says nothing.
    function consistencyProof(bytes32[] memory leaves, uint256 oldSize) internal pure returns (bytes32[] memory) {
        return oldSize == 0 ? new bytes32[](0) : _subproof(leaves, oldSize, 0, leaves.length, true);
    }

    /// @dev RFC 9162, 2.1.3.2.
    function isIncluded(
        bytes32 leaf,
        uint256 index,
        uint256 size,
        bytes32 rootHash,
        bytes32[] memory proof
    ) internal pure returns (bool) {
        if (index >= size) return false;
        (uint256 fn, uint256 sn) = (index, size - 1);
        bytes32 r = leaf;
        for (uint256 i = 0; i < proof.length; ++i) {
            if (sn == 0) return false;
            if (fn & 1 == 1 || fn == sn) {
                r = node(proof[i], r);
                if (fn & 1 == 0) {
                    do (fn, sn) = (fn >> 1, sn >> 1); while (fn & 1 == 0 && fn != 0);
                }
            } else {
                r = node(r, proof[i]);
            }
            (fn, sn) = (fn >> 1, sn >> 1);
        }
        return sn == 0 && r == rootHash;
    }

    /// @dev RFC 9162, 2.1.4.2, between 0 < oldSize < newSize; else that a log continues itself and every log the empty one.
    function isConsistent(
        uint256 oldSize,
        bytes32 oldRoot,
        uint256 newSize,
        bytes32 newRoot,
        bytes32[] memory proof
    ) internal pure returns (bool) {
        if (oldSize > newSize) return false;
        if (oldSize == 0 && oldRoot != EMPTY_ROOT) return false;
        if (oldSize == newSize) return proof.length == 0 && oldRoot == newRoot;
        if (oldSize == 0) return proof.length == 0;
        if (proof.length == 0) return false;
        if (oldSize & (oldSize - 1) == 0) proof = _joined(_one(oldRoot), proof);
        (uint256 fn, uint256 sn) = (oldSize - 1, newSize - 1);
        while (fn & 1 == 1) (fn, sn) = (fn >> 1, sn >> 1);
        (bytes32 fr, bytes32 sr) = (proof[0], proof[0]);
        for (uint256 i = 1; i < proof.length; ++i) {
            if (sn == 0) return false;
            if (fn & 1 == 1 || fn == sn) {
                (fr, sr) = (node(proof[i], fr), node(proof[i], sr));
                if (fn & 1 == 0) {
                    do (fn, sn) = (fn >> 1, sn >> 1); while (fn & 1 == 0 && fn != 0);
                }
            } else {
                sr = node(sr, proof[i]);
            }
            (fn, sn) = (fn >> 1, sn >> 1);
        }
        return fr == oldRoot && sr == newRoot && sn == 0;
    }

    function node(bytes32 left, bytes32 right) internal pure returns (bytes32) {
        return sha256(abi.encodePacked(hex"01", left, right));
    }

    function _path(
        bytes32[] memory leaves,
        uint256 index,
        uint256 from,
        uint256 to
    ) private pure returns (bytes32[] memory) {
        if (to - from == 1) return new bytes32[](0);
        uint256 k = from + _split(to - from);
        return
            index < k
                ? _joined(_path(leaves, index, from, k), _one(root(leaves, k, to)))
                : _joined(_path(leaves, index, k, to), _one(root(leaves, from, k)));
    }

    function _subproof(
        bytes32[] memory leaves,
        uint256 oldEnd,
        uint256 from,
        uint256 to,
        bool isWhole
    ) private pure returns (bytes32[] memory) {
        if (oldEnd == to) return isWhole ? new bytes32[](0) : _one(root(leaves, from, to));
        uint256 k = from + _split(to - from);
        return
            oldEnd <= k
                ? _joined(_subproof(leaves, oldEnd, from, k, isWhole), _one(root(leaves, k, to)))
                : _joined(_subproof(leaves, oldEnd, k, to, false), _one(root(leaves, from, k)));
    }

    /// @dev The largest power of two smaller than n.
    function _split(uint256 n) private pure returns (uint256 k) {
        k = 1;
        while (2 * k < n) k *= 2;
    }

    function _one(bytes32 hash) private pure returns (bytes32[] memory list) {
        list = new bytes32[](1);
        list[0] = hash;
    }

    function _joined(bytes32[] memory first, bytes32[] memory second) private pure returns (bytes32[] memory list) {
        list = new bytes32[](first.length + second.length);
        for (uint256 i = 0; i < first.length; ++i) list[i] = first[i];
        for (uint256 i = 0; i < second.length; ++i) list[first.length + i] = second[i];
    }
}
