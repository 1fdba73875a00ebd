import { describe, expect, it } from 'vitest';
import { extent, floorOf, join, nearest, smooth, span } from './curve';

describe('smoothing', () => {
  it('averages neighbours, as many on one side as on the other', () => {
    expect(smooth([0, 3, 6, 3, 0], 3)).toEqual([0, 3, 4, 3, 0]);
    expect(smooth([1, 2, 4], 1)).toEqual([1, 2, 4]);
    expect(smooth([], 3)).toEqual([]);
  });

  it('keeps a straight line straight, to its ends', () => {
    const line = Array.from({ length: 50 }, (_, i) => 3 - 0.02 * i);
    smooth(line, 11).forEach((value, i) => expect(value).toBeCloseTo(line[i]!, 12));
  });

  it('leaves out what is not finite', () => {
    expect(smooth([1, NaN, 3], 3)).toEqual([1, 2, 3]);
    expect(smooth([NaN], 3)[0]).toBeNaN();
  });

  it('takes an odd number of neighbours, more for more steps', () => {
    expect([span(0), span(99), span(100), span(1000), span(100000)]).toEqual([1, 1, 3, 21, 101]);
  });
});

describe('joining', () => {
  it('puts lists on one axis of steps', () => {
    const joined = join([
      { step: [1, 2, 3], value: [10, 20, 30] },
      { step: [0, 2, 5], value: [0.1, 0.2, 0.5] },
    ]);
    expect(joined).toEqual([
      [0, 1, 2, 3, 5],
      [undefined, 10, 20, 30, undefined],
      [0.1, undefined, 0.2, undefined, 0.5],
    ]);
  });

  it('takes the later of two numbers for one step, and null for what is not finite', () => {
    expect(join([{ step: [4, 4, 6], value: [1, 2, NaN] }])).toEqual([
      [4, 6],
      [2, null],
    ]);
    expect(join([{ step: [], value: [] }])).toEqual([[], []]);
  });

  it('keeps every number and a rising axis, whatever the lists', () => {
    let seed = 3;
    const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
    for (let trial = 0; trial < 50; trial++) {
      const lists = Array.from({ length: 3 }, () => {
        let at = 0;
        const step = Array.from({ length: Math.floor(random() * 40) }, () => (at += 1 + Math.floor(random() * 4)));
        return { step, value: step.map((each) => each * 0.5) };
      });
      const [steps, ...columns] = join(lists);
      steps.forEach((step, i) => i > 0 && expect(step).toBeGreaterThan(steps[i - 1]!));
      lists.forEach((list, k) => {
        const found = steps.filter((_, i) => columns[k]![i] !== undefined);
        expect(found).toEqual(list.step);
        columns[k]!.forEach((value, i) => value !== undefined && expect(value).toBe(steps[i]! * 0.5));
      });
    }
  });
});

it('finds the nearest number to a step, or none', () => {
  const column = [0.5, undefined, null, 0.25, 0.1];
  const read = (step: number, reach: number) => nearest([0, 10, 20, 40, 80], column, step, reach);
  expect([read(0, 0), read(5, 5), read(10, 5), read(20, 30), read(61, 30), read(1000, 30)]).toEqual([
    0,
    0,
    null,
    0,
    4,
    null,
  ]);
});

it('finds the extent of what is finite', () => {
  expect(extent([[null, 2, -1], [Infinity, 5]])).toEqual([-1, 5]); // prettier-ignore
  expect(extent([[0, 2, 0.5]], 0)).toEqual([0.5, 2]);
  expect(extent([[null], []])).toBeNull();
});

it('begins an accuracy axis below nearly all numbers', () => {
  expect(floorOf([])).toBe(0);
  expect(floorOf([0.1, 0.2])).toBe(0);
  expect(floorOf([0.1, ...new Array<number>(20).fill(0.97)])).toBe(0.95);
  expect(floorOf([0.995, 0.993])).toBe(0.99);
});
