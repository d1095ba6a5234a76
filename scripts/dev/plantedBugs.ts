/** A bug that is planted in the contracts to see whether the invariants find it. */
export interface PlantedBug {
  /** What goes wrong, in words. */
  readonly name: string;
  /** The promises of docs/invariants.md that it breaks. */
  readonly breaks: readonly number[];
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly find: string;
  readonly replace: string;
}

/** One of each class: an identity of the ledger, the journal's order, who may act, what is used once. */
export const PLANTED_BUGS: readonly PlantedBug[] = [
  {
    name: "a correction raises the part of the budget that it should lower",
    breaks: [1],
    file: "contracts/funds/Postings.sol",
    find: "row.isCorrection() ? TotalsLib.delta(0, 1 << lane) : TotalsLib.delta(1 << lane, 0)",
    replace: "TotalsLib.delta(1 << lane, 0)",
  },
  {
    name: "no ceiling binds on control lines",
    breaks: [2],
    file: "contracts/funds/Postings.sol",
    find: "_moveLine(batch, record, control, !lineWord.hasCeilings(), sum);",
    replace: "_moveLine(batch, record, control, true, sum);",
  },
  {
    name: "a payment does not use up what is ordered",
    breaks: [3],
    file: "contracts/funds/KindLib.sol",
    find: "ORDERED_TO_PAID = DOWN_UNPAID | DOWN_CASH | UP_PAID",
    replace: "ORDERED_TO_PAID = DOWN_CASH | UP_PAID",
  },
  {
    name: "more cash is released than is allotted",
    breaks: [4],
    file: "contracts/funds/Postings.sol",
    find: "if (!free && sums.released > sums.allotted) {",
    replace: "if (!free && sums.released > 2 * sums.allotted) {",
  },
  {
    name: "the second correction of an entry forgets the first",
    breaks: [5],
    file: "contracts/funds/SpendingLedger.sol",
    find: "_cited[citedId] = used + amount;",
    replace: "_cited[citedId] = amount;",
  },
  {
    name: "a posting moves the control line and not the line below it",
    breaks: [6],
    file: "contracts/funds/Postings.sol",
    find: "            _moveLine(batch, record, line, true, sum);\n",
    replace: "",
  },
  {
    name: "the event numbers entries otherwise than storage does",
    breaks: [7, 8],
    file: "contracts/funds/SpendingLedger.sol",
    find: "mstore(data, firstNumber)",
    replace: "mstore(data, add(firstNumber, 1))",
  },
  {
    name: "the maker counts as an approver",
    breaks: [11],
    file: "contracts/access/AgencyRegistry.sol",
    find: "if (approver == maker) revert AgencyRegistry_ApproverIsMaker(maker);",
    replace: "",
  },
  {
    name: "a batch reference is accepted twice",
    breaks: [9, 11],
    file: "contracts/funds/SpendingLedger.sol",
    find: "if (record.root != 0) revert SpendingLedger_BatchRecorded(head.batchRefOf());",
    replace: "",
  },
  {
    name: "virements need not balance",
    breaks: [12],
    file: "contracts/funds/SpendingLedger.sol",
    find: "if (batch.virementOut != batch.virementIn) {",
    replace: "if (batch.virementOut < batch.virementIn) {",
  },
  {
    name: "an invoice may be charged twice to one commitment",
    breaks: [14],
    file: "contracts/funds/Postings.sol",
    find: "use.last >= place",
    replace: "use.last > place",
  },
];
