// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {IAccessRequests} from "./IAccessRequests.sol";
import {IAssetRegister} from "./IAssetRegister.sol";
import {IGrantRegister} from "./IGrantRegister.sol";
import {ISharingPolicies} from "./ISharingPolicies.sol";

/// @title ISharingRegister
/// @notice All that stands at the register's address: assets, requests, grants and policies.
interface ISharingRegister is
    IAssetRegister,
    IAccessRequests,
    IGrantRegister,
    ISharingPolicies,
    IAccessManaged,
    IERC5267
{}
