import { refusalOf } from "../../sdk/chain/errors.ts";
import type { ContentStore } from "../../sdk/store/content-store.ts";
import { lineCodeHash, type LineDescription, lineDescriptionBytes } from "../../sdk/store/line-description.ts";
import type { Code, LineRef } from "../import/rows.ts";
import { forEachAtOnce } from "./forEachAtOnce.ts";
import type { Office } from "./Office.ts";

/** A new line takes some five storage slots. */
const LINES_A_TRANSACTION = 70;

/** What a line is to those around it, as the contract numbers it. */
const LEVEL = { summary: 0, control: 1, detail: 2 } as const;

/** What lines are opened with. */
export interface LineTerms {
  readonly year: number;
  /** Whether ceilings bind; false for an office that publishes no budget. */
  readonly ceilings: boolean;
  /** Agencies by the code of an office; the keeper where an office has none of its own. */
  readonly agencies: ReadonlyMap<string, number>;
}

interface NewLine {
  readonly code: string;
  readonly parent: string | null;
  readonly level: keyof typeof LEVEL;
  readonly agency: number;
  readonly class: number;
  readonly description: LineDescription;
}

/**
 * Opens the lines that the books do not have yet: those above first, control lines, then details.
 *
 * @param office The office; a budget officer is at hand.
 * @param store Where descriptions are kept.
 * @param lines The lines, as a file names them.
 * @param terms Year, ceilings, agencies.
 * @param onProgress Called with how many of the new ones are open.
 * @returns How many were opened.
 * @throws RefusedError where the ledger refuses.
 */
export async function openLines(
  office: Office,
  store: ContentStore,
  lines: Iterable<LineRef>,
  terms: LineTerms,
  onProgress: (done: number, of: number) => void = () => undefined,
): Promise<number> {
  const fresh = [...newLines(office, lines, terms)].toSorted((a, b) => depthOf(a) - depthOf(b));
  let done = 0;
  for (let start = 0; start < fresh.length;) {
    // A line is opened after those that it stands below, for its parent's number is asked for.
    const rank = depthOf(fresh[start]!);
    const chunk = fresh.slice(start, start + LINES_A_TRANSACTION).filter((line) => depthOf(line) === rank);
    const descriptions = await forEachAtOnce(chunk, (line) => store.put(lineDescriptionBytes(line.description)));
    const specs = chunk.map((line, index) => ({
      code: lineCodeHash(line.code),
      description: descriptions[index]!,
      agency: line.agency,
      parent: line.parent === null ? 0 : (office.lineByCode(terms.year, line.parent)?.id ?? 0),
      level: LEVEL[line.level],
      ceilings: terms.ceilings,
      class: line.class,
    }));
    try {
      const sent = await office.as(office.makerFor("budgetOfficer")).ledger.openLines(office.agency, terms.year, specs);
      await sent.wait();
    } catch (error) {
      throw refusalOf("open lines", error);
    }
    start += chunk.length;
    done += chunk.length;
    if (start >= fresh.length || depthOf(fresh[start]!) !== rank) await office.refresh();
    onProgress(done, fresh.length);
  }
  return fresh.length;
}

/** Lines that the books lack, each once. */
function newLines(office: Office, lines: Iterable<LineRef>, terms: LineTerms): Iterable<NewLine & { depth: number }> {
  const fresh = new Map<string, NewLine & { depth: number }>();
  const add = (line: NewLine, depth: number) => {
    if (fresh.has(line.code) || office.lineByCode(terms.year, line.code) !== null) return;
    fresh.set(line.code, { ...line, depth });
  };
  for (const line of lines) {
    const agency = terms.agencies.get(line.agency.code) ?? office.agency;
    let above: string | null = null;
    let depth = 0;
    for (const parent of line.parents) {
      add(
        {
          code: parent.code,
          parent: above,
          level: "summary",
          agency: office.agency,
          class: 0,
          description: describe(parent),
        },
        depth++,
      );
      above = parent.code;
    }
    const own = classOf(line);
    if (line.control !== null && line.control.code !== line.code) {
      const { control } = line;
      add(
        {
          code: control.code,
          parent: above,
          level: "control",
          agency: office.agency,
          class: own,
          description: describe(control),
        },
        depth++,
      );
      above = control.code;
    }
    add(
      {
        code: line.code,
        parent: above,
        level: line.control !== null && line.control.code !== line.code ? "detail" : "control",
        agency,
        class: own,
        description: describe(line, [["agency", line.agency], ...Object.entries(line.classifications)]),
      },
      depth,
    );
  }
  return fresh.values();
}

function depthOf(line: NewLine): number {
  return (line as NewLine & { depth: number }).depth;
}

function describe(
  { code, name }: Code,
  parts: readonly (readonly [dimension: string, part: Code])[] = [],
): LineDescription {
  return {
    code,
    name: name ?? code,
    parts: parts.map(([dimension, part]) => ({ dimension, code: part.code, label: part.name ?? part.code })),
  };
}

/** The class that rules of virement and carry-over speak of: the chapter, where the office has such a thing. */
function classOf(line: LineRef): number {
  const chapter = line.classifications["chapter"]?.code ?? "";
  return /^[1-9]\d{0,3}$/.test(chapter) ? Number.parseInt(chapter, 10) : 0;
}
