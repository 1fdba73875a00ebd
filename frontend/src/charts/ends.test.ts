import { describe, expect, it } from 'vitest';
import { endsWidth, spread } from './ends';

describe('names at the ends of lines', () => {
  it('stay where they are wanted while there is room', () => {
    expect(spread([10, 50, 30], 12, 0, 100)).toEqual([10, 50, 30]);
  });

  it('make way for each other, in order', () => {
    expect(spread([30, 30, 28], 10, 0, 100)).toEqual([38, 48, 28]);
    expect(spread([99, 98, 100], 10, 0, 100)).toEqual([90, 80, 100]);
  });

  it('are apart and inside, whatever is wanted', () => {
    let state = 3;
    const chance = () => (state = (1664525 * state + 1013904223) % 2 ** 32) / 2 ** 32;
    for (let round = 0; round < 300; round++) {
      const wanted = Array.from({ length: 1 + Math.floor(chance() * 12) }, () => chance() * 140 - 20);
      const places = spread(wanted, 8, 0, 100);
      const order = wanted.map((_, i) => i).sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0));
      order.forEach((at, k) => {
        const here = places[at] ?? NaN;
        expect(here).toBeGreaterThanOrEqual(-1e-9);
        expect(here).toBeLessThanOrEqual(100 + 1e-9);
        if (k > 0) expect(here - (places[order[k - 1] ?? 0] ?? 0)).toBeGreaterThanOrEqual(8 - 1e-9);
      });
    }
  });

  it('take room only where there are some', () => {
    expect(endsWidth([{ name: '0.003', colour: '' }], 10)).toBe(0);
    expect(endsWidth([{ name: '0.003', colour: '', ends: true }], 10)).toBeCloseTo(40);
  });
});
