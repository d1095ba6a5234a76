import { dirname, relative } from "node:path/posix";

import solc from "solc";

/** What decides which way the code goes. */
export type BranchPoint = "function" | "if" | "loop" | "?:" | "operand" | "try" | "assembly if" | "assembly loop";

/** One of the ways that the code can go at a branch point. */
export interface Branch {
  /** What is told when it is taken. */
  readonly id: number;
  readonly file: string;
  readonly line: number;
  /** The function that it stands in. */
  readonly within: string;
  readonly point: BranchPoint;
  /** The condition as the source has it, in one line; of a function or a try the function's name. */
  readonly condition: string;
  readonly way: "true" | "false" | "entered" | "succeeds" | "fails";
}

export interface Instrumented {
  /** The sources by path, rewritten line by line so that each branch tells when it is taken. */
  readonly sources: ReadonlyMap<string, string>;
  /** The branches of the files that are measured. */
  readonly branches: readonly Branch[];
}

/** A node of the compiler's syntax tree. */
interface Node {
  readonly nodeType: string;
  readonly src: string;
  readonly [field: string]: unknown;
}

interface Edit {
  readonly at: number;
  readonly closes: boolean;
  readonly text: string;
}

/** Where the rewritten sources keep the library that tells. */
const LIBRARY = "contracts/BranchHits.sol";

/** Calls to this address are what Hardhat's coverage listens to; the 32 bytes of their data come back as a tag. */
const LISTENER = "0xc0bEc0BEc0BeC0bEC0beC0bEC0bEC0beC0beC0BE";

/** Telling leaves memory as it was: some functions keep entries where Solidity believes that memory is free. */
const LIBRARY_SOURCE = `// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

library BranchHits {
    function seen(bool condition, uint256 id) internal view returns (bool) {
        hit(condition ? id : id + 1);
        return condition;
    }

    function hit(uint256 id) internal view {
        assembly ("memory-safe") {
            let scratch := mload(0)
            mstore(0, id)
            pop(staticcall(gas(), ${LISTENER}, 0, 32, 0, 0))
            mstore(0, scratch)
        }
    }
}
`;

/**
 * The same in assembly. What follows there may read what the last call returned, so that is asked for once more, from the
 * contract at address 4, which returns what it is given.
 */
const ASSEMBLY_FUNCTION = [
  "function branchSeen(condition, id) -> same {",
  "same := condition",
  "let size := returndatasize()",
  "let kept := add(mload(0x40), 0x10000)",
  "returndatacopy(kept, 0, size)",
  "let scratch := mload(0)",
  "mstore(0, add(id, iszero(condition)))",
  `pop(staticcall(gas(), ${LISTENER}, 0, 32, 0, 0))`,
  "mstore(0, scratch)",
  "if size { pop(staticcall(gas(), 4, kept, size, 0, 0)) }",
  "}",
].join(" ");

/**
 * Rewrites Solidity sources so that each branch tells when it is taken. To tell is to call, so pure functions become view
 * functions, in the sources that are not measured as well.
 *
 * @param sources All sources of the project by path.
 * @param isMeasured Whether the branches of a file count.
 * @throws Error where the sources do not parse, or hold a statement that is not known here.
 */
export function instrument(sources: ReadonlyMap<string, string>, isMeasured: (path: string) => boolean): Instrumented {
  const branches: Branch[] = [];
  const rewritten = new Map([[LIBRARY, LIBRARY_SOURCE]]);
  const trees = parse(sources);
  const operators = new Set([...trees.values()].flatMap(operatorsOf));
  for (const [path, tree] of trees) {
    const file = new SourceFile(path, sources.get(path) ?? "", operators, branches);
    file.unpure(tree);
    if (isMeasured(path)) file.tell(tree);
    rewritten.set(path, file.rewritten());
  }
  return { sources: rewritten, branches };
}

function parse(sources: ReadonlyMap<string, string>): Map<string, Node> {
  const input = {
    language: "Solidity",
    sources: Object.fromEntries([...sources].map(([path, content]) => [path, { content }])),
    settings: { stopAfter: "parsing", outputSelection: { "*": { "": ["ast"] } } },
  };
  // What a source imports from a package need not be there to be parsed.
  const compile = solc.compile as (input: string, callbacks: { import: () => { contents: string } }) => string;
  const output = JSON.parse(compile(JSON.stringify(input), { import: () => ({ contents: "" }) })) as {
    errors?: { severity: string; formattedMessage: string }[];
    sources: Record<string, { ast: Node }>;
  };
  const error = output.errors?.find(({ severity }) => severity === "error");
  if (error !== undefined) throw new Error(error.formattedMessage);
  return new Map(
    [...sources.keys()].flatMap((path) => (output.sources[path] ? [[path, output.sources[path].ast]] : [])),
  );
}

/** The functions behind operators of value types, which must stay pure. */
function operatorsOf(tree: Node): string[] {
  return nodesIn(tree)
    .filter(({ nodeType }) => nodeType === "UsingForDirective")
    .flatMap(({ functionList }) => (functionList ?? []) as { operator?: string; definition?: { name: string } }[])
    .flatMap(({ operator, definition }) => (operator === undefined || !definition ? [] : [definition.name]));
}

class SourceFile {
  readonly #bytes: Buffer;
  readonly #edits: Edit[] = [];

  constructor(
    readonly path: string,
    text: string,
    readonly operators: ReadonlySet<string>,
    readonly branches: Branch[],
  ) {
    this.#bytes = Buffer.from(text);
  }

  unpure(tree: Node): void {
    for (const node of nodesIn(tree)) {
      if (node["stateMutability"] !== "pure" || this.#isOperator(node)) continue;
      const [start, end] = spanOf(node);
      const header = this.#text(start, isNode(node["body"]) ? spanOf(node["body"])[0] : end);
      const at = header.search(/\bpure\b/);
      if (at < 0) throw new Error(`${this.path}: "pure" is not where it should be in: ${header}`);
      this.#bytes.write("view", start + Buffer.byteLength(header.slice(0, at)));
    }
  }

  tell(tree: Node): void {
    const pragma = nodesIn(tree).find(({ nodeType }) => nodeType === "PragmaDirective");
    if (pragma === undefined) throw new Error(`${this.path} has no pragma.`);
    const library = relative(dirname(this.path), LIBRARY);
    const from = library.startsWith(".") ? library : `./${library}`;
    this.#insert(spanOf(pragma)[1], ` import {BranchHits} from "${from}";`);
    this.#visit(tree, "");
  }

  rewritten(): string {
    // At one place what closes comes first, the inner before the outer; what opens follows, the outer before the inner.
    const edits = this.#edits
      .map((edit, index) => ({ ...edit, rank: edit.closes ? -index - 1 : index }))
      .sort((left, right) => left.at - right.at || left.rank - right.rank);
    let done = 0;
    let text = "";
    for (const edit of edits) {
      text += this.#text(done, edit.at) + edit.text;
      done = edit.at;
    }
    return text + this.#text(done, this.#bytes.length);
  }

  #visit(node: Node, within: string): void {
    switch (node.nodeType) {
      case "FunctionDefinition":
        within = String(node["name"] || node["kind"]);
        if (!this.#isOperator(node)) this.#enter(node["body"], "function", within, "entered");
        break;
      case "ModifierDefinition":
        within = String(node["name"]);
        break;
      case "IfStatement":
        this.#decide(node["condition"], "if", within);
        break;
      case "ForStatement":
      case "WhileStatement":
      case "DoWhileStatement":
        this.#decide(node["condition"], "loop", within);
        break;
      case "Conditional":
        this.#decide(node["condition"], "?:", within);
        break;
      case "BinaryOperation":
        if (!isLogical(node)) break;
        this.#operand(node["leftExpression"], within);
        this.#operand(node["rightExpression"], within);
        break;
      case "TryStatement":
        for (const [index, clause] of (node["clauses"] as Node[]).entries()) {
          this.#enter(clause["block"], "try", within, index === 0 ? "succeeds" : "fails");
        }
        break;
      case "InlineAssembly":
        this.#assembly(node["AST"], within);
        return;
    }
    for (const child of childrenOf(node)) this.#visit(child, within);
  }

  #assembly(block: unknown, within: string): void {
    if (!isNode(block)) throw new Error(`${this.path}: assembly in ${within} has no tree.`);
    const before = this.branches.length;
    for (const { nodeType, condition } of nodesIn(block)) {
      if (nodeType === "YulSwitch") throw new Error(`${this.path}: a switch in assembly is not measured yet.`);
      if (nodeType === "YulIf") this.#decide(condition, "assembly if", within);
      if (nodeType === "YulForLoop") this.#decide(condition, "assembly loop", within);
    }
    if (this.branches.length > before) this.#insert(spanOf(block)[0] + 1, ` ${ASSEMBLY_FUNCTION}`);
  }

  /** A branch point of two ways, unless the condition is a literal. */
  #decide(condition: unknown, point: BranchPoint, within: string): void {
    if (!isNode(condition) || condition.nodeType.endsWith("Literal")) return;
    const [start, end] = spanOf(condition);
    const text = this.#text(start, end).replace(/\s+/g, " ");
    const id = this.#add(start, within, point, text, ["true", "false"]);
    this.#insert(start, point.startsWith("assembly") ? "branchSeen(" : "BranchHits.seen(");
    this.#edits.push({ at: end, closes: true, text: `, ${id})` });
  }

  /** An operand of && or || that is not, without its brackets and negations, another of these. */
  #operand(node: unknown, within: string): void {
    let bare = node;
    while (isNode(bare) && (bare.nodeType === "TupleExpression" || bare.nodeType === "UnaryOperation")) {
      bare = bare.nodeType === "TupleExpression" ? (bare["components"] as unknown[])[0] : bare["subExpression"];
    }
    if (!isNode(bare) || !isLogical(bare)) this.#decide(node, "operand", within);
  }

  #enter(block: unknown, point: BranchPoint, within: string, way: Branch["way"]): void {
    if (!isNode(block)) return;
    const [start] = spanOf(block);
    const id = this.#add(start, within, point, within, [way]);
    this.#insert(start + 1, ` BranchHits.hit(${id});`);
  }

  /** @returns the id of the first way; the others follow it. */
  #add(at: number, within: string, point: BranchPoint, condition: string, ways: readonly Branch["way"][]): number {
    const line = this.#text(0, at).split("\n").length;
    const first = this.branches.length + 1;
    for (const [index, way] of ways.entries()) {
      this.branches.push({ id: first + index, file: this.path, line, within, point, condition, way });
    }
    return first;
  }

  #isOperator(node: Node): boolean {
    return node.nodeType === "FunctionDefinition" && this.operators.has(String(node["name"]));
  }

  #insert(at: number, text: string): void {
    this.#edits.push({ at, closes: false, text });
  }

  /** The compiler counts bytes. */
  #text(start: number, end: number): string {
    return this.#bytes.toString("utf8", start, end);
  }
}

function isLogical(node: Node): boolean {
  return node.nodeType === "BinaryOperation" && (node["operator"] === "&&" || node["operator"] === "||");
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "nodeType" in value;
}

function childrenOf(node: Node): Node[] {
  return Object.values(node).flat().filter(isNode);
}

/** A node and all below it, from the outside in. */
function nodesIn(node: Node): Node[] {
  return [node, ...childrenOf(node).flatMap(nodesIn)];
}

/** Where a node stands, in bytes: its start and past its end. */
function spanOf(node: Node): [start: number, end: number] {
  const [start = 0, length = 0] = node.src.split(":").map((part) => parseInt(part, 10));
  return [start, start + length];
}
