/** Arrays to pixels. Nothing is allocated per frame: each canvas keeps its ImageData for as long as its size stays. */
import type { Tables } from './colours';
import { ZERO } from './colours';
import { sheet } from './geometry';
import { mapScale, type Pictures, type Scale } from './scale';

/**
 * Colours picture `index` into `out`, one 32-bit pixel a number, from `offset` on, rows `stride` apart.
 * Every number takes the colour of its own value on `scale`, so pictures with different `low` and `high` can be compared.
 */
export function colourise(
  pictures: Pictures,
  index: number,
  scale: Scale,
  tables: Tables,
  out: Uint32Array,
  offset = 0,
  stride = pictures.shape[2] ?? 0,
): void {
  const [, height = 0, width = 0] = pictures.shape;
  const { data } = pictures;
  const low = pictures.low[index] ?? 0;
  const high = pictures.high[index] ?? 0;
  const table = scale.signed ? tables.diverging : tables.sequential;
  const zero = scale.signed ? ZERO : 0;
  const last = table.length - 1;
  // byte → index in the table is one line: slope · byte + start; + 0.5 and truncation round to nearest.
  const perUnit = scale.high > 0 ? 255 / scale.high : 0;
  const slope = ((high - low) / 255) * perUnit;
  const start = low * perUnit + zero + 0.5;
  let from = index * height * width;
  for (let row = 0; row < height; row++) {
    let to = offset + row * stride;
    for (let column = 0; column < width; column++) {
      let at = Math.floor((data[from++] as number) * slope + start);
      if (!(at > 0)) at = 0;
      else if (at > last) at = last;
      out[to++] = table[at] as number;
    }
  }
}

export interface Surface {
  readonly context: CanvasRenderingContext2D;
  readonly bitmap: ImageData;
  readonly pixels: Uint32Array;
}

const surfaces = new WeakMap<HTMLCanvasElement, Surface>();

/** The canvas's own pixels, `width` × `height`, kept from call to call. Null where there is no 2-D context. */
export function surface(canvas: HTMLCanvasElement, width: number, height: number): Surface | null {
  const kept = surfaces.get(canvas);
  if (
    kept &&
    kept.bitmap.width === width &&
    kept.bitmap.height === height &&
    canvas.width === width &&
    canvas.height === height
  )
    return kept;
  const context = kept?.context ?? canvas.getContext('2d', { willReadFrequently: true });
  if (!context || width < 1 || height < 1) return null;
  canvas.width = width;
  canvas.height = height;
  const bitmap = context.createImageData(width, height);
  const made = { context, bitmap, pixels: new Uint32Array(bitmap.data.buffer) };
  surfaces.set(canvas, made);
  return made;
}

/** One picture on a canvas, one canvas pixel a number: enlarge it with CSS, `image-rendering: pixelated`. */
export function drawPicture(
  canvas: HTMLCanvasElement,
  pictures: Pictures,
  index: number,
  scale: Scale,
  tables: Tables,
): void {
  const [, height = 0, width = 0] = pictures.shape;
  const on = surface(canvas, width, height);
  if (!on) return;
  colourise(pictures, index, scale, tables, on.pixels);
  on.context.putImageData(on.bitmap, 0, 0);
}

export interface SheetOptions {
  readonly columns: number;
  /** Clear pixels between pictures. */
  readonly gap?: number;
  readonly first?: number;
  readonly count?: number;
  /** `map`: each picture on a scale of its own. */
  readonly each?: 'layer' | 'map';
}

/** Many pictures on one canvas, row by row. */
export function drawSheet(
  canvas: HTMLCanvasElement,
  pictures: Pictures,
  scale: Scale,
  tables: Tables,
  { columns, gap = 1, first = 0, count = (pictures.shape[0] ?? 0) - first, each = 'layer' }: SheetOptions,
): void {
  const [, height = 0, width = 0] = pictures.shape;
  const layout = sheet(count, columns, width, height, gap);
  const on = surface(canvas, layout.width, layout.height);
  if (!on) return;
  on.pixels.fill(0);
  for (let i = 0; i < count; i++) {
    const { x, y } = layout.at(i);
    const own = each === 'map' ? mapScale(pictures, first + i) : scale;
    colourise(pictures, first + i, own, tables, on.pixels, y * layout.width + x, layout.width);
  }
  on.context.putImageData(on.bitmap, 0, 0);
}

/** A plain picture, one byte a pixel and 255 = full ink, as a picture of numbers from 0 to 1 (one per channel). */
export function fromBytes(bytes: Uint8Array, height: number, width: number): Pictures {
  const count = Math.max(1, Math.floor(bytes.length / Math.max(1, height * width)));
  const all = (value: number) => new Array<number>(count).fill(value);
  return { shape: [count, height, width], low: all(0), high: all(1), data: bytes };
}

/** The scale of a plain picture. */
export const BYTES: Scale = { low: 0, high: 1, signed: false };

/** `channels` pictures of numbers from 0 to 1, from picture `first` on, as a plain picture. */
export function toBytes(pictures: Pictures, first: number, channels: number): Uint8Array {
  const [, height = 0, width = 0] = pictures.shape;
  const size = height * width;
  return Uint8Array.from({ length: channels * size }, (_, i) => {
    const at = first + Math.floor(i / size);
    const [low, high] = [pictures.low[at] ?? 0, pictures.high[at] ?? 0];
    return Math.round(255 * low + (high - low) * (pictures.data[first * size + i] as number));
  });
}

/** Puts a plain picture on a canvas: one of three channels in its own colours, any other in the theme's ink. */
export function drawBytes(
  canvas: HTMLCanvasElement,
  bytes: Uint8Array,
  height: number,
  width: number,
  tables: Tables,
): void {
  if (bytes.length !== 3 * height * width)
    return drawPicture(canvas, fromBytes(bytes, height, width), 0, BYTES, tables);
  const on = surface(canvas, width, height);
  if (!on) return;
  const { data } = on.bitmap;
  const size = height * width;
  for (let i = 0; i < size; i++) {
    for (let channel = 0; channel < 3; channel++) data[4 * i + channel] = bytes[channel * size + i] as number;
    data[4 * i + 3] = 255;
  }
  on.context.putImageData(on.bitmap, 0, 0);
}
