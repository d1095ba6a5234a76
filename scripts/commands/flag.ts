import type { Command } from "commander";

import { proveEntry } from "../../sdk/chain/citation.ts";
import { withSigner } from "../../sdk/chain/fisc.ts";
import { onBooks } from "../cli/command.ts";
import { documentHash } from "../cli/options.ts";
import { parsePlace, placeText } from "../cli/place.ts";
import { transact } from "../cli/transact.ts";

/** Adds `flag`. */
export function addFlag(program: Command): void {
  program
    .command("flag")
    .description("raise a public flag on an entry, with the hash of the evidence (anyone)")
    .argument("<entry>", "the entry's place, as 2019/0/42")
    .requiredOption("--evidence <file>", "a file, which is kept in the store, or its SHA-256")
    .action(
      onBooks(async (session, office, args, options) => {
        const place = parsePlace(args[0] ?? "", office.agency);
        const { citation } = await proveEntry(session.fisc, place.series, place.number);
        const evidence = await documentHash(String(options["evidence"]), session.stores.published);
        const { audit } = withSigner(session.fisc, session.anyActor(office).signer);
        const isSent = await transact(session, `flag entry ${placeText(place)}`, audit.flagEntry, [
          { ...citation, proof: [...citation.proof] },
          evidence,
        ]);
        if (isSent) session.out.print(`Entry ${placeText(place)} is flagged. It moves no money.`);
        session.out.json({ entry: placeText(place), evidence, dryRun: !isSent });
      }),
    );
}
