import type { AmountLocale } from "../money/amount.ts";

/** Whether an access is allowed, or what stands against it first. Contract: `IGrantRegister.Reason`, in its order. */
export const ACCESS_REASONS = [
  "allowed",
  "grant-unknown",
  "chain-broken",
  "grant-suspended",
  "grant-revoked",
  "grant-withdrawn",
  "not-yet",
  "expired",
  "asset-withdrawn",
  "version-not-covered",
  "version-withdrawn",
  "action-not-covered",
  "purpose-not-covered",
  "not-of-grantee",
  "gateway-not-admitted",
  "gateway-not-live",
  "uses-spent",
  "bytes-spent",
  "too-soon",
] as const;

/** A code that gateway, API and pages share with the contracts. */
export type AccessReason = (typeof ACCESS_REASONS)[number];

const TEXTS: Readonly<Record<AccessReason, Readonly<Record<AmountLocale, string>>>> = {
  allowed: { en: "it is allowed", "zh-CN": "允许" },
  "grant-unknown": { en: "there is no such grant", "zh-CN": "授权不存在" },
  "chain-broken": { en: "the grants above it are not named one after the other", "zh-CN": "上级授权链不完整" },
  "grant-suspended": { en: "the grant is suspended", "zh-CN": "授权已暂停" },
  "grant-revoked": { en: "the grant is revoked", "zh-CN": "授权已撤销" },
  "grant-withdrawn": { en: "the data subject withdrew", "zh-CN": "数据主体已撤回同意" },
  "not-yet": { en: "the grant is not yet in force", "zh-CN": "授权尚未生效" },
  expired: { en: "the grant has expired", "zh-CN": "授权已到期" },
  "asset-withdrawn": { en: "the asset is withdrawn", "zh-CN": "资产已停止共享" },
  "version-not-covered": { en: "the grant does not cover this version", "zh-CN": "授权不含该版本" },
  "version-withdrawn": { en: "the version is withdrawn", "zh-CN": "该版本已撤下" },
  "action-not-covered": { en: "the grant does not cover this action", "zh-CN": "授权不含该操作" },
  "purpose-not-covered": { en: "the grant is for another purpose", "zh-CN": "授权用于其他目的" },
  "not-of-grantee": {
    en: "the account is no officer in office of the grantee",
    "zh-CN": "该账户不是被授权机构的在任人员",
  },
  "gateway-not-admitted": { en: "the owner did not admit this gateway", "zh-CN": "提供方未准许该网关" },
  "gateway-not-live": {
    en: "the gateway is not active, not in these hands, or has not anchored its log in time",
    "zh-CN": "网关未启用、非由该账户运行，或未按时锚定日志",
  },
  "uses-spent": { en: "no uses are left", "zh-CN": "使用次数已用完" },
  "bytes-spent": { en: "no bytes are left", "zh-CN": "字节数已用完" },
  "too-soon": { en: "the last use is not long enough ago", "zh-CN": "距上次使用时间过短" },
};

/**
 * Names the code that a contract returned.
 *
 * @param code The number.
 * @returns The code's name, or undefined where this version does not know it: what is unknown is no permission.
 * @example accessReasonOf(reason) === "expired"
 */
export function accessReasonOf(code: bigint | number): AccessReason | undefined {
  return ACCESS_REASONS[Number(code)];
}

/**
 * Says in words what stands against an access.
 *
 * @param reason The code's name.
 * @param locale The language.
 * @returns A clause, without a full stop.
 * @example accessReasonText("expired", "en") // "the grant has expired"
 */
export function accessReasonText(reason: AccessReason, locale: AmountLocale): string {
  return TEXTS[reason][locale];
}
