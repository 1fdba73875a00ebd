/** Feature maps, kernels and lists on their canvases; what has not changed is left alone. */
import type { Tables } from '../paint/colours';
import { drawPicture, drawSheet } from '../paint/pictures';
import { layerScale, mapScale, type Pictures, type Scale } from '../paint/scale';

export type Each = 'layer' | 'map';

interface Last {
  bytes: Uint8Array;
  low: number;
  high: number;
  scaleHigh: number;
  signed: boolean;
  tables: Tables;
  layout: number;
}

const last = new WeakMap<HTMLCanvasElement, Last>();

/** Whether pictures `first` … `first + count` on this canvas differ from what was painted there before; remembers them. */
function changed(
  canvas: HTMLCanvasElement,
  pictures: Pictures,
  first: number,
  count: number,
  scale: Scale,
  tables: Tables,
  layout: number,
): boolean {
  const size = (pictures.shape[1] ?? 0) * (pictures.shape[2] ?? 0);
  const bytes = pictures.data.subarray(first * size, (first + count) * size);
  let low = 0;
  let high = 0;
  for (let i = first; i < first + count; i++) {
    // One number that differs as soon as any picture's range does.
    low = low * 31 + (pictures.low[i] ?? 0);
    high = high * 31 + (pictures.high[i] ?? 0);
  }
  const before = last.get(canvas);
  const same =
    before !== undefined &&
    before.tables === tables &&
    before.layout === layout &&
    before.low === low &&
    before.high === high &&
    before.scaleHigh === scale.high &&
    before.signed === scale.signed &&
    before.bytes.length === bytes.length &&
    equal(before.bytes, bytes);
  if (!same) {
    last.set(canvas, { bytes, low, high, scaleHigh: scale.high, signed: scale.signed, tables, layout });
  }
  return !same;
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** The scale for one picture of a layer. */
export function scaleFor(pictures: Pictures, index: number, each: Each): Scale {
  return each === 'map' ? mapScale(pictures, index) : layerScale(pictures);
}

/** One feature map. True: the canvas shows something else than before; so below. */
export function paintMap(
  canvas: HTMLCanvasElement | null | undefined,
  pictures: Pictures,
  index: number,
  scale: Scale,
  tables: Tables,
): boolean {
  if (!canvas || index >= (pictures.shape[0] ?? 0)) return false;
  if (!changed(canvas, pictures, index, 1, scale, tables, 0)) return false;
  drawPicture(canvas, pictures, index, scale, tables);
  return true;
}

/** The kernels of one channel: pictures `first` … `first + count`, in rows of `columns`. */
export function paintKernels(
  canvas: HTMLCanvasElement | null | undefined,
  pictures: Pictures,
  first: number,
  count: number,
  columns: number,
  scale: Scale,
  tables: Tables,
): boolean {
  const there = Math.min(count, (pictures.shape[0] ?? 0) - first);
  if (!canvas || there < 1) return false;
  if (!changed(canvas, pictures, first, there, scale, tables, columns)) return false;
  if (there === 1) drawPicture(canvas, pictures, first, scale, tables);
  else drawSheet(canvas, pictures, scale, tables, { columns, first, count: there });
  return true;
}

/** A list of numbers as cells, `columns` a row; the end of the last row stays clear. */
export function paintList(
  canvas: HTMLCanvasElement | null | undefined,
  pictures: Pictures,
  columns: number,
  count: number,
  scale: Scale,
  tables: Tables,
): boolean {
  if (!canvas || count < 1) return false;
  if (!changed(canvas, pictures, 0, 1, scale, tables, columns * 1e6 + count)) return false;
  // Each number is a picture of one cell, so a sheet without gaps is the grid.
  const low = pictures.low[0] ?? 0;
  const high = pictures.high[0] ?? 0;
  const cells: Pictures = {
    shape: [count, 1, 1],
    low: new Array<number>(count).fill(low),
    high: new Array<number>(count).fill(high),
    data: pictures.data,
  };
  drawSheet(canvas, cells, scale, tables, { columns, gap: 0 });
  return true;
}

/** Bare paper. */
export function clear(canvas: HTMLCanvasElement | null | undefined): boolean {
  if (!canvas?.width) return false;
  last.delete(canvas);
  canvas.getContext('2d', { willReadFrequently: true })?.clearRect(0, 0, canvas.width, canvas.height);
  return true;
}
