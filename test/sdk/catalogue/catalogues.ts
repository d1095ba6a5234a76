import { existsSync, readFileSync } from "node:fs";

const GSA = new URL("../../../data/us-gsa-catalogue/gsa.json", import.meta.url);
const TREASURY = new URL("../../../../shared/data/catalogue-us-datajson/treasury.json", import.meta.url);

/** The catalogue that the project ships. */
export function gsaCatalogue(): string {
  return readFileSync(GSA, "utf8");
}

/** A catalogue that may lie beside the project; null where it does not. */
export function treasuryCatalogue(): string | null {
  return existsSync(TREASURY) ? readFileSync(TREASURY, "utf8") : null;
}

/** A dataset as Project Open Data wants it. */
export const DATASET = {
  "@type": "dcat:Dataset",
  identifier: "X-1",
  title: "Fleet",
  description: "Vehicles by state",
  accessLevel: "public",
  keyword: ["fleet"],
  modified: "2024-03-01",
  publisher: { "@type": "org:Organization", name: "Fleet Office" },
  contactPoint: { "@type": "vcard:Contact", fn: "Fleet", hasEmail: "mailto:fleet@example.org" },
  bureauCode: ["023:00"],
  programCode: ["023:001"],
} as const;

/** A data.json of these datasets. */
export function dataJson(...dataset: unknown[]): string {
  return JSON.stringify({ conformsTo: "https://project-open-data.cio.gov/v1.1/schema", dataset });
}
