import type { Explanation } from "./explanation.ts";

/** Explanations of the errors of the SpendingLedger, by name. */
export const LEDGER_EXPLANATIONS: Readonly<Record<string, Explanation>> = {
  SpendingLedger_YearUnknown: {
    en: [
      "Agency {agency} has not opened the fiscal year {year}.",
      "Have a budget officer open the year, or correct the year.",
    ],
    "zh-CN": ["机构 {agency} 尚未开立 {year} 财政年度。", "请预算员开立该年度,或更正年度。"],
  },
  SpendingLedger_YearExists: {
    en: ["Agency {agency} has already opened the fiscal year {year}.", "Go on: the year is there."],
    "zh-CN": ["机构 {agency} 已开立 {year} 财政年度。", "该年度已存在,可直接继续。"],
  },
  SpendingLedger_InvalidYear: {
    en: [
      "The fiscal year {year} cannot run from {firstDay:day} to {endDay:day}, with payments until {lastDay:day}.",
      "Give a year other than 0 and three days in that order.",
    ],
    "zh-CN": [
      "财政年度 {year} 的起止日 {firstDay:day} 至 {endDay:day}、支付截止日 {lastDay:day} 无效。",
      "年度不得为 0,且三个日期须依次不早于前一个。",
    ],
  },
  SpendingLedger_InvalidCurrency: {
    en: [
      "{currency:currency} with {decimals} decimal places is not a currency.",
      "Give three capital letters of ISO 4217 and at most 4 decimal places.",
    ],
    "zh-CN": [
      "{currency:currency}({decimals} 位小数)不是有效币种。",
      "请使用 ISO 4217 的三个大写字母,小数位不超过 4。",
    ],
  },
  SpendingLedger_WrongState: {
    en: [
      "The fiscal year {year} of agency {agency} is {state:yearState}, and the call needs or would make it {asked:yearState}.",
      "A year is opened, then closed for commitments, then closed; lines are opened while it is open.",
    ],
    "zh-CN": [
      "机构 {agency} 的 {year} 财政年度当前为{state:yearState},本操作要求或将其变为{asked:yearState}。",
      "年度依次为:开立、停止承诺、关闭;预算科目须在年度开立期间设立。",
    ],
  },
  SpendingLedger_NotAcceptedInState: {
    en: [
      'An entry of kind "{kind:kind}" is not accepted while the fiscal year is {state:yearState}.',
      "Record it in a year that accepts it; what belongs to a closed year is corrected by an entry of the open one.",
    ],
    "zh-CN": [
      "财政年度{state:yearState}时不接受“{kind:kind}”分录。",
      "请记入可接受该分录的年度;已关闭年度的事项以开立年度的更正分录处理。",
    ],
  },
  SpendingLedger_NothingGiven: {
    en: ["The call names no line.", "Give at least one."],
    "zh-CN": ["调用未给出任何预算科目。", "请至少给出一个。"],
  },
  SpendingLedger_LineExists: {
    en: ["The code with the hash {code} is already that of line {line:line}.", "Use that line, or another code."],
    "zh-CN": ["哈希为 {code} 的代码已属于预算科目 {line:line}。", "请使用该科目,或更换代码。"],
  },
  SpendingLedger_LineUnknown: {
    en: ["There is no line {line:line}.", "Open the line first, or correct its number."],
    "zh-CN": ["预算科目 {line:line} 不存在。", "请先设立该科目,或更正编号。"],
  },
  SpendingLedger_LineClosed: {
    en: [
      "Line {line:line} takes no entries now, corrections aside.",
      "Have a budget officer open it again, or use another line.",
    ],
    "zh-CN": ["预算科目 {line:line} 已停用,仅接受更正。", "请预算员重新启用,或使用其他科目。"],
  },
  SpendingLedger_LineUnchanged: {
    en: ["The call would leave line {line:line} as it is.", "Nothing is to be done."],
    "zh-CN": ["本操作不会改变预算科目 {line:line}。", "无需处理。"],
  },
  SpendingLedger_LineInOtherBooks: {
    en: [
      "Line {line:line} stands in the books of agency {keeper} for {year}, not in those of this batch.",
      "Name a line of the same agency and year.",
    ],
    "zh-CN": [
      "预算科目 {line:line} 属于机构 {keeper} 的 {year} 年度账,不属于本批次。",
      "请使用同一机构、同一年度的科目。",
    ],
  },
  SpendingLedger_LineHasChildren: {
    en: [
      "Line {line:line} has lines below it, so it takes no entries itself.",
      "Record the entry on one of the lines below.",
    ],
    "zh-CN": ["预算科目 {line:line} 有下级科目,自身不接受分录。", "请记入其下级科目。"],
  },
  SpendingLedger_LineIsSummary: {
    en: [
      "Line {line:line} is a summary above the control level, so it takes no entries.",
      "Record the entry on a line below.",
    ],
    "zh-CN": ["预算科目 {line:line} 是控制层以上的汇总科目,不接受分录。", "请记入下级科目。"],
  },
  SpendingLedger_LineHasEntries: {
    en: ["Line {line:line} has entries of its own, so no line can be opened below it.", "Open a line beside it."],
    "zh-CN": ["预算科目 {line:line} 已有分录,不能再设下级科目。", "请设立同级科目。"],
  },
  SpendingLedger_LevelNotAllowed: {
    en: [
      'A line of level "{level:level}" cannot stand below line {parent:line}.',
      "Below a control line every line is detail; a detail line stands below a control line.",
    ],
    "zh-CN": [
      "预算科目 {parent:line} 之下不能设“{level:level}”层级的科目。",
      "控制科目之下均为明细科目;明细科目必须位于控制科目之下。",
    ],
  },
  SpendingLedger_EmptyHash: {
    en: ["A hash is empty.", "Give the SHA-256 of the code and of the description."],
    "zh-CN": ["哈希为空。", "请提供代码与说明文件的 SHA-256。"],
  },
  SpendingLedger_AgencyNotWithin: {
    en: [
      "Agency {agency} is not below agency {keeper}, which keeps the books.",
      "Name the keeper or an agency below it as accountable.",
    ],
    "zh-CN": ["机构 {agency} 不隶属于记账机构 {keeper}。", "责任机构须为记账机构或其下级。"],
  },
  SpendingLedger_BatchRecorded: {
    en: ["The batch {batchRef} is recorded already.", "Nothing is to be done: the same rows are never recorded twice."],
    "zh-CN": ["批次 {batchRef} 已入账。", "无需处理:相同的行不会重复入账。"],
  },
  SpendingLedger_InvalidBatchRef: {
    en: ["The batch has no reference.", "Give the hash of the source file and its rows."],
    "zh-CN": ["批次没有引用号。", "请提供来源文件及行范围的哈希。"],
  },
  SpendingLedger_InvalidLength: {
    en: [
      "{length} bytes are not a batch: each entry takes 64, at least one entry is needed, and each one that cites needs a citation.",
      "Encode the entries again.",
    ],
    "zh-CN": ["{length} 字节不是有效批次:每条分录 64 字节,至少一条,引用分录须逐条附引用证明。", "请重新编码分录。"],
  },
  SpendingLedger_DeskOutOfRange: {
    en: ["There is no desk {desk}: desks are numbered from 0 to {last}.", "Use one of those."],
    "zh-CN": ["柜台 {desk} 不存在:柜台编号为 0 至 {last}。", "请使用其中之一。"],
  },
  SpendingLedger_SeriesMoved: {
    en: [
      "The next number of this series is {expected}, and the batch starts at {given}: another batch was recorded in between.",
      "Propose the batch again from the present number, and have it approved again.",
    ],
    "zh-CN": [
      "该序列的下一编号为 {expected},而批次从 {given} 开始:其间已有其他批次入账。",
      "请按当前编号重新提出批次并重新审批。",
    ],
  },
  SpendingLedger_Expired: {
    en: [
      "The approvals counted until {deadline:time}; it is {time:time} now.",
      "Propose it again with a later deadline.",
    ],
    "zh-CN": ["审批有效期至 {deadline:time},现在是 {time:time}。", "请以更晚的截止时间重新提出。"],
  },
  SpendingLedger_TotalMismatch: {
    en: [
      "The head states {stated:money}, and the entries add up to {sum:money}.",
      "Compute the head from the entries.",
    ],
    "zh-CN": ["批次头所列合计为 {stated:money},而分录合计为 {sum:money}。", "请按分录计算批次头。"],
  },
  SpendingLedger_UnknownKind: {
    en: ["Entry {number} has the kind number {kind}, which the posting table does not know.", "Correct the kind."],
    "zh-CN": ["第 {number} 号分录的类别编号 {kind} 不在记账表中。", "请更正类别。"],
  },
  SpendingLedger_ZeroAmount: {
    en: ["Entry {number} has the amount 0.", "Leave the entry out, or give its amount."],
    "zh-CN": ["第 {number} 号分录金额为 0。", "请删去该分录或填写金额。"],
  },
  SpendingLedger_AmountTooLarge: {
    en: [
      "The entries on line {line:line} add up to {amount:money}, more than the ledger can hold.",
      "Split them, or check the unit of the amounts.",
    ],
    "zh-CN": ["预算科目 {line:line} 的分录合计 {amount:money},超出账本可记上限。", "请拆分,或检查金额单位。"],
  },
  SpendingLedger_NoDocument: {
    en: ["Entry {number} names no supporting document.", "Give the SHA-256 of its document."],
    "zh-CN": ["第 {number} 号分录没有支持文件。", "请提供文件的 SHA-256。"],
  },
  SpendingLedger_ValueDateOutside: {
    en: [
      "Entry {number} has the value date {valueDay:day}; this kind takes dates from {firstDay:day} to {lastDay:day} in this year.",
      "Correct the date, or record the entry in the year that it belongs to.",
    ],
    "zh-CN": [
      "第 {number} 号分录的起息日为 {valueDay:day},本年度该类分录须在 {firstDay:day} 至 {lastDay:day} 之间。",
      "请更正日期,或记入所属年度。",
    ],
  },
  SpendingLedger_CitationNotAllowed: {
    en: [
      'Entry {number} of kind "{kind:kind}" cites an entry, or stands among entries that do.',
      "Send it in a batch of entries that do not cite.",
    ],
    "zh-CN": ["第 {number} 号“{kind:kind}”分录引用了其他分录,或与引用分录同批。", "请放入无引用的批次。"],
  },
  SpendingLedger_CitationMissing: {
    en: [
      'Entry {number} of kind "{kind:kind}" must cite an earlier entry, with its proof.',
      "Send it together with a citation.",
    ],
    "zh-CN": ["第 {number} 号“{kind:kind}”分录必须引用先前分录并附证明。", "请连同引用证明一起提交。"],
  },
  SpendingLedger_CitationMismatch: {
    en: [
      "Entry {number} does not match entry {citedNumber}, which it cites.",
      "A correction has the line, commitment, payee and kind of the entry that it corrects; a carry-over into a year cites one out of another under the same rule.",
    ],
    "zh-CN": [
      "第 {number} 号分录与其引用的第 {citedNumber} 号分录不相符。",
      "更正须与被更正分录的科目、承诺、收款人和类别一致;结转转入须引用同一规则下的结转转出。",
    ],
  },
  SpendingLedger_ProofInvalid: {
    en: [
      "The proof of entry {index} of batch {batchRef} does not lead to the root that the ledger keeps.",
      "Build the citation again from the ledger's events.",
    ],
    "zh-CN": ["批次 {batchRef} 第 {index} 位分录的证明与账本所存根不符。", "请从账本事件重新生成引用证明。"],
  },
  SpendingLedger_ExceedsCited: {
    en: [
      "Entry {citedNumber} is about {amount:money}; {used:money} of it is used up by entries that cite it, {asked:asked}.",
      "Cite it for what is left of it at most.",
    ],
    "zh-CN": [
      "第 {citedNumber} 号分录金额 {amount:money},已被引用 {used:money},{asked:asked}。",
      "引用金额不得超过其余额。",
    ],
  },
  SpendingLedger_PayeeMissing: {
    en: ['An entry of kind "{kind:kind}" on line {line:line} names no payee.', "Name the payee."],
    "zh-CN": ["预算科目 {line:line} 的“{kind:kind}”分录未注明收款人。", "请注明收款人。"],
  },
  SpendingLedger_PayeeNotAllowed: {
    en: [
      'An entry of kind "{kind:kind}" on line {line:line} names payee {payee:payee}, and none belongs there: this kind, or its collective commitment, names no payee.',
      "Leave the payee out.",
    ],
    "zh-CN": [
      "预算科目 {line:line} 的“{kind:kind}”分录注明了收款人 {payee:payee},但该类分录或其集合承诺不应有收款人。",
      "请去掉收款人。",
    ],
  },
  SpendingLedger_PayeeUnknown: {
    en: ["There is no payee {payee:payee}: {registered} are registered.", "Register the payee first."],
    "zh-CN": ["收款人 {payee:payee} 不存在:目前登记 {registered} 个。", "请先登记收款人。"],
  },
  SpendingLedger_OtherPayee: {
    en: [
      "Commitment {commitment} is owed to payee {payee:payee}, and the entry names payee {asked:payee}.",
      "Pay whom the commitment names, or name another commitment.",
    ],
    "zh-CN": [
      "承诺 {commitment} 的收款人为 {payee:payee},分录却为 {asked:payee}。",
      "请支付给承诺所载收款人,或改用其他承诺。",
    ],
  },
  SpendingLedger_CommitmentMissing: {
    en: [
      'An entry of kind "{kind:kind}" on line {line:line} names no commitment.',
      "Name the commitment that it belongs to.",
    ],
    "zh-CN": ["预算科目 {line:line} 的“{kind:kind}”分录未注明承诺。", "请注明所属承诺。"],
  },
  SpendingLedger_CommitmentNotAllowed: {
    en: [
      'An entry of kind "{kind:kind}" on line {line:line} names commitment {commitment}, and this kind names none.',
      "Leave the commitment out, or use a kind that names one.",
    ],
    "zh-CN": [
      "预算科目 {line:line} 的“{kind:kind}”分录注明了承诺 {commitment},但该类分录不应有承诺。",
      "请去掉承诺,或改用其他类别。",
    ],
  },
  SpendingLedger_CommitmentUnknown: {
    en: [
      "There is no commitment {commitment} in this fiscal year.",
      "Record the commitment first, or correct its number.",
    ],
    "zh-CN": ["本财政年度没有承诺 {commitment}。", "请先记录承诺,或更正编号。"],
  },
  SpendingLedger_CommitmentOnOtherLine: {
    en: [
      "Commitment {commitment} burdens line {line:line}, and the entry names line {asked:line}.",
      "Name the commitment's own line, or another commitment.",
    ],
    "zh-CN": [
      "承诺 {commitment} 属于预算科目 {line:line},分录却为 {asked:line}。",
      "请使用该承诺的科目,或改用其他承诺。",
    ],
  },
  SpendingLedger_CommitmentOtherKind: {
    en: [
      "Commitment {commitment} is {collective:collective}, and the entry raises it as the other sort.",
      "Use the kind of entry that opened it, or another number.",
    ],
    "zh-CN": [
      "承诺 {commitment} 为{collective:collective},分录却按另一种增加。",
      "请使用开立该承诺时的类别,或换一个编号。",
    ],
  },
  SpendingLedger_InvoiceUsed: {
    en: [
      "The invoice {invoice} of payee {payee:payee} was accepted before, in the batch that starts with entry {firstNumber} of {series:series}.",
      "An invoice counts once; find out who charged it first.",
    ],
    "zh-CN": [
      "收款人 {payee:payee} 的发票 {invoice} 已在{series:series}以第 {firstNumber} 号分录开头的批次中入账。",
      "每张发票只接受一次;请查明先前由谁入账。",
    ],
  },
  SpendingLedger_RefundMustCite: {
    en: [
      "A refund of a direct payment on line {line:line}, where ceilings bind, must cite the payment.",
      "Record it as a correction of that payment, with its proof.",
    ],
    "zh-CN": ["预算科目 {line:line} 受上限约束,其直接支付的退款必须引用原支付。", "请作为该支付的更正记录,并附证明。"],
  },
  SpendingLedger_BelowZero: {
    en: [
      "On line {line:line}, {total:total} is {current:money}, and the entry takes {asked:money} off it.",
      "Take off what is there at most.",
    ],
    "zh-CN": [
      "预算科目 {line:line} 的{total:total}为 {current:money},分录却要减少 {asked:money}。",
      "减少额不得超过现有数额。",
    ],
  },
  SpendingLedger_TotalOverflow: {
    en: [
      "On line {line:line}, {total:total} is {current:money}, and {asked:money} more is beyond what a total can hold.",
      "Check the unit of the amounts.",
    ],
    "zh-CN": [
      "预算科目 {line:line} 的{total:total}为 {current:money},再加 {asked:money} 超出合计数所能容纳的上限。",
      "请检查金额单位。",
    ],
  },
  SpendingLedger_ExceedsRevised: {
    en: [
      "On control line {line:line}, the revised budget is {revised:money}, {allotted:money} is allotted, {asked:asked}.",
      "Allot less, or have the budget raised first.",
    ],
    "zh-CN": [
      "控制科目 {line:line} 的调整后预算为 {revised:money},已下达额度 {allotted:money},{asked:asked}。",
      "请减少下达额度,或先追加预算。",
    ],
  },
  SpendingLedger_ExceedsAllotment: {
    en: [
      "On control line {line:line}, {allotted:money} is allotted, {used:money} is reserved or committed, {asked:asked}.",
      "Ask for less, have more allotted, or release reservations.",
    ],
    "zh-CN": [
      "控制科目 {line:line} 已下达额度 {allotted:money},已预留及承诺 {used:money},{asked:asked}。",
      "请减少金额、增加下达额度,或解除预留。",
    ],
  },
  SpendingLedger_ReleaseExceedsAllotment: {
    en: [
      "On control line {line:line}, {allotted:money} is allotted, {released:money} of cash is released, {asked:asked}.",
      "Release less, or have more allotted first.",
    ],
    "zh-CN": [
      "控制科目 {line:line} 已下达额度 {allotted:money},已下达用款额度 {released:money},{asked:asked}。",
      "请减少用款额度,或先增加下达额度。",
    ],
  },
  SpendingLedger_ExceedsReleased: {
    en: [
      "On control line {line:line}, {released:money} of cash is released, {paid:money} is paid, {asked:asked}.",
      "Have the treasurer release cash first, or pay less.",
    ],
    "zh-CN": [
      "控制科目 {line:line} 已下达用款额度 {released:money},已支付 {paid:money},{asked:asked}。",
      "请出纳先下达用款额度,或减少支付。",
    ],
  },
  SpendingLedger_ExceedsCommitted: {
    en: [
      "On line {line:line}, commitment {commitment} is {committed:money}, {verified:money} is verified, {asked:asked}.",
      "Verify what was promised at most, or raise the commitment first.",
    ],
    "zh-CN": [
      "预算科目 {line:line} 的承诺 {commitment} 为 {committed:money},已核实 {verified:money},{asked:asked}。",
      "核实不得超过承诺;或先增加承诺。",
    ],
  },
  SpendingLedger_ExceedsVerified: {
    en: [
      "On line {line:line}, {verified:money} of commitment {commitment} is verified, {ordered:money} is ordered to be paid, {asked:asked}.",
      "Order what was verified at most, or record the verification first.",
    ],
    "zh-CN": [
      "预算科目 {line:line} 的承诺 {commitment} 已核实 {verified:money},已开支付令 {ordered:money},{asked:asked}。",
      "支付令不得超过已核实数;或先记录核实。",
    ],
  },
  SpendingLedger_ExceedsOrdered: {
    en: [
      "On line {line:line}, {ordered:money} of commitment {commitment} is ordered to be paid, {paid:money} is paid, {asked:asked}.",
      "Pay what was ordered at most, or record the payment order first.",
    ],
    "zh-CN": [
      "预算科目 {line:line} 的承诺 {commitment} 已开支付令 {ordered:money},已支付 {paid:money},{asked:asked}。",
      "支付不得超过支付令;或先记录支付令。",
    ],
  },
  SpendingLedger_RuleInactive: {
    en: ["Agency {agency} has no rule {rule} that applies.", "Name a rule that is active, or have it set first."],
    "zh-CN": ["机构 {agency} 没有生效的规则 {rule}。", "请使用生效的规则,或先设定规则。"],
  },
  SpendingLedger_RuleOfOtherSort: {
    en: ["Rule {rule} of agency {agency} is one of {carryOver:ruleSort}.", "Name a rule of the right sort."],
    "zh-CN": ["机构 {agency} 的规则 {rule} 属于{carryOver:ruleSort}。", "请使用正确种类的规则。"],
  },
  SpendingLedger_RuleUnchanged: {
    en: ["The call would leave rule {rule} of agency {agency} as it is.", "Nothing is to be done."],
    "zh-CN": ["本操作不会改变机构 {agency} 的规则 {rule}。", "无需处理。"],
  },
  SpendingLedger_InvalidRule: {
    en: [
      "Rule {rule} cannot be set so.",
      "A rule has a number from 1, a text, at least one approval, and a cap below 2^63 minor units.",
    ],
    "zh-CN": ["规则 {rule} 的设定无效。", "规则编号自 1 起,须有文本、至少一项审批,且上限小于 2^63 个最小货币单位。"],
  },
  SpendingLedger_RuleMixed: {
    en: ["The batch names rule {rule} and rule {other}.", "Make a batch for each rule."],
    "zh-CN": ["批次同时使用规则 {rule} 与规则 {other}。", "请按规则分批。"],
  },
  SpendingLedger_ClassNotAllowed: {
    en: [
      "Rule {rule} is about lines of class {allowed}, and line {line:line} is of class {class}.",
      "Choose a line of that class, or a rule for this one.",
    ],
    "zh-CN": [
      "规则 {rule} 适用于类别 {allowed} 的科目,而预算科目 {line:line} 属于类别 {class}。",
      "请选择该类别的科目,或适用的规则。",
    ],
  },
  SpendingLedger_ExceedsYearlyCap: {
    en: [
      "Under rule {rule}, {cap:money} may move in a year, {used:money} has moved, {asked:asked}.",
      "Move less, or wait for the next year.",
    ],
    "zh-CN": ["规则 {rule} 每年可调剂 {cap:money},已调剂 {used:money},{asked:asked}。", "请减少金额,或待下一年度。"],
  },
  SpendingLedger_VirementUnbalanced: {
    en: [
      "The batch's virements take {out:money} out of lines and bring {into:money} into lines.",
      "Make both sides equal in one batch.",
    ],
    "zh-CN": ["批次调剂调出 {out:money},调入 {into:money}。", "同一批次内两者须相等。"],
  },
  SpendingLedger_InvalidSignature: {
    en: [
      "The signature of {approver:account} is not over what is sent.",
      "Have it signed again: head, entries, maker and deadline must be those that are sent.",
    ],
    "zh-CN": [
      "{approver:account} 的签名与所提交内容不符。",
      "请重新签名:批次头、分录、提交人和截止时间须与提交内容一致。",
    ],
  },
  SpendingLedger_CompactMalformed: {
    en: [
      "The compact encoding cannot be read at byte {offset}.",
      "Encode the entries again, or send them in the plain encoding.",
    ],
    "zh-CN": ["紧凑编码在第 {offset} 字节处无法读取。", "请重新编码,或使用普通编码提交。"],
  },
  SpendingLedger_NotSelf: {
    en: ["This function is the ledger's own.", "Call preview instead."],
    "zh-CN": ["该函数仅供账本自身调用。", "请改用 preview。"],
  },
  SpendingLedger_Preview: {
    en: ["This is a preview, and nothing was recorded.", "Read the refusals that it carries."],
    "zh-CN": ["这是预览,未入账。", "请查看其中的拒绝原因。"],
  },
};
