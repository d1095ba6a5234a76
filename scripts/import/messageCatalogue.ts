import type { Language } from "./message.ts";

type Texts = Readonly<Record<Language, string>>;

function texts(en: string, zh: string): Texts {
  return { en, "zh-CN": zh };
}

/** Every sentence of the import, by code. A word in braces is a parameter of the message. */
export const CATALOGUE = {
  // skipped
  ROW_BLANK: texts("The row is empty.", "该行为空。"),
  ROW_RULE: texts("{en}", "{zh}"),
  ROW_OUT_OF_SLICE: texts(
    "Office {agency} is outside the part of the file that is being imported ({slice}…).",
    "机构 {agency} 不在本次导入的范围内（{slice}…）。",
  ),
  ROW_ZERO: texts("The amount is zero: nothing is to be booked.", "金额为零，无需记账。"),
  ROW_SUPERSEDED: texts(
    "Row {row} publishes the same item again, later; only that one counts.",
    "第 {row} 行后来重新公布了同一事项，仅以该行为准。",
  ),
  // refused
  COLUMN_BLANK: texts(
    "Column {column} is blank, and {field} is formed from it. Fill it in, or give a value for blanks in the mapping.",
    "列 {column} 为空，而 {field} 由该列生成。请补全，或在映射文件中规定空值的取值。",
  ),
  VALUE_UNKNOWN: texts(
    'Column {column} says "{value}", which the list "{list}" of the mapping does not know. Add it there if it is right.',
    "列 {column} 的值“{value}”不在映射文件的值表“{list}”中。如果该值无误，请补入值表。",
  ),
  AMOUNT_BLANK: texts(
    "There is no amount in column {column}. Give one, or name a skip rule for such rows.",
    "列 {column} 没有金额。请补上金额，或为此类行规定跳过规则。",
  ),
  AMOUNT_UNREADABLE: texts(
    '"{value}" in column {column} is not an amount as the mapping describes it ({format}). Correct the cell, or the mapping.',
    "列 {column} 的“{value}”不符合映射文件规定的金额格式（{format}）。请更正单元格或映射文件。",
  ),
  AMOUNT_GROUPS: texts(
    '"{value}" in column {column} has its thousands separators in the wrong places, so what it means is not certain. Correct the cell.',
    "列 {column} 的“{value}”千位分隔符位置有误，含义不确定。请更正单元格。",
  ),
  AMOUNT_DECIMALS: texts(
    '"{value}" in column {column} is finer than the smallest unit of {currency}. Correct the cell, or name a rounding rule in the mapping.',
    "列 {column} 的“{value}”比 {currency} 的最小单位更细。请更正单元格，或在映射文件中规定舍入规则。",
  ),
  AMOUNT_TOO_LARGE: texts(
    "{value} in column {column} is more than an entry can hold ({limit}). Correct the cell, or the unit and the currency's decimals in the mapping.",
    "列 {column} 的 {value} 超过一笔分录的上限（{limit}）。请更正单元格，或映射文件中的单位与币种小数位。",
  ),
  AMOUNT_NEGATIVE: texts(
    "{value} in column {column} is negative, and the mapping says that such rows are not booked.",
    "列 {column} 的 {value} 为负数，映射文件规定此类行不入账。",
  ),
  AMOUNT_ZERO: texts(
    "The amount in column {column} is zero, and an entry needs an amount. Name what to do with zeros in the mapping.",
    "列 {column} 的金额为零，而记账须有金额。请在映射文件中规定零金额的处理方式。",
  ),
  DATE_BLANK: texts(
    "There is no date in column {column}. Give one, or allow blank dates in the mapping.",
    "列 {column} 没有日期。请补上日期，或在映射文件中允许日期为空。",
  ),
  DATE_UNREADABLE: texts(
    '"{value}" in column {column} is not a date in any of the formats {formats}. Correct the cell, or add its format to the mapping.',
    "列 {column} 的“{value}”不符合任何日期格式（{formats}）。请更正单元格，或在映射文件中补充格式。",
  ),
  DATE_IMPOSSIBLE: texts(
    '"{value}" in column {column} is a day that does not exist. Correct the cell.',
    "列 {column} 的“{value}”是不存在的日期。请更正单元格。",
  ),
  DATE_OUT_OF_RANGE: texts(
    '"{value}" in column {column} is outside the days that an entry can hold ({first} to {last}). Correct the cell, or its format in the mapping.',
    "列 {column} 的“{value}”不在分录可记录的日期范围内（{first} 至 {last}）。请更正单元格，或映射文件中的日期格式。",
  ),
  DATE_WEEKDAY: texts(
    '"{value}" in column {column}: that day was a {weekday}. Correct the cell.',
    "列 {column} 的“{value}”：当天实为 {weekday}。请更正单元格。",
  ),
  YEAR_UNREADABLE: texts(
    '"{value}" in column {column} is not a year. Correct the cell.',
    "列 {column} 的“{value}”不是年份。请更正单元格。",
  ),
  YEAR_OTHER: texts(
    'Column {column} says "{value}", and the year {given} is imported. Import the rows of each year by themselves, or leave --year out.',
    "列 {column} 的年份为“{value}”，而本次导入的是 {given} 年度。请按年度分别导入，或不指定 --year。",
  ),
  DOCUMENT_UNREADABLE: texts(
    '"{value}" in column {column} is not a SHA-256 (64 hexadecimal digits). Correct the cell, or say in the mapping that the column holds a path.',
    "列 {column} 的“{value}”不是 SHA-256（64 位十六进制数）。请更正单元格，或在映射文件中说明该列是路径。",
  ),
  TEXT_UNDECODABLE: texts(
    "Line {line} has bytes that are not {encoding} ({bytes}). Save the file again in {encoding}, or name its encoding in the mapping.",
    "第 {line} 行含有非 {encoding} 的字节（{bytes}）。请以 {encoding} 重新保存文件，或在映射文件中写明编码。",
  ),
  ROW_RAGGED: texts(
    "The row has {cells} cells, and the file has {columns} columns. Correct the row, or say in the mapping that such rows are kept.",
    "该行有 {cells} 个单元格，而文件有 {columns} 列。请更正该行，或在映射文件中规定保留此类行。",
  ),
  CORRECTED_ROW_UNNAMED: texts(
    "The row is a correction, and the column in which the corrected payment is named is blank. Fill it in.",
    "该行是更正，但指明被更正支付的列为空。请补全。",
  ),
  CORRECTED_ROW_MISSING: texts(
    "The row corrects payment {reference}, and the file has no payment of that reference to {payee} on line {line}. Correct the reference, or book the row as a refund in a file of its own.",
    "该行更正支付 {reference}，但文件中没有预算行 {line} 上付给 {payee} 的该编号支付。请更正编号，或在另一文件中作为退款记账。",
  ),
  CORRECTED_ROW_EXCEEDED: texts(
    "The row takes {asked} back of payment {reference} to {payee}, and {left} is left of it. Correct the amount or the reference.",
    "该行从付给 {payee} 的支付 {reference} 收回 {asked}，而该笔只余 {left}。请更正金额或编号。",
  ),
  CORRECTED_ROW_WAITS: texts(
    "The payment in row {payment}, which the row corrects, is not recorded yet. Import the file again once it is.",
    "该行更正的支付（第 {payment} 行）尚未记录。请在其入账后重新导入。",
  ),
  LEDGER_AWAITS_CORRECTIONS: texts(
    "As the books stand, the ledger would refuse it: {reason} Corrections that come before it may make room. Run the import again once they are recorded.",
    "按目前的账簿，账本会拒绝该笔：{reason} 须先记录的更正可能腾出额度。请在更正入账后重新导入。",
  ),
  // notes
  NOTE_LONGER: texts(
    "The row has {cells} cells, and the file has {columns} columns; what is beyond has no name.",
    "该行有 {cells} 个单元格，而文件只有 {columns} 列；多出的单元格没有列名。",
  ),
  NOTE_SHORTER: texts(
    "The row has {cells} cells, and the file has {columns} columns; what is missing is taken as blank.",
    "该行有 {cells} 个单元格，而文件有 {columns} 列；缺少的单元格视为空。",
  ),
  NOTE_ROUNDED: texts(
    '"{value}" in column {column} was rounded to {rounded} by the mapping\'s rule "{rule}".',
    "列 {column} 的“{value}”已按映射文件的规则“{rule}”舍入为 {rounded}。",
  ),
  // faults of the source
  FAULT_FINAL_CREDIT: texts(
    "Line {line}: initial credit {initialCredit} and modifications {modifications} make {sum}, and the file says {finalCredit}.",
    "预算行 {line}：初始预算 {initialCredit} 加调整 {modifications} 等于 {sum}，而文件所列为 {finalCredit}。",
  ),
  FAULT_COMMITTED: texts(
    "Line {line}: {committed} is committed, and only {authorised} authorised.",
    "预算行 {line}：已承诺 {committed}，而仅批准 {authorised}。",
  ),
  FAULT_RECOGNISED: texts(
    "Line {line}: obligations of {recognised} are recognised, and only {committed} is committed.",
    "预算行 {line}：已确认债务 {recognised}，而仅承诺 {committed}。",
  ),
  FAULT_LINE_UNKNOWN: texts(
    "Row {row} is about line {line}, which the budget file does not have.",
    "第 {row} 行涉及预算行 {line}，而预算文件中没有该行。",
  ),
} as const satisfies Readonly<Record<string, Texts>>;

/** The code of a sentence. */
export type MessageCode = keyof typeof CATALOGUE;
