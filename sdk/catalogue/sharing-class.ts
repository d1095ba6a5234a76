/**
 * How a dataset is shared, with the number that each class has on the chain. Contract: `IAssetRegister.SharingClass`.
 *
 * 0 stands for an asset that nobody registered, and no dataset is of it.
 */
export const SHARING_CLASSES = { unconditional: 1, conditional: 2, nonShared: 3 } as const;

/** How a dataset is shared: granted to whoever asks, on the owner's decision, or not at all. */
export type SharingClass = keyof typeof SHARING_CLASSES;

const ACCESS_LEVELS: Readonly<Record<SharingClass, string>> = {
  unconditional: "public",
  conditional: "restricted public",
  nonShared: "non-public",
};

const ACCESS_RIGHT = "http://publications.europa.eu/resource/authority/access-right/";

const ACCESS_RIGHTS: Readonly<Record<SharingClass, string>> = {
  unconditional: `${ACCESS_RIGHT}PUBLIC`,
  conditional: `${ACCESS_RIGHT}RESTRICTED`,
  nonShared: `${ACCESS_RIGHT}NON_PUBLIC`,
};

/**
 * Returns the class of an `accessLevel` of Project Open Data (DCAT-US 1.1).
 *
 * @param level "public", "restricted public" or "non-public".
 * @returns The class, or undefined where it is none of them: what is unknown is not shared out of a guess.
 * @example classOfAccessLevel("restricted public") // "conditional"
 */
export function classOfAccessLevel(level: string): SharingClass | undefined {
  return keyOf(ACCESS_LEVELS, level);
}

/**
 * Returns the class of a `dct:accessRights` of DCAT-AP.
 *
 * @param iri PUBLIC, RESTRICTED or NON_PUBLIC of the EU's authority table of access rights, as an IRI.
 * @returns The class, or undefined where it is none of them.
 * @example classOfAccessRight("http://publications.europa.eu/resource/authority/access-right/PUBLIC")
 */
export function classOfAccessRight(iri: string): SharingClass | undefined {
  return keyOf(ACCESS_RIGHTS, iri);
}

/**
 * Returns the `dct:accessRights` of a class.
 *
 * @param sharingClass The class.
 * @returns An IRI of the EU's authority table of access rights.
 * @example accessRightOf("nonShared") // "http://publications.europa.eu/…/NON_PUBLIC"
 */
export function accessRightOf(sharingClass: SharingClass): string {
  return ACCESS_RIGHTS[sharingClass];
}

function keyOf(table: Readonly<Record<SharingClass, string>>, value: string): SharingClass | undefined {
  return (Object.keys(table) as SharingClass[]).find((name) => table[name] === value);
}
