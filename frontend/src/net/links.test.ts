import { describe, expect, it } from 'vitest';
import type { Placed } from './layout';
import { LEVELS, linksOf, wayOf } from './links';

const placed = Array.from({ length: 8 }, (_, i) => ({ id: `c${i}`, left: 100 * i, width: 60 }) as Placed);

describe('links', () => {
  it('go from the middle of one column to the middle of the other', () => {
    expect(linksOf(placed, [[1, 4]])).toEqual([{ from: 'c1', to: 'c4', left: 130, right: 430, level: 1 }]);
  });

  it('lie above each other where they overlap, the shorter one below', () => {
    const found = linksOf(placed, [
      [0, 6],
      [2, 4],
      [6, 7],
    ]);
    const level = Object.fromEntries(found.map((link) => [`${link.from}-${link.to}`, link.level]));
    expect(level).toEqual({ 'c2-c4': 1, 'c6-c7': 1, 'c0-c6': 2 });
  });

  it('never go above the lane', () => {
    const many = linksOf(
      placed,
      [7, 6, 5, 4, 3].map((to) => [0, to] as const),
    );
    expect(Math.max(...many.map(({ level }) => level))).toBe(LEVELS);
    for (const link of many) {
      const ys = [...wayOf(link, 30, 6).matchAll(/V(-?[\d.]+)/g)].map(([, y]) => Number(y));
      expect(Math.min(...ys)).toBeGreaterThanOrEqual(0);
    }
  });
});
