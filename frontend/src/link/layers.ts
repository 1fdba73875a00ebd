/** The layer types that the server offers, by their families. */
import type { CatalogEntry } from './catalog.gen';

export type Family = CatalogEntry['family'];

/** Families in the order in which a net is thought of, with their names for people. */
const FAMILIES: Readonly<Record<Family, string>> = {
  dense: 'Dense',
  convolution: 'Convolution',
  pooling: 'Pooling',
  activation: 'Activation',
  shape: 'Shape',
  joining: 'Joining',
  normalisation: 'Normalisation',
  regularisation: 'Regularisation',
};

/** The palette: entries by family, each family in the catalogue's order; empty ones left out. */
export function byFamily(
  catalog: readonly CatalogEntry[],
): { family: string; title: string; entries: CatalogEntry[] }[] {
  return Object.entries(FAMILIES)
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
