/** The layer types that the server offers, as `GET api/catalog` gives them. */

export type Family =
  'dense' | 'convolution' | 'pooling' | 'activation' | 'shape' | 'joining' | 'regularisation' | 'normalisation';

/** The part of JSON Schema that pydantic writes for a layer's arguments. */
export interface Schema {
  type?: string;
  title?: string;
  description?: string;
  default?: unknown;
  const?: unknown;
  enum?: unknown[];
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  anyOf?: Schema[];
  items?: Schema | boolean;
  prefixItems?: Schema[];
  properties?: Record<string, Schema>;
  /** Of a setting: a change of it starts the training anew. */
  anew?: boolean;
  [more: string]: unknown;
}

export interface CatalogEntry {
  type: string;
  title: string;
  family: Family;
  order: number;
  help: string;
  schema: Schema;
  defaults: Record<string, unknown>;
}

/** Families in the order in which a net is thought of, with their names for people. */
export const FAMILIES: readonly [Family, string][] = [
  ['dense', 'Dense'],
  ['convolution', 'Convolution'],
  ['pooling', 'Pooling'],
  ['activation', 'Activation'],
  ['shape', 'Shape'],
  ['joining', 'Joining'],
  ['normalisation', 'Normalisation'],
  ['regularisation', 'Regularisation'],
];

/** The palette: entries by family, each family in the catalogue's order; empty ones left out, unknown ones at the end. */
export function byFamily(
  catalog: readonly CatalogEntry[],
): { family: string; title: string; entries: CatalogEntry[] }[] {
  const known = new Set<string>(FAMILIES.map(([family]) => family));
  const others = [...new Set(catalog.map((entry) => entry.family as string))].filter((family) => !known.has(family));
  const all: [string, string][] = [
    ...FAMILIES,
    ...others.map((family): [string, string] => [family, family.charAt(0).toUpperCase() + family.slice(1)]),
  ];
  return all
    .map(([family, title]) => ({
      family,
      title,
      entries: catalog.filter((entry) => entry.family === family).sort((a, b) => a.order - b.order),
    }))
    .filter((group) => group.entries.length > 0);
}

/** As channels, height and width, to be looked at: a list is one row, and so is each channel of a sequence. */
export function laidOut(size: readonly number[]): [number, number, number] {
  const [channels, height, width] =
    size.length === 3 ? size : size.length === 2 ? [size[0], 1, size[1]] : [1, 1, size[0]];
  return [channels ?? 1, height ?? 1, width ?? 1];
}
