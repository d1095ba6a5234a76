import { expect } from "chai";

import { instrument } from "../../scripts/dev/branches.ts";

const PRAGMA = "pragma solidity 0.8.37;";

/** Rewrites the body of a function of a contract, and leaves away what every file gets. */
function rewrite(body: string, mutability = "") {
  const source = `${PRAGMA} contract C { function f(uint256 a, bool b) public ${mutability}returns (uint256 c) {${body}} }`;
  const { sources, branches } = instrument(new Map([["contracts/funds/C.sol", source]]), () => true);
  const text = sources.get("contracts/funds/C.sol") ?? "";
  return {
    body: text.slice(text.indexOf("{ BranchHits.hit(1);") + 20, -3),
    text,
    branches: branches.slice(1).map(({ id, point, condition, way }) => [id, point, condition, way].join(" ")),
  };
}

/** What is told in assembly, without the function that tells. */
const withoutFunction = (body: string): string => body.replace(/ function branchSeen.*? } }/, "");

describe("instrument", () => {
  it("counts a function and imports what tells, from where it lies", () => {
    const { text } = rewrite(" c = a; ");
    expect(text).to.equal(
      `${PRAGMA} import {BranchHits} from "../BranchHits.sol"; contract C { ` +
        "function f(uint256 a, bool b) public returns (uint256 c) { BranchHits.hit(1); c = a; } }",
    );
  });

  it("counts both ways of an if, a loop and a choice", () => {
    const { body, branches } = rewrite(" if (a > 1) c = 1; for (; a < 9; a++) c = b ? 2 : 3; ");
    expect(body).to.equal(
      " if (BranchHits.seen(a > 1, 2)) c = 1;" +
        " for (; BranchHits.seen(a < 9, 4); a++) c = BranchHits.seen(b, 6) ? 2 : 3; ",
    );
    expect(branches).to.deep.equal([
      ...["2 if a > 1 true", "3 if a > 1 false"],
      ...["4 loop a < 9 true", "5 loop a < 9 false"],
      ...["6 ?: b true", "7 ?: b false"],
    ]);
  });

  it("counts each operand of && and ||, through brackets and negations, and the whole", () => {
    const { body, branches } = rewrite(" if (b && !(a == 1 || !b)) c = 1; ");
    expect(body).to.equal(
      " if (BranchHits.seen(BranchHits.seen(b, 4) && !(BranchHits.seen(a == 1, 6) || BranchHits.seen(!b, 8)), 2)) c = 1; ",
    );
    expect(branches.filter((branch) => branch.endsWith("true"))).to.deep.equal([
      "2 if b && !(a == 1 || !b) true",
      "4 operand b true",
      "6 operand a == 1 true",
      "8 operand !b true",
    ]);
  });

  it("counts ifs and loops of assembly, but for those without a condition", () => {
    const { body, branches } = rewrite(" assembly { for {} 1 {} { if gt(a, 1) { break } } for {} lt(a, 9) {} {} } ");
    expect(withoutFunction(body)).to.equal(
      " assembly { for {} 1 {} { if branchSeen(gt(a, 1), 2) { break } } for {} branchSeen(lt(a, 9), 4) {} {} } ",
    );
    expect(branches).to.deep.equal([
      ...["2 assembly if gt(a, 1) true", "3 assembly if gt(a, 1) false"],
      ...["4 assembly loop lt(a, 9) true", "5 assembly loop lt(a, 9) false"],
    ]);
  });

  it("counts how a tried call ends", () => {
    const { body, branches } = rewrite(" try this.f(a, b) { c = 1; } catch { c = 2; } ");
    expect(body).to.equal(" try this.f(a, b) { BranchHits.hit(2); c = 1; } catch { BranchHits.hit(3); c = 2; } ");
    expect(branches).to.deep.equal(["2 try f succeeds", "3 try f fails"]);
  });

  it("counts bytes as the compiler does, and keeps the lines", () => {
    const { text } = rewrite(" // a ≤ b ‖ c\n if (b) c = 1; ");
    expect(text.split("\n")[1]).to.equal(" if (BranchHits.seen(b, 2)) c = 1; } }");
  });

  it("lets a pure function read, but none behind an operator", () => {
    expect(rewrite(" c = a; ", "pure ").text).to.include("public view returns");
    const operator = `${PRAGMA} type T is uint8; using {same as ==} for T global; function same(T, T) pure returns (bool) { return true; }`;
    const { sources, branches } = instrument(new Map([["contracts/T.sol", operator]]), () => true);
    expect(sources.get("contracts/T.sol")).to.equal(
      operator.replace(PRAGMA, `${PRAGMA} import {BranchHits} from "./BranchHits.sol";`),
    );
    expect(branches).to.deep.equal([]);
  });

  it("only lets functions read in a file that is not measured", () => {
    const source = `${PRAGMA} library L { function f(bool a) internal pure returns (uint256) { return a ? 1 : 2; } }`;
    const { sources, branches } = instrument(new Map([["test/L.sol", source]]), () => false);
    expect(sources.get("test/L.sol")).to.equal(source.replace("pure", "view"));
    expect(branches).to.deep.equal([]);
  });

  it("refuses what does not parse, and a switch of assembly", () => {
    expect(() => rewrite(" if ")).to.throw(/ParserError/);
    expect(() => rewrite(" assembly { switch a case 0 {} } ")).to.throw("switch in assembly is not measured yet");
  });
});
