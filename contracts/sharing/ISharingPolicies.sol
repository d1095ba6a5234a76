// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgencyId} from "../access/AgencyId.sol";
import {AssetId} from "./AssetId.sol";
import {GrantId} from "./GrantId.sol";
import {IGrantRegister} from "./IGrantRegister.sol";

/// @title ISharingPolicies
/// @notice Bounds what an agency's stewards can grant, and records what was derived under grants.
interface ISharingPolicies {
    /// @notice What bounds the harm that a steward's key can do: one storage slot.
    /// @param dailyCap How many grants and renewals the agency makes in a day of Greenwich at the most; 0 for no cap.
    /// @param delay The least time between a grant and its effect, in seconds.
    /// @param fourEyes Whether two stewards have to agree on a grant or a renewal.
    /// @param version How often the policy was set.
    /// @param day The day of the last grant.
    /// @param count How many were made on it.
    struct SharingPolicy {
        uint16 dailyCap;
        uint32 delay;
        bool fourEyes;
        uint32 version;
        uint32 day;
        uint16 count;
    }

    /// @notice A version of an asset was derived under grants.
    event DerivationRecorded(AssetId indexed asset, uint32 indexed version, address indexed by, GrantId[] sources);
    /// @notice Two registrars set what bounds an agency's grants.
    event SharingPolicyChanged(
        AgencyId indexed agency,
        address indexed by,
        address indexed countersigner,
        uint16 dailyCap,
        uint32 delay,
        bool fourEyes
    );

    /// @notice The grant does not allow to derive, or not the owner of this asset.
    error GrantRegister_MayNotDerive(GrantId grant, AssetId asset);
    /// @notice The sender signed as the second registrar too.
    error GrantRegister_OwnSignature(address account);

    /// @notice Records from which grants a version was derived.
    /// @dev By a data steward of the asset's owner, who is the grantee of each.
    function recordDerivation(AssetId asset, uint32 version, IGrantRegister.Terms[] calldata sources) external;

    /// @notice Sets what bounds an agency's grants.
    /// @dev By a registrar of the agency or of one above it, countersigned by another:
    /// SharingPolicy(uint32 agency,uint16 dailyCap,uint32 delay,bool fourEyes,uint32 version,uint48 deadline).
    function setPolicy(
        AgencyId agency,
        uint16 dailyCap,
        uint32 delay,
        bool fourEyes,
        IGrantRegister.StewardApproval calldata second
    ) external;

    /// @notice Returns what bounds an agency's grants.
    function policyOf(AgencyId agency) external view returns (SharingPolicy memory);
}
