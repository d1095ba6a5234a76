import { readFile } from "node:fs/promises";

/** A command that a document tells the reader to type. */
export interface DocumentedCommand {
  /** Its arguments, after `npx fisc`; `$NAME` stands in the place of an address. */
  readonly args: readonly string[];
  /** The variables that the document says are set there. */
  readonly variables: readonly string[];
  /** What the document says of it. */
  readonly remark: string;
}

/**
 * Reads the commands out of a section of a document: the lines of its shell blocks that begin with `npx fisc`. A line that
 * is a comment and names variables says which are set from there to the end of the block, or to the next such line.
 *
 * @param file The document.
 * @param heading The section's heading.
 * @returns The commands, in order.
 */
export async function documentedCommands(file: URL, heading: string): Promise<DocumentedCommand[]> {
  const section = await sectionOf(file, heading);
  return [...section.matchAll(/```sh\n(.*?)```/gs)].flatMap(([, block = ""]) => {
    let variables: readonly string[] = [];
    return block.split("\n").flatMap((line): DocumentedCommand[] => {
      if (line.startsWith("#")) variables = line.match(/FISC_\w+/g) ?? variables;
      const [command = "", remark = ""] = line.split(/\s+# /);
      if (!command.startsWith("npx fisc ")) return [];
      const words = command.slice("npx fisc ".length).match(/"[^"]*"|\S+/g) ?? [];
      return [{ args: words.map((word) => word.replaceAll('"', "")), variables, remark }];
    });
  });
}

/**
 * Reads a file out of a section of a document: its only block of JSON.
 *
 * @param file The document.
 * @param heading The section's heading.
 * @returns The block.
 */
export async function documentedJson(file: URL, heading: string): Promise<string> {
  const [, block] = /```json\n(.*?)```/s.exec(await sectionOf(file, heading)) ?? [];
  if (block === undefined) throw new RangeError(`${heading} has no block of JSON.`);
  return block;
}

async function sectionOf(file: URL, heading: string): Promise<string> {
  const sections = (await readFile(file, "utf8")).split(/^## /m);
  const section = sections.find((text) => text.startsWith(`${heading}\n`));
  if (section === undefined) throw new RangeError(`There is no section ${heading}.`);
  return section;
}
