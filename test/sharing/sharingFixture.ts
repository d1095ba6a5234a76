import { type TypedDataDomain, type TypedDataField, Wallet } from "ethers";

import type { IAccessChecker } from "../../types/ethers-contracts/contracts/sharing/IAccessChecker.ts";
import type { IAssetRegister } from "../../types/ethers-contracts/contracts/sharing/IAssetRegister.ts";
import type { IGrantRegister } from "../../types/ethers-contracts/contracts/sharing/IGrantRegister.ts";
import {
  ADMINISTRATOR_ROLE,
  type Account,
  Role,
  deployAccess,
  ethers,
  hashOf,
  networkHelpers,
  termsOf,
} from "../access/accessFixture.ts";

const { time } = networkHelpers;

export const SharingClass = { Unknown: 0n, Unconditional: 1n, Conditional: 2n, NonShared: 3n } as const;
export const Action = { READ: 1n, DOWNLOAD: 2n, QUERY: 4n, DERIVE: 8n, DISTRIBUTE: 16n } as const;
export const GrantStatus = { Unknown: 0n, Active: 1n, Suspended: 2n, Revoked: 3n, Withdrawn: 4n } as const;
export const EndReason = { None: 0n, Breach: 1n, Security: 6n, Subject: 7n } as const;

/** The codes that `isAllowed` returns, in the contract's order. */
export const REASONS = [
  "Allowed",
  "GrantUnknown",
  "ChainBroken",
  "GrantSuspended",
  "GrantRevoked",
  "GrantWithdrawn",
  "NotYet",
  "Expired",
  "AssetWithdrawn",
  "VersionNotCovered",
  "VersionWithdrawn",
  "ActionNotCovered",
  "PurposeNotCovered",
  "NotOfGrantee",
  "GatewayNotAdmitted",
  "GatewayNotLive",
  "UsesSpent",
  "BytesSpent",
  "TooSoon",
] as const;

export const PURPOSE = hashOf("https://w3id.org/dpv#ServiceProvision");
export const BASIS = hashOf("https://w3id.org/dpv#PublicInterest");
export const DECISION = hashOf("decision");
export const DAY = 86_400n;
export const HOUR = 3_600n;

/** Seconds after an anchor in which the fixture's gateway may serve. */
export const SILENCE = 6n * HOUR;

export type Terms = IGrantRegister.TermsStruct;

export const TERMS_TYPE: readonly TypedDataField[] = [
  { name: "asset", type: "uint32" },
  { name: "version", type: "uint32" },
  { name: "grantee", type: "uint32" },
  { name: "request", type: "uint32" },
  { name: "actions", type: "uint8" },
  { name: "notBefore", type: "uint48" },
  { name: "notAfter", type: "uint48" },
  { name: "maxUses", type: "uint32" },
  { name: "maxBytes", type: "uint48" },
  { name: "minInterval", type: "uint32" },
  { name: "retentionDays", type: "uint16" },
  { name: "delegable", type: "bool" },
  { name: "nonce", type: "uint64" },
  { name: "purpose", type: "bytes32" },
  { name: "legalBasis", type: "bytes32" },
  { name: "fieldScope", type: "bytes32" },
  { name: "subject", type: "bytes32" },
  { name: "agreement", type: "bytes32" },
  { name: "parent", type: "bytes32" },
];

/** The hash by which a grant on these terms is known, computed outside the contract. */
export function grantIdOf(terms: Terms): string {
  return ethers.TypedDataEncoder.hashStruct("Grant", { Grant: [...TERMS_TYPE] }, terms);
}

let nonces = 0n;

/**
 * A department that owns an asset with a version, below a ministry; a city that asks for it; a gateway of the department's
 * that is live and may serve it. Each agency has data stewards.
 */
export async function deploySharing() {
  const access = await deployAccess();
  const { manager, registry, guardian, deployer, administrator, department, ministry, city, appoint } = access;
  const account = async (): Promise<Wallet> => {
    const wallet = new Wallet(ethers.Wallet.createRandom().privateKey, ethers.provider);
    await networkHelpers.setBalance(wallet.address, 10n ** 21n);
    return wallet;
  };
  const secondSteward = await account();
  const ministrySteward = await account();
  const citySteward = await account();
  const cityClerk = await account();
  const operator = await account();
  const receiptKey = await account();
  const subject = await account();
  const cityRegistrars: [Account, Account] = [access.cityRegistrar, access.citySecond];
  const ministryRegistrars: [Account, Account] = [access.ministryRegistrar, access.ministrySecond];
  await appoint(termsOf(secondSteward, department, Role.DATA_STEWARD));
  await appoint(termsOf(ministrySteward, ministry, Role.DATA_STEWARD), ministryRegistrars);
  await appoint(termsOf(citySteward, city, Role.DATA_STEWARD), cityRegistrars);
  await appoint(termsOf(cityClerk, city, Role.RECORDER), cityRegistrars);
  /** Agencies to which the city may delegate, and theirs. */
  const below: { agency: bigint; steward: Account }[] = [];
  for (const name of ["XX-WORKS-1", "XX-WORKS-2", "XX-WORKS-3", "XX-WORKS-4"]) {
    const registrars: [Account, Account] = [await account(), await account()];
    const addresses = registrars.map(({ address }) => address);
    await registry.connect(administrator).registerAgency(0n, hashOf(name), hashOf(`${name} profile`), addresses);
    const agency = await registry.agencyCount();
    const steward = await account();
    await appoint(termsOf(steward, agency, Role.DATA_STEWARD), registrars);
    below.push({ agency, steward });
  }

  const registryAddress = await registry.getAddress();
  const managerAddress = await manager.getAddress();
  const gateways = await ethers.deployContract("GatewayRegister", [managerAddress, registryAddress], deployer);
  const halves = [managerAddress, registryAddress, await gateways.getAddress()];
  const books = await ethers.deployContract("SharingBooks", [...halves, 0n], deployer);
  const parts = [...halves, await books.getAddress()];
  const register = await ethers.deployContract("GrantRegister", parts, deployer);
  // All that stands at its address, whichever half of the code it is in.
  const grants = await ethers.getContractAt("ISharingRegister", await register.getAddress());
  const assets = await ethers.getContractAt("IAssetRegister", await register.getAddress());
  const checker = await ethers.deployContract(
    "AccessChecker",
    [registryAddress, await gateways.getAddress(), await grants.getAddress()],
    deployer,
  );
  const allow = async (target: { getAddress: () => Promise<string> }, selectors: string[]) =>
    manager.connect(guardian).setTargetFunctionRole(await target.getAddress(), selectors, ADMINISTRATOR_ROLE);
  await allow(gateways, [gateways.interface.getFunction("reinstateGateway").selector]);
  await allow(
    grants,
    (["setStatutoryDays", "setCalendar"] as const).map((name) => grants.interface.getFunction(name).selector),
  );

  const { dataSteward } = access;
  const version: IAssetRegister.VersionSpecStruct = {
    chunks: hashOf("chunks"),
    content: hashOf("content"),
    record: hashOf("record"),
    size: 1_000_000n,
    suite: 1n,
  };
  const registerAsset = async (sharingClass: bigint, basis = ethers.ZeroHash): Promise<bigint> => {
    await assets.connect(dataSteward).registerAsset(department, sharingClass, basis, hashOf("record"));
    return assets.assetCount();
  };
  const asset = await registerAsset(SharingClass.Conditional);
  await assets.connect(dataSteward).publishVersion(asset, version);
  await gateways
    .connect(dataSteward)
    .registerGateway(department, operator.address, receiptKey.address, SILENCE, hashOf("gateway profile"));
  const gateway = await gateways.gatewayCount();
  await assets.connect(dataSteward).admitGateway(asset, gateway, []);
  const anchorEmpty = async () => gateways.connect(operator).anchor(gateway, 0n, ethers.sha256("0x"), []);
  await anchorEmpty();

  /** The terms of a grant of the asset to the city, with what a test does not care about filled in. */
  const termsFor = async (others: Partial<Terms> = {}): Promise<Terms> => {
    const now = BigInt(await time.latest());
    return {
      asset,
      version: 0n,
      grantee: city,
      request: 0n,
      actions: Action.READ | Action.DOWNLOAD | Action.DERIVE,
      notBefore: now,
      notAfter: now + 30n * DAY,
      maxUses: 10n,
      maxBytes: 10_000_000n,
      minInterval: 0n,
      retentionDays: 30n,
      delegable: false,
      nonce: ++nonces,
      purpose: PURPOSE,
      legalBasis: BASIS,
      fieldScope: ethers.ZeroHash,
      subject: ethers.ZeroHash,
      agreement: hashOf("agreement"),
      parent: ethers.ZeroHash,
      ...others,
    };
  };
  /** Makes a grant of the asset, and returns its terms. */
  const grant = async (others: Partial<Terms> = {}): Promise<Terms> => {
    const terms = await termsFor(others);
    await grants.connect(dataSteward).grant(terms, []);
    return terms;
  };
  /** Delegates the first grant of a chain, and returns the longer chain. */
  const delegate = async (
    chain: readonly Terms[],
    steward: Account,
    others: Partial<Terms> & Pick<Terms, "grantee">,
  ): Promise<Terms[]> => {
    const parent = chain[0]!;
    const terms = { ...parent, nonce: ++nonces, request: 0n, parent: grantIdOf(parent), ...others };
    await grants.connect(steward).delegate([...chain], terms, []);
    return [terms, ...chain];
  };
  const accessOf = (others: Partial<IAccessChecker.AccessStruct> = {}): IAccessChecker.AccessStruct => ({
    account: cityClerk.address,
    gateway,
    version: 1n,
    action: Action.READ,
    purpose: PURPOSE,
    ...others,
  });
  /** The reason against an access, by name. */
  const reasonAgainst = async (
    chain: readonly Terms[],
    others: Partial<IAccessChecker.AccessStruct> = {},
  ): Promise<(typeof REASONS)[number]> => {
    const [allowed, reason] = await checker.isAllowed([...chain], accessOf(others));
    const name = REASONS[Number(reason)]!;
    if (allowed !== (name === "Allowed")) throw new Error(`It is allowed: ${allowed}, for the reason ${name}.`);
    return name;
  };
  /** Signs typed data of the grant register. */
  const signGrants = async (
    by: Account,
    types: Record<string, TypedDataField[]>,
    message: Record<string, unknown>,
    domain: Partial<TypedDataDomain> = {},
  ): Promise<string> => by.signTypedData({ ...(await domainOf(grants)), ...domain }, types, message);
  /** Approves as a steward. */
  const approve = async (
    by: Account,
    terms: Terms,
    deadline = 2n ** 48n - 1n,
    domain: Partial<TypedDataDomain> = {},
  ) => ({
    signer: by.address,
    deadline,
    signature: await signGrants(
      by,
      {
        GrantApproval: [
          { name: "grant", type: "Grant" },
          { name: "deadline", type: "uint48" },
        ],
        Grant: [...TERMS_TYPE],
      },
      { grant: terms, deadline },
      domain,
    ),
  });

  return {
    ...access,
    secondSteward,
    ministrySteward,
    citySteward,
    cityClerk,
    operator,
    receiptKey,
    subject,
    below,
    assets,
    gateways,
    grants,
    checker,
    asset,
    version,
    gateway,
    books,
    register: registerAsset,
    anchorEmpty,
    termsFor,
    grant,
    delegate,
    accessOf,
    reasonAgainst,
    signGrants,
    approve,
  };
}

export type SharingFixture = Awaited<ReturnType<typeof deploySharing>>;

/** The EIP-712 domain of a contract, as it tells it. */
export async function domainOf(contract: {
  eip712Domain: () => Promise<{ name: string; version: string; chainId: bigint; verifyingContract: string }>;
}) {
  const { name, version, chainId, verifyingContract } = await contract.eip712Domain();
  return { name, version, chainId, verifyingContract };
}
