// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

Vm constant VM = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

/// @title Vm
/// @notice The part of the test chain's cheat codes that these tests use.
interface Vm {
    function prank(address sender) external;
    function warp(uint256 timestamp) external;
    function etch(address account, bytes calldata code) external;
    function addr(uint256 key) external pure returns (address);
    function sign(uint256 key, bytes32 digest) external pure returns (uint8 v, bytes32 r, bytes32 s);
    function assume(bool condition) external pure;
    function getCode(string calldata artifact) external view returns (bytes memory creationCode);
}
