// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @title ContractWallet
/// @notice A wallet for tests that accepts what its owner signed, and signs nothing once it is shut.
contract ContractWallet is IERC1271 {
    address public immutable OWNER;

    bool public isShut;

    constructor(address owner) {
        OWNER = owner;
    }

    /// @notice Makes the wallet refuse every signature from now on.
    function shut() external {
        isShut = true;
    }

    /// @inheritdoc IERC1271
    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        (address recovered, , ) = ECDSA.tryRecoverCalldata(hash, signature);
        return !isShut && recovered == OWNER ? IERC1271.isValidSignature.selector : bytes4(0xffffffff);
    }
}
