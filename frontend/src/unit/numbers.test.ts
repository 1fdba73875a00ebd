import { describe, expect, it } from 'vitest';
import type { Arithmetic } from '../protocol.gen';
import {
  blockOf,
  bytesOf,
  crossEntropy,
  inPicture,
  products,
  softmax,
  sourceOf,
  strongest,
  sums,
  tiny,
  within,
} from './numbers';

const floats = (shape: number[], numbers: number[]) => ({ shape, data: bytesOf(numbers) });

describe('softmax', () => {
  it("gives the lecture's shares of 5, 4, 3, 2, 1", () => {
    const { shares, powers, sum } = softmax([5, 4, 3, 2, 1]);
    expect(shares.map((share) => share.toFixed(3))).toEqual(['0.636', '0.234', '0.086', '0.032', '0.012']);
    expect(powers.map((power) => power.toFixed(1))).toEqual(['148.4', '54.6', '20.1', '7.4', '2.7']);
    expect(sum).toBeCloseTo(233.2, 1);
  });

  it('stays finite for large numbers', () => {
    const { shares, off } = softmax([1000, 999]);
    expect(off).toBe(1000);
    expect(shares[0]).toBeCloseTo(Math.E / (Math.E + 1), 12);
  });

  it('costs −log p of the right class', () => {
    expect(crossEntropy([0.25, 0.5, 0.25], 1)).toBeCloseTo(Math.log(2), 12);
    expect(crossEntropy([1, 0], 1)).toBe(Infinity);
  });
});

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
