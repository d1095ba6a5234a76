// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgencyId} from "./AgencyId.sol";
import {IAgencyRegistry} from "./IAgencyRegistry.sol";
import {IPayeeRegistry} from "./IPayeeRegistry.sol";
import {NO_PAYEE, PayeeId} from "./PayeeId.sol";
import {RoleLib} from "./RoleLib.sol";

/// @title PayeeRegistry
/// @notice Gives payees an index that every office shares, and binds each to the hash of a profile.
contract PayeeRegistry is IPayeeRegistry {
    /// @dev Who has or had a profile, and the agency that keeps it.
    struct Holder {
        // slot 0: the guard that makes a profile unique
        PayeeId payee;
        AgencyId keeper;
    }

    /// @notice The registry whose officers act here.
    IAgencyRegistry public immutable AGENCY_REGISTRY;

    uint32 private _payeeCount;
    mapping(PayeeId payee => bytes32 profile) private _profiles;
    mapping(bytes32 profile => Holder) private _holders;

    constructor(IAgencyRegistry agencyRegistry) {
        AGENCY_REGISTRY = agencyRegistry;
    }

    /// @inheritdoc IPayeeRegistry
    function register(AgencyId agency, bytes32[] calldata profiles) external returns (PayeeId firstPayee) {
        _requireRecorder(agency);
        if (profiles.length == 0) revert PayeeRegistry_NothingGiven();

        uint32 count = _payeeCount;
        firstPayee = PayeeId.wrap(count + 1);
        for (uint256 i = 0; i < profiles.length; ++i) {
            bytes32 profile = profiles[i];
            if (profile == 0) revert PayeeRegistry_EmptyProfile(i);
            PayeeId taken = _holders[profile].payee;
            if (taken != NO_PAYEE) revert PayeeRegistry_ProfileTaken(profile, taken);
            PayeeId payee = PayeeId.wrap(++count);
            _profiles[payee] = profile;
            _holders[profile] = Holder({payee: payee, keeper: agency});
        }
        _payeeCount = count;
        emit PayeesRegistered(agency, msg.sender, firstPayee, profiles);
    }

    /// @inheritdoc IPayeeRegistry
    function changeProfile(PayeeId payee, bytes32 profile) external {
        bytes32 previous = _profiles[payee];
        if (previous == 0) revert PayeeRegistry_UnknownPayee(payee);
        AgencyId keeper = _holders[previous].keeper;
        _requireRecorder(keeper);
        if (profile == 0) revert PayeeRegistry_EmptyProfile(0);
        if (profile == previous) revert PayeeRegistry_ProfileUnchanged(payee, profile);
        PayeeId taken = _holders[profile].payee;
        if (taken != NO_PAYEE && taken != payee) revert PayeeRegistry_ProfileTaken(profile, taken);

        _profiles[payee] = profile;
        _holders[profile] = Holder({payee: payee, keeper: keeper});
        emit PayeeProfileChanged(keeper, payee, msg.sender, previous, profile);
    }

    /// @inheritdoc IPayeeRegistry
    function payeeCount() external view returns (uint32) {
        return _payeeCount;
    }

    /// @inheritdoc IPayeeRegistry
    function payeeOf(PayeeId payee) external view returns (bytes32 profile, AgencyId keeper) {
        profile = _profiles[payee];
        keeper = _holders[profile].keeper;
    }

    /// @inheritdoc IPayeeRegistry
    function payeeByProfile(bytes32 profile) external view returns (PayeeId) {
        return _holders[profile].payee;
    }

    /// @dev Asks as for a batch of nothing, which by any policy needs no approval, because the recorder of an agency
    /// above does not count.
    function _requireRecorder(AgencyId agency) private view {
        AGENCY_REGISTRY.authorise(agency, msg.sender, RoleLib.RECORDER, new address[](0), 0, 0);
    }
}
