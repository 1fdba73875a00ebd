import { describe, expect, it } from 'vitest';
import { below, beside } from './floating';

const screen = { width: 1000, height: 600 };
const size = { width: 200, height: 300 };

describe('what floats', () => {
  it('goes to the right, else to the left, and covers nothing of what it belongs to', () => {
    expect(beside({ left: 100, top: 250, width: 40, height: 40 }, size, screen)).toEqual({ left: 148, top: 120 });
    expect(beside({ left: 900, top: 250, width: 40, height: 40 }, size, screen)).toEqual({ left: 692, top: 120 });
  });

  it('stays on the screen', () => {
    expect(beside({ left: 100, top: 0, width: 40, height: 40 }, size, screen).top).toBe(8);
    expect(beside({ left: 100, top: 580, width: 40, height: 40 }, size, screen).top).toBe(292);
    const phone = { width: 390, height: 844 };
    const place = beside({ left: 170, top: 300, width: 44, height: 44 }, size, phone);
    expect(place.left).toBeGreaterThanOrEqual(8);
    expect(place.left + size.width).toBeLessThanOrEqual(382);
    expect(place.top).toBe(352);
  });

  it('goes below, else above', () => {
    expect(below({ left: 400, top: 100, width: 100, height: 20 }, size, screen)).toEqual({ left: 350, top: 128 });
    expect(below({ left: 400, top: 500, width: 100, height: 20 }, size, screen)).toEqual({ left: 350, top: 192 });
    expect(below({ left: 0, top: 250, width: 10, height: 20 }, size, screen)).toEqual({ left: 8, top: 278 });
  });
});
