// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgencyId} from "../access/AgencyId.sol";
import {RoleLib} from "../access/RoleLib.sol";
import {IAccessRequests} from "./IAccessRequests.sol";
import {IGrantRegister} from "./IGrantRegister.sol";
import {ISharingPolicies} from "./ISharingPolicies.sol";
import {SharingState} from "./SharingState.sol";

/// @title StewardApprovals
/// @notice Holds whatever gives access to an agency's policy: how many stewards agree, how often in a day, how long before.
abstract contract StewardApprovals is SharingState {
    /// @dev Checks that stewards agree, counts the act, and returns the delay that the policy asks for.
    /// @param agency The agency whose act it is.
    /// @param isEscalated Whether stewards of agencies above may act as well.
    /// @param typehash The EIP-712 type of the approval: what is approved, and a deadline.
    /// @param content The EIP-712 hash of what is approved.
    function _requireStewards(
        AgencyId agency,
        bool isEscalated,
        bytes32 typehash,
        bytes32 content,
        IGrantRegister.StewardApproval[] calldata approvals
    ) internal returns (uint32 delay) {
        uint256 given = approvals.length;
        if (_mayDecide(agency, msg.sender, isEscalated)) ++given;
        ISharingPolicies.SharingPolicy memory policy = _policies[agency];
        uint256 needed = policy.fourEyes ? 2 : 1;
        if (given < needed) revert IGrantRegister.GrantRegister_TooFewStewards(agency, given, needed);
        address previous = address(0);
        for (uint256 i = 0; i < approvals.length; ++i) {
            IGrantRegister.StewardApproval calldata approval = approvals[i];
            address signer = approval.signer;
            if (signer <= previous || signer == msg.sender) {
                revert IGrantRegister.GrantRegister_SignersNotAscending(previous, signer);
            }
            if (!_mayDecide(agency, signer, isEscalated)) {
                revert IAccessRequests.GrantRegister_NotSteward(signer, agency);
            }
            _requireSignature(approval, keccak256(abi.encode(typehash, content, approval.deadline)));
            previous = signer;
        }
        if (policy.dailyCap != 0) _count(agency, policy);
        return policy.delay;
    }

    function _count(AgencyId agency, ISharingPolicies.SharingPolicy memory policy) private {
        uint32 today = uint32(block.timestamp / 1 days);
        uint16 count = policy.day == today ? policy.count : 0;
        if (count >= policy.dailyCap) revert IGrantRegister.GrantRegister_DailyCapReached(agency, policy.dailyCap);
        _policies[agency].day = today;
        _policies[agency].count = count + 1;
    }

    /// @dev A steward of the agency; where it left a request undecided, of an agency above it as well.
    function _mayDecide(AgencyId agency, address account, bool isEscalated) private view returns (bool) {
        if (AGENCY_REGISTRY.isOfficer(agency, account, RoleLib.DATA_STEWARD)) return true;
        if (!isEscalated) return false;
        AgencyId above = AGENCY_REGISTRY.officerOf(account).agency;
        return
            AGENCY_REGISTRY.isWithin(agency, above) && AGENCY_REGISTRY.isOfficer(above, account, RoleLib.DATA_STEWARD);
    }
}
