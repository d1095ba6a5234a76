import type { Explanation } from "./explanation.ts";

/** Explanations of the errors of AgencyRegistry and PayeeRegistry, by name. */
export const REGISTRY_EXPLANATIONS: Readonly<Record<string, Explanation>> = {
  AgencyRegistry_UnknownAgency: {
    en: ["There is no agency {agency}.", "Have the administrator register it, or correct its number."],
    "zh-CN": ["机构 {agency} 不存在。", "请管理员登记,或更正编号。"],
  },
  AgencyRegistry_AgencySuspended: {
    en: ["Agency {agency} is suspended, so none of its officers can act.", "Ask the administrator to resume it."],
    "zh-CN": ["机构 {agency} 已被暂停,其人员均不能操作。", "请管理员恢复该机构。"],
  },
  AgencyRegistry_StatusUnchanged: {
    en: ["Agency {agency} is {status:agencyStatus} already.", "Nothing is to be done."],
    "zh-CN": ["机构 {agency} 已是{status:agencyStatus}状态。", "无需处理。"],
  },
  AgencyRegistry_IdentifierTaken: {
    en: [
      "The identifier with the hash {identifierHash} is that of agency {agency}.",
      "Use that agency, or correct the identifier.",
    ],
    "zh-CN": ["哈希为 {identifierHash} 的标识已属于机构 {agency}。", "请使用该机构,或更正标识。"],
  },
  AgencyRegistry_EmptyHash: {
    en: ["A hash is empty (agency {agency}).", "Give the SHA-256 of the identifier, profile or decision."],
    "zh-CN": ["哈希为空(机构 {agency})。", "请提供标识、档案或决定的 SHA-256。"],
  },
  AgencyRegistry_TooFewRegistrars: {
    en: [
      "{given} registrars are named, and {needed} are needed.",
      "Name at least {needed}: whoever appoints needs a second signature.",
    ],
    "zh-CN": ["仅指定 {given} 名登记员,需要 {needed} 名。", "请至少指定 {needed} 名:任命需要第二人签名。"],
  },
  AgencyRegistry_RegistrarRepeated: {
    en: ["{account:account} is named twice among the registrars.", "Name different accounts."],
    "zh-CN": ["登记员中 {account:account} 重复。", "请指定不同账户。"],
  },
  AgencyRegistry_ZeroAccount: {
    en: ["The zero address cannot act for agency {agency}.", "Name an account."],
    "zh-CN": ["零地址不能代表机构 {agency}。", "请指定账户。"],
  },
  AgencyRegistry_TooDeep: {
    en: [
      "Below agency {parent} the agency would be at depth {depth}, and {allowed} is the most.",
      "Register it below an agency further up.",
    ],
    "zh-CN": ["在机构 {parent} 之下层级为 {depth},最多 {allowed} 级。", "请登记在更高一级机构之下。"],
  },
  AgencyRegistry_NotOfficer: {
    en: [
      "{account:account} does not act for agency {agency}; it acts for {actsFor:agencyOrNone}.",
      "Use an officer of agency {agency}, or have two registrars appoint this account.",
    ],
    "zh-CN": [
      "{account:account} 不代表机构 {agency},其所属为{actsFor:agencyOrNone}。",
      "请使用机构 {agency} 的人员,或由两名登记员任命该账户。",
    ],
  },
  AgencyRegistry_UnknownOfficer: {
    en: ["{account:account} is not an officer.", "Appoint the account first, or correct the address."],
    "zh-CN": ["{account:account} 不是任职人员。", "请先任命,或更正地址。"],
  },
  AgencyRegistry_RoleMissing: {
    en: [
      "{account:account} has the roles: {roles:roles}; needed: {needed:roles}.",
      "Have an officer with the role do it, or have two registrars give the role.",
    ],
    "zh-CN": [
      "{account:account} 的角色为:{roles:roles};需要:{needed:roles}。",
      "请由具备该角色的人员操作,或由两名登记员授予角色。",
    ],
  },
  AgencyRegistry_OfficerSuspended: {
    en: ["{account:account} is suspended.", "Have two registrars resume the officer, or let another one act."],
    "zh-CN": ["{account:account} 已被暂停。", "请两名登记员恢复其职务,或由他人操作。"],
  },
  AgencyRegistry_OfficerEnded: {
    en: [
      "The appointment of {account:account} ended at {endsAt:time}; it is {checkedAt:time} now.",
      "Have two registrars appoint the officer again, or let another one act.",
    ],
    "zh-CN": [
      "{account:account} 的任期已于 {endsAt:time} 结束,现在是 {checkedAt:time}。",
      "请两名登记员重新任命,或由他人操作。",
    ],
  },
  AgencyRegistry_OfficerUnchanged: {
    en: ["The call would leave {account:account} as it is.", "Nothing is to be done."],
    "zh-CN": ["本操作不会改变 {account:account}。", "无需处理。"],
  },
  AgencyRegistry_ActsForAnother: {
    en: [
      "{account:account} acts for agency {actsFor}, and an account acts for one agency for good; agency {asked} is asked.",
      "Use another account.",
    ],
    "zh-CN": [
      "{account:account} 已代表机构 {actsFor},一个账户只能代表一个机构;现申请机构 {asked}。",
      "请使用其他账户。",
    ],
  },
  AgencyRegistry_InvalidRoles: {
    en: [
      "{roles} is no set of roles for {account:account}.",
      "Give at least one of the seven roles, and nothing else.",
    ],
    "zh-CN": ["{roles} 不是 {account:account} 的有效角色组合。", "请至少给出七种角色之一,且不含其他。"],
  },
  AgencyRegistry_RolesConflict: {
    en: [
      "{account:account} may not hold these roles together: {roles:roles}.",
      "Whoever appoints or audits does not handle money: use two accounts of two persons.",
    ],
    "zh-CN": [
      "{account:account} 不得同时担任:{roles:roles}。",
      "任命或审计人员不得经手资金:请由两人两个账户分别担任。",
    ],
  },
  AgencyRegistry_InvalidEnd: {
    en: [
      "The appointment of {account:account} cannot end at {endsAt:time}; it is {checkedAt:time} now.",
      "Give an end that lies ahead.",
    ],
    "zh-CN": ["{account:account} 的任期不能在 {endsAt:time} 结束,现在是 {checkedAt:time}。", "请给出将来的结束时间。"],
  },
  AgencyRegistry_ReplacesItself: {
    en: ["{account:account} cannot replace itself.", "Name the earlier account of the same person, or none."],
    "zh-CN": ["{account:account} 不能替换自身。", "请填写同一人的旧账户,或留空。"],
  },
  AgencyRegistry_InvalidPolicy: {
    en: [
      "The thresholds {freeUpTo:money}, {oneUpTo:money}, {twoUpTo:money} do not ascend.",
      "Give three amounts, none below the one before.",
    ],
    "zh-CN": ["阈值 {freeUpTo:money}、{oneUpTo:money}、{twoUpTo:money} 未递增。", "请给出三个依次不减的金额。"],
  },
  AgencyRegistry_PolicyUnchanged: {
    en: ["The call would leave the policy of agency {agency} as it is.", "Nothing is to be done."],
    "zh-CN": ["本操作不会改变机构 {agency} 的审批政策。", "无需处理。"],
  },
  AgencyRegistry_ProfileUnchanged: {
    en: ["The profile of agency {agency} is {profile} already.", "Nothing is to be done."],
    "zh-CN": ["机构 {agency} 的档案已是 {profile}。", "无需处理。"],
  },
  AgencyRegistry_OwnSignature: {
    en: ["{account:account} sends and signs, and nobody countersigns their own act.", "Have another registrar sign."],
    "zh-CN": ["{account:account} 既提交又签名,任何人不得会签自己的行为。", "请由另一名登记员签名。"],
  },
  AgencyRegistry_SignatureExpired: {
    en: [
      "The signature of {signer:account} counted until {deadline:time}; it is {checkedAt:time} now.",
      "Have it signed again with a later deadline.",
    ],
    "zh-CN": [
      "{signer:account} 的签名有效期至 {deadline:time},现在是 {checkedAt:time}。",
      "请以更晚的截止时间重新签名。",
    ],
  },
  AgencyRegistry_InvalidSignature: {
    en: [
      "The signature of {signer:account} is not over what is sent.",
      "Have it signed again; each signature counts once.",
    ],
    "zh-CN": ["{signer:account} 的签名与所提交内容不符。", "请重新签名;每个签名只能使用一次。"],
  },
  AgencyRegistry_TooFewApprovals: {
    en: [
      "A batch of {amount:money} of agency {agency} needs {needed} approvals, and {given} are given.",
      "Have {needed} approvers sign the batch.",
    ],
    "zh-CN": [
      "机构 {agency} 金额为 {amount:money} 的批次需要 {needed} 项审批,现有 {given} 项。",
      "请由 {needed} 名审批人签署该批次。",
    ],
  },
  AgencyRegistry_ApproverIsMaker: {
    en: ["{account:account} made the batch, and nobody approves their own entry.", "Have another approver sign."],
    "zh-CN": ["{account:account} 是批次的提交人,任何人不得审批自己的分录。", "请由其他审批人签署。"],
  },
  AgencyRegistry_ApproversNotAscending: {
    en: [
      "The approvers must stand in ascending order and once each: {previous:account} stands before {next:account}.",
      "Sort the approvals by address and drop repeated ones.",
    ],
    "zh-CN": ["审批人须按地址升序且不重复:{previous:account} 排在 {next:account} 之前。", "请按地址排序并去除重复。"],
  },
  AgencyRegistry_ExceedsLimit: {
    en: [
      "{approver:account} may approve up to {limit:money}, and the batch is {amount:money}.",
      "Split the batch, or have an approver with a higher limit sign.",
    ],
    "zh-CN": [
      "{approver:account} 的审批限额为 {limit:money},而批次为 {amount:money}。",
      "请拆分批次,或由限额更高的审批人签署。",
    ],
  },
  PayeeRegistry_NothingGiven: {
    en: ["The call names no payee.", "Give at least one profile."],
    "zh-CN": ["调用未给出任何收款人。", "请至少给出一个档案。"],
  },
  PayeeRegistry_EmptyProfile: {
    en: ["The profile at place {index} is empty.", "Give the SHA-256 of each profile."],
    "zh-CN": ["第 {index} 位的档案为空。", "请提供每个档案的 SHA-256。"],
  },
  PayeeRegistry_ProfileTaken: {
    en: [
      "The profile {profile} is or was that of payee {payee:payee}.",
      "Use that payee: one payee has one index across all offices.",
    ],
    "zh-CN": ["档案 {profile} 现属或曾属收款人 {payee:payee}。", "请使用该收款人:同一收款人在各机构共用一个编号。"],
  },
  PayeeRegistry_ProfileUnchanged: {
    en: ["The profile of payee {payee:payee} is {profile} already.", "Nothing is to be done."],
    "zh-CN": ["收款人 {payee:payee} 的档案已是 {profile}。", "无需处理。"],
  },
  PayeeRegistry_UnknownPayee: {
    en: ["There is no payee {payee:payee}.", "Register the payee first, or correct the number."],
    "zh-CN": ["收款人 {payee:payee} 不存在。", "请先登记,或更正编号。"],
  },
  PayeeRegistry_NotKeeper: {
    en: [
      "{account:account} does not act for agency {keeper}, which keeps payee {payee:payee}.",
      "Ask that agency to change the profile.",
    ],
    "zh-CN": ["{account:account} 不代表保管收款人 {payee:payee} 的机构 {keeper}。", "请由该机构更改档案。"],
  },
};
