// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgencyId} from "./AgencyId.sol";
import {PayeeId} from "./PayeeId.sol";

/// @title IPayeeRegistry
/// @notice Gives payees an index that every office shares, and binds each to the hash of a profile.
/// @dev A company's profile is published. A natural person's is a salted hash and its content is not. No name and no
/// personal identifier is ever in calldata.
interface IPayeeRegistry {
    /// @notice Payees were registered, with indexes from `firstPayee` on in the order of `profiles`.
    event PayeesRegistered(AgencyId indexed agency, address indexed by, PayeeId firstPayee, bytes32[] profiles);
    /// @notice A payee's profile document was replaced by a new one.
    event PayeeProfileChanged(
        AgencyId indexed agency,
        PayeeId indexed payee,
        address indexed by,
        bytes32 previous,
        bytes32 profile
    );

    /// @notice There is no payee to register.
    error PayeeRegistry_NothingGiven();
    /// @notice The profile at this place of the list is zero.
    error PayeeRegistry_EmptyProfile(uint256 index);
    /// @notice The profile is, or once was, that of `payee`.
    error PayeeRegistry_ProfileTaken(bytes32 profile, PayeeId payee);
    /// @notice The payee already has this profile.
    error PayeeRegistry_ProfileUnchanged(PayeeId payee, bytes32 profile);
    /// @notice No payee has this index.
    error PayeeRegistry_UnknownPayee(PayeeId payee);

    /// @notice Registers payees in the order given.
    /// @dev A recorder of exactly this agency; reverts with the agency registry's reason for anyone else. A profile
    /// that is taken reverts, so a payee has one index across all offices.
    /// @param agency The agency that keeps the profiles.
    /// @param profiles SHA-256 of each profile document (salted for a natural person).
    /// @return firstPayee The index of the first one; the others follow without gaps.
    function register(AgencyId agency, bytes32[] calldata profiles) external returns (PayeeId firstPayee);

    /// @notice Names a new profile document of a payee; the index stays, and so does the history of hashes in events.
    /// @dev A recorder of exactly the agency that registered the payee; reverts with the agency registry's reason for
    /// anyone else. A past profile stays taken: the payee itself can return to it, no other can have it.
    /// @param payee The payee.
    /// @param profile SHA-256 of the new profile document.
    function changeProfile(PayeeId payee, bytes32 profile) external;

    /// @notice Returns how many payees are registered: indexes 1 to this number exist.
    function payeeCount() external view returns (uint32);

    /// @notice Returns the hash of a payee's profile document and the agency that keeps it; zero where there is none.
    function payeeOf(PayeeId payee) external view returns (bytes32 profile, AgencyId keeper);

    /// @notice Returns the payee that has or had this profile, or NO_PAYEE.
    function payeeByProfile(bytes32 profile) external view returns (PayeeId);
}
