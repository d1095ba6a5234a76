import { mkdtemp, readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { connectFisc, providerAt, withSigner } from "../sdk/chain/fisc.ts";
import { readReplay } from "../sdk/replay/read-replay.ts";
import { compareWithStorage } from "../sdk/replay/compare.ts";
import { FolderStore } from "../sdk/store/folder-store.ts";
import { findYearFile } from "./import/findYearFile.ts";
import { parseMapping } from "./import/parseMapping.ts";
import { deployFisc } from "./local/deployFisc.ts";
import { startChain } from "./local/startChain.ts";
import { Accounts } from "./office/Accounts.ts";
import { appointOfficer, changePolicy, NO_END } from "./office/appointOfficer.ts";
import { importFile } from "./office/importFile.ts";
import { Office } from "./office/Office.ts";
import { registerAgency } from "./office/registerAgency.ts";

const t0 = performance.now();
const say = (text: string) => console.log(`${((performance.now() - t0) / 1000).toFixed(1)}s ${text}`);
const chain = await startChain({ port: 8545, accounts: 60 });
say(chain.url);
const provider = providerAt(chain.url);
const deployment = await deployFisc(provider);
const fisc = await connectFisc(provider, deployment);
say("deployed");
const addresses = (await provider.send("eth_accounts", [])) as string[];
const accounts = new Accounts(
  await Promise.all(
    addresses.map(async (address) => ({ address, name: null, signer: await provider.getSigner(address) })),
  ),
);
const [, admin, r1, r2, recorder, approver, approver2, budget, treasurer, auditor] = accounts.all;
const folder = await mkdtemp(join(tmpdir(), "fisc-"));
const stores = { published: new FolderStore(join(folder, "open")), kept: new FolderStore(join(folder, "closed")) };
await registerAgency(withSigner(fisc, admin!.signer), stores.published, {
  identifier: "ES-DIR3-L01280796",
  name: "Ayuntamiento de Madrid",
  parent: 0,
  registrars: [r1!.address, r2!.address],
});
const MAX = 2n ** 63n - 1n;
const both = [r1!, r2!] as const;
await changePolicy(fisc, both, 1, { freeUpTo: 0n, oneUpTo: 100_000_000_00n, twoUpTo: MAX });
for (const [who, role] of [
  [recorder, "recorder"],
  [approver, "approver"],
  [approver2, "approver"],
  [budget, "budgetOfficer"],
  [treasurer, "treasurer"],
  [auditor, "auditor"],
] as const) {
  await appointOfficer(fisc, both, {
    account: who!.address,
    agency: 1,
    roles: [role],
    limit: role === "approver" ? MAX : 0n,
    endsAt: NO_END,
    replaces: null,
  });
}
const office = new Office(fisc, 1, accounts);
await office.refresh();
say("officers");
const data = "data/es-madrid";
const year = Number(process.argv[2] ?? 2019);
const offices = process.argv[3] ?? "0012";
const names = await readdir(data);
for (const path of ["es-madrid/execution.yaml", "es-madrid/payments.yaml"]) {
  const mappingText = await readFile(join("mappings", path), "utf8");
  const mapping = parseMapping(mappingText, path);
  const fileName = findYearFile(names, mapping, year);
  const outcome = await importFile(office, stores, {
    fileName,
    bytes: await readFile(join(data, fileName)),
    mapping,
    mappingText,
    fiscalYear: year,
    offices,
    desk: 0,
    openLines: mapping.kind === "budget",
    dryRun: false,
    onProgress: (stage, done, of) => {
      if (done === of) say(`${stage} ${done}/${of}`);
    },
  });
  const refused = outcome.rows.filter(({ refusal }) => refusal !== null);
  say(
    `${outcome.source}: rows ${outcome.rows.length} refused ${refused.length} entries ${outcome.entriesNow} batches ${outcome.batchesNow}`,
  );
  for (const { row, refusal } of refused.slice(0, 15))
    console.log(row.row, refusal?.by === "ledger" ? refusal.refusal.what : refusal?.reason);
}
const replay = await readReplay(fisc);
say("replayed");
const { compared, differences } = await compareWithStorage(fisc, replay);
say(`compared ${compared} differences ${differences.length}`);
console.log(differences.slice(0, 5));
provider.destroy();
await chain.close();
