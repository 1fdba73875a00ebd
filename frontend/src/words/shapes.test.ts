import { expect, it } from 'vitest';
import { pair, shape } from './shapes';

it('reads shapes as pictures are read', () => {
  expect(shape([8, 26, 24])).toBe('26×24×8');
  expect(shape([4, 100])).toBe('100×4');
  expect(shape([400])).toBe('400');
  expect(shape(null)).toBe('?');
});

it('reads a size of one number, or of two', () => {
  expect(pair(3)).toBe('3×3');
  expect(pair([3, 5])).toBe('3×5');
});
