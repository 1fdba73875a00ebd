/** From one unit to others that are made of it. */
import { valueAt } from '../paint/scale';
import type { QuantisedPictures, Unit } from '../link/protocol.gen';
import type { Column } from './columns';
import { madeFrom } from './made';

/** The unit's index as it is sent: channel, row, column of a picture; channel and place of a sequence; its place in a list. */
export function unitOf(column: Column, channel: number, row: number | null, at: number | null): Unit {
  if (column.kind !== 'maps') return { layer: column.id, at: [channel] };
  if (column.report?.output?.length === 2) return { layer: column.id, at: [channel, at ?? 0] };
  return { layer: column.id, at: [channel, row ?? 0, at ?? 0] };
}

/** The strongest pixel of a map: row and column. */
export function brightest(pictures: QuantisedPictures, channel: number): [number, number] {
  const [, height, width] = pictures.shape;
  const size = height * width;
  let best = 0;
  for (let i = 1; i < size; i++) {
    if ((pictures.data[channel * size + i] ?? 0) > (pictures.data[channel * size + best] ?? 0)) best = i;
  }
  return [Math.floor(best / width), best % width];
}

/** Of these units of a layer the one that answers most, as far as its pictures are there; else the first. */
function strongest(pictures: QuantisedPictures | null, units: readonly number[][]): number[] {
  let [best, most] = [units[0] ?? [], -Infinity];
  for (const at of pictures ? units : []) {
    const [channel, row, column] = at.length === 1 ? [0, 0, at[0]] : at.length === 2 ? [at[0], 0, at[1]] : at;
    const [channels, , width] = (pictures as QuantisedPictures).shape;
    if ((channel ?? 0) >= channels || (column ?? 0) >= width) continue;
    const value = valueAt(pictures as QuantisedPictures, channel ?? 0, row ?? 0, column ?? 0);
    if (value > most) [best, most] = [at, value];
  }
  return best;
}

/**
 * Of each layer that takes this unit's, in the net's order, a unit that is made of it: the one whose window has it in the middle, and
 * of several channels the one that answers most there. Layers that only pass numbers on are passed.
 */
export function onward(
  columns: readonly Column[],
  from: Unit,
  pictures: (column: Column) => QuantisedPictures | null,
): Unit[] {
  const shape = columns.find((column) => column.id === from.layer)?.report?.output;
  if (!shape) return [];
  return columns.flatMap((column): Unit[] => {
    const made = (column.report?.sources ?? [])
      .filter(({ layer }) => layer === from.layer)
      .map((source) => madeFrom(column, source, shape, from.at))
      .find((each) => each !== null);
    if (!made) return [];
    const [channels, ...within] = made;
    const place = within.map((each, d) => each?.[0] ?? from.at[1 + d] ?? 0);
    const all = channels ?? Array.from({ length: column.count }, (_, i) => i);
    const units = all.map((channel) => [channel, ...place]);
    const unit = { layer: column.id, at: strongest(units.length > 1 ? pictures(column) : null, units) };
    return column.kind === 'none' || column.kind === 'strip' ? onward(columns, unit, pictures) : [unit];
  });
}
