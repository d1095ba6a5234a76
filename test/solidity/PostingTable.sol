// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {RoleLib} from "../../contracts/access/RoleLib.sol";

/// @notice What an entry of a kind does to a line's totals, and what it asks for.
/// @param role Who may make it, one bit of RoleLib; 0 where there is no such kind.
/// @param states Fiscal years that accept it: 1 open, 2 closed for commitments, 4 closed, added up.
/// @param free Whether no approval is needed but by policy.
/// @param moves By how many amounts each total goes up: revised, allotted, released, reserved, committed, verified, ordered, paid.
/// @param part Which part of the budget it raises: 1 original, 2 supplementary, 3 reductions, 4 virementIn, 5 virementOut,
/// 6 carriedIn, 7 carriedOut, 8 lapsed; 0 none.
/// @param rule The rule that it names: 0 none, 1 virement, 2 carry-over.
struct Posting {
    uint8 role;
    uint8 states;
    bool free;
    int8[8] moves;
    uint8 part;
    uint8 rule;
    bool commitment;
    bool opens;
    bool collective;
    bool payee;
    bool invoice;
    bool cites;
}

/// @title PostingTable
/// @notice The posting table a second time, written for reading: what a finance officer would check KindLib against.
library PostingTable {
    uint8 internal constant OPEN = 1;
    uint8 internal constant UNTIL_PAID = 3;
    uint8 internal constant ALWAYS = 7;
    uint8 internal constant AT_CLOSE = 6;

    uint8 private constant LAST = 30;

    function postingOf(uint8 kind) internal pure returns (Posting memory posting) {
        if (kind == 0 || kind > LAST) return posting;
        if (kind <= 12) _authority(posting, kind);
        else if (kind <= 19) _commitments(posting, kind);
        else if (kind <= 26) _payments(posting, kind);
        else _directPayments(posting, kind);
    }

    /// @dev Whether a correction undoes what the entry did: everything counts the other way.
    function isCorrection(uint8 kind) internal pure returns (bool) {
        return kind >= 0x80;
    }

    function _authority(Posting memory p, uint8 kind) private pure {
        p.role = kind == 6 || kind == 7 ? RoleLib.TREASURER : RoleLib.BUDGET_OFFICER;
        if (kind == 1) (p.moves[0], p.part, p.states) = (int8(1), 1, OPEN); // appropriate
        if (kind == 2) (p.moves[0], p.part, p.states) = (int8(1), 2, OPEN); // supplement
        if (kind == 3) (p.moves[0], p.part, p.states) = (int8(-1), 3, OPEN); // reduce
        if (kind == 4) (p.moves[1], p.states) = (int8(1), OPEN); // allot
        if (kind == 5) (p.moves[1], p.states) = (int8(-1), ALWAYS); // withdraw allotment
        if (kind == 6) (p.moves[2], p.states) = (int8(1), UNTIL_PAID); // release cash
        if (kind == 7) (p.moves[2], p.states) = (int8(-1), ALWAYS); // withdraw cash
        if (kind == 8) (p.moves[0], p.part, p.states, p.rule) = (int8(-1), 5, OPEN, 1); // virement out
        if (kind == 9) (p.moves[0], p.part, p.states, p.rule) = (int8(1), 4, OPEN, 1); // virement in
        if (kind == 10) (p.moves[0], p.part, p.states, p.rule) = (int8(-1), 7, AT_CLOSE, 2); // carry out
        if (kind == 11) (p.moves[0], p.part, p.states, p.rule) = (int8(1), 6, OPEN, 2); // carry in
        if (kind == 12) (p.moves[0], p.part, p.states) = (int8(-1), 8, AT_CLOSE); // lapse
        p.cites = kind == 11;
    }

    function _commitments(Posting memory p, uint8 kind) private pure {
        p.role = RoleLib.RECORDER;
        p.free = kind == 13 || kind == 14;
        if (kind == 13) (p.moves[3], p.states) = (int8(1), OPEN); // reserve
        if (kind == 14) (p.moves[3], p.states) = (int8(-1), ALWAYS); // release reservation
        if (kind == 15 || kind == 17) (p.moves[4], p.states) = (int8(1), OPEN); // commit
        if (kind == 16 || kind == 18) (p.moves[3], p.moves[4], p.states) = (int8(-1), int8(1), OPEN); // out of what is reserved
        if (kind == 19) (p.moves[4], p.states) = (int8(-1), ALWAYS); // decommit
        p.commitment = kind >= 15;
        p.opens = kind >= 15 && kind <= 18;
        p.collective = kind == 17 || kind == 18;
        p.payee = kind == 15 || kind == 16;
    }

    function _payments(Posting memory p, uint8 kind) private pure {
        (p.role, p.commitment, p.free) = (RoleLib.RECORDER, true, kind == 20);
        if (kind == 20) (p.moves[5], p.states, p.invoice) = (int8(1), UNTIL_PAID, true); // verify
        if (kind == 21) (p.moves[5], p.states) = (int8(-1), ALWAYS); // withdraw verification
        if (kind == 22) (p.moves[6], p.states) = (int8(1), UNTIL_PAID); // order
        if (kind == 23) (p.moves[6], p.states) = (int8(-1), ALWAYS); // cancel order
        if (kind == 24 || kind == 25) (p.moves[7], p.states) = (int8(1), UNTIL_PAID); // pay, disburse
        if (kind == 26) (p.moves[7], p.states) = (int8(-1), UNTIL_PAID); // refund
        p.payee = kind >= 24;
    }

    function _directPayments(Posting memory p, uint8 kind) private pure {
        (p.role, p.payee, p.invoice) = (RoleLib.RECORDER, true, kind == 28);
        p.states = kind == 30 ? UNTIL_PAID : OPEN;
        for (uint256 i = 4; i < 8; ++i) p.moves[i] = kind == 30 ? int8(-1) : int8(1); // all stages at once
    }
}
