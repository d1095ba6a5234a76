import type { Mapping } from "../../scripts/import/mapping.ts";

/** A small mapping of payments, for tests to vary. */
export const PAYMENTS: Mapping = {
  dataset: "test/payments",
  title: "Payments of a test",
  kind: "payments",
  table: { format: "csv" },
  columns: { office: "Office", line: "Line", payee: "Payee", amount: "Amount", date: "Date", voucher: "Voucher" },
  currency: { code: "EUR", decimals: 2 },
  line: { code: { join: ["office", "line"], separator: "/" }, agency: { code: "office" } },
  payee: { name: "payee" },
  amount: { column: "amount", negative: "refund" },
  date: { column: "date", formats: ["yyyy-MM-dd"] },
  reference: "voucher",
};
