/** Layers with two inputs: the earlier layer that one takes besides the one before it, and which it could take. */
import type { LayerSpec, NetSpec, Report } from '../link/protocol.gen';
import type { CatalogEntry } from '../link/catalog.gen';
import { titleOf } from './words';
import { shape } from '../words/shapes';

/** An earlier layer as a choice. */
export interface Earlier {
  /** Its id; '': the net's input. */
  id: string;
  /** "2 · ReLU, 12×12×8" */
  label: string;
  /** Why it can't be taken; '': it can. */
  why: string;
}

/** The field that names it, of layer types that have two inputs. */
const FIELD = 'from';

/** Whether layers of this type have two inputs. */
export function joins(entry: CatalogEntry | undefined): boolean {
  return entry?.schema.properties?.[FIELD]?.['earlier'] === true;
}

/** The place of the layer that this one takes too; −1: the net's input; null: it takes none, or there is none before it. */
export function earlierOf(net: NetSpec, place: number, entry: CatalogEntry | undefined): number | null {
  if (!joins(entry)) return null;
  const id = net.layers[place]?.[FIELD] ?? '';
  if (id === '') return -1;
  const at = net.layers.findIndex((layer) => layer.id === id);
  return at >= 0 && at < place ? at : null;
}

/** All that the layer with two inputs at `place` could take, the net's input first; the server has found which do not fit. */
export function choices(
  net: NetSpec,
  report: Report | null,
  entries: ReadonlyMap<string, CatalogEntry>,
  place: number,
): Earlier[] {
  const reports = new Map(report?.layers.map((layer) => [layer.id, layer]) ?? []);
  const own = reports.get(net.layers[place]?.id ?? '')?.choices ?? [];
  const choice = (id: string, label: string): Earlier => ({
    id,
    label,
    why: own.find(({ layer }) => layer === id)?.why ?? '',
  });
  const of = (layer: LayerSpec, at: number): Earlier =>
    choice(layer.id, `${at + 1} · ${titleOf(layer, entries.get(layer.type))}, ${shape(reports.get(layer.id)?.output)}`);
  return [choice('', `Input, ${shape(net.input)}`), ...net.layers.slice(0, place).map(of)];
}

/** What a new layer of this type at `place` takes as its second input: as the server has it, the nearest that fits. */
export function nearest(net: NetSpec, report: Report | null, type: string, place: number): string {
  const before = net.layers[place - 1]?.id;
  return report?.layers.find(({ id }) => id === before)?.joins[type] ?? '';
}
