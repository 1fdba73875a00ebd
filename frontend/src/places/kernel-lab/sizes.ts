/** Sizes of convolutions, and what two small ones see beside one that is larger. */
import { outputSize } from './convolve';
import type { Sizes } from './data';

/** The formula with the numbers put in; below 1 there is no output. */
export function sizeOf({ input, kernel, stride, padding, dilation }: Sizes): { formula: string; output: number } {
  const output = Math.max(0, outputSize(input, kernel, stride, padding, dilation));
  const formula = `⌊(${input} + 2·${padding} − ${dilation}·(${kernel} − 1) − 1) / ${stride}⌋ + 1 = ${output}`;
  return { formula, output };
}

/** Where each window lies: the places of its cells, counted from the first one of the padding. */
export function windowsOf(sizes: Sizes): number[][] {
  const { output } = sizeOf(sizes);
  return Array.from({ length: output }, (_, place) =>
    Array.from({ length: sizes.kernel }, (_, cell) => place * sizes.stride + cell * sizes.dilation),
  );
}

/** Layers of `size`×`size` kernels after each other, from C channels to C each, with stride 1. */
export interface Layers {
  readonly size: number;
  readonly count: number;
}

/** Pixels along a side that one output pixel sees: each layer adds size − 1. */
export const fieldOf = ({ size, count }: Layers): number => 1 + count * (size - 1);

/** Weights and biases; for each output pixel as many multiply-adds as weights. */
export function parametersOf({ size, count }: Layers, channels: number): { weights: number; biases: number } {
  return { weights: count * size * size * channels * channels, biases: count * channels };
}
