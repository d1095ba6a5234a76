// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice The index of a payee, given at registration, from 1 up.
type PayeeId is uint32;

/// @dev Stands where an entry names no payee.
PayeeId constant NO_PAYEE = PayeeId.wrap(0);

using {payeeIdEquals as ==, payeeIdDiffers as !=} for PayeeId global;

function payeeIdEquals(PayeeId left, PayeeId right) pure returns (bool) {
    return PayeeId.unwrap(left) == PayeeId.unwrap(right);
}

function payeeIdDiffers(PayeeId left, PayeeId right) pure returns (bool) {
    return PayeeId.unwrap(left) != PayeeId.unwrap(right);
}
