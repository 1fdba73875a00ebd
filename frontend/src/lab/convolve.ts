/**
 * What torch.nn.functional's conv2d does, on pictures small enough to do it at each change of a number. Sums are made in 64 bits
 * and kept in 32. A test holds them against PyTorch's.
 */
import type { Picture } from './picture';

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

/** A weight that is not 0, and how far its pixel lies from the window's first one. */
interface Taps {
  readonly weights: Float64Array;
  readonly offsets: Int32Array;
}

/** Weights that are added in one go: more at once is not faster, there are not enough registers. */
const GROUP = 3;

/** All weights but zeros, in groups; the last is filled up with weights of 0. */
function taps(given: Convolution, wide: Picture): Taps {
  const weights: number[] = [];
  const offsets: number[] = [];
  for (let channel = 0; channel < wide.channels; channel++) {
    for (let cell = 0; cell < given.weights.length; cell++) {
      const weight = (given.weights[cell] as number) * given.scale;
      if (weight === 0) continue;
      const row = channel * wide.height + Math.floor(cell / given.width) * given.dilation;
      weights.push(weight);
      offsets.push(row * wide.width + (cell % given.width) * given.dilation);
    }
  }
  while (weights.length % GROUP) {
    weights.push(0);
    offsets.push(0);
  }
  return { weights: Float64Array.from(weights), offsets: Int32Array.from(offsets) };
}

/** Adds one group's products to a row of sums. */
function addGroup(
  sums: Float64Array,
  data: Float32Array,
  start: number,
  stride: number,
  all: Taps,
  first: number,
): void {
  const { weights, offsets } = all;
  const a = weights[first] as number;
  const b = weights[first + 1] as number;
  const c = weights[first + 2] as number;
  let i = start + (offsets[first] as number);
  let j = start + (offsets[first + 1] as number);
  let k = start + (offsets[first + 2] as number);
  for (let to = 0; to < sums.length; to++) {
    sums[to] = (sums[to] as number) + a * (data[i] as number) + b * (data[j] as number) + c * (data[k] as number);
    i += stride;
    j += stride;
    k += stride;
  }
}

/** The kernel slid over the picture, all channels summed: [1, H′, W′]. The settings must fit; see `misfit`. */
export function convolve(image: Picture, given: Convolution): Picture {
  const { bias, stride, dilation } = given;
  const wide = padded(image, given.padding, given.mode);
  const height = outputSize(wide.height, given.height, stride, 0, dilation);
  const width = outputSize(wide.width, given.width, stride, 0, dilation);
  const all = taps(given, wide);
  const data = new Float32Array(height * width);
  const sums = new Float64Array(width);
  for (let row = 0; row < height; row++) {
    sums.fill(bias);
    for (let first = 0; first < all.weights.length; first += GROUP)
      addGroup(sums, wide.data, row * stride * wide.width, stride, all, first);
    data.set(sums, row * width);
  }
  return { channels: 1, height, width, data };
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
