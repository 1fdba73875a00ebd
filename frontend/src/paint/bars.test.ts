import { describe, expect, it } from 'vitest';
import { barOf, barPixels, zeroOf } from './bars';
import { scaleOf } from './scale';

/** Numbers by chance, the same at every run. */
function chance(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 16807) % 2147483647) / 2147483647;
}

describe('bars of one scale', () => {
  it('share one zero: logits of −28 and 12 point different ways', () => {
    const scale = scaleOf(-28, 12);
    expect(barOf(scale, -28)).toEqual({ from: 0, to: 0.5 });
    expect(barOf(scale, 12).from).toBe(0.5);
    expect(barOf(scale, 12).to).toBeCloseTo(0.5 + 12 / 56, 12);
  });

  it('begin at the left where nothing is negative', () => {
    expect(barOf(scaleOf(0, 4), 1)).toEqual({ from: 0, to: 0.25 });
  });

  it('are none for 0 and NaN, and end with the scale', () => {
    for (const scale of [scaleOf(-2, 1), scaleOf(0, 2), scaleOf(0, 0)]) {
      const zero = zeroOf(scale);
      for (const none of [0, NaN]) expect(barOf(scale, none)).toEqual({ from: zero, to: zero });
    }
    expect(barOf(scaleOf(-2, 1), Infinity)).toEqual({ from: 0.5, to: 1 });
    expect(barOf(scaleOf(-2, 1), -Infinity)).toEqual({ from: 0, to: 0.5 });
  });

  it('lie, whatever the numbers, on their own side of zero, and are as long as they are large', () => {
    const next = chance(3);
    for (let round = 0; round < 200; round++) {
      const numbers = Array.from({ length: 10 }, () => (next() - 0.5) * 10 ** (6 * next() - 2));
      const scale = scaleOf(Math.min(...numbers), Math.max(...numbers));
      const length = 1 + Math.floor(300 * next());
      const strongest = Math.max(...numbers.map(Math.abs));
      for (const number of numbers) {
        const { from, to } = barOf(scale, number);
        expect(from).toBeGreaterThanOrEqual(0);
        expect(to).toBeLessThanOrEqual(1);
        if (number < 0) expect([to, from < to]).toEqual([zeroOf(scale), true]);
        else expect([from, to > from]).toEqual([zeroOf(scale), true]);
        const whole = scale.signed ? 0.5 : 1;
        expect(to - from).toBeCloseTo((whole * Math.abs(number)) / strongest, 9);
        const zero = Math.round(zeroOf(scale) * length);
        const { left, width } = barPixels(scale, number, length);
        if (number < 0) expect([left + width, left >= 0]).toEqual([zero, true]);
        else expect([left, left + width <= length]).toEqual([zero, true]);
        if (length > 1) expect(width).toBeGreaterThanOrEqual(1);
        expect(Math.abs(width - (to - from) * length)).toBeLessThanOrEqual(1);
      }
    }
  });

  it('show the sign of what is tiny beside a bias of −1000', () => {
    const scale = scaleOf(-1000, 12);
    expect(barPixels(scale, 0.3, 90)).toEqual({ left: 45, width: 1 });
    expect(barPixels(scale, -0.3, 90)).toEqual({ left: 44, width: 1 });
    expect(barPixels(scale, -1000, 90)).toEqual({ left: 0, width: 45 });
  });
});
