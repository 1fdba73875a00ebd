import { describe, expect, it } from 'vitest';
import { fillPolygon } from './fill';

const page = (width: number, height = width) => new Uint8Array(width * height);

describe('filling a polygon', () => {
  it('covers whole pixels wholly and cut pixels by their share', () => {
    const ink = page(4);
    fillPolygon([[0.5, 1], [3, 1], [3, 2.5], [0.5, 2.5]], ink, 4, 4); // prettier-ignore
    expect([...ink]).toEqual([0, 0, 0, 0, 128, 255, 255, 0, 64, 128, 128, 0, 0, 0, 0, 0]);
  });

  it('gives a circle its area', () => {
    const ink = page(64);
    const circle = Array.from({ length: 200 }, (_, i) => [
      32 + 20 * Math.cos((i / 100) * Math.PI),
      32 + 20 * Math.sin((i / 100) * Math.PI),
    ]);
    fillPolygon(circle, ink, 64, 64);
    const area = ink.reduce((sum, value) => sum + value / 255, 0);
    expect(Math.abs(area / (Math.PI * 400) - 1)).toBeLessThan(0.002);
  });

  it('does not mind which way round the corners go', () => {
    const corners = [[1, 1], [7, 2], [5, 7], [2, 6]]; // prettier-ignore
    const [a, b] = [page(8), page(8)];
    fillPolygon(corners, a, 8, 8);
    fillPolygon([...corners].reverse(), b, 8, 8);
    expect(a).toEqual(b);
  });

  it('leaves no hole where an outline crosses itself the same way round', () => {
    // A square gone round twice: even-odd would leave it empty.
    const ink = page(4);
    const square = [[1, 1], [3, 1], [3, 3], [1, 3]]; // prettier-ignore
    fillPolygon([...square, ...square], ink, 4, 4);
    expect(ink[5]).toBe(255);
    expect(ink.reduce((sum, value) => sum + value, 0)).toBe(4 * 255);
  });

  it('adds ink to ink, and never more than full', () => {
    const ink = page(1).fill(128);
    fillPolygon([[0, 0], [0.5, 0], [0.5, 1], [0, 1]], ink, 1, 1); // prettier-ignore
    expect(ink[0]).toBe(192);
    fillPolygon([[0, 0], [1, 0], [1, 1], [0, 1]], ink, 1, 1); // prettier-ignore
    expect(ink[0]).toBe(255);
  });

  it('cuts off what lies beyond the page', () => {
    const ink = page(4);
    fillPolygon([[-50, -50], [50, -50], [50, 50], [-50, 50]], ink, 4, 4); // prettier-ignore
    expect(ink.every((value) => value === 255)).toBe(true);
    const empty = page(4);
    fillPolygon([[10, 10], [20, 10], [20, 20]], empty, 4, 4); // prettier-ignore
    fillPolygon([[0, 0], [2, 2]], empty, 4, 4); // prettier-ignore
    expect(empty.every((value) => value === 0)).toBe(true);
  });
});
