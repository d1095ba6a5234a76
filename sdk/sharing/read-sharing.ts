import type { Log, LogDescription, Result } from "ethers";

import { SHARING_CLASSES, type SharingClass } from "../catalogue/sharing-class.ts";
import type { Fisc } from "../chain/fisc.ts";
import { type EventRange, readLogs } from "../chain/read-events.ts";
import { EMPTY_ROOT } from "../log/log-hash.ts";
import { IGatewayRegister__factory } from "../../types/ethers-contracts/factories/contracts/sharing/IGatewayRegister__factory.ts";
import { ISharingRegister__factory } from "../../types/ethers-contracts/factories/contracts/sharing/ISharingRegister__factory.ts";
import {
  CIPHER_SUITES,
  END_REASONS,
  GATEWAY_STATUSES,
  GRANT_STATUSES,
  REFUSAL_REASONS,
  type SharedAsset,
  type SharingGateway,
  type SharingGrant,
  type SharingRequest,
  type SharingState,
} from "./sharing-state.ts";
import { NONE, type Terms } from "./terms.ts";

const REGISTER = ISharingRegister__factory.createInterface();
const GATEWAYS = IGatewayRegister__factory.createInterface();

/**
 * Rebuilds what is shared, asked for and granted from the events of the registers.
 *
 * @param fisc A connection.
 * @param range How far to read; the whole chain where nothing is given.
 * @returns Assets, requests, grants and gateways.
 * @throws the RPC's error where it does not answer.
 * @example const { grants } = await readSharing(fisc); const terms = grants.get(id)?.terms;
 */
export async function readSharing(fisc: Fisc, range: EventRange = {}): Promise<SharingState> {
  const toBlock = range.toBlock ?? (await fisc.provider.getBlockNumber());
  const { GrantRegister, GatewayRegister } = fisc.deployment.addresses;
  const reader = new SharingReader();
  for await (const logs of readLogs(fisc, [GrantRegister, GatewayRegister], { ...range, toBlock })) {
    for (const log of logs) reader.apply(parsed(log));
  }
  return { ...reader, block: toBlock };
}

/**
 * Returns a grant's terms and those of each grant above it, up to the owner's: what contracts and gateways ask for.
 *
 * @param state What is granted.
 * @param id The grant's id.
 * @returns The chain, the grant itself first; null where a grant of it is not known.
 * @example const chain = chainOf(await readSharing(fisc), id);
 */
export function chainOf({ grants }: Pick<SharingState, "grants">, id: string): Terms[] | null {
  const chain: Terms[] = [];
  for (let level = id; level !== NONE; level = chain.at(-1)!.parent) {
    const grant = grants.get(level);
    if (grant === undefined) return null;
    chain.push(grant.terms);
  }
  return chain;
}

/** Each contract tells the events of its own interface alone; what is not known is passed over. */
function parsed(log: Log): LogDescription | null {
  return REGISTER.parseLog(log) ?? GATEWAYS.parseLog(log);
}

class SharingReader {
  readonly assets = new Map<number, SharedAsset>();
  readonly requests = new Map<number, SharingRequest>();
  readonly grants = new Map<string, SharingGrant>();
  readonly gateways = new Map<number, SharingGateway>();

  apply(event: LogDescription | null): void {
    if (event === null) return;
    HANDLERS[event.name]?.(this, event.args);
  }
}

type Handler = (state: SharingReader, args: Result) => void;

const number = (value: unknown): number => Number(value);
const classNames = Object.fromEntries(Object.entries(SHARING_CLASSES).map(([name, code]) => [code, name])) as Readonly<
  Record<number, SharingClass>
>;
const classIn = (value: unknown): SharingClass => classNames[Number(value)]!;
const nameIn = <T extends string>(names: readonly T[], value: unknown): T => names[Number(value)]!;

const HANDLERS: Readonly<Record<string, Handler>> = {
  AssetRegistered({ assets }, { asset, owner, sharingClass, legalBasis, record }) {
    assets.set(number(asset), {
      id: number(asset),
      owner: number(owner),
      record: String(record),
      sharingClass: classIn(sharingClass),
      legalBasis: String(legalBasis),
      withdrawn: false,
      versions: [],
      offer: null,
      gateways: new Map(),
    });
  },
  AssetReclassified({ assets }, { asset, sharingClass, legalBasis }) {
    const found = assets.get(number(asset))!;
    found.sharingClass = classIn(sharingClass);
    found.legalBasis = String(legalBasis);
    if (found.sharingClass !== "unconditional") found.offer = null;
  },
  AssetWithdrawn({ assets }, { asset }) {
    assets.get(number(asset))!.withdrawn = true;
  },
  VersionPublished({ assets }, { asset, version, spec }) {
    const { chunks, content, record, size, suite } = spec as Result;
    assets.get(number(asset))!.versions.push({
      version: number(version),
      chunks: String(chunks),
      content: String(content),
      record: String(record),
      size: number(size),
      suite: nameIn(CIPHER_SUITES, suite),
      withdrawn: false,
    });
  },
  VersionWithdrawn({ assets }, { asset, version }) {
    assets.get(number(asset))!.versions[number(version) - 1]!.withdrawn = true;
  },
  OfferChanged({ assets }, { asset, offer }) {
    const { actions, termDays, maxUses, maxBytes, retentionDays, opensAt, agreement, purpose } = offer as Result;
    assets.get(number(asset))!.offer =
      number(actions) === 0
        ? null
        : {
            actions: number(actions),
            termDays: number(termDays),
            maxUses: number(maxUses),
            maxBytes: number(maxBytes),
            retentionDays: number(retentionDays),
            opensAt: number(opensAt),
            agreement: String(agreement),
            purpose: String(purpose),
          };
  },
  GatewayAdmitted({ assets }, { asset, gateway, operator }) {
    assets.get(number(asset))!.gateways.set(number(gateway), String(operator));
  },
  GatewayDismissed({ assets }, { asset, gateway }) {
    assets.get(number(asset))!.gateways.delete(number(gateway));
  },
  AccessRequested({ requests }, { request, asset, by, actions, purpose, legalBasis, document, dueAt }) {
    requests.set(number(request), {
      id: number(request),
      asset: number(asset),
      by: number(by),
      actions: number(actions),
      purpose: String(purpose),
      legalBasis: String(legalBasis),
      document: String(document),
      dueAt: number(dueAt),
      status: "pending",
      reason: "none",
      decision: null,
      grant: null,
    });
  },
  RequestEscalated({ requests }, { request }) {
    requests.get(number(request))!.status = "escalated";
  },
  RequestRefused({ requests }, { request, reason, document }) {
    const found = requests.get(number(request))!;
    found.status = "refused";
    found.reason = nameIn(REFUSAL_REASONS, reason);
    found.decision = String(document);
  },
  RequestRecalled({ requests }, { request }) {
    requests.get(number(request))!.status = "recalled";
  },
  GrantMade({ grants, requests }, { grant, grantor, terms: told }) {
    const id = String(grant);
    const terms = termsOf(told as Result);
    grants.set(id, {
      id,
      terms,
      grantor: number(grantor),
      status: "active",
      reason: "none",
      endsAt: terms.notAfter,
    });
    const request = requests.get(terms.request);
    if (request === undefined) return;
    request.status = "approved";
    request.grant = id;
  },
  GrantRenewed({ grants }, { grant, endsAt }) {
    grants.get(String(grant))!.endsAt = number(endsAt);
  },
  GrantStatusChanged({ grants }, { grant, status, reason }) {
    const found = grants.get(String(grant))!;
    found.status = nameIn(GRANT_STATUSES, status);
    found.reason = nameIn(END_REASONS, reason);
  },
  GatewayRegistered({ gateways }, { gateway, agency, operator, receiptKey, maxSilence, profile }) {
    gateways.set(number(gateway), {
      id: number(gateway),
      agency: number(agency),
      operator: String(operator),
      receiptKey: String(receiptKey),
      maxSilence: number(maxSilence),
      profile: String(profile),
      status: "active",
      log: { size: 0, root: EMPTY_ROOT },
    });
  },
  GatewayChanged({ gateways }, { gateway, operator, receiptKey, maxSilence, profile }) {
    Object.assign(gateways.get(number(gateway))!, {
      operator: String(operator),
      receiptKey: String(receiptKey),
      maxSilence: number(maxSilence),
      profile: String(profile),
    });
  },
  GatewayStatusChanged({ gateways }, { gateway, status }) {
    gateways.get(number(gateway))!.status = nameIn(GATEWAY_STATUSES, status);
  },
  LogAnchored({ gateways }, { gateway, size, root }) {
    gateways.get(number(gateway))!.log = { size: number(size), root: String(root) };
  },
};

function termsOf(told: Result): Terms {
  return {
    asset: number(told["asset"]),
    version: number(told["version"]),
    grantee: number(told["grantee"]),
    request: number(told["request"]),
    actions: number(told["actions"]),
    notBefore: number(told["notBefore"]),
    notAfter: number(told["notAfter"]),
    maxUses: number(told["maxUses"]),
    maxBytes: number(told["maxBytes"]),
    minInterval: number(told["minInterval"]),
    retentionDays: number(told["retentionDays"]),
    delegable: Boolean(told["delegable"]),
    nonce: BigInt(String(told["nonce"])),
    purpose: String(told["purpose"]),
    legalBasis: String(told["legalBasis"]),
    fieldScope: String(told["fieldScope"]),
    subject: String(told["subject"]),
    agreement: String(told["agreement"]),
    parent: String(told["parent"]),
  };
}
