import { expect, it } from 'vitest';
import { inked } from './ink';
import { picture } from './picture';

it('leaves a soft dot, and never less ink than there was', () => {
  const dot = inked(picture(1, 3, 3), [1, 1], [1, 1]);
  expect([...dot.data].map((value) => Math.round(100 * value))).toEqual([25, 60, 25, 60, 100, 60, 25, 60, 25]);
  expect([...inked(dot, [0, 0], [0, 0]).data].every((value, i) => value >= (dot.data[i] as number))).toBe(true);
});

it('leaves no gap between two places, and stays on the page', () => {
  const page = inked(picture(1, 28, 28), [0, 0], [27, 20]);
  for (let row = 0; row < 28; row++) expect(Math.max(...page.data.subarray(28 * row, 28 * row + 28)), `${row}`).toBe(1);
});

it('inks all channels', () => {
  expect([...inked(picture(3, 1, 1), [0, 0], [0, 0]).data]).toEqual([1, 1, 1]);
});
