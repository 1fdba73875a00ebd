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

type Size = readonly number[] | null | undefined;

/** Why inputs of these shapes can't be taken together; '': they can, or it is not known. */
function misfit(type: string, here: Size, there: Size): string {
  if (!here || !there || type === 'Identity') return '';
  const same =
    here.length === there.length && here.every((size, i) => (type === 'Concat' && i === 0) || size === there[i]);
  return same ? '' : `${shape(there)} does not go with ${shape(here)}`;
}

/** All that a layer of this type at `place` could take, the net's input first. */
export function choices(
  net: NetSpec,
  report: Report | null,
  entries: ReadonlyMap<string, CatalogEntry>,
  type: string,
  place: number,
): Earlier[] {
  const outputs = new Map(report?.layers.map((layer) => [layer.id, layer.output]) ?? []);
  const before = net.layers[place - 1];
  const here = before ? outputs.get(before.id) : net.input;
  const of = (layer: LayerSpec, at: number): Earlier => ({
    id: layer.id,
    label: `${at + 1} · ${titleOf(layer, entries.get(layer.type))}, ${shape(outputs.get(layer.id))}`,
    why: misfit(type, here, outputs.get(layer.id)),
  });
  const input = { id: '', label: `Input, ${shape(net.input)}`, why: misfit(type, here, net.input) };
  return [input, ...net.layers.slice(0, place).map(of)];
}

/** What a new layer takes: the nearest that fits, but not the one before it, which it has already. */
export function nearest(found: readonly Earlier[]): string {
  return found.slice(0, -1).findLast(({ why }) => why === '')?.id ?? '';
}
