/**
 * The most usual convolution, nine weights that move by single pixels over one channel, with no sums kept between: in half of the
 * time of any other.
 */
import type { Activation } from './activate';
import type { Convolution } from './convolve';
import type { Picture } from './picture';

/** Whether it is one of those. `wide`: the picture with its padding; `height`: of what the convolution leaves. */
export function fitsNine(wide: Picture, given: Convolution, activation: Activation, height: number): boolean {
  const nine = given.height === 3 && given.width === 3 && given.stride === 1 && given.dilation === 1;
  return nine && wide.channels === 1 && height >= 2 && (activation === 'none' || activation === 'ReLU');
}

/** Writes what it leaves into `made`. */
export function byNine(wide: Picture, given: Convolution, activation: Activation, made: Picture): void {
  // In an array of floats: taken from an ordinary one they would be converted at every row.
  const weights = Float64Array.from(given.weights, (weight) => weight * given.scale);
  // Of an odd number of rows, the last but one is written twice.
  for (let row = 0; row < made.height; row += 2)
    twoRows(wide, made, Math.min(row, made.height - 2), weights, given.bias, activation === 'ReLU');
}

/**
 * Two rows of windows at once: four pixels below each other are read once for both. They are the last column of a window, the middle
 * one of the next, and the first one of that after. `two` and `one`: the sums of the windows that have two of their columns and one
 * of them so far.
 */
function twoRows(wide: Picture, made: Picture, row: number, weights: Float64Array, bias: number, relu: boolean): void {
  const a0 = weights[0] as number;
  const a1 = weights[1] as number;
  const a2 = weights[2] as number;
  const b0 = weights[3] as number;
  const b1 = weights[4] as number;
  const b2 = weights[5] as number;
  const c0 = weights[6] as number;
  const c1 = weights[7] as number;
  const c2 = weights[8] as number;
  const { data, width: across } = wide;
  const { data: kept, width } = made;
  const start = row * across;
  const first = row * width;
  let one = 0;
  let two = 0;
  let oneBelow = 0;
  let twoBelow = 0;
  for (let i = 0; i < across; i++) {
    const at = start + i;
    const w = data[at] as number;
    const x = data[at + across] as number;
    const y = data[at + 2 * across] as number;
    const z = data[at + 3 * across] as number;
    const sum = two + (a2 * w + b2 * x + c2 * y);
    const sumBelow = twoBelow + (a2 * x + b2 * y + c2 * z);
    if (i >= 2) {
      const to = first + i - 2;
      // ReLU is half of a sum and its size: exact, and without a branch that is guessed wrong at every second pixel.
      kept[to] = 0.5 * (sum + (relu ? Math.abs(sum) : sum));
      kept[to + width] = 0.5 * (sumBelow + (relu ? Math.abs(sumBelow) : sumBelow));
    }
    two = one + (a1 * w + b1 * x + c1 * y);
    twoBelow = oneBelow + (a1 * x + b1 * y + c1 * z);
    one = bias + (a0 * w + b0 * x + c0 * y);
    oneBelow = bias + (a0 * x + b0 * y + c0 * z);
  }
}
