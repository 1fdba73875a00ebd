import { describe, expect, it } from 'vitest';
import { bestColumns, cellAt, fit, sheet, taps } from './geometry';

describe('a sheet', () => {
  it('lays pictures out row by row', () => {
    const layout = sheet(8, 4, 3, 5, 2);
    expect([layout.columns, layout.rows, layout.width, layout.height]).toEqual([4, 2, 18, 12]);
    expect(layout.at(0)).toEqual({ x: 0, y: 0 });
    expect(layout.at(5)).toEqual({ x: 5, y: 7 });
  });

  it('is no wider than its pictures', () => {
    expect(sheet(2, 10, 4, 4, 1).width).toBe(9);
    expect(sheet(0, 10, 4, 4, 1).columns).toBe(1);
  });
});

describe('best columns', () => {
  it.each([
    [8, 100, 800, 1],
    [16, 100, 100, 4],
    [10, 1000, 100, 10],
    [16, 100, 400, 2],
    [1, 50, 50, 1],
  ])('%d squares in %d × %d take %d', (count, width, height, columns) => {
    expect(bestColumns(count, width, height)).toBe(columns);
  });
});

describe('the cell under a pointer', () => {
  const box = { left: 10, top: 20, width: 100, height: 50 };
  it('counts from the upper left', () => {
    expect(cellAt(10, 20, box, 5, 10)).toEqual({ row: 0, column: 0 });
    expect(cellAt(109.9, 69.9, box, 5, 10)).toEqual({ row: 4, column: 9 });
    expect(cellAt(35, 41, box, 5, 10)).toEqual({ row: 2, column: 2 });
  });
  it('is none outside', () => {
    expect(cellAt(9, 30, box, 5, 10)).toBeNull();
    expect(cellAt(110, 30, box, 5, 10)).toBeNull();
    expect(cellAt(50, 70, box, 5, 10)).toBeNull();
    expect(cellAt(0, 0, { left: 0, top: 0, width: 0, height: 0 }, 1, 1)).toBeNull();
  });
});

it('taps of a convolution', () => {
  expect(taps(0, 3, 1, 1)).toEqual({ first: -1, last: 1 });
  expect(taps(4, 2, 2, 0)).toEqual({ first: 8, last: 9 });
  expect(taps(1, 3, 1, 0, 2)).toEqual({ first: 1, last: 5 });
});

it('fits into a box without distortion', () => {
  expect(fit(4, 2, 100, 100)).toEqual({ width: 100, height: 50 });
  expect(fit(2, 4, 100, 100)).toEqual({ width: 50, height: 100 });
});
