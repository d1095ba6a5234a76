// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";

import {AgencyId, NO_AGENCY} from "../../contracts/access/AgencyId.sol";
import {AgencyRegistry} from "../../contracts/access/AgencyRegistry.sol";
import {IAgencyRegistry, NO_END} from "../../contracts/access/IAgencyRegistry.sol";
import {RoleLib} from "../../contracts/access/RoleLib.sol";
import {VM} from "./Vm.sol";

contract AgencyRegistryTest {
    /// @dev What the fuzzer draws for an officer; kept small, so that each outcome is hit often.
    struct Draw {
        uint8 roles; // as they are where a person may hold them, else recorder and approver
        uint8 mishap; // modulo 8; 0: acts for another agency, 1: suspended, 2: ends, else none
        uint8 limit;
    }

    uint256 private constant SECOND_KEY = 2;
    uint256 private constant START = 1_000_000;
    uint256 private constant END = 2_000_000;

    AgencyRegistry private _registry;
    AgencyId private _agency;
    AgencyId private _other;
    address private _registrar;

    function setUp() external {
        VM.warp(START);
        _registry = new AgencyRegistry(address(new AccessManager(address(this))));
        _registrar = VM.addr(1);
        _agency = _found(NO_AGENCY, 0);
        // The registrars of the agency answer for the one below it too.
        _other = _found(_agency, 1);
    }

    /// @dev `authorise` against the rules written out once more, plainly.
    function testFuzz_authoriseFollowsTheRules(
        Draw[3] memory draws,
        uint8[3] memory thresholds,
        uint8 amount,
        uint8 minimum,
        uint8 count,
        bool late
    ) external {
        _sort(thresholds);
        minimum %= 4;
        _setPolicy(IAgencyRegistry.Policy(thresholds[0], thresholds[1], thresholds[2]));
        address[3] memory accounts = [address(0x1001), address(0x1002), address(0x1003)];
        bool[3] memory fit;
        for (uint256 i = 0; i < 3; ++i) {
            bool inOffice = _appoint(accounts[i], draws[i], late);
            uint8 needed = i == 0 ? RoleLib.RECORDER : RoleLib.APPROVER;
            fit[i] = inOffice && draws[i].roles & needed != 0 && (i == 0 || draws[i].limit >= amount);
        }
        if (late) VM.warp(END);

        address[] memory approvers = new address[](count % 3);
        bool expected = fit[0];
        for (uint256 i = 0; i < approvers.length; ++i) {
            approvers[i] = accounts[i + 1];
            expected = expected && fit[i + 1];
        }
        uint256 byPolicy = 0;
        for (uint256 i = 0; i < 3; ++i) if (amount > thresholds[i]) ++byPolicy;
        expected = expected && approvers.length >= byPolicy && approvers.length >= minimum;

        require(_registry.approvalsNeeded(_agency, amount) == byPolicy, "approvals needed");
        require(_passes(accounts[0], RoleLib.RECORDER, approvers, amount, minimum) == expected, "outcome");
    }

    /// @dev For a batch of nothing, `authorise` is `isOfficer` with a reason; `requireOfficer` asks no more than that.
    function testFuzz_threeWaysToAskAgree(Draw memory draw, uint8 role, bool late) external {
        address account = address(0x1001);
        _appoint(account, draw, late);
        if (late) VM.warp(END);
        role = uint8(1 << (role % 7));

        bool isOfficer = _registry.isOfficer(_agency, account, role);
        require(_passes(account, role, new address[](0), 0, 0) == isOfficer, "authorise");
        require(_meets(_agency, account, role) == isOfficer, "requireOfficer");
        require(!_registry.isOfficer(NO_AGENCY, account, role), "no agency");
    }

    /// @dev Nobody is their own approver, whatever roles and limit they have.
    function testFuzz_makerNeverApproves(uint64 amount, uint64 limit, address account) external {
        VM.assume(account != address(0) && _registry.officerOf(account).agency == NO_AGENCY);
        _appointOn(
            IAgencyRegistry.Appointment(
                account,
                _agency,
                RoleLib.RECORDER | RoleLib.APPROVER,
                limit,
                NO_END,
                address(0)
            )
        );
        address[] memory approvers = new address[](1);
        approvers[0] = account;
        require(!_passes(account, RoleLib.RECORDER, approvers, amount, 0), "approved own batch");
    }

    function testFuzz_greaterAmountsNeedNoFewerApprovals(uint64[3] memory thresholds, uint64 a, uint64 b) external {
        if (thresholds[0] > thresholds[1]) (thresholds[0], thresholds[1]) = (thresholds[1], thresholds[0]);
        if (thresholds[1] > thresholds[2]) (thresholds[1], thresholds[2]) = (thresholds[2], thresholds[1]);
        if (thresholds[0] > thresholds[1]) (thresholds[0], thresholds[1]) = (thresholds[1], thresholds[0]);
        _setPolicy(IAgencyRegistry.Policy(thresholds[0], thresholds[1], thresholds[2]));
        (uint64 small, uint64 great) = a < b ? (a, b) : (b, a);
        uint256 forGreat = _registry.approvalsNeeded(_agency, great);
        require(_registry.approvalsNeeded(_agency, small) <= forGreat && forGreat <= 3, "not monotonic");
    }

    /// @dev A forest of agencies against a table of parents kept here.
    function testFuzz_isWithinFollowsTheParents(uint256 seed) external {
        uint32[15] memory parents;
        uint32[15] memory depths;
        depths[1] = 1;
        (parents[2], depths[2]) = (1, 2);
        for (uint32 id = 3; id < 15; ++id) {
            seed = uint256(keccak256(abi.encode(seed)));
            uint32 parent = uint32(seed % id);
            if (depths[parent] == 8) parent = 0;
            (parents[id], depths[id]) = (parent, depths[parent] + 1);
            require(AgencyId.unwrap(_found(AgencyId.wrap(parent), id)) == id, "number");
        }
        for (uint32 id = 0; id < 16; ++id) {
            for (uint32 ancestor = 0; ancestor < 16; ++ancestor) {
                bool expected = false;
                if (id < 15 && ancestor != 0) {
                    for (uint32 above = id; above != 0; above = parents[above]) if (above == ancestor) expected = true;
                }
                require(_registry.isWithin(AgencyId.wrap(id), AgencyId.wrap(ancestor)) == expected, "is within");
            }
        }
    }

    function testFuzz_conflictsJoinAWatcherAndMoney(uint8 roles) external pure {
        bool watches = _holds(roles, 0) || _holds(roles, 5);
        bool handlesMoney = _holds(roles, 1) || _holds(roles, 2) || _holds(roles, 3) || _holds(roles, 4);
        require(RoleLib.conflicts(roles) == (watches && handlesMoney), "conflicts");
    }

    /// @dev Appoints as drawn, and says whether the account is in office for `_agency`. Amends `draw` to terms that the
    /// registry takes.
    function _appoint(address account, Draw memory draw, bool late) private returns (bool) {
        (bool elsewhere, bool suspended, bool ends) = (
            draw.mishap % 8 == 0,
            draw.mishap % 8 == 1,
            draw.mishap % 8 == 2
        );
        if (draw.roles == 0 || draw.roles > RoleLib.ALL || RoleLib.conflicts(draw.roles)) {
            draw.roles = RoleLib.RECORDER | RoleLib.APPROVER;
        }
        _appointOn(
            IAgencyRegistry.Appointment({
                account: account,
                agency: elsewhere ? _other : _agency,
                roles: draw.roles,
                limit: draw.limit,
                endsAt: ends ? uint48(END) : NO_END,
                replaces: address(0)
            })
        );
        if (suspended) {
            VM.prank(_registrar);
            _registry.suspendOfficer(account);
        }
        return !elsewhere && !suspended && !(ends && late);
    }

    function _appointOn(IAgencyRegistry.Appointment memory terms) private {
        IAgencyRegistry.Countersignature memory second = _second(_registry.appointmentDigest(terms, NO_END));
        VM.prank(_registrar);
        _registry.appointOfficer(terms, second);
    }

    function _setPolicy(IAgencyRegistry.Policy memory policy) private {
        IAgencyRegistry.Policy memory current = _registry.agencyOf(_agency).policy;
        if (keccak256(abi.encode(policy)) == keccak256(abi.encode(current))) return;
        IAgencyRegistry.Countersignature memory second = _second(_registry.policyDigest(_agency, policy, NO_END));
        VM.prank(_registrar);
        _registry.changePolicy(_agency, policy, second);
    }

    /// @dev Registers an agency; the first one has the registrars whose keys are 1 and 2.
    function _found(AgencyId parent, uint256 index) private returns (AgencyId) {
        address[] memory registrars = new address[](2);
        registrars[0] = VM.addr(index * 2 + 1);
        registrars[1] = VM.addr(index * 2 + SECOND_KEY);
        return _registry.registerAgency(parent, keccak256(abi.encode(index)), bytes32(uint256(1)), registrars);
    }

    function _passes(
        address maker,
        uint8 roles,
        address[] memory approvers,
        uint64 amount,
        uint256 minimum
    ) private view returns (bool) {
        try _registry.authorise(_agency, maker, roles, approvers, amount, minimum) {
            return true;
        } catch {
            return false;
        }
    }

    function _meets(AgencyId agency, address account, uint8 role) private view returns (bool) {
        try _registry.requireOfficer(agency, account, role) {
            return true;
        } catch {
            return false;
        }
    }

    function _second(bytes32 digest) private pure returns (IAgencyRegistry.Countersignature memory) {
        (uint8 v, bytes32 r, bytes32 s) = VM.sign(SECOND_KEY, digest);
        return IAgencyRegistry.Countersignature(VM.addr(SECOND_KEY), NO_END, abi.encodePacked(r, s, v));
    }

    function _holds(uint8 roles, uint8 bit) private pure returns (bool) {
        return (roles >> bit) & 1 == 1;
    }

    function _sort(uint8[3] memory values) private pure {
        if (values[0] > values[1]) (values[0], values[1]) = (values[1], values[0]);
        if (values[1] > values[2]) (values[1], values[2]) = (values[2], values[1]);
        if (values[0] > values[1]) (values[0], values[1]) = (values[1], values[0]);
    }
}
