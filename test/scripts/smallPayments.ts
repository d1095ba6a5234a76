/** The mapping of a file of payments by four columns (id, line, payee, amount) whose lines are all of one agency. */
export function paymentsMapping(agency: { readonly code: string; readonly name: string }): string {
  return `
dataset: test/payments
title: Payments
kind: payments
table: { format: csv, encoding: utf-8, separator: "," }
columns: { id: id, line: line, payee: payee, amount: amount }
currency: { code: EUR, decimals: 2 }
line: { code: line, agency: { code: { constant: "${agency.code}" }, name: { constant: ${agency.name} } } }
payee: { name: payee }
amount: { column: amount, negative: refund }
reference: id
`;
}
