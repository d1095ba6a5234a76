import { contentHash, type ContentStore } from "../store/content-store.ts";
import { type DatasetRecord, recordBytes } from "./dataset-record.ts";
import { SHARING_CLASSES } from "./sharing-class.ts";

/** On what ground a dataset is shared under conditions, or not shared. */
export interface LegalBasis {
  /** What the ground is said to be, in UTF-8; it is kept in the store. */
  readonly document: Uint8Array;
  /** SHA-256 of the document. */
  readonly hash: string;
  /** False where the catalogue names no ground, and the document says so. */
  readonly stated: boolean;
}

/** What a data steward gives the register of assets. Contract: `IAssetRegister.registerAsset`. */
export interface RegisteredDataset {
  /** The class's number. */
  readonly sharingClass: number;
  readonly legalBasis: string;
  readonly record: string;
}

/** No ground is needed. */
export const NO_BASIS_NEEDED = `0x${"00".repeat(32)}`;

/**
 * What stands in the place of a ground that the catalogue does not name.
 *
 * A dataset that is not shared and has no ground is registered all the same, with this document: to refuse it would keep out
 * of public sight just the data that are withheld without a reason. As the document is always the same one, so is its hash, and
 * anybody can count on the chain what is withheld so. The owner names the ground later, by `reclassify`.
 */
export const UNSTATED_BASIS = "The catalogue names no legal basis for not sharing this dataset.";

/** Words that fill the field and name no ground; published catalogues hold all of them. */
const FILLERS = /^\s*(|n\/?a|none|null|true|false|not applicable|unspecified|unknown)\s*\.?\s*$/i;

/**
 * Returns the ground on which a dataset is shared under conditions, or not shared.
 *
 * @param record The dataset.
 * @returns The text of its rights where it says something; for a dataset that is not shared without one, the document that says
 * so; null where none is needed and none is given.
 * @example legalBasisOf(record)?.stated === false // withheld without a reason
 */
export function legalBasisOf(record: DatasetRecord): LegalBasis | null {
  if (record.sharingClass === "unconditional") return null;
  const { rights } = record;
  const stated = typeof rights === "string" && !FILLERS.test(rights);
  if (!stated && record.sharingClass === "conditional") return null;
  const document = new TextEncoder().encode(stated ? rights : UNSTATED_BASIS);
  return { document, hash: contentHash(document), stated };
}

/**
 * Keeps a record and its legal basis where everyone may read them.
 *
 * @param store What is published.
 * @param record The dataset.
 * @returns What to register it with.
 * @throws NotCanonicalError where a text is not well-formed.
 * @example const { sharingClass, legalBasis, record } = await keepDataset(store, dataset);
 */
export async function keepDataset(store: ContentStore, record: DatasetRecord): Promise<RegisteredDataset> {
  const basis = legalBasisOf(record);
  return {
    sharingClass: SHARING_CLASSES[record.sharingClass],
    legalBasis: basis === null ? NO_BASIS_NEEDED : await store.put(basis.document),
    record: await store.put(recordBytes(record)),
  };
}
