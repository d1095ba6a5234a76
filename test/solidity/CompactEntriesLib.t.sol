// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {CompactEntriesLib, CompactRun} from "../../contracts/funds/CompactEntriesLib.sol";
import {Range, RunLib} from "../../contracts/funds/RunLib.sol";

/// @dev The fast reader against the plain one, on what is well formed and what is not.
contract CompactEntriesLibTest {
    using CompactEntriesLib for CompactRun;

    function testFuzz_unpacksRuns(uint256 seed, uint8 runs) external view {
        (bytes memory packed, bytes memory entries) = _draw(seed, runs % 6);
        require(keccak256(this.unpackPlain(packed)) == keccak256(entries), "plain");
    }

    /// @dev Every run: what is written, added up, and found wrong, and where.
    function testFuzz_scansRunsAsPlainly(uint256 seed, uint8 runs, Range memory range) external view {
        (bytes memory packed, ) = _draw(seed, runs % 6);
        range.payeeSpan %= 2 ** 33;
        range.daySpan %= 2 ** 17;
        // Where no payee is known, the range is empty in this one way.
        if (range.payeeLow == type(uint256).max) range.payeeSpan = 0;
        else range.payeeLow %= 2 ** 32;
        range.dayLow %= 2 ** 16;
        _requireAlike(packed, range);
    }

    /// @dev Cut short, grown, or with a changed byte: both read the same, or both refuse with the same words.
    function testFuzz_refusesWhatIsMalformedAlike(
        uint256 seed,
        uint8 runs,
        uint16 place,
        bytes1 change,
        uint8 way
    ) external view {
        (bytes memory packed, ) = _draw(seed, 1 + (runs % 3));
        if (way % 3 == 0) packed = _cut(packed, place % packed.length);
        else if (way % 3 == 1) packed[place % packed.length] = change;
        else packed = bytes.concat(packed, bytes32(seed));
        _requireAlike(packed, _anything());
    }

    /// @dev The last byte of a head says both widths: all 256 of them.
    function test_readsEveryWidthAlike() external view {
        for (uint256 widths = 0; widths < 256; ++widths) {
            bytes memory head = abi.encodePacked(uint64(1), uint8(27), uint16(3), uint16(1), uint8(widths));
            bytes memory item = new bytes(32 + (widths >> 4) + (widths & 15));
            for (uint256 i = 0; i < item.length; ++i) item[i] = bytes1(uint8(i + 1));
            bytes memory packed = bytes.concat(head, item);
            bool sound = widths >> 4 <= 4 && widths & 15 != 0 && widths & 15 <= 8;
            require(_requireAlike(packed, _anything()) == sound, "width");
            require(!_requireAlike(_cut(packed, packed.length - 1), _anything()), "cut short");
        }
    }

    function testFuzz_readsAnyBytesAlike(bytes calldata packed) external view {
        _requireAlike(packed, _anything());
    }

    /// @dev What the fast reader finds, run after run, also past one that is wrong.
    function scan(bytes calldata packed, Range memory range) external pure returns (bytes memory found) {
        uint256 start;
        assembly ("memory-safe") {
            start := packed.offset
        }
        CompactRun memory run = CompactRun(0, 0, 0, 0, start);
        while (run.itemsEnd < start + packed.length) {
            run.readHead(run.itemsEnd, start + packed.length, start);
            bytes memory entries = new bytes(64 * 300);
            uint256 to;
            assembly ("memory-safe") {
                to := add(entries, 0x20)
            }
            (uint256 next, uint256 sum, bool wrong) = run.scan(to, range);
            uint256 count = (next - to) / 64;
            found = bytes.concat(found, abi.encode(run.firstWordOf(), count, sum, wrong, _hash(to, count)));
        }
    }

    /// @dev The same by plain steps: all entries, then each run alone.
    function scanPlain(bytes calldata packed, Range memory range) external pure returns (bytes memory found) {
        bytes memory entries = CompactEntriesLib.unpackPlain(packed);
        uint256 first = 0;
        for (uint256 offset = 0; offset < packed.length;) {
            uint256 count = uint16(bytes2(packed[offset + 11:offset + 13]));
            uint256 widths = uint8(packed[offset + 13]);
            uint256[] memory words = new uint256[](2 * count);
            for (uint256 i = 0; i < words.length; ++i) words[i] = _wordAt(entries, 2 * first + i);
            (uint256 next, uint256 sum, bool wrong) = RunLib.scanPlain(words, 0, range);
            uint256 start;
            assembly ("memory-safe") {
                start := add(words, 0x20)
            }
            found = bytes.concat(found, abi.encode(words[0], next, sum, wrong, _hash(start, next)));
            first += count;
            offset += 14 + count * (32 + (widths >> 4) + (widths & 15));
        }
    }

    function unpackPlain(bytes calldata packed) external pure returns (bytes memory) {
        return CompactEntriesLib.unpackPlain(packed);
    }

    function _requireAlike(bytes memory packed, Range memory range) private view returns (bool done) {
        // Runs of more than 300 entries take more memory than the test has to give.
        if (packed.length > 9_000) return false;
        try this.scan(packed, range) returns (bytes memory fast) {
            require(keccak256(this.scanPlain(packed, range)) == keccak256(fast), "found");
            return true;
        } catch (bytes memory reason) {
            try this.scanPlain(packed, range) {
                revert("plain reads");
            } catch (bytes memory plain) {
                require(keccak256(reason) == keccak256(plain), "reason");
            }
        }
    }

    /// @dev Random runs, in both encodings.
    function _draw(uint256 seed, uint256 runs) private pure returns (bytes memory packed, bytes memory entries) {
        for (uint256 i = 0; i < runs; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            uint256 count = 1 + ((seed >> 8) % 5);
            uint256 payeeWidth = (seed >> 16) % 5;
            uint256 amountWidth = 1 + ((seed >> 24) % 8);
            (uint64 place, uint8 kind, uint16 day) = (uint64(seed >> 32), uint8(seed >> 96) | 1, uint16(seed >> 104));
            uint8 widths = uint8((payeeWidth << 4) | amountWidth);
            packed = bytes.concat(packed, abi.encodePacked(place, kind, day, uint16(count), widths));
            for (uint256 j = 0; j < count; ++j) {
                uint256 drawn = uint256(keccak256(abi.encode(seed, j)));
                uint32 payee = uint32(drawn % 2 ** (8 * payeeWidth));
                uint64 amount = drawn >> 252 == 0 ? 0 : uint64((drawn >> 32) % 2 ** (8 * amountWidth));
                bytes32 document = (drawn >> 248) & 15 == 0 ? bytes32(0) : keccak256(abi.encode(drawn));
                packed = bytes.concat(packed, document, _tail(payee, payeeWidth), _tail(amount, amountWidth));
                entries = bytes.concat(entries, abi.encodePacked(place, payee, day, kind, uint72(0), amount, document));
            }
        }
    }

    function _anything() private pure returns (Range memory) {
        return Range(0, type(uint32).max, 0, type(uint16).max);
    }

    /// @dev The last `width` bytes of a number.
    function _tail(uint256 value, uint256 width) private pure returns (bytes memory tail) {
        tail = new bytes(width);
        for (uint256 i = 0; i < width; ++i) tail[i] = bytes1(uint8(value >> (8 * (width - 1 - i))));
    }

    function _cut(bytes memory whole, uint256 length) private pure returns (bytes memory part) {
        part = new bytes(length);
        for (uint256 i = 0; i < length; ++i) part[i] = whole[i];
    }

    function _wordAt(bytes memory data, uint256 index) private pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := mload(add(add(data, 0x20), mul(index, 0x20)))
        }
    }

    function _hash(uint256 start, uint256 count) private pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            hash := keccak256(start, mul(count, 0x40))
        }
    }
}
