/** Bars of numbers that have a sign: one zero for all of them, what is negative to its left, what is positive to its right. */
import { strength, type Scale } from './scale';

/** A piece of a rail, in shares of its length. */
export interface Bar {
  readonly from: number;
  readonly to: number;
}

/** Where 0 is on a rail, as a share of its length: in the middle of a signed scale, else at its left end. */
export function zeroOf(scale: Scale): number {
  return scale.signed ? 0.5 : 0;
}

/** The bar of a number. Beyond the scale: up to its end; NaN, like 0: none. */
export function barOf(scale: Scale, value: number): Bar {
  const zero = zeroOf(scale);
  const end = zero + (1 - zero) * strength(scale, value);
  return end < zero ? { from: end, to: zero } : { from: zero, to: end };
}

/** The same in whole pixels of a rail of `length`. What is not 0 takes a pixel at least, on its own side of zero. */
export function barPixels(scale: Scale, value: number, length: number): { left: number; width: number } {
  const { from, to } = barOf(scale, value);
  const zero = Math.round(zeroOf(scale) * length);
  if (from === to) return { left: zero, width: 0 };
  const width = (side: number): number => Math.min(side, Math.max(1, Math.round((to - from) * length)));
  if (value < 0) return { left: zero - width(zero), width: width(zero) };
  return { left: zero, width: width(length - zero) };
}
