/**
 * What torch.nn.functional's conv2d does, on pictures small enough to do it at each change of a number. Sums are made in 64 bits
 * and kept in 32. A test holds them against PyTorch's.
 */
import type { Activation } from './activate';
import { byNine, fitsNine } from './nine';
import type { Picture } from './picture';
import { bySums } from './sums';

/** What stands around the picture: PyTorch's padding_mode. */
export type PaddingMode = 'zeros' | 'reflect' | 'replicate';

export interface Convolution {
  /** kernel_size, 1 to 9 each. */
  height: number;
  width: number;
  /** height × width weights, row by row; the same for every channel of the picture. */
  weights: readonly number[];
  /** Every weight is multiplied by it. */
  scale: number;
  bias: number;
  stride: number;
  /** Pixels above and below, and on the left and right. */
  padding: readonly [number, number];
  mode: PaddingMode;
  dilation: number;
}

/** Pixels along one side of what a window leaves; below 1: it does not fit. The formula of torch.nn.Conv2d's documentation. */
export function outputSize(input: number, size: number, stride: number, padding = 0, dilation = 1): number {
  return Math.floor((input + 2 * padding - dilation * (size - 1) - 1) / stride) + 1;
}

/** Why these settings can't be used on a picture of this size; null: they can. */
export function misfit(image: Picture, given: Convolution): string | null {
  const sides = [
    [image.height, given.height, given.padding[0]],
    [image.width, given.width, given.padding[1]],
  ] as const;
  for (const [length, size, padding] of sides) {
    if (given.mode === 'reflect' && padding >= length && padding > 0)
      return `Reflect padding of ${padding} needs more than ${padding} pixels a side; the picture has ${length}.`;
    const reach = given.dilation * (size - 1) + 1;
    if (reach > length + 2 * padding)
      return `The kernel reaches over ${reach} pixels; picture and padding have ${length + 2 * padding}.`;
  }
  return null;
}

/** Which pixel of the picture stands at this place of the padded one; −1: none, it is a zero. */
export function source(place: number, length: number, mode: PaddingMode): number {
  if (place >= 0 && place < length) return place;
  if (mode === 'zeros') return -1;
  if (mode === 'replicate') return place < 0 ? 0 : length - 1;
  return place < 0 ? -place : 2 * (length - 1) - place;
}

/** The picture with its padding: [C, H + 2p, W + 2q]. */
export function padded(image: Picture, [down, right]: readonly [number, number], mode: PaddingMode): Picture {
  if (down === 0 && right === 0) return image;
  const [height, width] = [image.height + 2 * down, image.width + 2 * right];
  const data = new Float32Array(image.channels * height * width);
  const sides = [...Array(right).keys(), ...Array.from({ length: right }, (_, i) => width - 1 - i)];
  let start = 0;
  for (let channel = 0; channel < image.channels; channel++) {
    for (let row = 0; row < height; row++, start += width) {
      const from = source(row - down, image.height, mode);
      if (from < 0) continue;
      const first = (channel * image.height + from) * image.width;
      data.set(image.data.subarray(first, first + image.width), start + right);
      for (const column of sides) {
        const place = source(column - right, image.width, mode);
        if (place >= 0) data[start + column] = image.data[first + place] as number;
      }
    }
  }
  return { channels: image.channels, height, width, data };
}

/**
 * The kernel slid over the picture, all channels summed, and the sums bent: [1, H′, W′]. The settings must fit; see `misfit`.
 * `spare`: numbers that nobody looks at any more and that may be written over; new memory costs as much time as the sums.
 */
export function convolve(
  image: Picture,
  given: Convolution,
  activation: Activation = 'none',
  spare: Float32Array | null = null,
): Picture {
  const wide = padded(image, given.padding, given.mode);
  const height = outputSize(wide.height, given.height, given.stride, 0, given.dilation);
  const width = outputSize(wide.width, given.width, given.stride, 0, given.dilation);
  const data = spare?.length === height * width ? spare : new Float32Array(height * width);
  const made = { channels: 1, height, width, data };
  if (fitsNine(wide, given, activation, height)) byNine(wide, given, activation, made);
  else bySums(wide, given, activation, made);
  return made;
}

export interface Product {
  /** Place in the picture; outside of it where it is padding. */
  row: number;
  column: number;
  /** It is padding: where its number was taken from, or nowhere (a zero). */
  padding: boolean;
  value: number;
  weight: number;
  product: number;
}

/** The arithmetic of one output pixel: for each channel, its window cell by cell; the output is their sum and the bias. */
export function window(image: Picture, given: Convolution, row: number, column: number): Product[][] {
  const { height, width, weights, scale, stride, padding, dilation, mode } = given;
  return Array.from({ length: image.channels }, (_, channel) =>
    Array.from({ length: height * width }, (__, cell) => {
      const down = row * stride - padding[0] + Math.floor(cell / width) * dilation;
      const right = column * stride - padding[1] + (cell % width) * dilation;
      const [from, place] = [source(down, image.height, mode), source(right, image.width, mode)];
      const value =
        from < 0 || place < 0 ? 0 : (image.data[(channel * image.height + from) * image.width + place] as number);
      const weight = (weights[cell] ?? 0) * scale;
      return {
        row: down,
        column: right,
        padding: from !== down || place !== right,
        value,
        weight,
        product: value * weight,
      };
    }),
  );
}
