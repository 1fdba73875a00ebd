import { expect, it } from 'vitest';
import { fraction, parse, PRESETS, random, resized, sumToOne } from './kernels';

it.each([
  [0, '0'],
  [-2, '−2'],
  [1 / 9, '1/9'],
  [-1 / 9, '−1/9'],
  [4 / 16, '1/4'],
  [0.5, '1/2'],
  [0.1, '0.1'],
  [0.37, '0.37'],
  [1 / 256, '1/256'],
  [Math.PI, '3.14'],
])('says %d as %s', (value, text) => {
  expect(fraction(value)).toBe(text);
});

it.each([
  ['1/9', 1 / 9],
  ['-0.5', -0.5],
  ['−2', -2],
  [' 3 / 4 ', 0.75],
  ['0,5', 0.5],
  ['.25', 0.25],
  ['', null],
  ['1/0', null],
  ['x', null],
  ['1/2/3', null],
])('reads %s', (text, value) => {
  expect(parse(text)).toBe(value);
});

it('has square presets with names of their own, blurs that keep the brightness, edges that see none in an even picture', () => {
  expect(new Set(PRESETS.map(({ name }) => name)).size).toBe(PRESETS.length);
  for (const each of PRESETS) {
    expect(each.weights).toHaveLength(each.size * each.size);
    const sum = each.weights.reduce((a, b) => a + b, 0) * each.scale;
    const keeps = /identity|blur|gaussian|sharpen|motion|emboss/.test(each.name);
    expect(sum, each.name).toBeCloseTo(keeps ? 1 : 0, 9);
  }
});

it('keeps the centre when the size changes', () => {
  const edge = { size: 3, weights: [1, 2, 3, 4, 5, 6, 7, 8, 9], scale: 1 };
  expect(resized(edge, 1).weights).toEqual([5]);
  expect(resized(edge, 5).weights[12]).toBe(5);
  expect(resized(resized(edge, 9), 3)).toEqual(edge);
});

it('finds the scale that makes the weights sum to one, where there is one', () => {
  expect(sumToOne({ size: 3, weights: new Array<number>(9).fill(1), scale: 5 })).toBeCloseTo(1 / 9, 12);
  expect(sumToOne({ size: 1, weights: [0], scale: 1 })).toBeNull();
});

it('draws whole weights by chance', () => {
  const numbers = [0, 0.5, 0.9999];
  expect(random(1, () => numbers[2] as number).weights).toEqual([3]);
  expect(random(1, () => numbers[0] as number).weights).toEqual([-3]);
});
