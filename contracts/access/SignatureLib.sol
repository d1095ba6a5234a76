// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

/// @title SignatureLib
/// @notice Checks that an account, a key or a contract wallet, signed a digest.
library SignatureLib {
    /// @notice Says whether `signature` is `signer`'s over `digest`.
    /// @dev Recovers first and looks for code only where that fails, which spares a key's signature the 2,600 gas of
    /// touching a cold account. So the key of an account that has delegated its code (EIP-7702) still counts. Never
    /// true for the zero address: recovery does not return it without an error, and it has no code to ask.
    /// Warning: a contract wallet may answer differently in a later block.
    /// @param signer The account that is said to have signed.
    /// @param digest The hash that was signed.
    /// @param signature 65 bytes of ECDSA, or what the signer's ERC-1271 contract accepts.
    function isValid(address signer, bytes32 digest, bytes calldata signature) internal view returns (bool) {
        (address recovered, ECDSA.RecoverError failure, ) = ECDSA.tryRecoverCalldata(digest, signature);
        if (failure == ECDSA.RecoverError.NoError && recovered == signer) return true;
        return SignatureChecker.isValidERC1271SignatureNowCalldata(signer, digest, signature);
    }
}
