import { expect, it } from 'vitest';
import { fraction, parse } from './fractions';

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
