import { type ErrorDescription, Interface } from "ethers";

import { FiscError } from "../fisc-error.ts";
import { entryKey, unpackEntryId } from "../journal/entry-id.ts";
import { kindLabel } from "../journal/kinds.ts";
import { describeRoles } from "../journal/role.ts";
import { unpackSeries } from "../journal/series.ts";
import { totalAt, totalLabel } from "../journal/total-label.ts";
import { type AmountLocale, type Currency, formatAmount } from "../money/amount.ts";
import { valueDateOf } from "../journal/value-day.ts";
import { IAgencyRegistry__factory } from "../../types/ethers-contracts/factories/contracts/access/IAgencyRegistry__factory.ts";
import { IPayeeRegistry__factory } from "../../types/ethers-contracts/factories/contracts/access/IPayeeRegistry__factory.ts";
import { IAuditRegister__factory } from "../../types/ethers-contracts/factories/contracts/funds/IAuditRegister__factory.ts";
import { ISettlementRegister__factory } from "../../types/ethers-contracts/factories/contracts/funds/ISettlementRegister__factory.ts";
import { ISpendingLedger__factory } from "../../types/ethers-contracts/factories/contracts/funds/ISpendingLedger__factory.ts";
import { IGatewayRegister__factory } from "../../types/ethers-contracts/factories/contracts/sharing/IGatewayRegister__factory.ts";
import { ISharingRegister__factory } from "../../types/ethers-contracts/factories/contracts/sharing/ISharingRegister__factory.ts";
import { LogProofLib__factory } from "../../types/ethers-contracts/factories/contracts/sharing/LogProofLib__factory.ts";
import { accessReasonOf, accessReasonText } from "../sharing/access-reason.ts";
import { describeActions } from "../sharing/action.ts";
import type { Explanation } from "./explanations/explanation.ts";
import { LEDGER_EXPLANATIONS } from "./explanations/ledger-explanations.ts";
import { OPENZEPPELIN_EXPLANATIONS } from "./explanations/openzeppelin-explanations.ts";
import { REGISTER_EXPLANATIONS } from "./explanations/register-explanations.ts";
import { REGISTRY_EXPLANATIONS } from "./explanations/registry-explanations.ts";
import { SHARING_EXPLANATIONS } from "./explanations/sharing-explanations.ts";

/** What makes an explanation speak of names and amounts instead of numbers. */
export interface ExplainContext {
  /** The language; English where it is not given. */
  readonly locale?: AmountLocale | undefined;
  /** The fiscal year's currency; amounts are told in minor units where it is not given. */
  readonly currency?: Currency | undefined;
  /** Names a line, a payee or an account; where it has no name for it, the number or address stands. */
  readonly labelOf?: ((sort: "line" | "payee" | "account", id: string) => string | undefined) | undefined;
}

/** A contract's refusal, for a person and for a program. */
export interface ExplainedRevert {
  /** The error's name, as SpendingLedger_ExceedsOrdered; "unknown" where no contract of ours has it. */
  readonly name: string;
  /** The error's arguments by name. */
  readonly args: Readonly<Record<string, unknown>>;
  /** What happened and why, one sentence. */
  readonly what: string;
  /** What to do next, one sentence. */
  readonly remedy: string;
}

/** A contract refused a call. */
export class RefusedError extends FiscError {
  override readonly name = "RefusedError";
  /** The refusal, explained. */
  readonly refusal: ExplainedRevert;

  /**
   * @param action What was tried, as "submit batch 0x…".
   * @param refusal The refusal, explained.
   * @param cause The provider's error.
   */
  constructor(action: string, refusal: ExplainedRevert, cause?: unknown) {
    super(`The contract refuses to ${action}.`, refusal.what, refusal.remedy, cause);
    this.refusal = refusal;
  }
}

/** The explanations of all errors, by name or by signature. */
export const EXPLANATIONS: Readonly<Record<string, Explanation>> = {
  ...LEDGER_EXPLANATIONS,
  ...REGISTRY_EXPLANATIONS,
  ...REGISTER_EXPLANATIONS,
  ...SHARING_EXPLANATIONS,
  ...Object.fromEntries(
    Object.entries(OPENZEPPELIN_EXPLANATIONS).map(([signature, text]) => [signature.split("(")[0]!, text]),
  ),
};

const BUILT_IN = ["Error(", "Panic("];

const ERRORS = new Interface([
  ...errorsOf(
    ISpendingLedger__factory.abi,
    IAgencyRegistry__factory.abi,
    IPayeeRegistry__factory.abi,
    ISettlementRegister__factory.abi,
    IAuditRegister__factory.abi,
    ISharingRegister__factory.abi,
    IGatewayRegister__factory.abi,
    LogProofLib__factory.abi,
  ),
  ...Object.keys(OPENZEPPELIN_EXPLANATIONS)
    .filter((signature) => !BUILT_IN.some((name) => signature.startsWith(name)))
    .map((signature) => `error ${signature}`),
]);

const UNKNOWN: Explanation = {
  en: [
    "The call was refused for a reason that this version does not know ({data}).",
    "Check that the addresses are those of this deployment, and that this version is its own.",
  ],
  "zh-CN": ["调用被拒绝,本版本无法识别原因({data})。", "请确认地址属于该部署,且版本一致。"],
};

/**
 * Finds the revert data in whatever a provider threw.
 *
 * Looks where ethers, Hardhat and JSON-RPC servers put it, in nested errors too.
 *
 * @param error What was thrown.
 * @returns The data, 0x and at least a selector, or null where there is none.
 * @example const data = findRevertData(error); if (data) console.error(explainRevert(data).what);
 */
export function findRevertData(error: unknown): string | null {
  const seen = new Set<unknown>();
  const queue: unknown[] = [error];
  while (queue.length > 0) {
    const next = queue.shift();
    if (isRevertData(next)) return next;
    if (typeof next !== "object" || next === null || seen.has(next)) continue;
    seen.add(next);
    const { data, error: inner, info, cause, result, originalError } = next as Record<string, unknown>;
    queue.push(data, info, inner, cause, originalError, result);
    // Servers without a data field put it at the end of the message.
    const { message } = next as { message?: unknown };
    if (typeof message === "string")
      queue.push(/(?:data[=:]\s*"?|reverted with[^0]*|return data:?\s*)(0x[0-9a-f]{8,})/i.exec(message)?.[1]);
  }
  return null;
}

/**
 * Explains revert data.
 *
 * @param data 0x and the error's selector and arguments.
 * @param context Language, currency and names.
 * @returns The explanation; one that says so where the error is unknown.
 * @example explainRevert(data, { locale: "zh-CN", currency }).what
 */
export function explainRevert(data: string, context: ExplainContext = {}): ExplainedRevert {
  const locale = context.locale ?? "en";
  const parsed = parse(data);
  const explanation = parsed === null ? undefined : EXPLANATIONS[parsed.name];
  if (parsed === null || explanation === undefined) {
    const [what, remedy] = UNKNOWN[locale];
    return { name: "unknown", args: { data }, what: what.replace("{data}", data.slice(0, 74)), remedy };
  }
  const args = Object.fromEntries(parsed.fragment.inputs.map((input, index) => [input.name, parsed.args[index]]));
  const [what, remedy] = explanation[locale];
  return { name: parsed.name, args, what: fill(what, args, context), remedy: fill(remedy, args, context) };
}

/**
 * Explains what a provider threw.
 *
 * @param error What was thrown.
 * @param context Language, currency and names.
 * @returns The explanation, or null where the error is no contract's refusal.
 * @example const refusal = explainError(error); if (refusal === null) throw error;
 */
export function explainError(error: unknown, context: ExplainContext = {}): ExplainedRevert | null {
  const data = findRevertData(error);
  return data === null ? null : explainRevert(data, context);
}

/**
 * Turns what a provider threw into a refusal where it is one.
 *
 * @param action What was tried, as "open the year 2019".
 * @param error What was thrown.
 * @param context Language, currency and names.
 * @returns A RefusedError, or the error given where it is no contract's refusal.
 * @example await ledger.openYear(1, 2019, terms).catch((error) => { throw refusalOf("open the year", error); });
 */
export function refusalOf(action: string, error: unknown, context: ExplainContext = {}): unknown {
  const refusal = explainError(error, context);
  return refusal === null ? error : new RefusedError(action, refusal, error);
}

/**
 * Reads the refusals out of the answer of `preview`.
 *
 * @param data The revert data.
 * @returns For each entry the revert data that refuses it, "0x" where it would be recorded; null where the data are
 * not a preview.
 * @example previewRefusals(data)?.map((refusal) => (refusal === "0x" ? null : explainRevert(refusal)))
 */
export function previewRefusals(data: string): readonly string[] | null {
  const parsed = parse(data);
  return parsed?.name === "SpendingLedger_Preview" ? [...(parsed.args[0] as string[])] : null;
}

/** The errors of several contracts, each once: they share some by inheritance. */
function errorsOf(...abis: readonly (readonly { readonly type: string; readonly name?: string }[])[]) {
  const errors = abis.flat().filter((fragment) => fragment.type === "error");
  return [...new Map(errors.map((fragment) => [fragment.name, fragment])).values()];
}

function parse(data: string): ErrorDescription | null {
  try {
    return ERRORS.parseError(data);
  } catch {
    return null; // a known selector with arguments that do not decode
  }
}

function isRevertData(value: unknown): value is string {
  // A selector and whole words: a hash, which a message may tell as an error's argument, is none.
  return typeof value === "string" && /^0x[0-9a-fA-F]{8}(?:[0-9a-fA-F]{64})*$/.test(value);
}

function fill(text: string, args: Record<string, unknown>, context: ExplainContext): string {
  return text.replace(/\{(\w+)(?::(\w+))?\}/g, (_match, name: string, format: string | undefined) => {
    const value = args[name];
    return format === undefined ? String(value) : (FORMATS[format]?.(value, context) ?? String(value));
  });
}

type Format = (value: unknown, context: ExplainContext) => string;

const NO_LIMIT = (1n << 64n) - 1n;
const NO_END = (1n << 48n) - 1n;

function oneOf(...words: readonly (readonly [en: string, zh: string])[]): Format {
  return (value, { locale }) => words[Number(value)]?.[locale === "zh-CN" ? 1 : 0] ?? String(value);
}

function label(sort: "line" | "payee" | "account"): Format {
  return (value, { labelOf }) => labelOf?.(sort, String(value)) ?? String(value);
}

/** How an argument is told, by the word after the colon in an explanation. */
const FORMATS: Readonly<Record<string, Format>> = {
  money: (value, { currency, locale = "en" }) => {
    const amount = value as bigint;
    if (amount === NO_LIMIT) return locale === "en" ? "any amount" : "不限额";
    if (currency !== undefined) return formatAmount(amount, currency, locale);
    return `${amount} ${locale === "en" ? "minor units" : "最小货币单位"}`;
  },
  // 0 where the entry raises nothing, but lowers what bounds the total.
  asked: (value, context) => {
    const isChinese = context.locale === "zh-CN";
    if (value === 0n) return isChinese ? "而本分录将降低其上限" : "and the entry would lower that bound";
    const amount = FORMATS["money"]!(value, context);
    return isChinese ? `余额少于所申请的 ${amount}` : `which leaves less than the ${amount} asked`;
  },
  time: (value, { locale }) => {
    const seconds = value as bigint;
    if (seconds >= NO_END) return locale === "zh-CN" ? "无期限" : "no end";
    const time = new Date(Number(seconds) * 1000);
    return Number.isNaN(time.getTime()) ? `${seconds}` : time.toISOString().replace(/\.\d+Z$/, "Z");
  },
  day: (value) => {
    const day = value as bigint;
    return day <= 0xffffn ? valueDateOf(Number(day)) : `${day}`;
  },
  kind: (value, { locale = "en" }) => {
    try {
      return kindLabel(Number(value), locale);
    } catch {
      return String(value);
    }
  },
  total: (value, { locale = "en" }) => {
    const name = totalAt(Number(value));
    return name === undefined ? String(value) : totalLabel(name, locale);
  },
  roles: (value, { locale = "en" }) => describeRoles(Number(value), locale),
  currency: (value) => {
    const codes = String(value).slice(2).match(/../g) ?? [];
    return `"${String.fromCharCode(...codes.map((code) => Number.parseInt(code, 16)))}"`;
  },
  line: label("line"),
  payee: label("payee"),
  account: label("account"),
  entry: (value) => entryKey(unpackEntryId(value as bigint)),
  series: (value, { locale }) => {
    const { agency, year, desk } = unpackSeries(value as bigint);
    return locale === "zh-CN"
      ? `机构 ${agency}、${year} 年度、柜台 ${desk} `
      : `agency ${agency}, year ${year}, desk ${desk}`;
  },
  agencyOrNone: (value, { locale }) => {
    if (value === 0n) return locale === "zh-CN" ? "无" : "none";
    return `${locale === "zh-CN" ? "机构" : "agency"} ${String(value)}`;
  },
  yearState: oneOf(
    ["not opened", "未开立"],
    ["open", "开立"],
    ["closed for commitments", "已停止承诺"],
    ["closed", "已关闭"],
  ),
  agencyStatus: oneOf(["unknown", "未登记"], ["active", "正常"], ["suspended", "暂停"]),
  findingStatus: oneOf(["unknown", "不存在"], ["open", "待答复"], ["answered", "已答复"], ["resolved", "已解决"]),
  level: oneOf(["summary", "汇总"], ["control", "控制"], ["detail", "明细"]),
  sharingClass: oneOf(
    ["not registered", "未登记"],
    ["shared unconditionally", "无条件共享"],
    ["shared conditionally", "有条件共享"],
    ["not shared", "不予共享"],
  ),
  correctionStatus: oneOf(["unknown", "不存在"], ["open", "待答复"], ["accepted", "已采纳"], ["refused", "已拒绝"]),
  requestStatus: oneOf(
    ["unknown", "不存在"],
    ["pending", "待审批"],
    ["escalated", "已提请上级"],
    ["approved", "已批准"],
    ["refused", "已拒绝"],
    ["recalled", "已撤回"],
  ),
  grantStatus: oneOf(
    ["unknown", "不存在"],
    ["in force", "有效"],
    ["suspended", "暂停"],
    ["revoked", "已撤销"],
    ["withdrawn", "数据主体已撤回"],
  ),
  gatewayStatus: oneOf(["unknown", "未登记"], ["active", "正常"], ["suspended", "暂停"], ["retired", "已停用"]),
  accessReason: (value, { locale = "en" }) => {
    const reason = accessReasonOf(value as bigint);
    return reason === undefined ? String(value) : accessReasonText(reason, locale);
  },
  actions: (value, { locale = "en" }) => describeActions(Number(value), locale),
  collective: oneOf(["one to a payee", "单一收款人承诺"], ["collective", "集合承诺"]),
  ruleSort: oneOf(["virement", "调剂"], ["carry-over", "结转"]),
};

/** The words that can stand after the colon of a placeholder in an explanation. */
export const EXPLANATION_FORMATS: readonly string[] = Object.keys(FORMATS);
