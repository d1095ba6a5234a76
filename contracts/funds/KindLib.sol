// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {RoleLib} from "../access/RoleLib.sol";

/// @notice A row of the posting table: what an entry of one kind does, and what it asks for.
type KindRow is uint64;

/// @title KindLib
/// @notice The posting table: for each kind of entry, which totals it raises or lowers, who may make it, in which
/// state of the fiscal year, and what it must name.
/// @dev A correction of kind k is `CORRECTION | k`: the same row with raising and lowering swapped.
///
/// A row, from the low bit up:
///
///     0-3    funds raised              (uncommitted, cash, paid, reserved)
///     4-7    funds lowered
///     8-11   pipeline raised           (unverified, unordered, unpaid, unallotted)
///     12-15  pipeline lowered
///     16-19  which part of the revised budget it moves (BudgetPart + 1), or 0
///     20-22  states of the fiscal year in which it is accepted (Open, CommitmentsClosed, Closed)
///     23     it names a commitment
///     24     it opens a commitment, or raises it
///     25     the commitment is collective: its payee is left open
///     26     it names a payee itself
///     27     its document is an invoice: accepted once per payee
///     28     it cites an earlier entry
///     29     it needs one approval at the least, whatever the agency's policy says
///     30-31  the rule that it names: none, virement, carry-over
///     32-39  role that may make it
///     40     it is the row of a correction: raising and lowering are swapped
///     41     it moves authority: revised, allotted or released
library KindLib {
    uint8 internal constant APPROPRIATE = 1;
    uint8 internal constant SUPPLEMENT = 2;
    uint8 internal constant REDUCE = 3;
    uint8 internal constant ALLOT = 4;
    uint8 internal constant WITHDRAW_ALLOTMENT = 5;
    uint8 internal constant RELEASE_CASH = 6;
    uint8 internal constant WITHDRAW_CASH = 7;
    uint8 internal constant VIREMENT_OUT = 8;
    uint8 internal constant VIREMENT_IN = 9;
    uint8 internal constant CARRY_OUT = 10;
    uint8 internal constant CARRY_IN = 11;
    uint8 internal constant LAPSE = 12;
    uint8 internal constant RESERVE = 13;
    uint8 internal constant RELEASE_RESERVATION = 14;
    uint8 internal constant COMMIT = 15;
    uint8 internal constant COMMIT_RESERVED = 16;
    uint8 internal constant COMMIT_COLLECTIVE = 17;
    uint8 internal constant COMMIT_COLLECTIVE_RESERVED = 18;
    uint8 internal constant DECOMMIT = 19;
    uint8 internal constant VERIFY = 20;
    uint8 internal constant WITHDRAW_VERIFICATION = 21;
    uint8 internal constant ORDER = 22;
    uint8 internal constant CANCEL_ORDER = 23;
    uint8 internal constant PAY = 24;
    uint8 internal constant DISBURSE = 25;
    uint8 internal constant REFUND = 26;
    uint8 internal constant PAY_DIRECT = 27;
    uint8 internal constant PAY_INVOICE = 28;
    uint8 internal constant DISBURSE_DIRECT = 29;
    /// @dev On lines without ceilings alone; on others a refund of a direct payment is a correction of it.
    uint8 internal constant REFUND_DIRECT = 30;

    /// @dev The last kind of the table.
    uint8 internal constant LAST = REFUND_DIRECT;
    /// @dev Set in the kind of an entry that corrects one of the kind in the lower bits.
    uint8 internal constant CORRECTION = 0x80;

    uint64 private constant UP_UNCOMMITTED = 1 << 0;
    uint64 private constant UP_CASH = 1 << 1;
    uint64 private constant UP_PAID = 1 << 2;
    uint64 private constant UP_RESERVED = 1 << 3;
    uint64 private constant DOWN_UNCOMMITTED = 1 << 4;
    uint64 private constant DOWN_CASH = 1 << 5;
    uint64 private constant DOWN_PAID = 1 << 6;
    uint64 private constant DOWN_RESERVED = 1 << 7;
    uint64 private constant UP_UNVERIFIED = 1 << 8;
    uint64 private constant UP_UNORDERED = 1 << 9;
    uint64 private constant UP_UNPAID = 1 << 10;
    uint64 private constant UP_UNALLOTTED = 1 << 11;
    uint64 private constant DOWN_UNVERIFIED = 1 << 12;
    uint64 private constant DOWN_UNORDERED = 1 << 13;
    uint64 private constant DOWN_UNPAID = 1 << 14;
    uint64 private constant DOWN_UNALLOTTED = 1 << 15;

    // From which balance to which an amount moves; revised, cash and what is paid come from and go to the outside.
    uint64 private constant TO_REVISED = AUTHORITY | UP_UNALLOTTED;
    uint64 private constant FROM_REVISED = AUTHORITY | DOWN_UNALLOTTED;
    uint64 private constant REVISED_TO_ALLOTTED = AUTHORITY | DOWN_UNALLOTTED | UP_UNCOMMITTED;
    uint64 private constant ALLOTTED_TO_REVISED = AUTHORITY | DOWN_UNCOMMITTED | UP_UNALLOTTED;
    uint64 private constant TO_RELEASED = AUTHORITY | UP_CASH;
    uint64 private constant FROM_RELEASED = AUTHORITY | DOWN_CASH;
    uint64 private constant ALLOTTED_TO_RESERVED = DOWN_UNCOMMITTED | UP_RESERVED;
    uint64 private constant RESERVED_TO_ALLOTTED = DOWN_RESERVED | UP_UNCOMMITTED;
    uint64 private constant ALLOTTED_TO_COMMITTED = DOWN_UNCOMMITTED | UP_UNVERIFIED;
    uint64 private constant RESERVED_TO_COMMITTED = DOWN_RESERVED | UP_UNVERIFIED;
    uint64 private constant COMMITTED_TO_ALLOTTED = DOWN_UNVERIFIED | UP_UNCOMMITTED;
    uint64 private constant COMMITTED_TO_VERIFIED = DOWN_UNVERIFIED | UP_UNORDERED;
    uint64 private constant VERIFIED_TO_COMMITTED = DOWN_UNORDERED | UP_UNVERIFIED;
    uint64 private constant VERIFIED_TO_ORDERED = DOWN_UNORDERED | UP_UNPAID;
    uint64 private constant ORDERED_TO_VERIFIED = DOWN_UNPAID | UP_UNORDERED;
    uint64 private constant ORDERED_TO_PAID = DOWN_UNPAID | DOWN_CASH | UP_PAID;
    uint64 private constant PAID_TO_ORDERED = DOWN_PAID | UP_CASH | UP_UNPAID;
    uint64 private constant ALLOTTED_TO_PAID = DOWN_UNCOMMITTED | DOWN_CASH | UP_PAID;
    uint64 private constant PAID_TO_ALLOTTED = DOWN_PAID | UP_CASH | UP_UNCOMMITTED;

    uint64 private constant PART = 1 << 16;

    uint64 private constant OPEN = 1 << 20;
    uint64 private constant UNTIL_PAID = (1 << 20) | (1 << 21);
    uint64 private constant ALWAYS = (1 << 20) | (1 << 21) | (1 << 22);
    uint64 private constant AT_CLOSE = (1 << 21) | (1 << 22);

    uint64 private constant ON_COMMITMENT = 1 << 23;
    uint64 private constant OPENS = 1 << 24;
    uint64 private constant COLLECTIVE = 1 << 25;
    uint64 private constant PAYEE = 1 << 26;
    uint64 private constant INVOICE = 1 << 27;
    uint64 private constant CITES = 1 << 28;
    uint64 private constant APPROVED = 1 << 29;
    uint64 private constant VIREMENT_RULE = 1 << 30;
    uint64 private constant CARRY_RULE = 2 << 30;
    uint64 private constant NAMED = ON_COMMITMENT | VIREMENT_RULE | CARRY_RULE;
    uint64 private constant CORRECTS = 1 << 40;
    uint64 private constant AUTHORITY = 1 << 41;

    uint64 private constant BUDGET = (uint64(RoleLib.BUDGET_OFFICER) << 32) | APPROVED;
    uint64 private constant CASH = (uint64(RoleLib.TREASURER) << 32) | APPROVED;
    uint64 private constant NOTE = uint64(RoleLib.RECORDER) << 32;
    uint64 private constant MONEY = NOTE | APPROVED;

    uint256 private constant ROWS_0 =
        (uint256(BUDGET | TO_REVISED | (1 * PART) | OPEN) << 64) | // APPROPRIATE: original
            (uint256(BUDGET | TO_REVISED | (2 * PART) | OPEN) << 128) | // SUPPLEMENT: supplementary
            (uint256(BUDGET | FROM_REVISED | (3 * PART) | OPEN) << 192); // REDUCE: reductions
    uint256 private constant ROWS_4 =
        uint256(BUDGET | REVISED_TO_ALLOTTED | OPEN) | // ALLOT
            (uint256(BUDGET | ALLOTTED_TO_REVISED | ALWAYS) << 64) | // WITHDRAW_ALLOTMENT
            (uint256(CASH | TO_RELEASED | UNTIL_PAID) << 128) | // RELEASE_CASH
            (uint256(CASH | FROM_RELEASED | ALWAYS) << 192); // WITHDRAW_CASH
    uint256 private constant ROWS_8 =
        uint256(BUDGET | FROM_REVISED | (5 * PART) | OPEN | VIREMENT_RULE) | // VIREMENT_OUT
            (uint256(BUDGET | TO_REVISED | (4 * PART) | OPEN | VIREMENT_RULE) << 64) | // VIREMENT_IN
            (uint256(BUDGET | FROM_REVISED | (7 * PART) | AT_CLOSE | CARRY_RULE) << 128) | // CARRY_OUT
            (uint256(BUDGET | TO_REVISED | (6 * PART) | OPEN | CARRY_RULE | CITES) << 192); // CARRY_IN
    uint256 private constant ROWS_12 =
        uint256(BUDGET | FROM_REVISED | (8 * PART) | AT_CLOSE) | // LAPSE
            (uint256(NOTE | ALLOTTED_TO_RESERVED | OPEN) << 64) | // RESERVE
            (uint256(NOTE | RESERVED_TO_ALLOTTED | ALWAYS) << 128) | // RELEASE_RESERVATION
            (uint256(MONEY | ALLOTTED_TO_COMMITTED | OPEN | ON_COMMITMENT | OPENS | PAYEE) << 192); // COMMIT
    uint256 private constant ROWS_16 =
        uint256(MONEY | RESERVED_TO_COMMITTED | OPEN | ON_COMMITMENT | OPENS | PAYEE) | // COMMIT_RESERVED
            (uint256(MONEY | ALLOTTED_TO_COMMITTED | OPEN | ON_COMMITMENT | OPENS | COLLECTIVE) << 64) | // COMMIT_COLLECTIVE
            (uint256(MONEY | RESERVED_TO_COMMITTED | OPEN | ON_COMMITMENT | OPENS | COLLECTIVE) << 128) |
            // COMMIT_COLLECTIVE_RESERVED
            (uint256(MONEY | COMMITTED_TO_ALLOTTED | ALWAYS | ON_COMMITMENT) << 192); // DECOMMIT
    uint256 private constant ROWS_20 =
        uint256(NOTE | COMMITTED_TO_VERIFIED | UNTIL_PAID | ON_COMMITMENT | INVOICE) | // VERIFY
            (uint256(MONEY | VERIFIED_TO_COMMITTED | ALWAYS | ON_COMMITMENT) << 64) | // WITHDRAW_VERIFICATION
            (uint256(MONEY | VERIFIED_TO_ORDERED | UNTIL_PAID | ON_COMMITMENT) << 128) | // ORDER
            (uint256(MONEY | ORDERED_TO_VERIFIED | ALWAYS | ON_COMMITMENT) << 192); // CANCEL_ORDER
    uint256 private constant ROWS_24 =
        uint256(MONEY | ORDERED_TO_PAID | UNTIL_PAID | ON_COMMITMENT | PAYEE) | // PAY
            (uint256(MONEY | ORDERED_TO_PAID | UNTIL_PAID | ON_COMMITMENT | PAYEE) << 64) | // DISBURSE
            (uint256(MONEY | PAID_TO_ORDERED | UNTIL_PAID | ON_COMMITMENT | PAYEE) << 128) | // REFUND
            (uint256(MONEY | ALLOTTED_TO_PAID | OPEN | PAYEE) << 192); // PAY_DIRECT
    uint256 private constant ROWS_28 =
        uint256(MONEY | ALLOTTED_TO_PAID | OPEN | PAYEE | INVOICE) | // PAY_INVOICE
            (uint256(MONEY | ALLOTTED_TO_PAID | OPEN | PAYEE) << 64) | // DISBURSE_DIRECT
            (uint256(MONEY | PAID_TO_ALLOTTED | UNTIL_PAID | PAYEE) << 128); // REFUND_DIRECT

    /// @notice Returns a kind's row; 0 where there is no such kind.
    /// @param kind A kind without the correction bit.
    function row(uint8 kind) internal pure returns (KindRow) {
        uint256 four;
        // A table of 8 words, four rows a word, is cheaper than one of memory.
        if (kind < 16) {
            if (kind < 8) four = kind < 4 ? ROWS_0 : ROWS_4;
            else four = kind < 12 ? ROWS_8 : ROWS_12;
        } else {
            if (kind < 24) four = kind < 20 ? ROWS_16 : ROWS_20;
            else if (kind < 32) four = kind < 28 ? ROWS_24 : ROWS_28;
        }
        return KindRow.wrap(uint64(four >> (64 * (kind & 3))));
    }

    /// @notice Returns the row of a correction of the kind.
    function corrected(KindRow self) internal pure returns (KindRow) {
        uint64 word = KindRow.unwrap(self);
        uint64 swapped = ((word & 0x0f0f) << 4) | ((word & 0xf0f0) >> 4);
        // In any state but Closed, with a proof of what it corrects, and always approved.
        return KindRow.wrap((word & ~(ALWAYS | 0xffff)) | swapped | CORRECTS | UNTIL_PAID | CITES | APPROVED);
    }

    /// @dev Funds that the kind raises, as bits 0 to 3.
    function fundsUp(KindRow self) internal pure returns (uint256) {
        return KindRow.unwrap(self) & 0xf;
    }

    /// @dev Funds that the kind lowers.
    function fundsDown(KindRow self) internal pure returns (uint256) {
        return (KindRow.unwrap(self) >> 4) & 0xf;
    }

    /// @dev Pipeline that the kind raises.
    function pipelineUp(KindRow self) internal pure returns (uint256) {
        return (KindRow.unwrap(self) >> 8) & 0xf;
    }

    /// @dev Pipeline that the kind lowers.
    function pipelineDown(KindRow self) internal pure returns (uint256) {
        return (KindRow.unwrap(self) >> 12) & 0xf;
    }

    /// @dev Whether the kind does more than move funds: moves pipeline or authority, names a commitment or a rule, or takes an
    /// invoice. Most payment runs do not.
    function movesMore(KindRow self) internal pure returns (bool) {
        return KindRow.unwrap(self) & (0xff00 | NAMED | INVOICE | AUTHORITY) != 0;
    }

    /// @dev Whether the kind takes authority away from a line's revised budget.
    function leavesRevised(KindRow self) internal pure returns (bool) {
        return KindRow.unwrap(self) & DOWN_UNALLOTTED != 0;
    }

    /// @dev Whether the kind moves revised, allotted or released.
    function movesAuthority(KindRow self) internal pure returns (bool) {
        return KindRow.unwrap(self) & AUTHORITY != 0;
    }

    /// @dev The part of the revised budget that the kind raises, from 1; 0 for none.
    function budgetPart(KindRow self) internal pure returns (uint256) {
        return (KindRow.unwrap(self) >> 16) & 0xf;
    }

    /// @dev Whether the kind is accepted in a state of the fiscal year (1 Open, 2 CommitmentsClosed, 3 Closed).
    function isAcceptedIn(KindRow self, uint256 state) internal pure returns (bool) {
        return (KindRow.unwrap(self) >> (19 + state)) & 1 != 0;
    }

    function isCorrection(KindRow self) internal pure returns (bool) {
        return KindRow.unwrap(self) & CORRECTS != 0;
    }

    /// @dev Whether it names a commitment or a rule.
    function namesReference(KindRow self) internal pure returns (bool) {
        return KindRow.unwrap(self) & NAMED != 0;
    }

    function namesCommitment(KindRow self) internal pure returns (bool) {
        return KindRow.unwrap(self) & ON_COMMITMENT != 0;
    }

    function opensCommitment(KindRow self) internal pure returns (bool) {
        return KindRow.unwrap(self) & OPENS != 0;
    }

    function isCollective(KindRow self) internal pure returns (bool) {
        return KindRow.unwrap(self) & COLLECTIVE != 0;
    }

    function namesPayee(KindRow self) internal pure returns (bool) {
        return KindRow.unwrap(self) & PAYEE != 0;
    }

    function takesInvoice(KindRow self) internal pure returns (bool) {
        return KindRow.unwrap(self) & INVOICE != 0;
    }

    function cites(KindRow self) internal pure returns (bool) {
        return KindRow.unwrap(self) & CITES != 0;
    }

    function needsApproval(KindRow self) internal pure returns (bool) {
        return KindRow.unwrap(self) & APPROVED != 0;
    }

    function isVirement(KindRow self) internal pure returns (bool) {
        return KindRow.unwrap(self) & VIREMENT_RULE != 0;
    }

    function isCarryOver(KindRow self) internal pure returns (bool) {
        return KindRow.unwrap(self) & CARRY_RULE != 0;
    }

    /// @dev The role that may make the kind, one bit of RoleLib.
    function role(KindRow self) internal pure returns (uint8) {
        return uint8(KindRow.unwrap(self) >> 32);
    }
}
