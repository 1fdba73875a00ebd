/**
 * What torch.nn.functional's conv2d does, on pictures small enough to do it at each change of a number. Sums are made in 64 bits
 * and kept in 32. A test holds them against PyTorch's.
 */
import { keepBent, type Activation } from './activate';
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

/**
 * The kernel slid over the picture, all channels summed, and the sums bent: [1, H′, W′]. The settings must fit; see `misfit`.
 *
 * A row of sums at a time: it stays in the processor's nearest cache while weight after weight is added to it. `spare`: numbers
 * that nobody looks at any more and that may be written over; new memory costs as much time as the sums.
 */
export function convolve(
  image: Picture,
  given: Convolution,
  activation: Activation = 'none',
  spare: Float32Array | null = null,
): Picture {
  const { bias, stride, dilation } = given;
  const wide = padded(image, given.padding, given.mode);
  const height = outputSize(wide.height, given.height, stride, 0, dilation);
  const width = outputSize(wide.width, given.width, stride, 0, dilation);
  const add = given.height >= TILE && given.width >= TILE && stride === 1 && dilation === 1 ? byTiles : byWeights;
  const addTo = add(wide, given);
  const data = spare?.length === height * width ? spare : new Float32Array(height * width);
  const sums = new Float64Array(width);
  for (let row = 0, to = 0; row < height; row++, to += width) {
    sums.fill(bias);
    addTo(sums, row * stride * wide.width);
    keepBent(sums, activation, data, to);
  }
  return { channels: 1, height, width, data };
}

/** Adds the products of all weights to a row of sums; `start`: the first pixel under the first window. */
type Adding = (sums: Float64Array, start: number) => void;

/** Three weights, and how far their pixels lie from the first one under the window. */
interface Three {
  readonly weights: Float64Array;
  readonly offsets: Int32Array;
}

/** Any kernel: weights that are not 0, three at a time. */
function byWeights(wide: Picture, given: Convolution): Adding {
  const taps: [weight: number, offset: number][] = [];
  for (let channel = 0; channel < wide.channels; channel++) {
    for (let cell = 0; cell < given.weights.length; cell++) {
      const weight = (given.weights[cell] as number) * given.scale;
      const row = channel * wide.height + Math.floor(cell / given.width) * given.dilation;
      if (weight !== 0) taps.push([weight, row * wide.width + (cell % given.width) * given.dilation]);
    }
  }
  // The last three may be fewer: the rest stays 0.
  const groups = Array.from({ length: Math.ceil(taps.length / 3) }, (): Three => ({
    weights: new Float64Array(3),
    offsets: new Int32Array(3),
  }));
  taps.forEach(([weight, offset], i) => {
    const group = groups[Math.floor(i / 3)] as Three;
    group.weights[i % 3] = weight;
    group.offsets[i % 3] = offset;
  });
  return (sums, start) => {
    for (const group of groups) addThree(sums, wide.data, start, given.stride, group);
  };
}

function addThree(sums: Float64Array, data: Float32Array, start: number, stride: number, group: Three): void {
  const { weights, offsets } = group;
  const a = weights[0] as number;
  const b = weights[1] as number;
  const c = weights[2] as number;
  let i = start + (offsets[0] as number);
  let j = start + (offsets[1] as number);
  let k = start + (offsets[2] as number);
  for (let to = 0; to < sums.length; to++) {
    sums[to] = (sums[to] as number) + a * (data[i] as number) + b * (data[j] as number) + c * (data[k] as number);
    i += stride;
    j += stride;
    k += stride;
  }
}

/** Weights a side of a tile. */
const TILE = 3;

/**
 * Kernels of 3×3 and more that move by single pixels: nine weights at a time. Six of a window's nine pixels were under the window
 * before, and are still at hand: a third of the reading, and half of the time.
 */
function byTiles(wide: Picture, given: Convolution): Adding {
  const tiles: { weights: Float64Array; offset: number }[] = [];
  for (let channel = 0; channel < wide.channels; channel++) {
    for (let row = 0; row < given.height; row += TILE) {
      for (let column = 0; column < given.width; column += TILE) {
        // The last ones are moved back into the kernel; what they share with those before counts there.
        const [top, left] = [Math.min(row, given.height - TILE), Math.min(column, given.width - TILE)];
        const weights = Float64Array.from({ length: TILE * TILE }, (_, cell) => {
          const [down, right] = [top + Math.floor(cell / TILE), left + (cell % TILE)];
          return down < row || right < column ? 0 : (given.weights[down * given.width + right] as number) * given.scale;
        });
        const offset = (channel * wide.height + top) * wide.width + left;
        if (weights.some((weight) => weight !== 0)) tiles.push({ weights, offset });
      }
    }
  }
  return (sums, start) => {
    for (const { weights, offset } of tiles) addTile(sums, wide.data, start + offset, wide.width, weights);
  };
}

/** Weights lie in an array of floats: taken from an ordinary one they would be converted at every pixel. */
function addTile(sums: Float64Array, data: Float32Array, start: number, below: number, weights: Float64Array): void {
  const a0 = weights[0] as number;
  const a1 = weights[1] as number;
  const a2 = weights[2] as number;
  const b0 = weights[3] as number;
  const b1 = weights[4] as number;
  const b2 = weights[5] as number;
  const c0 = weights[6] as number;
  const c1 = weights[7] as number;
  const c2 = weights[8] as number;
  let i = start;
  let j = i + below;
  let k = j + below;
  let x0 = data[i++] as number;
  let x1 = data[i++] as number;
  let y0 = data[j++] as number;
  let y1 = data[j++] as number;
  let z0 = data[k++] as number;
  let z1 = data[k++] as number;
  for (let to = 0; to < sums.length; to++) {
    const x2 = data[i++] as number;
    const y2 = data[j++] as number;
    const z2 = data[k++] as number;
    sums[to] =
      (sums[to] as number) +
      (a0 * x0 + a1 * x1 + a2 * x2) +
      (b0 * y0 + b1 * y1 + b2 * y2) +
      (c0 * z0 + c1 * z1 + c2 * z2);
    x0 = x1;
    x1 = x2;
    y0 = y1;
    y1 = y2;
    z0 = z1;
    z1 = z2;
  }
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
