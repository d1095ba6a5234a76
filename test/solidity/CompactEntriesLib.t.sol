// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {CompactEntriesLib, CompactRun} from "../../contracts/funds/CompactEntriesLib.sol";
import {Range} from "../../contracts/funds/RunLib.sol";

/// @dev The fast reader against the plain one, on what is well formed and what is not.
contract CompactEntriesLibTest {
    using CompactEntriesLib for CompactRun;

    function testFuzz_unpacksRunsAsPlainly(uint256 seed, uint8 runs) external view {
        (bytes memory packed, bytes memory entries) = _draw(seed, runs % 6);
        (bool done, bytes memory fast) = _fast(packed);
        require(done && keccak256(fast) == keccak256(entries), "fast");
        require(keccak256(this.unpackPlain(packed)) == keccak256(entries), "plain");
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
        _requireAlike(packed);
    }

    /// @dev The last byte of a head says both widths: all 256 of them.
    function test_readsEveryWidthAlike() external view {
        for (uint256 widths = 0; widths < 256; ++widths) {
            bytes memory head = abi.encodePacked(uint64(1), uint8(27), uint16(3), uint16(1), uint8(widths));
            bytes memory item = new bytes(32 + (widths >> 4) + (widths & 15));
            for (uint256 i = 0; i < item.length; ++i) item[i] = bytes1(uint8(i + 1));
            bytes memory packed = bytes.concat(head, item);
            _requireAlike(packed);
            (bool done, ) = _fast(packed);
            bool sound = widths >> 4 <= 4 && widths & 15 != 0 && widths & 15 <= 8;
            require(done == sound, "width");
            (done, ) = _fast(_cut(packed, packed.length - 1));
            require(!done, "cut short");
        }
    }

    function testFuzz_readsAnyBytesAlike(bytes calldata packed) external view {
        _requireAlike(packed);
    }

    /// @dev Run by run; past an entry that is not as it must be, the walk goes on behind it.
    function unpack(bytes calldata packed) external pure returns (bytes memory entries) {
        entries = new bytes(2 * packed.length + 64);
        uint256 cursor;
        uint256 to;
        assembly ("memory-safe") {
            cursor := packed.offset
            to := add(entries, 0x20)
        }
        (uint256 start, uint256 end) = (cursor, cursor + packed.length);
        CompactRun memory run;
        while (cursor < end) {
            run.readHead(cursor, end, start);
            cursor = run.itemsEnd;
            to = _walk(run, to);
        }
        assembly ("memory-safe") {
            mstore(entries, sub(to, add(entries, 0x20)))
        }
    }

    function unpackPlain(bytes calldata packed) external pure returns (bytes memory) {
        return CompactEntriesLib.unpackPlain(packed);
    }

    function _walk(CompactRun memory run, uint256 to) private pure returns (uint256) {
        Range memory any = Range(0, type(uint256).max, 0, type(uint256).max);
        uint256 stride = 32 + (run.payeeBits + run.amountBits) / 8;
        while (run.items < run.itemsEnd) {
            (uint256 next, uint256 sum, bool wrong) = run.scan(to, any);
            uint256 plain = 0;
            for (uint256 entry = to; entry < next; entry += 64) plain += uint64(_word(entry));
            require(sum == plain, "sum");
            run.items += stride * ((next - to) / 64);
            to = next;
            if (wrong) {
                require(uint64(_word(to)) == 0 || _word(to + 32) == 0, "wrong");
                run.items += stride;
                to += 64;
            }
        }
        return to;
    }

    function _word(uint256 cursor) private pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := mload(cursor)
        }
    }

    function _requireAlike(bytes memory packed) private view {
        (bool done, bytes memory fast) = _fast(packed);
        try this.unpackPlain(packed) returns (bytes memory plain) {
            require(done && keccak256(plain) == keccak256(fast), "plain reads");
        } catch (bytes memory reason) {
            require(!done && keccak256(reason) == keccak256(fast), "plain refuses");
        }
    }

    function _fast(bytes memory packed) private view returns (bool done, bytes memory result) {
        try this.unpack(packed) returns (bytes memory entries) {
            return (true, entries);
        } catch (bytes memory reason) {
            return (false, reason);
        }
    }

    /// @dev Random runs, in both encodings.
    function _draw(uint256 seed, uint256 runs) private pure returns (bytes memory packed, bytes memory entries) {
        for (uint256 i = 0; i < runs; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            uint256 count = 1 + ((seed >> 8) % 5);
            uint256 payeeWidth = (seed >> 16) % 5;
            uint256 amountWidth = 1 + ((seed >> 24) % 8);
            (uint64 place, uint8 kind, uint16 day) = (uint64(seed >> 32), uint8(seed >> 96), uint16(seed >> 104));
            uint8 widths = uint8((payeeWidth << 4) | amountWidth);
            packed = bytes.concat(packed, abi.encodePacked(place, kind, day, uint16(count), widths));
            for (uint256 j = 0; j < count; ++j) {
                uint256 drawn = uint256(keccak256(abi.encode(seed, j)));
                uint32 payee = uint32(drawn % 2 ** (8 * payeeWidth));
                uint64 amount = uint64((drawn >> 32) % 2 ** (8 * amountWidth));
                bytes32 document = keccak256(abi.encode(drawn));
                packed = bytes.concat(packed, document, _tail(payee, payeeWidth), _tail(amount, amountWidth));
                entries = bytes.concat(entries, abi.encodePacked(place, payee, day, kind, uint72(0), amount, document));
            }
        }
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
}
