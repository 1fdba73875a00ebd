import { describe, expect, it } from 'vitest';
import { surpriseOf, softmax, surprise } from './softmax';

const TEN = [4, 3.5, 4, -1, 0.5, 2, -4, 3, -2, 5];
const two = (numbers: number[]): string[] => numbers.map((each) => each.toFixed(2));

describe('softmax', () => {
  it('gives the lectures’ shares', () => {
    const ten = ['0.17', '0.10', '0.17', '0.00', '0.01', '0.02', '0.00', '0.06', '0.00', '0.46'];
    expect(two(softmax(TEN).shares)).toEqual(ten);
    const { shares, powers, sum } = softmax([5, 4, 3, 2, 1]);
    expect(shares.map((share) => share.toFixed(3))).toEqual(['0.636', '0.234', '0.086', '0.032', '0.012']);
    expect(powers.map((power) => power.toFixed(1))).toEqual(['148.4', '54.6', '20.1', '7.4', '2.7']);
    expect(sum).toBeCloseTo(233.2, 1);
  });

  it('costs −log p of the right class: of the ten, if it is a 6', () => {
    // e^4 + e^3.5 + e^4 + e^−1 + e^.5 + e^2 + e^−4 + e^3 + e^−2 + e^5, by a calculator.
    const sum =
      54.59815 + 33.115452 + 54.59815 + 0.367879 + 1.648721 + 7.389056 + 0.018316 + 20.085537 + 0.135335 + 148.413159;
    expect(softmax(TEN).sum).toBeCloseTo(sum, 4);
    expect(surpriseOf(TEN, 6)).toBeCloseTo(Math.log(sum) + 4, 7);
    expect(surpriseOf(TEN, 6).toFixed(2)).toBe('9.77');
    expect(surpriseOf([0, Math.log(2), 0], 1)).toBeCloseTo(Math.log(2), 12);
  });

  it('of probabilities: .34, .02, .71, and the two ends', () => {
    const three = [0.71, 0.98, 0.49].map(surprise);
    expect(two(three)).toEqual(['0.34', '0.02', '0.71']);
    // 1.07 is what the rounded ones sum to; the sum itself is 1.076.
    expect(three.reduce((a, b) => a + b).toFixed(3)).toBe('1.076');
    expect([surprise(0), surprise(1)]).toEqual([Infinity, 0]);
    expect(Object.is(surprise(1), 0)).toBe(true);
  });

  it('stays right for logits of any size', () => {
    const { shares, off } = softmax([1000, 999]);
    expect(off).toBe(1000);
    expect(shares[0]).toBeCloseTo(Math.E / (Math.E + 1), 12);
    expect(softmax([-1000, -1001]).shares[0]).toBeCloseTo(Math.E / (Math.E + 1), 12);
    expect(softmax([-800, -2000]).shares).toEqual([1, 0]);
    // p is too small for a double, its logarithm is not.
    expect(surpriseOf([1000, 999, 0], 2)).toBeCloseTo(1000 + Math.log1p(Math.exp(-1)), 9);
    expect(surpriseOf([1e6, -1e6], 1)).toBe(2e6);
    expect(surpriseOf([1e6, -1e6], 0)).toBe(0);
    expect(surpriseOf([0, -Infinity], 1)).toBe(Infinity);
  });

  it('sums to 1, and stays the same when all logits move together', () => {
    for (let round = 1; round <= 300; round++) {
      const z = Array.from({ length: 2 + (round % 19) }, (_, i) => 30 * Math.sin(round * 12.9898 + i * 78.233));
      const { shares } = softmax(z);
      expect(shares.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
      for (const by of [-700, -1, 3, 800]) {
        const moved = z.map((each) => each + by);
        softmax(moved).shares.forEach((share, i) => expect(share).toBeCloseTo(shares[i] as number, 9));
        expect(surpriseOf(moved, 1)).toBeCloseTo(surpriseOf(z, 1), 9);
      }
      // The definition itself, where it holds in doubles.
      expect(surpriseOf(z, 0)).toBeCloseTo(-Math.log(shares[0] as number), 9);
    }
  });
});
