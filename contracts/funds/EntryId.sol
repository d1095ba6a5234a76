// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgencyId} from "../access/AgencyId.sol";

/// @notice An entry of the journal: agency ‖ year ‖ desk ‖ number (32, 16, 16 and 40 bits), as the ledger numbers it.
type EntryId is uint104;

/// @dev Stands where no entry is meant.
EntryId constant NO_ENTRY = EntryId.wrap(0);

using {entryIdEquals as ==, entryIdDiffers as !=, unpack} for EntryId global;

function entryIdEquals(EntryId left, EntryId right) pure returns (bool) {
    return EntryId.unwrap(left) == EntryId.unwrap(right);
}

function entryIdDiffers(EntryId left, EntryId right) pure returns (bool) {
    return EntryId.unwrap(left) != EntryId.unwrap(right);
}

function packEntryId(AgencyId agency, uint16 year, uint16 desk, uint40 number) pure returns (EntryId) {
    return
        EntryId.wrap(
            (uint104(AgencyId.unwrap(agency)) << 72) | (uint104(year) << 56) | (uint104(desk) << 40) | uint104(number)
        );
}

function unpack(EntryId self) pure returns (AgencyId agency, uint16 year, uint16 desk, uint40 number) {
    uint104 packed = EntryId.unwrap(self);
    return (AgencyId.wrap(uint32(packed >> 72)), uint16(packed >> 56), uint16(packed >> 40), uint40(packed));
}
