// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {PayeeId} from "../../contracts/access/PayeeId.sol";
import {Entry, EntryLib} from "../../contracts/funds/EntryLib.sol";
import {LineId} from "../../contracts/funds/LineId.sol";

contract EntryLibTest {
    function testFuzz_decodesWhatItEncodes(Entry memory entry) external pure {
        (uint256 word0, bytes32 word1) = EntryLib.encode(entry);
        require(keccak256(abi.encode(EntryLib.decode(word0, word1))) == keccak256(abi.encode(entry)), "entry");
    }

    /// @dev So each of the 512 bits belongs to a field.
    function testFuzz_encodesWhatItDecodes(uint256 word0, bytes32 word1) external pure {
        (uint256 again0, bytes32 again1) = EntryLib.encode(EntryLib.decode(word0, word1));
        require(again0 == word0 && again1 == word1, "words");
    }

    /// @dev The drawing, field after field from the left.
    function testFuzz_packsAsDrawn(Entry memory entry) external pure {
        (uint256 word0, ) = EntryLib.encode(entry);
        bytes memory drawn = abi.encodePacked(
            LineId.unwrap(entry.line),
            entry.commitment,
            PayeeId.unwrap(entry.payee),
            entry.valueDay,
            entry.kind,
            entry.citedYear,
            entry.citedDesk,
            entry.citedNumber,
            entry.amount
        );
        require(drawn.length == 32 && word0 == uint256(bytes32(drawn)), "drawing");
    }

    function testFuzz_readsEachFieldAlone(Entry memory entry) external pure {
        (uint256 word0, ) = EntryLib.encode(entry);
        require(EntryLib.lineOf(word0) == entry.line, "line");
        require(EntryLib.commitmentOf(word0) == entry.commitment, "commitment");
        require(EntryLib.payeeOf(word0) == entry.payee, "payee");
        require(EntryLib.kindOf(word0) == entry.kind, "kind");
        require(EntryLib.amountOf(word0) == entry.amount, "amount");
        uint72 citation = uint72(bytes9(abi.encodePacked(entry.citedYear, entry.citedDesk, entry.citedNumber)));
        require(EntryLib.citationOf(word0) == citation, "citation");
    }
}
