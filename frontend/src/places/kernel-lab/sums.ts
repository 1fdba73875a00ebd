/** Any convolution, a row of sums in 64 bits at a time: it stays in the processor's nearest cache while products are added to it. */
import { keepBent, type Activation } from './activate';
import type { Convolution } from './convolve';
import type { Picture } from './picture';

/** Writes what it leaves into `made`. `wide`: the picture with its padding. */
export function bySums(wide: Picture, given: Convolution, activation: Activation, made: Picture): void {
  const tiles = given.height >= TILE && given.width >= TILE && given.stride === 1 && given.dilation === 1;
  const addTo = (tiles ? byTiles : byWeights)(wide, given);
  const sums = new Float64Array(made.width);
  for (let row = 0; row < made.height; row++) {
    sums.fill(given.bias);
    addTo(sums, row * given.stride * wide.width);
    keepBent(sums, activation, made.data, row * made.width);
  }
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
