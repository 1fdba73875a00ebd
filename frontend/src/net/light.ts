/** What a number is made of: which pictures of the layers before it, and which part of them. */
import type { Reach, Unit } from '../link/protocol.gen';
import { laidOut } from '../link/layers';
import type { Column } from './columns';
import type { Placed } from './layout';
import { madeOf, type Ends } from './made';

/** The id under which the input's pictures go. */
export const INPUT = 'input';

/** One number of a layer: its channel (or its place in a list), and the pixel in it, where one is pointed at. */
export interface Spot {
  layer: string;
  channel: number;
  row: number | null;
  column: number | null;
}

/** In shares of a picture's width and height. */
interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface Light {
  layer: string;
  /** The channels, or places in a list. */
  channels: Ends;
  /** Within each channel's picture; null: all of it. */
  box: Box | null;
}

/** This part of a layer (or of the input) of this shape. */
function lit(layer: string, [channels = [0, 1], ...within]: readonly Ends[], shape: readonly number[]): Light {
  if (within.length === 0) return { layer, channels, box: null };
  const [, height, width] = laidOut(shape);
  const [[top, bottom], [left, right]] = [within.at(-2) ?? [0, 1], within.at(-1) ?? [0, 1]];
  const box = { left: left / width, top: top / height, width: (right - left) / width, height: (bottom - top) / height };
  return { layer, channels, box };
}

/** All that makes `spot`: a part of each layer that it takes. None: it is not of this net, or made of nothing. */
export function lightsOf(columns: readonly Column[], spot: Spot, input: readonly number[]): Light[] {
  const column = columns.find((each) => each.id === spot.layer);
  const length = column?.report?.output?.length ?? 0;
  const at = length === 2 ? [spot.channel, spot.column] : [spot.channel, spot.row, spot.column].slice(0, length);
  const whole = at.includes(null);
  return (column?.report?.sources ?? []).flatMap((source) => {
    let before = columns.find((each) => each.id === source.layer);
    const ends = madeOf(column as Column, source, before?.report?.output ?? input, at);
    // Past layers that have no pictures, since they pass on those that they get.
    while (before?.kind === 'none') before = columns.find((each) => each.id === before?.report?.sources[0]?.layer);
    if (!ends) return [];
    const light = lit(before?.id ?? INPUT, ends, before?.report?.output ?? input);
    return [whole ? { ...light, box: null } : light];
  });
}

/** What of a layer (or of the input) a unit depends on, as its arithmetic says. */
export function reachLight(reach: readonly Reach[], layer: string, shape: readonly number[]): Light | null {
  const found = reach.find((each) => (each.layer ?? INPUT) === layer);
  const ends = found?.box.map(([first = 0, end = 0]): Ends => [first, end]);
  return ends && ends.every(([first, end]) => first < end) ? lit(layer, ends, shape) : null;
}

/** The unit itself, in its layer. */
export function unitLight(unit: Unit, shape: readonly number[]): Light {
  return lit(
    unit.layer,
    unit.at.map((at): Ends => [at, at + 1]),
    shape,
  );
}

/** The box as a style: four shares; ''. there is none. */
export function boxStyle(box: Box | null | undefined): string {
  const share = (each: number): string => `${(100 * each).toFixed(2)}%`;
  if (!box) return '';
  return `--box-left:${share(box.left)};--box-top:${share(box.top)};--box-width:${share(box.width)};--box-height:${share(box.height)}`;
}

/** Where a list is shown as cells, the cell of the one number that is lit; null: more are, or none that is shown. */
export function cellBox(light: Light | null, { cells, rows, shown }: Placed): Box | null {
  const [at, end] = light?.channels ?? [0, 0];
  if (cells < 1 || end - at !== 1 || at >= shown) return null;
  return { left: (at % cells) / cells, top: Math.floor(at / cells) / rows, width: 1 / cells, height: 1 / rows };
}
