import type { Command } from "commander";

import { onBooks } from "../cli/command.ts";
import { currencyCode, day, decimalPlaces, fiscalYear } from "../cli/options.ts";
import { daysOf, openYear } from "../office/openYear.ts";

/** Adds `open-year`. */
export function addOpenYear(program: Command): void {
  program
    .command("open-year")
    .description("open a fiscal year (a budget officer); `import budget` does it too")
    .argument("<year>", "its name", fiscalYear)
    .option("--first <day>", "the first value date; 1 January where it is not given", day)
    .option("--end <day>", "the last value date of what commits; 31 December where it is not given", day)
    .option("--last <day>", "the last value date of what is paid; as --end where it is not given", day)
    .option("--currency <code>", "the currency's code", currencyCode, "EUR")
    .option("--decimals <n>", "its decimals", decimalPlaces, 2)
    .action(
      onBooks(async (session, office, args, options) => {
        const year = Number(args[0]);
        const whole = daysOf(year);
        const endDay = (options["end"] as string | undefined) ?? whole.endDay;
        const days = {
          firstDay: (options["first"] as string | undefined) ?? whole.firstDay,
          endDay,
          lastDay: (options["last"] as string | undefined) ?? endDay,
        };
        if (session.globals.dryRun) {
          session.out.print(
            `Would open the year ${year} from ${days.firstDay} to ${days.endDay}; payments until ${days.lastDay}. Nothing was sent.`,
          );
          return session.out.json({ year, ...days, dryRun: true });
        }
        await openYear(office, year, days, {
          code: String(options["currency"]),
          decimals: options["decimals"] as number,
        });
        session.out.print(
          `The year ${year} is open from ${days.firstDay} to ${days.endDay}; payments until ${days.lastDay}.`,
        );
        session.out.json({ year, ...days });
      }),
    );
}
