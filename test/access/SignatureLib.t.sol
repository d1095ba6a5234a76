// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

import {SignatureLib} from "../../contracts/access/SignatureLib.sol";
import {ContractWallet} from "../../contracts/mocks/ContractWallet.sol";
import {VM} from "./Vm.sol";

contract SignatureLibTest {
    /// @dev The order of secp256k1; keys are below it, and a signature's s in its lower half.
    uint256 private constant ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;

    function testFuzz_acceptsTheKeyOfAnAccountWithCode(uint256 seed, bytes32 digest) external {
        uint256 key = _keyOf(seed);
        VM.etch(VM.addr(key), hex"00");
        require(this.isValid(VM.addr(key), digest, _sign(key, digest)), "own signature refused");
    }

    function testFuzz_asksAContractWallet(uint256 seed, uint256 otherSeed, bytes32 digest) external {
        (uint256 key, uint256 other) = (_keyOf(seed), _keyOf(otherSeed));
        VM.assume(key != other);
        ContractWallet wallet = new ContractWallet(VM.addr(key));
        require(this.isValid(address(wallet), digest, _sign(key, digest)), "owner refused");
        require(!this.isValid(address(wallet), digest, _sign(other, digest)), "stranger accepted");
        wallet.shut();
        require(!this.isValid(address(wallet), digest, _sign(key, digest)), "shut wallet accepted");
    }

    function testFuzz_acceptsTheKeysOwnSignature(uint256 seed, bytes32 digest) external view {
        uint256 key = _keyOf(seed);
        require(this.isValid(VM.addr(key), digest, _sign(key, digest)), "own signature refused");
    }

    function testFuzz_refusesAnotherSigner(uint256 seed, bytes32 digest, address signer) external view {
        uint256 key = _keyOf(seed);
        VM.assume(signer != VM.addr(key));
        require(!this.isValid(signer, digest, _sign(key, digest)), "another's signature accepted");
    }

    function testFuzz_refusesAnotherDigest(uint256 seed, bytes32 digest, bytes32 signed) external view {
        VM.assume(digest != signed);
        uint256 key = _keyOf(seed);
        require(!this.isValid(VM.addr(key), digest, _sign(key, signed)), "another digest accepted");
    }

    function testFuzz_refusesAChangedByte(uint256 seed, bytes32 digest, uint256 place, bytes1 change) external view {
        VM.assume(change != 0);
        uint256 key = _keyOf(seed);
        bytes memory signature = _sign(key, digest);
        signature[place % signature.length] ^= change;
        require(!this.isValid(VM.addr(key), digest, signature), "changed signature accepted");
    }

    function testFuzz_refusesTheOtherHalfOfTheCurve(uint256 seed, bytes32 digest) external view {
        uint256 key = _keyOf(seed);
        (uint8 v, bytes32 r, bytes32 s) = VM.sign(key, digest);
        bytes memory twin = abi.encodePacked(r, bytes32(ORDER - uint256(s)), v == 27 ? uint8(28) : uint8(27));
        require(!this.isValid(VM.addr(key), digest, twin), "malleable signature accepted");
    }

    function testFuzz_refusesAnyLengthButItsOwn(uint256 seed, bytes32 digest, uint8 length) external view {
        VM.assume(length != 65);
        uint256 key = _keyOf(seed);
        bytes memory signature = _sign(key, digest);
        bytes memory resized = new bytes(length);
        for (uint256 i = 0; i < length && i < signature.length; ++i) resized[i] = signature[i];
        require(!this.isValid(VM.addr(key), digest, resized), "resized signature accepted");
    }

    function testFuzz_neverAcceptsTheZeroAddress(bytes32 digest, bytes calldata signature) external view {
        require(!this.isValid(address(0), digest, signature), "zero address accepted");
    }

    function testFuzz_neverAcceptsTheZeroAddressBy65Bytes(bytes32 digest, bytes32 r, bytes32 s, uint8 v) external view {
        require(!this.isValid(address(0), digest, abi.encodePacked(r, s, v)), "zero address accepted");
    }

    function testFuzz_agreesWithOpenZeppelinWhereThereIsNoCode(
        address signer,
        bytes32 digest,
        bytes calldata signature
    ) external view {
        VM.assume(signer.code.length == 0 && uint160(signer) > 0xffff);
        bool expected = SignatureChecker.isValidSignatureNowCalldata(signer, digest, signature);
        require(this.isValid(signer, digest, signature) == expected, "differs");
    }

    function testFuzz_refusesAContractWithoutERC1271(bytes32 digest, bytes calldata signature) external view {
        require(!this.isValid(address(this), digest, signature), "contract accepted");
    }

    function isValid(address signer, bytes32 digest, bytes calldata signature) external view returns (bool) {
        return SignatureLib.isValid(signer, digest, signature);
    }

    function _sign(uint256 key, bytes32 digest) private pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = VM.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    function _keyOf(uint256 seed) private pure returns (uint256) {
        return 1 + (seed % (ORDER - 1));
    }
}
