/**
 * Makes the working copy ready to run: dependencies as locked, a Node that Hardhat accepts, contracts compiled and
 * their TypeScript types current. Plain JavaScript without dependencies, because it runs on a bare Node 20 before
 * anything is installed. It says one line when there is work to do, nothing when there is none, and all on stderr.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const INSTALL_STAMP = join(ROOT, "node_modules", ".fisc-installed");
const BUILD_STAMP = join(ROOT, "cache", ".fisc-built");
const TYPES_INDEX = join(ROOT, "types", "ethers-contracts", "index.ts");
const WINDOWS = process.platform === "win32";

/** Hardhat 3 starts on no older Node, and npm leaves out its native part when an older Node installs it. */
const OLDEST_NODE = [22, 13];

class BootstrapError extends Error {}

/** @returns {string} the path of a Node that can run the project; call it after {@link bootstrap}. */
export function projectNode() {
  return suits(process.versions.node) ? process.execPath : installedNode();
}

/**
 * Installs and compiles what is missing or out of date. Ends the process with a clear message when it cannot.
 *
 * @param {{ installOnly?: boolean }} [options] whether to compile as well.
 */
export function bootstrap({ installOnly = false } = {}) {
  try {
    if (!isInstalled()) install();
    if (!installOnly && !isBuilt()) build();
  } catch (error) {
    if (!(error instanceof BootstrapError)) throw error;
    process.stderr.write(`\n${error.message}\n`);
    process.exit(1);
  }
}

function isInstalled() {
  const wanted = installKey();
  if (readIfThere(INSTALL_STAMP) === wanted) return true;
  // Somebody may have run npm by hand: what it installed is as good, if it is what the lock file says and it works.
  if (!holdsWhatIsLocked() || !works()) return false;
  writeFileSync(INSTALL_STAMP, wanted);
  return true;
}

function install() {
  say("installing dependencies (the first time takes about a minute)");
  if (suits(process.versions.node)) {
    npm(["ci"], ROOT, dirname(process.execPath));
  } else {
    // npm must itself run on the project's Node, so that Node comes first, into a folder that is then thrown away.
    const folder = mkdtempSync(join(tmpdir(), "fisc-node-"));
    try {
      const version = readJson("package.json").devDependencies.node;
      writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, allowScripts: { node: true } }));
      npm(["install", "--no-save", "--no-package-lock", `node@${version}`], folder);
      npm(["ci"], ROOT, join(folder, "node_modules", "node", "bin"));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  if (!works()) {
    throw new BootstrapError(
      `The dependencies are installed, but Hardhat's native part for ${process.platform}-${process.arch} does not load.\n` +
        "Delete the folder node_modules and try again; if that does not help, run the command with Node 24.",
    );
  }
  writeFileSync(INSTALL_STAMP, installKey());
}

function isBuilt() {
  return readIfThere(BUILD_STAMP) === buildKey() && existsSync(join(ROOT, "artifacts")) && existsSync(TYPES_INDEX);
}

function build() {
  if (!existsSync(join(ROOT, "contracts"))) return;
  say("compiling contracts");
  const key = buildKey();
  const started = Date.now();
  const hardhat = join(ROOT, "node_modules", "hardhat", "dist", "src", "cli.js");
  const result = run(projectNode(), [hardhat, "build", "--no-tests"], ROOT, process.env);
  if (result.status !== 0) throw new BootstrapError(`${outputOf(result)}\nThe contracts do not compile: see above.`);
  removeTypesOlderThan(started);
  mkdirSync(dirname(BUILD_STAMP), { recursive: true });
  writeFileSync(BUILD_STAMP, key);
}

/** TypeChain leaves the types of contracts that are gone or have moved: code that imports them would still compile. */
function removeTypesOlderThan(time) {
  const isOld = (file) => statSync(file).mtimeMs < time - 2_000;
  if (!existsSync(TYPES_INDEX) || isOld(TYPES_INDEX)) return;
  for (const entry of readdirSync(dirname(TYPES_INDEX), { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath ?? entry.path, entry.name);
    if (entry.isFile() && isOld(file)) rmSync(file);
  }
}

/** @returns {boolean} whether npm's own record of node_modules has each package of the lock file that is not optional. */
function holdsWhatIsLocked() {
  const record = readIfThere(join(ROOT, "node_modules", ".package-lock.json"));
  if (record === undefined) return false;
  const installed = JSON.parse(record).packages;
  return Object.entries(readJson("package-lock.json").packages).every(
    ([path, { version, integrity, optional }]) =>
      path === "" ||
      (installed[path] === undefined
        ? optional === true
        : installed[path].version === version && (!integrity || installed[path].integrity === integrity)),
  );
}

/** @returns {boolean} whether the installed Node runs and Hardhat's native part loads in it. */
function works() {
  return run(installedNode(), ["-e", 'require("@nomicfoundation/edr")'], ROOT, process.env).status === 0;
}

function npm(args, folder, nodeFolder) {
  const env = { ...process.env };
  // Settings of the npm that called us (such as --silent or --omit=dev) are not meant for this install.
  for (const name of Object.keys(env)) {
    if (/^npm_config_(loglevel|json|omit|include|production|global|prefix|workspace.*)$/i.test(name)) delete env[name];
  }
  delete env.NODE_ENV;
  const path = Object.keys(env).find((name) => name.toUpperCase() === "PATH") ?? "PATH";
  if (nodeFolder) env[path] = nodeFolder + delimiter + env[path];

  const options = [...args, "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error"];
  const cli = env.npm_execpath;
  const result = /npm-cli\.c?js$/.test(cli ?? "")
    ? run(
        nodeFolder ? join(nodeFolder, WINDOWS ? "node.exe" : "node") : process.execPath,
        [cli, ...options],
        folder,
        env,
      )
    : run(WINDOWS ? "npm.cmd" : "npm", options, folder, env);
  if (result.status !== 0) {
    throw new BootstrapError(
      `${outputOf(result)}\nThe dependencies could not be installed: \`npm ${args.join(" ")}\` failed, see above.\n` +
        "It needs the npm registry (or a mirror: `npm config set registry URL`). Check the connection and the proxy\n" +
        "settings, then type the same command again; what is already downloaded is not downloaded twice.",
    );
  }
}

function run(command, args, folder, env) {
  const result = spawnSync(command, args, {
    cwd: folder,
    env,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    shell: command.endsWith(".cmd"),
    stdio: ["ignore", "pipe", "pipe"],
  });
  // Ctrl-C reaches the child as well: stop with it, and leave no stamp behind.
  if (result.signal === "SIGINT" || result.signal === "SIGTERM") process.exit(result.signal === "SIGINT" ? 130 : 143);
  return result;
}

function outputOf(result) {
  return [result.stdout, result.stderr, result.error?.message].filter(Boolean).join("\n").trim();
}

function installKey() {
  return hash([readFileSync(join(ROOT, "package-lock.json")), `${process.platform}-${process.arch}`]);
}

function buildKey() {
  const inputs = ["package-lock.json", "hardhat.config.ts"];
  for (const entry of readdirSync(join(ROOT, "contracts"), { recursive: true })) {
    if (entry.endsWith(".sol") && !entry.endsWith(".t.sol")) inputs.push(join("contracts", entry));
  }
  return hash(inputs.sort().flatMap((path) => [path, readFileSync(join(ROOT, path))]));
}

function hash(parts) {
  const sum = createHash("sha256");
  for (const part of parts) sum.update(createHash("sha256").update(part).digest());
  return sum.digest("hex");
}

function suits(version) {
  const [major, minor] = version.split(".", 2).map(Number);
  return major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
}

function installedNode() {
  return join(ROOT, "node_modules", "node", "bin", WINDOWS ? "node.exe" : "node");
}

function readJson(path) {
  return JSON.parse(readFileSync(join(ROOT, path), "utf8"));
}

function readIfThere(path) {
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

function say(text) {
  process.stderr.write(`fisc: ${text} …\n`);
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) bootstrap();
