import { expect, it } from 'vitest';
import { PRESETS, random, resized, sumToOne } from './kernels';

it('has presets with names of their own, blurs that keep the brightness, edges that see none in an even picture', () => {
  expect(new Set(PRESETS.map(({ name }) => name)).size).toBe(PRESETS.length);
  for (const each of PRESETS) {
    expect(each.weights).toHaveLength(each.height * each.width);
    const sum = each.weights.reduce((a, b) => a + b, 0) * each.scale;
    if (each.name === 'spike' || each.name === 'line') continue;
    const keeps = /identity|blur|gaussian|sharpen|motion|emboss/.test(each.name);
    expect(sum, each.name).toBeCloseTo(keeps ? 1 : 0, 9);
  }
});

it('keeps the centre when the size changes', () => {
  const edge = { height: 3, width: 3, weights: [1, 2, 3, 4, 5, 6, 7, 8, 9], scale: 1 };
  expect(resized(edge, 1, 1).weights).toEqual([5]);
  expect(resized(edge, 5, 5).weights[12]).toBe(5);
  expect(resized(edge, 1, 3).weights).toEqual([4, 5, 6]);
  expect(resized(edge, 5, 1).weights).toEqual([0, 2, 5, 8, 0]);
  expect(resized(resized(edge, 9, 9), 3, 3)).toEqual(edge);
});

it('finds the scale that makes the weights sum to one, where there is one', () => {
  expect(sumToOne({ height: 3, width: 3, weights: new Array<number>(9).fill(1), scale: 5 })).toBeCloseTo(1 / 9, 12);
  expect(sumToOne({ height: 1, width: 1, weights: [0], scale: 1 })).toBeNull();
});

it('draws whole weights by chance', () => {
  const numbers = [0, 0.5, 0.9999];
  expect(random(1, 1, () => numbers[2] as number).weights).toEqual([3]);
  expect(random(1, 1, () => numbers[0] as number).weights).toEqual([-3]);
});
