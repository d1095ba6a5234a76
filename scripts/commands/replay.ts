import type { Command } from "commander";

import { compareWithStorage } from "../../sdk/replay/compare.ts";
import { readReplay } from "../../sdk/replay/read-replay.ts";
import { onChain } from "../cli/command.ts";
import { ExitCode } from "../cli/ExitCode.ts";

/** Adds `replay`. */
export function addReplay(program: Command): void {
  program
    .command("replay")
    .description("rebuild every balance from events alone, and compare with the contracts' storage")
    .addHelpText("after", "\nExit code 1 where something differs.")
    .action(
      onChain(async ({ fisc, out }) => {
        const replay = await readReplay(fisc, { onProgress: (block, of) => out.progress("blocks read", block, of) });
        const { block, compared, differences } = await compareWithStorage(fisc, replay);
        out.print(
          `block ${block}: ${replay.entryCount} entries, ${compared} values compared, ${differences.length} differences`,
        );
        for (const { subject, value, replayed, stored } of differences) {
          out.print(`  ${subject} ${value}: events say ${replayed}, storage says ${stored}`);
        }
        out.json({ block, entries: replay.entryCount, compared, differences });
        return differences.length === 0 ? ExitCode.done : ExitCode.failed;
      }),
    );
}
