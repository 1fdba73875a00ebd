/** Asks for what the server offers: layer types, presets, data sets, losses, and the JSON Schemas that forms are drawn from. */
import type { Catalog, Measure } from './catalog.gen';

/** What runs on this data set are compared by; null: not known. */
export function measureOf(catalog: Catalog | null, dataset: string | undefined): Measure | null {
  const task = catalog?.datasets.find((each) => each.name === dataset)?.task;
  return catalog?.tasks.find((each) => each.name === task)?.measures[0] ?? null;
}

/** The names of the losses that nets on this data set can learn by, the usual one first; undefined: not known. */
export function lossesOf(
  catalog: Pick<Catalog, 'datasets' | 'tasks'> | null,
  dataset: string | undefined,
): string[] | undefined {
  const task = catalog?.datasets.find((each) => each.name === dataset)?.task;
  return catalog?.tasks.find((each) => each.name === task)?.losses;
}

/** What there is to choose from, as soon as the server answers; while it does not, the page says so, and it is asked again. */
export async function getCatalog(): Promise<Catalog> {
  for (let wait = 500; ; wait = Math.min(2 * wait, 8000)) {
    try {
      const answer = await fetch(new URL('api/catalog', document.baseURI));
      if (answer.ok) return (await answer.json()) as Catalog;
    } catch {
      // The server is not there.
    }
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}
