import { expect, it } from 'vitest';
import { denominator, fraction, over, parse } from './fractions';

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

it('finds what all numbers of a picture are parts of', () => {
  const ninths = [0, 3, 5, 6, 9, 8].map((each) => Math.fround(each / 9));
  expect(denominator(ninths)).toBe(9);
  expect(ninths.map((each) => over(each, 9))).toEqual(['0', '3/9', '5/9', '6/9', '9/9', '8/9']);
  expect(denominator([1 / 16, 2 / 16, -4 / 16])).toBe(16);
  expect(over(-4 / 16, 16)).toBe('−4/16');
  for (const others of [[0, 1], [0.5, 1.5], [0.5, 0.25], [0.1, 0.7], [12, 1 / 3], [0.123]])
    expect(denominator(others)).toBeNull();
});
