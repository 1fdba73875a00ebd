import { expect, it } from 'vitest';
import { likeliest } from './likeliest';

it.each([
  [[0.1, 0.2, 0.65, 0.05], 2],
  [[0.4, 0.2, 0.4], 0],
  [[NaN, 0.4], 1],
  [[0], 0],
  [[NaN, Infinity], null],
  [[], null],
  [undefined, null],
])('of %j it is %j', (shares, index) => expect(likeliest(shares)).toBe(index));

it('reads what messages hold', () => expect(likeliest(new Float32Array([0.25, 0.75]))).toBe(1));
