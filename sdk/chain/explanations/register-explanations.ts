import type { Explanation } from "./explanation.ts";

/** Explanations of the errors of SettlementRegister and AuditRegister, by name. */
export const REGISTER_EXPLANATIONS: Readonly<Record<string, Explanation>> = {
  SettlementRegister_NothingGiven: {
    en: ["The call names no payment.", "Give at least one notice of the bank."],
    "zh-CN": ["调用未给出任何支付。", "请至少给出一条银行通知。"],
  },
  SettlementRegister_EmptyReference: {
    en: [
      "The notice at place {index} has no bank reference.",
      "Give the SHA-256 of account, date and reference of the item.",
    ],
    "zh-CN": ["第 {index} 位的通知没有银行流水号。", "请提供账户、日期及流水号的 SHA-256。"],
  },
  SettlementRegister_EmptyReason: {
    en: ["The withdrawal of {bankRef} names no reason.", "Give the SHA-256 of the document that says why."],
    "zh-CN": ["撤回 {bankRef} 未注明理由。", "请提供说明理由文件的 SHA-256。"],
  },
  SettlementRegister_OtherAgency: {
    en: [
      "The payment at place {index} stands in the journal of agency {agency}, not of agency {asked}.",
      "Let that agency's treasurer settle it.",
    ],
    "zh-CN": ["第 {index} 位的支付属于机构 {agency} 的账,而非机构 {asked}。", "请由该机构的出纳登记结算。"],
  },
  SettlementRegister_ProofInvalid: {
    en: [
      "The proof at place {index} does not show that the entry stands in batch {batchRef}.",
      "Build the citation again from the ledger's events.",
    ],
    "zh-CN": ["第 {index} 位的证明不能表明分录在批次 {batchRef} 中。", "请从账本事件重新生成引用证明。"],
  },
  SettlementRegister_NotAPayment: {
    en: ['Entry {entry:entry} is of kind "{kind:kind}", which pays nobody.', "Name the payment itself."],
    "zh-CN": ["分录 {entry:entry} 属于“{kind:kind}”,不是支付。", "请指明支付分录。"],
  },
  SettlementRegister_AmountDiffers: {
    en: [
      "The bank moved {asked:money}, and entry {entry:entry} is of {amount:money}, of which corrections leave {least:money}.",
      "Check the amount and the reference; a difference must first be corrected in the journal.",
    ],
    "zh-CN": [
      "银行划付 {asked:money},而分录 {entry:entry} 金额为 {amount:money},更正后余 {least:money}。",
      "请核对金额与回单号;如确有差额,须先在账簿中更正。",
    ],
  },
  SettlementRegister_AlreadySettled: {
    en: [
      "Entry {entry:entry} is settled already, by {bankRef}.",
      "Nothing is to be done; if that is wrong, withdraw that settlement first.",
    ],
    "zh-CN": ["分录 {entry:entry} 已由 {bankRef} 结算。", "无需处理;如有误,请先撤回该结算。"],
  },
  SettlementRegister_ReferenceUsed: {
    en: [
      "The bank reference {bankRef} settles another payment, entry {entry:entry}.",
      "Check the two rows; the treasurer of that entry's agency can withdraw a wrong one.",
    ],
    "zh-CN": ["银行流水号 {bankRef} 已用于结算分录 {entry:entry}。", "请核对两行;有误者可由该分录所属机构的出纳撤回。"],
  },
  SettlementRegister_NotSettled: {
    en: [
      "No settlement stands under the bank reference {bankRef}.",
      "Correct the reference, or record the settlement first.",
    ],
    "zh-CN": ["银行流水号 {bankRef} 下没有结算记录。", "请更正流水号,或先登记结算。"],
  },
  AuditRegister_IntervalOutside: {
    en: [
      "An interval of {interval} seconds between flags is not allowed: it is from 1 to {longest}.",
      "Deploy with another interval.",
    ],
    "zh-CN": ["标记间隔 {interval} 秒不允许:应为 1 至 {longest} 秒。", "请以其他间隔部署。"],
  },
  AuditRegister_ProofInvalid: {
    en: [
      "The proof of entry {index} of batch {batchRef} does not lead to the root that the ledger keeps.",
      "Build the citation again from the ledger's events.",
    ],
    "zh-CN": ["批次 {batchRef} 第 {index} 位分录的证明与账本所存根不符。", "请从账本事件重新生成引用证明。"],
  },
  AuditRegister_EmptyHash: {
    en: ["The hash of the document is empty.", "Give the SHA-256 of the finding, response, follow-up or evidence."],
    "zh-CN": ["文件哈希为空。", "请提供审计发现、答复、跟进或证据的 SHA-256。"],
  },
  AuditRegister_FindingRecorded: {
    en: ["The document {document} is finding {finding} on entry {entry:entry} already.", "Nothing is to be done."],
    "zh-CN": ["文件 {document} 已是分录 {entry:entry} 的第 {finding} 号审计发现。", "无需处理。"],
  },
  AuditRegister_UnknownFinding: {
    en: ["There is no finding {finding}.", "Correct the number."],
    "zh-CN": ["审计发现 {finding} 不存在。", "请更正编号。"],
  },
  AuditRegister_NotOpen: {
    en: [
      "Finding {finding} is {status:findingStatus} and does not wait for a response.",
      "Wait for the auditor's follow-up.",
    ],
    "zh-CN": ["审计发现 {finding} 为{status:findingStatus}状态,无须答复。", "请等待审计员跟进。"],
  },
  AuditRegister_StatusUnchanged: {
    en: ["Finding {finding} is {status:findingStatus} already.", "Nothing is to be done."],
    "zh-CN": ["审计发现 {finding} 已是{status:findingStatus}状态。", "无需处理。"],
  },
  AuditRegister_UnknownStep: {
    en: [
      "Finding {finding} has {stepCount} steps, and step {index} is asked for, counted from 0.",
      "Ask for one that it has taken.",
    ],
    "zh-CN": ["审计发现 {finding} 有 {stepCount} 个步骤,而请求第 {index} 步(自 0 起)。", "请查询已有的步骤。"],
  },
  AuditRegister_UnknownPlace: {
    en: [
      "Entry {entry:entry} has {findingCount} findings, and place {index} is asked for, counted from 0.",
      "Ask for one that it has.",
    ],
    "zh-CN": [
      "分录 {entry:entry} 有 {findingCount} 项审计发现,而请求第 {index} 项(自 0 起)。",
      "请查询已有的审计发现。",
    ],
  },
  AuditRegister_AlreadyFlagged: {
    en: [
      "{account:account} has flagged entry {entry:entry} before, and an account flags an entry once.",
      "Nothing is to be done: the flag stands.",
    ],
    "zh-CN": ["{account:account} 已标记过分录 {entry:entry},每个账户对同一分录只能标记一次。", "无需处理:标记仍在。"],
  },
  AuditRegister_AccountFlaggedLately: {
    en: [
      "{account:account} flagged an entry lately and can flag again from {nextAt:time} on; it is {checkedAt:time} now.",
      "Wait until then.",
    ],
    "zh-CN": [
      "{account:account} 最近标记过分录,{nextAt:time} 起可再次标记;现在是 {checkedAt:time}。",
      "请等到该时间。",
    ],
  },
  AuditRegister_EntryFlaggedLately: {
    en: [
      "Entry {entry:entry} was flagged lately and can be flagged again from {nextAt:time} on; it is {checkedAt:time} now.",
      "Wait until then.",
    ],
    "zh-CN": ["分录 {entry:entry} 最近被标记过,{nextAt:time} 起可再次标记;现在是 {checkedAt:time}。", "请等到该时间。"],
  },
};
