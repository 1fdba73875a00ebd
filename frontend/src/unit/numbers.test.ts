import { describe, expect, it } from 'vitest';
import type { Arithmetic } from '../link/protocol.gen';
import { blockOf, bytesOf, inPicture, placeWords, products, sourceOf, strongest, sums, tiny, within } from './numbers';

const floats = (shape: number[], numbers: number[]) => ({ shape, data: bytesOf(numbers) });

describe('blocks', () => {
  it('are three-dimensional whatever comes', () => {
    expect(blockOf(null)).toBeNull();
    expect(blockOf(floats([3], [1, 2, 3]))).toMatchObject({ channels: 1, height: 1, width: 3 });
    expect(blockOf(floats([], [7]))).toMatchObject({ channels: 1, height: 1, width: 1 });
  });

  it('multiply and add up by channel', () => {
    const a = blockOf(floats([2, 1, 2], [1, 2, 3, 4]))!;
    const b = blockOf(floats([2, 1, 2], [5, 6, -7, 8]))!;
    expect([...products(a, b).data]).toEqual([5, 12, -21, 32]);
    expect(sums(products(a, b))).toEqual([17, 11]);
    expect(strongest(products(a, b).data)).toBe(32);
    expect(strongest([NaN, Infinity, -2])).toBe(2);
    expect(within(a, 3)).toEqual([1, 0, 1]);
  });

  it('know where their numbers come from', () => {
    const block = blockOf(floats([2, 2, 2], [0, 0, 0, 0, 0, 0, 0, 0]))!;
    const found = { first: [0, -1, 3], apart: [2, 2], shape: [2, 8, 8] } as unknown as Arithmetic;
    expect(sourceOf(found, block, 0)).toEqual([0, -1, 3]);
    expect(sourceOf(found, block, 7)).toEqual([1, 1, 5]);
    expect(inPicture(found, [0, -1, 3])).toBe(false);
    expect(inPicture(found, [1, 1, 5])).toBe(true);
    expect(inPicture(found, [2, 1, 5])).toBe(false);
  });
});

describe('a number in a cell', () => {
  it.each([
    [0, '0'],
    [0.049, '.05'],
    [-0.2, '−.20'],
    [0.001, '.00'],
    [-0.001, '.00'],
    [0.999, '1.0'],
    [1.44, '1.4'],
    [-9.96, '−10'],
    [123.4, '123'],
    [30_000, '3e4'],
    [NaN, 'NaN'],
    [-Infinity, '−∞'],
  ])('%d is %s', (value, text) => {
    expect(tiny(value)).toBe(text);
  });
});

describe('a place in words', () => {
  it('is a row and a column of a picture, a place of a sequence, and a number in a list', () => {
    expect(placeWords([4, 6, 8], [2, 3, 5], false)).toBe('channel 3, row 4, column 6');
    expect(placeWords([1, 6, 8], [0, 3, 5], false)).toBe('row 4, column 6');
    expect(placeWords([4, 1, 30], [2, 0, 5], true)).toBe('channel 3, place 6');
    expect(placeWords([1, 1, 30], [0, 0, 5], true)).toBe('place 6');
    expect(placeWords([1, 1, 30], [0, 0, 5], false)).toBe('input 6');
    expect(placeWords([4, 1, 8], [2, 0, 5], false), 'a picture one row high').toBe('channel 3, row 1, column 6');
  });
});
