import { describe, expect, it } from 'vitest';
import { Thinning } from '../state/curves';
import { smooth } from './curve';
import { above, bulk, cleaned, top } from './peaks';

const steps = (count: number, of: (i: number) => number) => Array.from({ length: count }, (_, i) => of(i));

describe('the axis', () => {
  it('follows the bulk, at most three times its 99th percentile', () => {
    // 13 steps, one of 9,022: the mean is 696, and what matters is between 1 and 2.3.
    const loss = steps(13, (i) => (i === 6 ? 9022 : 2.2 - i / 10));
    expect(bulk(loss)).toBe(2.2);
    expect(top([loss])).toBeCloseTo(6.6, 9);
    // Of 1,000 numbers 1 to 1,000, the 99th percentile is 990.
    expect(bulk(steps(1000, (i) => i + 1))).toBe(990);
  });

  it('goes up to the largest number where none stands out', () => {
    expect(top([[2.3, 1.9, 1.2, 0.8]])).toBe(2.3);
    expect(top([steps(200, (i) => 2.3 - i / 100), [2.4, 2.1, null, undefined]])).toBe(2.4);
  });

  it('has room for a line of few numbers that is far above one of many', () => {
    expect(top([steps(1000, () => 0.01), [0.5, 1, 2, 3]])).toBe(3);
  });

  it('does not take the first numbers for the bulk', () => {
    expect(top([steps(50, () => 1), [9000]])).toBe(3);
    expect(top([steps(50, () => 1), [9000, 9000]])).toBe(3);
  });

  it('is one with few numbers, with zeros, and with what is not finite', () => {
    expect([top([]), top([[null]]), top([[5]]), top([[0, 0, 0]]), top([[NaN, 2, Infinity, 1, 1]])]).toEqual([null, null, 5, 0, 2]); // prettier-ignore
    expect(top([[...steps(300, () => 0), 7]])).toBe(7);
  });

  it('comes back down whatever a spike was, once it is past', () => {
    for (const spike of [50, 1e4, 1e20, 1e38])
      expect(top([steps(500, (i) => (i === 3 ? spike : 2 - i / 500))])).toBeLessThan(6);
  });
});

describe('a spike', () => {
  const floats = (all: number[]) => ({ shape: [all.length], data: new Uint8Array(Float32Array.from(all).buffer) });
  const run = (count: number, most: number) => {
    const curves = new Thinning(most);
    const loss = floats(steps(count, (i) => (i === 12 ? 9000 : 0.5)));
    curves.add({ first: 1, stride: 1, loss, measures: {}, high: null, at: [] });
    return cleaned(curves.series());
  };

  it.each([[100, 1600], [1000, 1600], [5000, 1600], [100_000, 1600], [1000, 40]])('of one step in %d is not smeared, thinned to %d', (count, most) => {
    const { each, usual, peaks } = run(count, most);
    expect(peaks).toEqual([{ step: 13, value: 9000 }]);
    expect(Math.max(...each)).toBe(9000);
    const line = smooth(usual, 21).filter(Number.isFinite);
    expect(Math.min(...line)).toBe(0.5);
    expect(Math.max(...line)).toBe(0.5);
  }); // prettier-ignore

  it('is not made of what jumps up and down all the time', () => {
    const curves = new Thinning(100);
    const loss = floats(steps(5000, (i) => (i % 7 === 0 ? 3 : 0.1)));
    curves.add({ first: 1, stride: 1, loss, measures: {}, high: null, at: [] });
    const { usual, peaks } = cleaned(curves.series());
    expect(peaks).toEqual([]);
    expect(usual).toEqual(curves.series().loss);
  });
});

it('each time that a line leaves the chart is one peak, with its largest number', () => {
  expect(above([1, 2, 3, 4, 5, 6, 7], [9, 1, undefined, 7, 8, null, 6], 5)).toEqual([
    { step: 1, value: 9 },
    { step: 5, value: 8 },
    { step: 7, value: 6 },
  ]);
});
