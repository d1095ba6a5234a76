// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {PayeeId} from "../access/PayeeId.sol";
import {LineId} from "./LineId.sol";

/// @notice An entry of the journal, unpacked.
/// @param line The budget line that the entry moves.
/// @param commitment The commitment's number within agency and fiscal year, 0 for none. For virement and carry-over,
/// the number of the rule that allows it.
/// @param payee Who is paid or promised, or NO_PAYEE.
/// @param valueDay The value date, in days since 1970-01-01.
/// @param kind A number of KindLib, with the top bit set for a correction of that kind.
/// @param citedYear The fiscal year of the entry that this one cites, 0 for none.
/// @param citedDesk The desk of the entry that this one cites.
/// @param citedNumber The number of the entry that this one cites, 0 for none.
/// @param amount The amount in minor units, from 1 to 2^61 - 1.
/// @param document SHA-256 of the supporting document's bytes.
struct Entry {
    LineId line;
    uint32 commitment;
    PayeeId payee;
    uint16 valueDay;
    uint8 kind;
    uint16 citedYear;
    uint16 citedDesk;
    uint40 citedNumber;
    uint64 amount;
    bytes32 document;
}

/// @title EntryLib
/// @notice Packs an entry of the journal into 64 bytes, and back.
/// @dev Word 1 is the document. Word 0, from the high bit down:
///
///     255       224 223       192 191       160 159    144 143 136 135    120 119   104 103        64 63         0
///     +------------+-------------+-------------+----------+-------+----------+---------+------------+------------+
///     |    line    | commitment  |    payee    | valueDay | kind  | citedYear| citedDsk| citedNumber|   amount   |
///     |   32 bits  |   32 bits   |   32 bits   | 16 bits  | 8 bits|  16 bits | 16 bits |  40 bits   |  64 bits   |
///     +------------+-------------+-------------+----------+-------+----------+---------+------------+------------+
///
/// The agency of a cited entry is the agency of the entry itself. The SDK's `entry.ts` is the other codec.
library EntryLib {
    /// @dev Bytes of a packed entry.
    uint256 internal constant SIZE = 64;

    uint256 internal constant LINE_SHIFT = 224;
    uint256 internal constant COMMITMENT_SHIFT = 192;
    uint256 internal constant PAYEE_SHIFT = 160;
    uint256 internal constant VALUE_DAY_SHIFT = 144;
    uint256 internal constant KIND_SHIFT = 136;
    uint256 internal constant CITED_YEAR_SHIFT = 120;
    uint256 internal constant CITED_DESK_SHIFT = 104;
    uint256 internal constant CITED_NUMBER_SHIFT = 64;

    /// @dev What entries of one run have in common: line, commitment, kind and citation.
    uint256 internal constant RUN_MASK =
        (uint256(type(uint64).max) << COMMITMENT_SHIFT) |
            (uint256(0xff) << KIND_SHIFT) |
            (uint256(type(uint72).max) << CITED_NUMBER_SHIFT);

    /// @notice Unpacks an entry.
    /// @param word0 The packed fields.
    /// @param word1 The document's SHA-256.
    function decode(uint256 word0, bytes32 word1) internal pure returns (Entry memory) {
        return
            Entry({
                line: lineOf(word0),
                commitment: commitmentOf(word0),
                payee: payeeOf(word0),
                valueDay: uint16(word0 >> VALUE_DAY_SHIFT),
                kind: kindOf(word0),
                citedYear: uint16(word0 >> CITED_YEAR_SHIFT),
                citedDesk: uint16(word0 >> CITED_DESK_SHIFT),
                citedNumber: uint40(word0 >> CITED_NUMBER_SHIFT),
                amount: amountOf(word0),
                document: word1
            });
    }

    /// @notice Packs an entry.
    /// @param entry The entry.
    /// @return word0 The packed fields.
    /// @return word1 The document's SHA-256.
    function encode(Entry memory entry) internal pure returns (uint256 word0, bytes32 word1) {
        word0 =
            (uint256(LineId.unwrap(entry.line)) << LINE_SHIFT) |
            (uint256(entry.commitment) << COMMITMENT_SHIFT) |
            (uint256(PayeeId.unwrap(entry.payee)) << PAYEE_SHIFT) |
            (uint256(entry.valueDay) << VALUE_DAY_SHIFT) |
            (uint256(entry.kind) << KIND_SHIFT) |
            (uint256(entry.citedYear) << CITED_YEAR_SHIFT) |
            (uint256(entry.citedDesk) << CITED_DESK_SHIFT) |
            (uint256(entry.citedNumber) << CITED_NUMBER_SHIFT) |
            uint256(entry.amount);
        word1 = entry.document;
    }

    function lineOf(uint256 word0) internal pure returns (LineId) {
        return LineId.wrap(uint32(word0 >> LINE_SHIFT));
    }

    function commitmentOf(uint256 word0) internal pure returns (uint32) {
        return uint32(word0 >> COMMITMENT_SHIFT);
    }

    function payeeOf(uint256 word0) internal pure returns (PayeeId) {
        return PayeeId.wrap(uint32(word0 >> PAYEE_SHIFT));
    }

    function kindOf(uint256 word0) internal pure returns (uint8) {
        return uint8(word0 >> KIND_SHIFT);
    }

    function amountOf(uint256 word0) internal pure returns (uint64) {
        return uint64(word0);
    }

    /// @dev Year, desk and number of the cited entry in one word; 0 where the entry cites none.
    function citationOf(uint256 word0) internal pure returns (uint72) {
        return uint72(word0 >> CITED_NUMBER_SHIFT);
    }
}
