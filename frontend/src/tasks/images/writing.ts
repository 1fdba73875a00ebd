/** How a drawing is made like the images that a net has learned from; each data set says it. */
import type { Writing } from '../../link/catalog.gen';
import { centre, toInput } from './centre';

export type { Writing };

/** MNIST's digits: 20 pixels of 28, by a pen of 2.3 pixels. */
export const MNIST: Writing = { box: 20 / 28, pen: 2.3 / 20, middle: 'mass' };

/** A drawing as it is handed in: channels, height, width. */
export const DRAWN: readonly number[] = [1, 28, 28];

/** What a drawing has of colour, each as #rrggbb. */
export interface Colours {
  readonly ink: string;
  readonly ground: string;
}

export const COLOURS: Colours = { ink: '#ffffff', ground: '#2f6fb5' };

/** "#rrggbb" as three bytes. */
export function bytesOf(colour: string): [number, number, number] {
  const number = parseInt(colour.slice(1), 16);
  return [(number >> 16) & 255, (number >> 8) & 255, number & 255];
}

/**
 * A drawing in a net's input shape. Its sheet is square, and lies in the middle of what is wider or higher.
 *
 * @param sheet one byte a pixel, 255 full ink, `side` × `side`
 * @param shape channels, height, width; `side` is the shorter of the last two
 * @returns one byte a pixel and channel: of three channels red, green and blue, else the ink in every channel
 */
export function inColours(sheet: Uint8Array, shape: readonly number[], { ink, ground }: Colours): Uint8Array {
  const [channels = 1, height = 1, width = 1] = shape;
  const side = Math.min(height, width);
  const [top, left] = [(height - side) >> 1, (width - side) >> 1];
  let page = sheet;
  if (height !== width) {
    page = new Uint8Array(height * width);
    for (let row = 0; row < side; row++)
      page.set(sheet.subarray(row * side, (row + 1) * side), (top + row) * width + left);
  }
  if (channels !== 3) return toInput(page, channels);
  const [inks, grounds] = [bytesOf(ink), bytesOf(ground)];
  const out = new Uint8Array(3 * page.length);
  inks.forEach((full, channel) => {
    const bare = grounds[channel] as number;
    page.forEach((strength, i) => {
      out[channel * page.length + i] = Math.round(bare + ((full - bare) * strength) / 255);
    });
  });
  return out;
}

/**
 * A drawing of 28 × 28 bytes, made like MNIST's, for a net that takes images of another shape; for one that takes these, it itself.
 * The server does the same in inkling/tasks/images/writing.py; both are held to writing.golden.json.
 */
export function rewritten(drawing: Uint8Array, shape: readonly number[], writing: Writing = MNIST): Uint8Array {
  if (shape.join() === DRAWN.join()) return drawing;
  const side = Math.min(shape[1] ?? 1, shape[2] ?? 1);
  const sheet = centre(drawing, 28, 28, { size: side, box: Math.round(side * writing.box), middle: writing.middle });
  return inColours(sheet ?? new Uint8Array(side * side), shape, COLOURS);
}
