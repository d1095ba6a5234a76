import type { Explanation } from "./explanation.ts";

/** Explanations of the errors of AssetRegister, GrantRegister and GatewayRegister, by name. */
export const SHARING_EXPLANATIONS: Readonly<Record<string, Explanation>> = {
  AssetRegister_AssetUnknown: {
    en: ["There is no asset {asset}.", "Correct its number."],
    "zh-CN": ["信息资产 {asset} 不存在。", "请更正编号。"],
  },
  AssetRegister_AssetWithdrawn: {
    en: ["Asset {asset} is withdrawn for good.", "Register another one where it is to be shared again."],
    "zh-CN": ["信息资产 {asset} 已永久停止共享。", "如需再次共享,请另行登记。"],
  },
  AssetRegister_EmptyHash: {
    en: [
      "A hash of asset {asset} is empty.",
      "Give the SHA-256 of the record, version, decision or legal basis; assets that are not shared need a basis.",
    ],
    "zh-CN": [
      "信息资产 {asset} 的某个哈希为空。",
      "请提供目录记录、版本、决定或法律依据的 SHA-256;不予共享的资产须有依据。",
    ],
  },
  AssetRegister_InvalidClass: {
    en: ["{sharingClass:sharingClass} is no class.", "Share it unconditionally, conditionally or not at all."],
    "zh-CN": ["共享类型为{sharingClass:sharingClass},无效。", "请选择无条件共享、有条件共享或不予共享。"],
  },
  AssetRegister_Unchanged: {
    en: ["Asset {asset} is like that already.", "Nothing is to be done."],
    "zh-CN": ["信息资产 {asset} 已是如此。", "无需处理。"],
  },
  AssetRegister_VersionUnknown: {
    en: ["Asset {asset} has no version {version}.", "Correct the number."],
    "zh-CN": ["信息资产 {asset} 没有版本 {version}。", "请更正版本号。"],
  },
  AssetRegister_VersionWithdrawn: {
    en: ["Version {version} of asset {asset} is withdrawn.", "Use the latest version."],
    "zh-CN": ["信息资产 {asset} 的版本 {version} 已撤下。", "请使用最新版本。"],
  },
  AssetRegister_NotUnconditional: {
    en: [
      "Asset {asset} is {sharingClass:sharingClass}, and only what is shared unconditionally is offered.",
      "Decide on each request, or reclassify the asset.",
    ],
    "zh-CN": [
      "信息资产 {asset} 为{sharingClass:sharingClass},仅无条件共享的资产可设自动授权条件。",
      "请逐项审批,或调整共享类型。",
    ],
  },
  AssetRegister_InvalidOffer: {
    en: [
      "The offer of asset {asset} holds unknown actions, or lacks days, uses, bytes or an agreement.",
      "Fill in each of them.",
    ],
    "zh-CN": ["信息资产 {asset} 的自动授权条件含未知操作,或缺少天数、次数、字节数或协议。", "请逐项填写。"],
  },
  AssetRegister_OpensTooEarly: {
    en: [
      "The offer of asset {asset} would open at {opensAt:time}, and not before {earliest:time} may it.",
      "Let it open later: after the offer before it, and once the delay of the agency's policy is over.",
    ],
    "zh-CN": [
      "信息资产 {asset} 的自动授权条件拟于 {opensAt:time} 生效,最早为 {earliest:time}。",
      "请推迟生效时间:须晚于前一条件,并满足机构规定的等待期。",
    ],
  },
  AssetRegister_GatewayNotThere: {
    en: [
      "Gateway {gateway} cannot serve asset {asset}: there is none, or it is retired.",
      "Correct the gateway's number.",
    ],
    "zh-CN": ["网关 {gateway} 不能为信息资产 {asset} 服务:不存在或已停用。", "请更正网关编号。"],
  },
  AssetRegister_CorrectionNotOpen: {
    en: ["Correction request {correction} is {status:correctionStatus}.", "Answer one that is open."],
    "zh-CN": ["校核请求 {correction} 状态为{status:correctionStatus}。", "请答复待处理的请求。"],
  },
  GrantRegister_NotSelf: {
    en: ["SharingBooks is called by itself.", "Call GrantRegister, which hands it what is for it."],
    "zh-CN": ["SharingBooks 被直接调用。", "请调用 GrantRegister,由其转交。"],
  },
  GrantRegister_AssetNotShared: {
    en: ["There is no asset {asset} with that version, or it is withdrawn.", "Correct its number."],
    "zh-CN": ["信息资产 {asset} 或其版本不存在,或已停止共享。", "请更正编号。"],
  },
  GrantRegister_InvalidActions: {
    en: ["The actions are {actions:actions}.", "Name one action at least, and none but those that are known."],
    "zh-CN": ["操作为{actions:actions}。", "请至少指定一项已知操作。"],
  },
  GrantRegister_EmptyHash: {
    en: ["A hash or a reason is empty.", "Give purpose, legal basis, agreement and document, each by its SHA-256."],
    "zh-CN": ["某个哈希或理由为空。", "请提供目的、法律依据、协议与文件各自的 SHA-256。"],
  },
  GrantRegister_NotSteward: {
    en: [
      "{account:account} is no data steward in office of agency {agency}, or that agency is suspended.",
      "Act as a data steward of agency {agency}.",
    ],
    "zh-CN": [
      "{account:account} 不是机构 {agency} 的在任数据管理员,或该机构已被暂停。",
      "请以机构 {agency} 的数据管理员身份操作。",
    ],
  },
  GrantRegister_WrongStatus: {
    en: ["Request {request} is {status:requestStatus}.", "Name a request that waits for a decision."],
    "zh-CN": ["申请 {request} 状态为{status:requestStatus}。", "请指定待审批的申请。"],
  },
  GrantRegister_OtherRequest: {
    en: ["Request {request} is for asset {asset}, by agency {by}.", "Grant that asset to that agency."],
    "zh-CN": ["申请 {request} 由机构 {by} 就信息资产 {asset} 提出。", "请将该资产授予该机构。"],
  },
  GrantRegister_ExceedsRequest: {
    en: [
      "Request {request} asks to {asked:actions}, and the grant allows to {actions:actions}.",
      "Grant no more than was asked for.",
    ],
    "zh-CN": ["申请 {request} 请求{asked:actions},而授权允许{actions:actions}。", "授权不得超出申请范围。"],
  },
  GrantRegister_NotOverdue: {
    en: ["Request {request} is decided in time until {dueAt:time}.", "Wait until then."],
    "zh-CN": ["申请 {request} 的法定审批期限至 {dueAt:time}。", "请等到期限届满。"],
  },
  GrantRegister_NoReason: {
    en: ["Request {request} would be refused without a reason.", "Give the code of the reason."],
    "zh-CN": ["拒绝申请 {request} 未附理由。", "请提供理由代码。"],
  },
  GrantRegister_InvalidDays: {
    en: [
      "{workingDays} working days for what is {sharingClass:sharingClass} cannot be set.",
      "Set 1 to {most} for one of the classes.",
    ],
    "zh-CN": [
      "不能为{sharingClass:sharingClass}设定 {workingDays} 个工作日。",
      "请为某一共享类型设定 1 至 {most} 个工作日。",
    ],
  },
  GrantRegister_Unchanged: {
    en: ["It is like that already.", "Nothing is to be done."],
    "zh-CN": ["已是如此。", "无需处理。"],
  },
  GrantRegister_ClassNotGranted: {
    en: [
      "Asset {asset} is {sharingClass:sharingClass}, and is not granted so.",
      "Ask for it, or have its owner reclassify it.",
    ],
    "zh-CN": ["信息资产 {asset} 为{sharingClass:sharingClass},不能如此授权。", "请提出申请,或由提供方调整共享类型。"],
  },
  GrantRegister_InvalidTerms: {
    en: [
      "Grant {grant} ends before it begins or has ended, allows no use or no byte, or goes to who has it.",
      "Correct the times, the limits or the grantee.",
    ],
    "zh-CN": ["授权 {grant} 的期限、次数、字节数无效,或授予了已持有者。", "请更正期限、限额或被授权机构。"],
  },
  GrantRegister_TooEarly: {
    en: [
      "Grant {grant} would take effect at {notBefore:time}, and its owner's policy lets none do so before {earliest:time}.",
      "Set a later beginning.",
    ],
    "zh-CN": ["授权 {grant} 将于 {notBefore:time} 生效,而提供方规定不得早于 {earliest:time}。", "请推迟生效时间。"],
  },
  GrantRegister_GrantExists: {
    en: ["Grant {grant} was made already.", "Use it, or choose another nonce for one on the same terms."],
    "zh-CN": ["授权 {grant} 已存在。", "请使用该授权,或以其他随机数另立相同条款的授权。"],
  },
  GrantRegister_ExceedsOffer: {
    en: ["A term goes beyond what is offered of asset {asset}.", "Look at the offer, or ask the owner for more."],
    "zh-CN": ["条款超出信息资产 {asset} 的自动授权条件。", "请查看该条件,或向提供方另行申请。"],
  },
  GrantRegister_TooFewStewards: {
    en: [
      "{given} data stewards of agency {agency} agree, and {needed} are needed.",
      "Have another data steward sign the grant.",
    ],
    "zh-CN": ["机构 {agency} 已有 {given} 名数据管理员同意,需要 {needed} 名。", "请另一名数据管理员签署。"],
  },
  GrantRegister_SignersNotAscending: {
    en: [
      "Signer {next:account} does not come after {previous:account}, or is the sender.",
      "Give each signer once, by ascending address, without the sender.",
    ],
    "zh-CN": [
      "签署人 {next:account} 未排在 {previous:account} 之后,或即发送人。",
      "请按地址升序列出各签署人,不含发送人。",
    ],
  },
  GrantRegister_InvalidSignature: {
    en: ["What is given as {signer:account}'s signature is none over this.", "Have it signed again as it stands."],
    "zh-CN": ["{signer:account} 的签名与内容不符。", "请按现有内容重新签署。"],
  },
  GrantRegister_SignatureExpired: {
    en: ["The signature of {signer:account} counted until {deadline:time}.", "Have it signed again."],
    "zh-CN": ["{signer:account} 的签名有效期至 {deadline:time}。", "请重新签署。"],
  },
  GrantRegister_DailyCapReached: {
    en: ["Agency {agency} has made the {dailyCap} grants that its policy allows in a day.", "Go on tomorrow."],
    "zh-CN": ["机构 {agency} 今日授权已达上限 {dailyCap} 项。", "请明日继续。"],
  },
  GrantRegister_WrongGrantStatus: {
    en: ["Grant {grant} is {status:grantStatus}.", "Name one that stands."],
    "zh-CN": ["授权 {grant} 状态为{status:grantStatus}。", "请指定有效的授权。"],
  },
  GrantRegister_Delegated: {
    en: [
      "Grant {grant} is not one that the owner makes.",
      "Make a new grant below the present one, which has the later end.",
    ],
    "zh-CN": ["授权 {grant} 不是提供方直接作出的授权。", "请在上级授权之下另立授权。"],
  },
  GrantRegister_InvalidEnd: {
    en: ["Grant {grant} ends at {endsAt:time}, and {given:time} is not later, or past.", "Give a later end."],
    "zh-CN": ["授权 {grant} 至 {endsAt:time} 到期,{given:time} 不晚于此或已过去。", "请给出更晚的到期时间。"],
  },
  GrantRegister_ChainBroken: {
    en: [
      "The {level} grants that are given are not a chain up to the owner's, or it would be too long.",
      "Give the grant that is used and each one above it, four at the most.",
    ],
    "zh-CN": ["所给的 {level} 项授权不构成直至提供方的授权链,或链过长。", "请依次给出所用授权及其各上级,最多四级。"],
  },
  GrantRegister_NotInForce: {
    en: ["Grant {grant} allows nothing now: {reason:accessReason}.", "Ask whoever made it."],
    "zh-CN": ["授权 {grant} 目前不可用:{reason:accessReason}。", "请联系授权方。"],
  },
  GrantRegister_NotDelegable: {
    en: ["Grant {grant} cannot be granted on.", "Ask its grantor for one that can."],
    "zh-CN": ["授权 {grant} 不可转授。", "请向授权方申请可转授的授权。"],
  },
  GrantRegister_Wider: {
    en: ["A term is wider than that of grant {parent}.", "Stay within the grant above on every axis."],
    "zh-CN": ["条款宽于上级授权 {parent}。", "各项条款均不得超出上级授权。"],
  },
  GrantRegister_LeaseUnsettled: {
    en: [
      "What gateway {gateway} leased of grant {grant} before has run out, and is not settled.",
      "Settle that lease first: say what of it was used.",
    ],
    "zh-CN": ["网关 {gateway} 先前租用的授权 {grant} 次数已到期且未结清。", "请先结清:申报已用次数。"],
  },
  GrantRegister_OwnerNotActive: {
    en: ["Agency {agency}, which owns the asset, is not active.", "Its offers can be taken once it is resumed."],
    "zh-CN": ["资产提供机构 {agency} 未处于启用状态。", "该机构恢复后方可按其条件自动授权。"],
  },
  GrantRegister_NoBooks: {
    en: ["No code stands at {books}, where the books should.", "Deploy SharingBooks first."],
    "zh-CN": ["{books} 处没有账簿合约代码。", "请先部署 SharingBooks。"],
  },
  GrantRegister_MayNotEnd: {
    en: [
      "{account:account} may not end grant {grant}.",
      "A data steward of its grantor, of the owner or of an agency above these may.",
    ],
    "zh-CN": ["{account:account} 无权终止授权 {grant}。", "授权方、提供方或其上级机构的数据管理员可以终止。"],
  },
  GrantRegister_NotSubject: {
    en: ["That is not the word of the data subject of grant {grant}.", "Sign with the key that the grant names."],
    "zh-CN": ["该签名不属于授权 {grant} 的数据主体。", "请用授权所指定的密钥签署。"],
  },
  GrantRegister_GatewayMayNotServe: {
    en: [
      "Gateway {gateway} may not serve asset {asset} for this account now: {reason:accessReason}.",
      "Anchor its log, or have the owner admit it.",
    ],
    "zh-CN": [
      "网关 {gateway} 目前不能提供信息资产 {asset}:{reason:accessReason}。",
      "请锚定日志,或由提供方准许该网关。",
    ],
  },
  GrantRegister_InvalidLease: {
    en: [
      "{uses} uses of grant {grant} cannot be leased until {until:time}, which may be {latest:time} at the latest.",
      "Lease one use at least, and one at a time where the terms ask for an interval, for a shorter time.",
    ],
    "zh-CN": [
      "不能将授权 {grant} 的 {uses} 次使用预留至 {until:time},最晚为 {latest:time}。",
      "请至少预留一次;条款规定间隔时每次一次,且期限更短。",
    ],
  },
  GrantRegister_ExceedsLease: {
    en: [
      "Gateway {gateway} has not leased {usedUses} uses and {usedBytes} bytes of grant {grant}.",
      "Settle what was used, within the lease.",
    ],
    "zh-CN": ["网关 {gateway} 未预留授权 {grant} 的 {usedUses} 次、{usedBytes} 字节。", "请在预留范围内结算。"],
  },
  GrantRegister_MayNotDerive: {
    en: ["Grant {grant} does not allow the owner of asset {asset} to derive.", "Name grants to that agency that do."],
    "zh-CN": ["授权 {grant} 不允许信息资产 {asset} 的提供方衍生数据。", "请指定授予该机构且允许衍生的授权。"],
  },
  GrantRegister_OwnSignature: {
    en: ["{account:account} sent this and signed it too.", "Have another registrar sign."],
    "zh-CN": ["{account:account} 既是发送人又是签署人。", "请另一名登记员签署。"],
  },
  GatewayRegister_GatewayUnknown: {
    en: ["There is no gateway {gateway}.", "Correct its number."],
    "zh-CN": ["网关 {gateway} 不存在。", "请更正编号。"],
  },
  GatewayRegister_WrongStatus: {
    en: ["Gateway {gateway} is {status:gatewayStatus}.", "Only the administrator reinstates a suspended one."],
    "zh-CN": ["网关 {gateway} 状态为{status:gatewayStatus}。", "暂停的网关只能由管理员恢复。"],
  },
  GatewayRegister_NotSteward: {
    en: [
      "{account:account} is no data steward in office of agency {agency}, or that agency is suspended.",
      "Act as a data steward of agency {agency}.",
    ],
    "zh-CN": [
      "{account:account} 不是机构 {agency} 的在任数据管理员,或该机构已被暂停。",
      "请以机构 {agency} 的数据管理员身份操作。",
    ],
  },
  GatewayRegister_NotOperator: {
    en: ["{account:account} does not operate gateway {gateway}.", "Act as its operator."],
    "zh-CN": ["{account:account} 不是网关 {gateway} 的运行账户。", "请以其运行账户操作。"],
  },
  GatewayRegister_InvalidGateway: {
    en: [
      "A gateway with operator {operator:account}, key {receiptKey:account} and {maxSilence} seconds of silence is none.",
      "Name both accounts, and 1 to {longest} seconds.",
    ],
    "zh-CN": [
      "运行账户 {operator:account}、签名密钥 {receiptKey:account}、静默 {maxSilence} 秒的网关无效。",
      "请指定两个账户,并给出 1 至 {longest} 秒。",
    ],
  },
  GatewayRegister_OthersSuspended: {
    en: [
      "{suspended} gateways of agency {agency} are suspended, so it registers no other.",
      "Ask the administrator to reinstate them first.",
    ],
    "zh-CN": ["机构 {agency} 有 {suspended} 个网关被停用,不能注册新网关。", "请先由管理员恢复。"],
  },
  GatewayRegister_Unchanged: {
    en: ["Gateway {gateway} is like that already.", "Nothing is to be done."],
    "zh-CN": ["网关 {gateway} 已是如此。", "无需处理。"],
  },
  GatewayRegister_EmptyHash: {
    en: ["A hash of gateway {gateway} is empty.", "Give the SHA-256 of the profile, decision, access or legal basis."],
    "zh-CN": ["网关 {gateway} 的某个哈希为空。", "请提供档案、决定、访问或法律依据的 SHA-256。"],
  },
  GatewayRegister_InvalidPromise: {
    en: [
      "Gateway {gateway} did not promise to log {leaf}.",
      "Give the promise as it was signed, and the key that signed it.",
    ],
    "zh-CN": ["网关 {gateway} 未承诺记录 {leaf}。", "请提供原签署的承诺及签署密钥。"],
  },
  GatewayRegister_NotDue: {
    en: ["Gateway {gateway} has until {logBy:time} to log {leaf}.", "Wait until then."],
    "zh-CN": ["网关 {gateway} 须于 {logBy:time} 前记录 {leaf}。", "请等到届时。"],
  },
  GatewayRegister_AlreadyChallenged: {
    en: ["Receipt {leaf} of gateway {gateway} is challenged already, or was shown.", "Nothing is to be done."],
    "zh-CN": ["网关 {gateway} 的凭据 {leaf} 已被质询或已出示。", "无需处理。"],
  },
  GatewayRegister_NotChallenged: {
    en: ["No challenge of receipt {leaf} is open at gateway {gateway}.", "Challenge it first, or correct the leaf."],
    "zh-CN": ["网关 {gateway} 的凭据 {leaf} 没有未决质询。", "请先提出质询,或更正哈希。"],
  },
  GatewayRegister_MayAnswer: {
    en: ["Gateway {gateway} has until {answerBy:time} to show {leaf}.", "Wait until then."],
    "zh-CN": ["网关 {gateway} 可在 {answerBy:time} 前出示 {leaf}。", "请等到届时。"],
  },
  LogProof_SizeShrinks: {
    en: [
      "The log would shrink from {oldSize} receipts to {newSize}.",
      "Anchor the log from which nothing was taken; where it is lost, the gateway is to be retired.",
    ],
    "zh-CN": ["日志将由 {oldSize} 条凭据减至 {newSize} 条。", "请锚定未经删减的日志;如已丢失,请停用该网关。"],
  },
  LogProof_IndexOutside: {
    en: ["The log has {size} receipts, and none at place {index}.", "Anchor the log with the receipt first."],
    "zh-CN": ["日志共有 {size} 条凭据,第 {index} 位没有凭据。", "请先锚定含该凭据的日志。"],
  },
  LogProof_LengthWrong: {
    en: [
      "The proof has {given} hashes, and {needed} are needed.",
      "Make it for the size that is anchored: somebody may have anchored since.",
    ],
    "zh-CN": ["证明含 {given} 个哈希,应为 {needed} 个。", "请按已锚定的大小重新生成证明,其间可能已有新锚定。"],
  },
  LogProof_OldRootDiffers: {
    en: [
      "The log does not begin with what is anchored: the proof leads to {led} and not to {oldRoot}.",
      "Anchor the log from which nothing was changed, with the proof from the anchored size.",
    ],
    "zh-CN": ["日志未以已锚定内容为开头:证明得出 {led},而非 {oldRoot}。", "请锚定未经改动的日志,并附一致性证明。"],
  },
  LogProof_NewRootDiffers: {
    en: [
      "The proof leads to the root {led}, and {newRoot} is claimed.",
      "Take root and proof from the same state of the log.",
    ],
    "zh-CN": ["证明得出根 {led},与声称的 {newRoot} 不符。", "请从日志的同一状态取根与证明。"],
  },
  LogProof_RootDiffers: {
    en: [
      "The receipt does not stand there: the proof leads to {led}, and the log's root is {root}.",
      "Correct receipt, place or proof; where they are right, the receipt was left out and can be challenged.",
    ],
    "zh-CN": ["凭据不在该位置:证明得出 {led},日志根为 {root}。", "请核对凭据、位置与证明;若均无误,可提出质询。"],
  },
  GatewayRegister_InvalidOpening: {
    en: [
      "A hidden access cannot be opened at {openAfter:time}.",
      "Name a time that is to come, {latest:time} at the latest (gateway {gateway}).",
    ],
    "zh-CN": ["不公开的访问不能定于 {openAfter:time} 公开。", "请给出将来的时间,最晚 {latest:time}(网关 {gateway})。"],
  },
  GatewayRegister_AlreadyHidden: {
    en: ["Gateway {gateway} committed to {commitment} already.", "Use another salt."],
    "zh-CN": ["网关 {gateway} 已就 {commitment} 作出承诺。", "请使用其他盐值。"],
  },
  GatewayRegister_NotHidden: {
    en: ["Gateway {gateway} hides nothing under {commitment}, or it was opened.", "Correct the leaf and the salt."],
    "zh-CN": ["网关 {gateway} 在 {commitment} 下没有未公开的访问。", "请更正凭据哈希与盐值。"],
  },
  GatewayRegister_MayStayHidden: {
    en: ["Gateway {gateway} may keep {commitment} hidden until {openBy:time}.", "Wait until then."],
    "zh-CN": ["网关 {gateway} 可将 {commitment} 保密至 {openBy:time}。", "请等到届时。"],
  },
};
