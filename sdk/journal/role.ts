/** The preset roles that an officer can hold, one bit each. Contract: `RoleLib`. */
export const ROLES = {
  registrar: 1 << 0,
  budgetOfficer: 1 << 1,
  recorder: 1 << 2,
  approver: 1 << 3,
  treasurer: 1 << 4,
  auditor: 1 << 5,
  dataSteward: 1 << 6,
} as const;

/** The name of a role. */
export type RoleName = keyof typeof ROLES;

const LABELS: Record<RoleName, { readonly en: string; readonly "zh-CN": string }> = {
  registrar: { en: "registrar", "zh-CN": "登记员" },
  budgetOfficer: { en: "budget officer", "zh-CN": "预算员" },
  recorder: { en: "recorder", "zh-CN": "记账员" },
  approver: { en: "approver", "zh-CN": "审批人" },
  treasurer: { en: "treasurer", "zh-CN": "出纳" },
  auditor: { en: "auditor", "zh-CN": "审计员" },
  dataSteward: { en: "data steward", "zh-CN": "数据管理员" },
};

const NAMES = Object.keys(ROLES) as RoleName[];

/**
 * Lists the roles in a set of bits.
 *
 * @param bits Bits of RoleLib.
 * @returns The names, from the lowest bit up; bits without a role are left out.
 * @example roleNames(6) // ["budgetOfficer", "recorder"]
 */
export function roleNames(bits: number): RoleName[] {
  return NAMES.filter((name) => (bits & ROLES[name]) !== 0);
}

/**
 * Puts roles together into a set of bits.
 *
 * @param names The names.
 * @returns Bits of RoleLib.
 * @example roleBits(["budgetOfficer", "recorder"]) // 6
 */
export function roleBits(names: readonly RoleName[]): number {
  return names.reduce((bits, name) => bits | ROLES[name], 0);
}

/**
 * Says which roles stand in a set of bits, for a person to read.
 *
 * @param bits Bits of RoleLib.
 * @param locale The language.
 * @returns The roles in words, or a word for none.
 * @example describeRoles(6, "en") // "budget officer, recorder"
 */
export function describeRoles(bits: number, locale: "en" | "zh-CN"): string {
  const words = roleNames(bits).map((name) => LABELS[name][locale]);
  if (words.length === 0) return locale === "en" ? "no role" : "无角色";
  return words.join(locale === "en" ? ", " : "、");
}
