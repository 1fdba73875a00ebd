/** What a number is made of: which pictures of the layer before it, and which part of them. */
import type { Reach, Unit } from '../link/protocol.gen';
import type { Column, Window } from './columns';
import { feeder } from './columns';
import { taps } from '../paint/geometry';

/** The id under which the input's pictures go. */
export const INPUT = 'input';

/** One number of a layer: its channel (or its place in a list), and the pixel in it, where one is pointed at. */
export interface Spot {
  layer: string;
  channel: number;
  row: number | null;
  column: number | null;
}

export interface Light {
  layer: string;
  /** null: all channels. */
  channel: number | null;
  /** In shares of the picture's width and height, within it; null: all of it. */
  box: { left: number; top: number; width: number; height: number } | null;
}

function boxOf(window: Window, row: number, column: number, height: number, width: number): Light['box'] {
  const down = taps(row, window.size[0], window.stride[0], window.padding[0], window.dilation[0]);
  const across = taps(column, window.size[1], window.stride[1], window.padding[1], window.dilation[1]);
  const top = Math.max(0, down.first);
  const left = Math.max(0, across.first);
  const bottom = Math.min(height, down.last + 1);
  const right = Math.min(width, across.last + 1);
  if (bottom <= top || right <= left) return null;
  return { left: left / width, top: top / height, width: (right - left) / width, height: (bottom - top) / height };
}

/** Layer types whose numbers are made of all numbers that come. */
const OF_ALL: ReadonlySet<string> = new Set(['LayerNorm', 'GroupNorm', 'Softmax', 'LogSoftmax']);

/**
 * The place of the column whose pictures make this channel (−1: the input), and which of its channels that is: those of an earlier
 * layer where a branch begins, or where channels are put side by side.
 */
function sourceOf(columns: readonly Column[], place: number, channel: number): [number, number | null] {
  const column = columns[place] as Column;
  const before = feeder(columns, place);
  if (column.earlier !== null) {
    const own = column.count - (columns[column.earlier]?.count ?? column.count);
    if (column.layer.type === 'Identity') return [feeder(columns, column.earlier + 1), channel];
    if (column.layer.type === 'Concat' && column.kind === 'maps') {
      const fed = columns[before]?.count;
      const first = column.earlier < 0 ? (fed ?? 0) : own;
      return channel < first ? [before, channel] : [feeder(columns, column.earlier + 1), channel - first];
    }
  }
  return [before, column.feed === 'same' && !OF_ALL.has(column.layer.type) ? channel : null];
}

/** The pictures that make `spot`. Null: it is not of this net, or nothing before it has pictures. */
export function lightOf(
  columns: readonly Column[],
  spot: Spot,
  input: readonly [number, number, number],
): Light | null {
  const place = columns.findIndex((column) => column.id === spot.layer);
  const column = columns[place];
  if (!column) return null;
  const [at, channel] = sourceOf(columns, place, spot.channel);
  const before = columns[at];
  const layer = before?.id ?? INPUT;
  const [height, width] = before ? [before.height, before.width] : [input[1], input[2]];
  const pictures = before ? before.kind === 'maps' : true;
  let box: Light['box'] = null;
  if (pictures && spot.row !== null && spot.column !== null) {
    if (column.window) box = boxOf(column.window, spot.row, spot.column, height, width);
    else if (channel !== null && column.height === height && column.width === width) {
      box = { left: spot.column / width, top: spot.row / height, width: 1 / width, height: 1 / height };
    }
  }
  return { layer, channel, box };
}

/** What of a layer (or of the input) a unit depends on, as its arithmetic says. */
export function reachLight(reach: readonly Reach[], layer: string, shape: readonly number[]): Light | null {
  const found = reach.find((each) => (each.layer ?? INPUT) === layer);
  if (!found) return null;
  if (found.box.length < 2) return { layer, channel: null, box: null };
  const [channels, rows, columns] = found.box.length === 2 ? [found.box[0], [0, 1], found.box[1]] : found.box;
  const [[first = 0, end = 0] = [], [top = 0, bottom = 0] = [], [left = 0, right = 0] = []] = [channels, rows, columns];
  const [, height = 1, width = 1] = shape;
  const box = { left: left / width, top: top / height, width: (right - left) / width, height: (bottom - top) / height };
  return { layer, channel: end - first === 1 ? first : null, box };
}

/** The unit itself, in its layer. */
export function unitLight(unit: Unit, shape: readonly number[]): Light {
  const [channel = 0, row = 0, column = 0] = unit.at.length === 2 ? [unit.at[0], 0, unit.at[1]] : unit.at;
  if (unit.at.length < 2) return { layer: unit.layer, channel, box: null };
  const [, height = 1, width = 1] = shape;
  const box = { left: column / width, top: row / height, width: 1 / width, height: 1 / height };
  return { layer: unit.layer, channel, box };
}
