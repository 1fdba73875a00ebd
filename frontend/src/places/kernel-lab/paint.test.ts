import { expect, it } from 'vitest';
import { tables } from '../../paint/colours';
import { packed, scaleFor } from './paint';
import { picture, plane } from './picture';

const scale = (...numbers: number[]) => scaleFor(picture(1, 1, numbers.length, numbers));

it('is signed as soon as a number is below 0, and as wide as the strongest', () => {
  expect(scale(0.5, 3, 0)).toEqual({ low: 0, high: 3, signed: false });
  expect(scale(0.5, 3, -2)).toEqual({ low: -3, high: 3, signed: true });
  expect(scale(0.5, -4, -1)).toEqual({ low: -4, high: 4, signed: true });
  expect(scale(-1e-40, 0).signed).toBe(true);
  expect(scale(0, -0)).toEqual({ low: 0, high: 0, signed: false });
});

it('is signed for weights, whether any is negative or not', () => {
  const weights = (...numbers: number[]) => scaleFor(picture(1, 1, numbers.length, numbers), true);
  expect(weights(1, 1, 1)).toEqual({ low: -1, high: 1, signed: true });
  expect(weights(1, -2, 1)).toEqual({ low: -2, high: 2, signed: true });
  // A ninth, all around: as vermilion as its products.
  const [ninth, table] = [weights(1 / 9, 1 / 9), tables('light')];
  expect(packed(ninth, Math.fround(1 / 9), table)).toBe(table.diverging.at(-1));
});

it('misses no number of a picture', () => {
  let seed = 1;
  const chance = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  for (let round = 0; round < 100; round++) {
    const numbers = Float32Array.from({ length: 1 + round }, () => (chance() - 0.3) * 10 ** (40 * chance() - 20));
    const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
    const strongest = low < 0 ? Math.max(-low, high) : high;
    expect(scale(...numbers)).toEqual({ low: low < 0 ? -strongest : 0, high: strongest, signed: low < 0 });
  }
});

it('looks at one channel where only one is shown', () => {
  expect(scaleFor(plane(picture(3, 1, 2, [1, 2, 3, 4, -5, -6]), 1)).high).toBe(4);
});
