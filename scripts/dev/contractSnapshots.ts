import path from "node:path";
import { readFile } from "node:fs/promises";

import { Interface, type InterfaceAbi } from "ethers";
import { createHardhatRuntimeEnvironment, importUserConfig, resolveHardhatConfigPath } from "hardhat/hre";

/** A contract may hold no more code than this (EIP-170), and be created by no more than twice as much (EIP-3860). */
const CODE_LIMIT = 24_576;

interface StorageLayout {
  storage: readonly StorageVariable[];
  types: Readonly<Record<string, StorageType>> | null;
}

interface StorageVariable {
  label: string;
  offset: number;
  slot: string;
  type: string;
}

interface StorageType {
  label: string;
  numberOfBytes: string;
  members?: readonly StorageVariable[];
  key?: string;
  value?: string;
  base?: string;
}

interface BuildOutput {
  output: { contracts: Record<string, Record<string, { storageLayout: StorageLayout }>> };
}

export interface ContractSnapshots {
  /** The text of each snapshot by its path under `snapshots/`. */
  texts: Map<string, string>;
  /** One sentence for each contract that is too large to be deployed. */
  tooLarge: string[];
}

/**
 * Compiles the contracts as they are released and describes what must not change unseen: the ABI, the storage layout
 * and the code size of each contract that can be deployed.
 */
export async function contractSnapshots(): Promise<ContractSnapshots> {
  const hre = await releaseEnvironment();
  await hre.tasks.getTask("build").run({ noTests: true, quiet: true, defaultBuildProfile: "production" });

  const texts = new Map<string, string>();
  const tooLarge: string[] = [];
  const sizes: string[] = [];
  for (const name of [...(await hre.artifacts.getAllFullyQualifiedNames())].sort()) {
    if (!isPublished(name)) continue;
    const artifact = await hre.artifacts.readArtifact(name);
    const size = codeSize(artifact.deployedBytecode);
    const abi = new Interface(artifact.abi as InterfaceAbi);
    if (size === 0 || !abi.fragments.some(({ type }) => type === "function")) continue;

    texts.set(`abi/${artifact.contractName}.txt`, describeAbi(abi));

    const outputPath = await hre.artifacts.getBuildInfoOutputPath(artifact.buildInfoId ?? "");
    if (outputPath === undefined) throw new Error(`No compiler output is kept for ${name}.`);
    const build = JSON.parse(await readFile(outputPath, "utf8")) as BuildOutput;
    const layout = build.output.contracts[artifact.inputSourceName ?? ""]?.[artifact.contractName]?.storageLayout;
    if (layout === undefined) throw new Error(`The compiler's output has no storage layout of ${name}.`);
    if (layout.storage.length > 0) texts.set(`storage/${artifact.contractName}.txt`, describeStorage(layout));

    if (size > CODE_LIMIT) {
      tooLarge.push(`${artifact.contractName} has ${size} bytes of code, ${size - CODE_LIMIT} above the limit.`);
    }
    sizes.push(`${artifact.contractName.padEnd(28)}${String(size).padStart(7)} of ${CODE_LIMIT}`);
  }
  texts.set("size/contracts.txt", lines(sizes));
  return { texts, tooLarge };
}

/** A build of its own, beside the one that developers and tests use, so that neither disturbs the other. */
async function releaseEnvironment() {
  const configPath = await resolveHardhatConfigPath();
  const config = await importUserConfig(configPath);
  const root = path.dirname(configPath);
  return createHardhatRuntimeEnvironment(
    {
      ...config,
      paths: {
        ...config.paths,
        cache: path.join(root, "cache", "release", "cache"),
        artifacts: path.join(root, "cache", "release", "artifacts"),
      },
      typechain: { dontOverrideCompile: true },
    },
    { config: configPath },
    root,
  );
}

function isPublished(name: string): boolean {
  return name.startsWith("contracts/") && !name.startsWith("contracts/mocks/") && !name.includes(".t.sol:");
}

function codeSize(bytecode: string): number {
  return (bytecode.length - 2) / 2;
}

function describeAbi(abi: Interface): string {
  return lines(
    abi.fragments
      .map((fragment) => {
        const text = fragment.format("full");
        if (fragment.type === "function") return `${text} // ${abi.getFunction(fragment.format("sighash"))?.selector}`;
        if (fragment.type === "error") return `${text} // ${abi.getError(fragment.format("sighash"))?.selector}`;
        return text;
      })
      .sort(),
  );
}

function describeStorage({ storage, types }: StorageLayout): string {
  const structs = new Map<string, readonly StorageVariable[]>();
  const collect = (key: string): void => {
    const type = types?.[key];
    if (type === undefined || structs.has(type.label)) return;
    if (type.members) structs.set(type.label, type.members);
    for (const inner of [type.key, type.value, type.base, ...(type.members ?? []).map((member) => member.type)]) {
      if (inner !== undefined) collect(inner);
    }
  };
  storage.forEach((variable) => collect(variable.type));

  const describe = (variables: readonly StorageVariable[]): string[] =>
    variables.map(({ slot, offset, type, label }) => {
      const { label: typeLabel = type, numberOfBytes = "?" } = types?.[type] ?? {};
      return `  slot ${slot.padStart(2)}  byte ${String(offset).padStart(2)}  ${numberOfBytes.padStart(4)} bytes  ${typeLabel} ${label}`;
    });
  return lines([
    ...["storage", ...describe(storage)],
    ...[...structs]
      .sort(([a], [b]) => a.localeCompare(b, "en"))
      .flatMap(([name, members]) => ["", name, ...describe(members)]),
  ]);
}

function lines(of: readonly string[]): string {
  return `${of.join("\n")}\n`;
}
