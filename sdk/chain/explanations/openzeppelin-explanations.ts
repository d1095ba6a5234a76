import type { Explanation } from "./explanation.ts";

/**
 * Explanations of the errors of OpenZeppelin's contracts that ours inherit or are administered by, by the error's
 * signature. The signatures stand here so that a browser need not load the AccessManager's bytecode to read them.
 */
export const OPENZEPPELIN_EXPLANATIONS: Readonly<Record<string, Explanation>> = {
  "AccessManagedUnauthorized(address caller)": {
    en: [
      "{caller:account} may not administer this contract.",
      "Have the administrator call it through the AccessManager.",
    ],
    "zh-CN": ["{caller:account} 无权管理该合约。", "请管理员通过 AccessManager 调用。"],
  },
  "AccessManagedRequiredDelay(address caller,uint32 delay)": {
    en: [
      "{caller:account} must schedule this call {delay} seconds ahead.",
      "Schedule it in the AccessManager, wait, then execute it.",
    ],
    "zh-CN": ["{caller:account} 须提前 {delay} 秒安排该调用。", "请先在 AccessManager 中安排,等待后执行。"],
  },
  "AccessManagedInvalidAuthority(address authority)": {
    en: ["{authority:account} is not an authority: no contract stands there.", "Name an AccessManager."],
    "zh-CN": ["{authority:account} 不是有效的授权合约:该地址没有合约。", "请指定 AccessManager。"],
  },
  "AccessManagerAlreadyScheduled(bytes32 operationId)": {
    en: [
      "The operation {operationId} is scheduled already.",
      "Wait until it is due and execute it, or cancel it first.",
    ],
    "zh-CN": ["操作 {operationId} 已安排。", "请待到期后执行,或先取消。"],
  },
  "AccessManagerNotScheduled(bytes32 operationId)": {
    en: ["The operation {operationId} is not scheduled.", "Schedule it first."],
    "zh-CN": ["操作 {operationId} 未安排。", "请先安排。"],
  },
  "AccessManagerNotReady(bytes32 operationId)": {
    en: ["The operation {operationId} is not due yet.", "Wait until its delay is over."],
    "zh-CN": ["操作 {operationId} 尚未到期。", "请等待延迟期结束。"],
  },
  "AccessManagerExpired(bytes32 operationId)": {
    en: ["The operation {operationId} was not executed in time.", "Schedule it again."],
    "zh-CN": ["操作 {operationId} 已过期未执行。", "请重新安排。"],
  },
  "AccessManagerLockedRole(uint64 roleId)": {
    en: ["Role {roleId} of the AccessManager cannot be changed.", "Use another role."],
    "zh-CN": ["AccessManager 的角色 {roleId} 不可更改。", "请使用其他角色。"],
  },
  "AccessManagerLockedFunction(bytes4 selector)": {
    en: [
      "The function {selector} is the AccessManager's own and cannot be given away.",
      "Name a function of a managed contract.",
    ],
    "zh-CN": ["函数 {selector} 属于 AccessManager 自身,不可授权。", "请指定受管合约的函数。"],
  },
  "AccessManagerInvalidInitialAdmin(address initialAdmin)": {
    en: ["{initialAdmin:account} cannot be the first administrator.", "Name an account other than the zero address."],
    "zh-CN": ["{initialAdmin:account} 不能作为首任管理员。", "请指定非零地址账户。"],
  },
  "AccessManagerUnauthorizedAccount(address msgsender,uint64 roleId)": {
    en: ["{msgsender:account} lacks role {roleId} of the AccessManager.", "Have a holder of the role do it."],
    "zh-CN": ["{msgsender:account} 没有 AccessManager 的角色 {roleId}。", "请由持有该角色者操作。"],
  },
  "AccessManagerUnauthorizedCall(address caller,address target,bytes4 selector)": {
    en: [
      "{caller:account} may not call {selector} on {target:account}.",
      "Have an account with the role call it, or schedule it first.",
    ],
    "zh-CN": ["{caller:account} 无权调用 {target:account} 的 {selector}。", "请由具备角色的账户调用,或先安排。"],
  },
  "AccessManagerUnauthorizedConsume(address target)": {
    en: ["{target:account} may not use up scheduled operations.", "Name a contract that this AccessManager manages."],
    "zh-CN": ["{target:account} 无权消耗已安排的操作。", "请指定由该 AccessManager 管理的合约。"],
  },
  "AccessManagerUnauthorizedCancel(address msgsender,address caller,address target,bytes4 selector)": {
    en: [
      "{msgsender:account} may not cancel the call of {caller:account} to {selector} on {target:account}.",
      "Have the caller, an administrator or a guardian cancel it.",
    ],
    "zh-CN": [
      "{msgsender:account} 无权取消 {caller:account} 对 {target:account} 的 {selector} 的调用。",
      "请由调用者、管理员或监护人取消。",
    ],
  },
  "AccessManagerBadConfirmation()": {
    en: [
      "The confirmation is not the caller's own address.",
      "Confirm with the address of the account that gives up its role.",
    ],
    "zh-CN": ["确认地址不是调用者本人地址。", "请以放弃角色的账户地址确认。"],
  },
  "AddressEmptyCode(address target)": {
    en: ["No contract stands at {target:account}.", "Correct the address, or deploy first."],
    "zh-CN": ["地址 {target:account} 没有合约。", "请更正地址,或先部署。"],
  },
  "FailedCall()": {
    en: ["A call to another contract failed without a reason.", "Simulate that call alone to see why."],
    "zh-CN": ["对其他合约的调用失败且没有原因。", "请单独模拟该调用以查明原因。"],
  },
  "InsufficientBalance(uint256 balance,uint256 needed)": {
    en: ["The contract holds {balance} wei and {needed} are needed.", "Send the call with less value."],
    "zh-CN": ["合约余额为 {balance} wei,需要 {needed}。", "请减少调用附带的金额。"],
  },
  "SafeCastOverflowedUintDowncast(uint8 bits,uint256 value)": {
    en: ["{value} does not fit {bits} bits.", "Give a smaller number."],
    "zh-CN": ["{value} 超出 {bits} 位。", "请给出较小的数。"],
  },
  "InvalidShortString()": {
    en: ["A name in the contract is stored wrongly.", "Deploy the contract again from the published sources."],
    "zh-CN": ["合约中的名称存储有误。", "请用公开源码重新部署。"],
  },
  "StringTooLong(string str)": {
    en: ['The name "{str}" is longer than a contract stores in one word.', "Choose a name of at most 31 bytes."],
    "zh-CN": ["名称“{str}”过长。", "请使用不超过 31 字节的名称。"],
  },
  "Error(string message)": {
    en: ["The call was refused: {message}.", "Correct what the message names."],
    "zh-CN": ["调用被拒绝:{message}。", "请按消息更正。"],
  },
  "Panic(uint256 code)": {
    en: [
      "The contract stopped at an arithmetic or memory fault, code {code}.",
      "Report it with the call that caused it: this should not happen.",
    ],
    "zh-CN": ["合约因算术或内存错误中止,代码 {code}。", "请连同调用内容报告:这不应发生。"],
  },
};
