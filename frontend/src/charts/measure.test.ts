import { expect, it } from 'vitest';
import type { Measure } from '../link/catalog.gen';
import { axisOf, beats, figure, inside, tick } from './measure';

const share: Measure = { name: 'right', title: 'Right answers', short: '', better: 'more', share: true };
const error: Measure = { name: 'rmse', title: 'RMSE', short: '', better: 'less', share: false };
const fit: Measure = { name: 'r2', title: 'R²', short: '', better: 'more', share: false };

it('is said in per cent where it is a share, and else as a number', () => {
  expect(figure(share, 0.9808)).toBe('98.08 %');
  expect(figure(error, 0.125)).toBe('0.125');
  expect(figure(fit, -2.5)).toBe('−2.500');
  expect([figure(null, 1), figure(fit, null), figure(fit, NaN)]).toEqual(['–', '–', '–']);
});

it('is said shortly on an axis', () => {
  expect([tick(share, 0.975), tick(share, 1), tick(error, 0.1251), tick(null, 2)]).toEqual([
    '97.5 %',
    '100 %',
    '0.13',
    '2',
  ]);
});

it('keeps its capitals where they are its name', () => {
  expect([share, error, fit].map(({ title }) => inside(title))).toEqual(['right answers', 'RMSE', 'R²']);
});

it('knows which of two is better', () => {
  expect([beats(share, 0.9, 0.8), beats(error, 0.9, 0.8), beats(fit, -1, -2)]).toEqual([true, false, true]);
  expect([beats(error, 1, null), beats(error, null, 1), beats(error, 1, 1)]).toEqual([true, false, false]);
});

it('has an axis that holds its numbers, and 0; shares end at 1', () => {
  expect(axisOf(share, [[0.97, 0.99]])).toEqual([0, 1]);
  expect(axisOf(share, [[0.97, 0.99]], true)).toEqual([0.95, 1]);
  expect(axisOf({ ...share, better: 'less' }, [[0.02, 0.04]], true)).toEqual([0, expect.closeTo(0.05)]);
  expect(axisOf(error, [[2, null], [4, 1]])).toEqual([0, 4.2]); // prettier-ignore
  const [low, high] = axisOf(fit, [[-1, 0.5]]);
  expect([low < -1, high > 0.5, axisOf(fit, [])[0] <= 0]).toEqual([true, true, true]);
});
