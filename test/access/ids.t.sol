// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgencyId} from "../../contracts/access/AgencyId.sol";
import {PayeeId} from "../../contracts/access/PayeeId.sol";

contract IdsTest {
    function testFuzz_compareAsTheirNumbers(uint32 left, uint32 right) external pure {
        _compare(left, right);
        _compare(left, left);
    }

    function _compare(uint32 left, uint32 right) private pure {
        require((AgencyId.wrap(left) == AgencyId.wrap(right)) == (left == right), "agency equals");
        require((AgencyId.wrap(left) != AgencyId.wrap(right)) == (left != right), "agency differs");
        require((PayeeId.wrap(left) == PayeeId.wrap(right)) == (left == right), "payee equals");
        require((PayeeId.wrap(left) != PayeeId.wrap(right)) == (left != right), "payee differs");
    }
}
