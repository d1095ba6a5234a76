import { getAddress } from "ethers";

import { amountText } from "../../sdk/money/amount.ts";
import type { Language } from "../import/message.ts";
import type { RegisteredProposal } from "../office/ProposalRegister.ts";
import type { WrittenProposal } from "./proposalFolder.ts";

/** A batch file that waits, as the report lists it. */
export interface ReportedProposal {
  readonly file: string;
  /** The series and the numbers that its entries will have: year/desk/number. */
  readonly first: string;
  readonly last: string;
  readonly entries: number;
  /** The rows of the imported file that they are for, as `2-512, 514`. */
  readonly rows: string;
}

/** A batch file that this run wrote or kept, as the report lists it. */
export interface ReportedFile extends ReportedProposal {
  /** Decimal text. */
  readonly total: string;
  /** The account that submits it. */
  readonly maker: string;
  readonly signatures: number;
  /** Whether it stood there already. */
  readonly kept: boolean;
}

/**
 * Lists batch files of a run.
 *
 * @param written The files.
 * @returns Them, ready to be written as JSON.
 */
export function reportWritten(written: readonly WrittenProposal[]): ReportedFile[] {
  return written.map((each) => ({
    ...reportWaiting(each),
    total: amountText(each.file.head.total, each.file.currency.decimals),
    maker: getAddress(each.file.maker),
    signatures: each.file.approvals.length,
    kept: each.kept,
  }));
}

/**
 * Lists a batch file that waits.
 *
 * @param proposal What is noted of it.
 * @returns It, ready to be written as JSON.
 */
export function reportWaiting({ path, year, desk, firstNumber, count, rows }: RegisteredProposal): ReportedProposal {
  const place = (number: number) => `${year}/${desk}/${number}`;
  return { file: path, first: place(firstNumber), last: place(firstNumber + count - 1), entries: count, rows };
}

/**
 * Says which files were written, in the order in which they are to be submitted.
 *
 * @param files The files.
 * @param language The language.
 * @returns Lines; none where there are no files.
 */
export function writtenTexts(files: readonly ReportedFile[], language: Language): string[] {
  if (files.length === 0) return [];
  const zh = language === "zh-CN";
  return [
    zh ? "待审批，并须按此顺序提交：" : "to be approved, and submitted in this order:",
    ...files.map(({ file, first, last, rows, total, maker, signatures, kept }) => {
      if (zh) {
        return `  ${file}：分录 ${first} 至 ${last}，共 ${total}，第 ${rows} 行，由 ${maker} 提交${kept ? `（原文件保留，签名 ${signatures} 个）` : ""}`;
      }
      return `  ${file}: entries ${first} to ${last}, ${total} in all, rows ${rows}, submitted by ${maker}${kept ? ` (kept, with ${signatures} signatures)` : ""}`;
    }),
  ];
}

/**
 * Says which files of earlier runs wait.
 *
 * @param waiting The files.
 * @param language The language.
 * @returns Lines; none where there are no files.
 */
export function waitingTexts(waiting: readonly ReportedProposal[], language: Language): string[] {
  return waiting.map(({ file, first, last, rows }) =>
    language === "zh-CN"
      ? `批次文件待提交：${file}（分录 ${first} 至 ${last}，第 ${rows} 行）`
      : `a batch file waits to be submitted: ${file} (entries ${first} to ${last}, rows ${rows})`,
  );
}
