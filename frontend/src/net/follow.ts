/** From one unit to another that it is made of, or that is made of it. */
import { valueAt } from '../paint/scale';
import type { QuantisedPictures, Unit } from '../link/protocol.gen';
import type { Column } from './columns';

/** The unit's index as it is sent: channel, row, column of a picture; channel and place of a sequence; its place in a list. */
export function unitOf(column: Column, channel: number, row: number | null, at: number | null): Unit {
  if (column.kind !== 'maps') return { layer: column.id, at: [channel] };
  if (column.report?.output?.length === 2) return { layer: column.id, at: [channel, at ?? 0] };
  return { layer: column.id, at: [channel, row ?? 0, at ?? 0] };
}

/** The index as channel, row and column: a sequence is one row. */
export function placeOf(at: readonly number[]): [number, number, number] {
  const [channel = 0, row = 0, column = 0] = at.length === 2 ? [at[0], 0, at[1]] : at;
  return [channel, row, column];
}

/** The strongest pixel of a map: row and column. */
export function brightest(images: QuantisedPictures, channel: number): [number, number] {
  const [, height, width] = images.shape;
  const size = height * width;
  let best = 0;
  for (let i = 1; i < size; i++) {
    if ((images.data[channel * size + i] ?? 0) > (images.data[channel * size + best] ?? 0)) best = i;
  }
  return [Math.floor(best / width), best % width];
}

const clamp = (value: number, size: number): number => Math.max(0, Math.min(size - 1, value));

/** The place whose window has this one nearest to its middle. */
function over(
  at: number,
  size: number,
  window: { size: number; stride: number; padding: number; dilation: number },
): number {
  const middle = (window.dilation * (window.size - 1)) / 2;
  return clamp(Math.round((at + window.padding - middle) / window.stride), size);
}

/**
 * A unit of the next layer that is made of this one: the same channel where each looks at its own alone, else the one that answers
 * most there. Null: there is none.
 */
export function onward(
  columns: readonly Column[],
  from: Unit,
  pictures: (column: Column) => QuantisedPictures | null,
): Unit | null {
  const place = columns.findIndex((column) => column.id === from.layer);
  const next = columns
    .slice(place + 1)
    .find((column) => column.kind !== 'none' && column.family !== 'shape' && column.layer.type !== 'Identity');
  if (!next || place < 0) return null;
  const [channel, row, at] = placeOf(from.at);
  const images = pictures(next);
  if (next.kind !== 'maps') {
    if (next.feed === 'same' && from.at.length === 1) return { layer: next.id, at: [clamp(channel, next.count)] };
    let best = 0;
    for (let i = 1; images && i < images.shape[2]; i++) {
      if (valueAt(images, 0, 0, i) > valueAt(images, 0, 0, best)) best = i;
    }
    return { layer: next.id, at: [best] };
  }
  const { window } = next;
  const sides = (i: 0 | 1) =>
    window && {
      size: window.size[i],
      stride: window.stride[i],
      padding: window.padding[i],
      dilation: window.dilation[i],
    };
  const [down, across] = [sides(0), sides(1)];
  const y = down ? over(row, next.height, down) : clamp(row, next.height);
  const x = across ? over(at, next.width, across) : clamp(at, next.width);
  let chosen = clamp(channel, next.count);
  if (next.feed === 'all' && images) {
    chosen = 0;
    for (let i = 1; i < images.shape[0]; i++) if (valueAt(images, i, y, x) > valueAt(images, chosen, y, x)) chosen = i;
  }
  return unitOf(next, chosen, y, x);
}
