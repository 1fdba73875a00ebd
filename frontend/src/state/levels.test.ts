import { afterEach, describe, expect, it } from 'vitest';
import { back, level, type Level } from './levels';

const ORDER: Level[] = ['black', 'drag', 'palette', 'popover', 'unit', 'layer', 'moment', 'present'];
const ends: (() => void)[] = [];
afterEach(() => ends.splice(0).forEach((end) => end()));

/** Levels that are open, in this order of opening. */
function opened(names: readonly Level[]): Set<Level> {
  const open = new Set(names);
  for (const name of names) ends.push(level(name, () => open.delete(name)));
  return open;
}

describe('Escape', () => {
  it('leaves each combination of levels one by one, the topmost first, whatever was opened first', () => {
    for (let mask = 0; mask < 1 << ORDER.length; mask++) {
      const names = ORDER.filter((_, i) => mask & (1 << i));
      for (const order of [names, [...names].reverse()]) {
        const open = opened(order);
        for (const topmost of names) {
          expect(back()).toBe(true);
          expect(open.has(topmost)).toBe(false);
          expect(open.size).toBe(names.length - names.indexOf(topmost) - 1);
        }
        expect(back()).toBe(false);
        ends.splice(0).forEach((end) => end());
      }
    }
  });

  it('does not leave what is gone, but what took its place', () => {
    const end = level('palette', () => true);
    ends.push(level('palette', () => false));
    end();
    expect(back()).toBe(false);
    ends.push(level('palette', () => true));
    expect(back()).toBe(true);
  });
});
