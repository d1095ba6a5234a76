// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgencyId} from "../access/AgencyId.sol";
import {RoleLib} from "../access/RoleLib.sol";
import {ActionLib} from "./ActionLib.sol";
import {AssetId} from "./AssetId.sol";
import {IAccessRequests, RequestId} from "./IAccessRequests.sol";
import {IAssetRegister} from "./IAssetRegister.sol";
import {SharingState} from "./SharingState.sol";
import {WorkingDaysLib} from "./WorkingDaysLib.sol";

/// @title AccessRequests
/// @notice Takes requests for access, and holds owners to the days in which the law has them decide.
abstract contract AccessRequests is SharingState, IAccessRequests {
    using WorkingDaysLib for mapping(uint256 word => uint256 exceptions);

    /// @dev More would make a right to a decision worth nothing.
    uint8 private constant MOST_DAYS = 60;

    /// @dev Working days where none are set.
    uint8 private constant UNCONDITIONAL_DAYS = 2;
    uint8 private constant OTHER_DAYS = 10;

    /// @notice By how much the days of the place are ahead of those of Greenwich, in seconds; less than 0 west of it.
    int256 public immutable DAY_OFFSET;

    constructor(int256 dayOffset) {
        DAY_OFFSET = dayOffset;
    }

    /// @inheritdoc IAccessRequests
    function requestAccess(
        AssetId asset,
        AgencyId by,
        uint8 actions,
        bytes32 purpose,
        bytes32 legalBasis,
        bytes32 document
    ) external onlyForRegister returns (RequestId request) {
        _requireSteward(by);
        IAssetRegister.SharingClass sharingClass = _sharedAsset(asset).class;
        if (!ActionLib.isValid(actions)) revert GrantRegister_InvalidActions(actions);
        if (purpose == 0 || legalBasis == 0 || document == 0) revert GrantRegister_EmptyHash();

        uint256 localTime = uint256(int256(block.timestamp) + DAY_OFFSET);
        uint256 dueAt = uint256(int256(_calendar.endOf(localTime, _daysOf(sharingClass))) - DAY_OFFSET);
        request = RequestId.wrap(++_requestCount);
        _requests[request] = Request({
            asset: asset,
            by: by,
            status: RequestStatus.Pending,
            reason: RefusalReason.None,
            actions: actions,
            cause: keccak256(abi.encode(purpose, legalBasis)),
            requestedAt: uint48(block.timestamp),
            dueAt: uint48(dueAt)
        });
        emit AccessRequested(request, asset, by, msg.sender, actions, purpose, legalBasis, document, uint48(dueAt));
    }

    /// @inheritdoc IAccessRequests
    function recallRequest(RequestId request) external onlyForRegister {
        Request storage found = _undecided(request);
        _requireSteward(found.by);

        found.status = RequestStatus.Recalled;
        emit RequestRecalled(request, found.asset, msg.sender);
    }

    /// @inheritdoc IAccessRequests
    function escalate(RequestId request) external onlyForRegister {
        Request storage found = _requests[request];
        if (found.status != RequestStatus.Pending) revert GrantRegister_WrongStatus(request, found.status);
        if (block.timestamp <= found.dueAt) revert GrantRegister_NotOverdue(request, found.dueAt);

        found.status = RequestStatus.Escalated;
        emit RequestEscalated(request, found.asset, msg.sender);
    }

    /// @inheritdoc IAccessRequests
    function refuse(RequestId request, RefusalReason reason, bytes32 document) external onlyForRegister {
        Request storage found = _undecided(request);
        _requireDecider(_assets[found.asset].owner, found.status);
        if (reason == RefusalReason.None) revert GrantRegister_NoReason(request);
        if (document == 0) revert GrantRegister_EmptyHash();

        found.status = RequestStatus.Refused;
        found.reason = reason;
        emit RequestRefused(request, found.asset, msg.sender, reason, document);
    }

    /// @inheritdoc IAccessRequests
    function setStatutoryDays(
        IAssetRegister.SharingClass sharingClass,
        uint8 workingDays
    ) external onlyForRegister restricted {
        if (sharingClass == IAssetRegister.SharingClass.Unknown || workingDays == 0 || workingDays > MOST_DAYS) {
            revert GrantRegister_InvalidDays(sharingClass, workingDays, MOST_DAYS);
        }
        if (_daysOf(sharingClass) == workingDays) revert GrantRegister_Unchanged();

        _statutoryDays[sharingClass] = workingDays;
        emit StatutoryDaysChanged(sharingClass, msg.sender, workingDays);
    }

    /// @inheritdoc IAccessRequests
    function setCalendar(uint256 word, uint256 exceptions) external onlyForRegister restricted {
        if (_calendar[word] == exceptions) revert GrantRegister_Unchanged();

        _calendar[word] = exceptions;
        emit CalendarChanged(word, msg.sender, exceptions);
    }

    /// @inheritdoc IAccessRequests
    function requestOf(RequestId request) external view returns (Request memory) {
        return _requests[request];
    }

    /// @inheritdoc IAccessRequests
    function requestCount() external view returns (uint32) {
        return _requestCount;
    }

    /// @inheritdoc IAccessRequests
    function isOverdue(RequestId request) external view returns (bool) {
        return _isOverdue(request);
    }

    /// @inheritdoc IAccessRequests
    function overdueRequests(RequestId from, uint32 most) external view returns (RequestId[] memory found) {
        uint256 last = _requestCount;
        uint256 end = uint256(RequestId.unwrap(from)) + most;
        if (end > last + 1) end = last + 1;
        found = new RequestId[](most);
        uint256 count = 0;
        for (uint256 number = RequestId.unwrap(from); number < end; ++number) {
            RequestId request = RequestId.wrap(uint32(number));
            if (_isOverdue(request)) found[count++] = request;
        }
        assembly ("memory-safe") {
            mstore(found, count)
        }
    }

    /// @inheritdoc IAccessRequests
    function statutoryDaysOf(IAssetRegister.SharingClass sharingClass) external view returns (uint8) {
        return _daysOf(sharingClass);
    }

    /// @inheritdoc IAccessRequests
    function calendarOf(uint256 word) external view returns (uint256) {
        return _calendar[word];
    }

    /// @dev A steward of the owner; where the request is escalated, of an agency above it as well.
    function _requireDecider(AgencyId owner, RequestStatus status) internal view {
        if (status == RequestStatus.Escalated) {
            AGENCY_REGISTRY.requireOfficer(owner, msg.sender, RoleLib.DATA_STEWARD);
        } else {
            _requireSteward(owner);
        }
    }

    /// @dev The days that the administrator set, or those of the regulation on government data sharing.
    function _daysOf(IAssetRegister.SharingClass sharingClass) private view returns (uint8 workingDays) {
        workingDays = _statutoryDays[sharingClass];
        if (workingDays == 0) {
            workingDays = sharingClass == IAssetRegister.SharingClass.Unconditional ? UNCONDITIONAL_DAYS : OTHER_DAYS;
        }
    }

    function _isOverdue(RequestId request) private view returns (bool) {
        Request storage found = _requests[request];
        return
            (found.status == RequestStatus.Pending || found.status == RequestStatus.Escalated) &&
            block.timestamp > found.dueAt;
    }
}
