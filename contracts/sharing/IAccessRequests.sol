// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgencyId} from "../access/AgencyId.sol";
import {AssetId} from "./AssetId.sol";
import {IAssetRegister} from "./IAssetRegister.sol";

/// @notice The number of a request for access, from 1 up.
type RequestId is uint32;

/// @dev Stands where a grant answers no request.
RequestId constant NO_REQUEST = RequestId.wrap(0);

using {requestIdEquals as ==, requestIdDiffers as !=} for RequestId global;

function requestIdEquals(RequestId left, RequestId right) pure returns (bool) {
    return RequestId.unwrap(left) == RequestId.unwrap(right);
}

function requestIdDiffers(RequestId left, RequestId right) pure returns (bool) {
    return RequestId.unwrap(left) != RequestId.unwrap(right);
}

/// @title IAccessRequests
/// @notice Takes requests for access, and holds owners to the days in which the law has them decide.
/// @dev A request goes request → decision. What is not decided in its days is overdue, for all to see, and can be
/// escalated: from then on a data steward of any agency above the owner can decide it too.
interface IAccessRequests {
    /// @notice How a request stands.
    enum RequestStatus {
        Unknown, // never made
        Pending, // the owner has to decide
        Escalated, // overdue, and put before the agencies above the owner
        Approved, // a grant answers it
        Refused, // it was refused, with a reason
        Recalled // the agency that asked wants it no more
    }

    /// @notice Why a request is refused.
    enum RefusalReason {
        None, // it is not refused
        NotShared, // the law does not allow it
        PurposeNotCovered, // the purpose is none for which it is shared
        NoLegalBasis, // the agency that asks shows no basis
        TooWide, // less would do for the purpose
        ProtectionLacking, // the agency that asks does not protect it enough
        NotHeld, // the owner does not have it
        PersonalData, // the persons concerned do not agree, and need to
        Other // the document says why
    }

    /// @notice A request as it stands.
    /// @param asset What is asked for.
    /// @param by The agency that asks.
    /// @param status How it stands.
    /// @param reason Why it was refused.
    /// @param actions What is to be done with it, bits of ActionLib.
    /// @param requestedAt When it was made, Unix seconds.
    /// @param dueAt The last second in which it is decided in time, Unix seconds.
    /// @param cause keccak256 of the purpose's and the legal basis's hash: a grant that answers it has the same.
    struct Request {
        // slot 0
        AssetId asset;
        AgencyId by;
        RequestStatus status;
        RefusalReason reason;
        uint8 actions;
        uint48 requestedAt;
        uint48 dueAt;
        // slot 1
        bytes32 cause;
    }

    /// @notice An agency asked for access.
    /// @param purpose The purpose, as in a grant.
    /// @param legalBasis The legal basis, as in a grant.
    /// @param document SHA-256 of the ODRL request in canonical JSON.
    event AccessRequested(
        RequestId indexed request,
        AssetId indexed asset,
        AgencyId indexed by,
        address account,
        uint8 actions,
        bytes32 purpose,
        bytes32 legalBasis,
        bytes32 document,
        uint48 dueAt
    );
    /// @notice A request is overdue and was put before the agencies above the owner.
    event RequestEscalated(RequestId indexed request, AssetId indexed asset, address indexed by);
    /// @notice A request was refused.
    /// @param document SHA-256 of the decision.
    event RequestRefused(
        RequestId indexed request,
        AssetId indexed asset,
        address indexed by,
        RefusalReason reason,
        bytes32 document
    );
    /// @notice The agency that asked wants it no more.
    event RequestRecalled(RequestId indexed request, AssetId indexed asset, address indexed by);
    /// @notice Requests for assets of a class are to be decided within so many working days.
    event StatutoryDaysChanged(IAssetRegister.SharingClass indexed sharingClass, address indexed by, uint8 workingDays);
    /// @notice The exceptions of 256 days were set: holidays on weekdays, working days on weekends.
    event CalendarChanged(uint256 indexed word, address indexed by, uint256 exceptions);

    /// @notice The books were called by themselves; call the register.
    error GrantRegister_NotSelf();
    /// @notice There is no such asset, or it is withdrawn.
    error GrantRegister_AssetNotShared(AssetId asset);
    /// @notice The actions are none, or unknown.
    error GrantRegister_InvalidActions(uint8 actions);
    /// @notice A hash that must name something is zero.
    error GrantRegister_EmptyHash();
    /// @notice The account is no data steward in office of the active agency `agency`.
    error GrantRegister_NotSteward(address account, AgencyId agency);
    /// @notice The request does not stand so that this could be done.
    error GrantRegister_WrongStatus(RequestId request, RequestStatus status);
    /// @notice The request is for another asset, or by another agency.
    error GrantRegister_OtherRequest(RequestId request, AssetId asset, AgencyId by);
    /// @notice The actions go beyond what was asked for.
    error GrantRegister_ExceedsRequest(RequestId request, uint8 actions, uint8 asked);
    /// @notice The request is decided in time until `dueAt`.
    error GrantRegister_NotOverdue(RequestId request, uint48 dueAt);
    /// @notice A refusal needs a reason.
    error GrantRegister_NoReason(RequestId request);
    /// @notice The days are none, or more than `most`, or the class has no requests.
    error GrantRegister_InvalidDays(IAssetRegister.SharingClass sharingClass, uint8 workingDays, uint8 most);
    /// @notice Nothing would change.
    error GrantRegister_Unchanged();

    /// @notice Asks for access to an asset.
    /// @dev By a data steward of `by`. Assets of the non-shared class can be asked for as well: the owner decides as it does
    /// for the conditional class, and in as many days.
    /// @param actions What is to be done with it, bits of ActionLib.
    /// @param purpose SHA-256 of the purpose's IRI.
    /// @param legalBasis SHA-256 of the legal basis's IRI.
    /// @param document SHA-256 of the ODRL request in canonical JSON.
    function requestAccess(
        AssetId asset,
        AgencyId by,
        uint8 actions,
        bytes32 purpose,
        bytes32 legalBasis,
        bytes32 document
    ) external returns (RequestId request);

    /// @notice Wants a request no more.
    /// @dev By a data steward of the agency that asked.
    function recallRequest(RequestId request) external;

    /// @notice Puts an overdue request before the agencies above the owner.
    /// @dev By anyone.
    function escalate(RequestId request) external;

    /// @notice Refuses a request.
    /// @dev By a data steward of the owner; of an escalated one also by one of an agency above it.
    /// @param document SHA-256 of the decision.
    function refuse(RequestId request, RefusalReason reason, bytes32 document) external;

    /// @notice Sets in how many working days requests for assets of a class are to be decided.
    /// @dev Restricted to the administrator. Requests that are made keep their date.
    function setStatutoryDays(IAssetRegister.SharingClass sharingClass, uint8 workingDays) external;

    /// @notice Sets the exceptions of 256 days.
    /// @dev Restricted to the administrator. Requests that are made keep their date.
    /// @param word The number of the first day since 1970-01-01, divided by 256.
    /// @param exceptions A bit a day, the lowest for the first: set for a holiday on a weekday, or a working day on a weekend.
    function setCalendar(uint256 word, uint256 exceptions) external;

    /// @notice Returns a request; its status is Unknown where there is none.
    function requestOf(RequestId request) external view returns (Request memory);

    /// @notice Returns how many requests were made.
    function requestCount() external view returns (uint32);

    /// @notice Says whether a request is undecided after its days.
    function isOverdue(RequestId request) external view returns (bool);

    /// @notice Lists requests that are undecided after their days.
    /// @param from The first number that is looked at.
    /// @param most How many numbers are looked at.
    function overdueRequests(RequestId from, uint32 most) external view returns (RequestId[] memory);

    /// @notice Returns in how many working days requests for assets of a class are to be decided.
    function statutoryDaysOf(IAssetRegister.SharingClass sharingClass) external view returns (uint8);

    /// @notice Returns the exceptions of 256 days.
    function calendarOf(uint256 word) external view returns (uint256);
}
