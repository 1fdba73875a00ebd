import { describe, expect, it } from 'vitest';
import type { LossCurve } from '../link/catalog.gen';
import { axesOf, axis, summary, within } from './picture';

const squares: LossCurve = {
  axis: 'error of one output',
  x: [-2, -1, 0, 1, 2],
  lines: [{ name: '', y: [4, 1, 0, 1, 4] }],
};

describe('an axis', () => {
  it('names round numbers between its ends', () => {
    expect(axis(-2, 2, 4)).toEqual({ low: -2, high: 2, ticks: [-2, -1, 0, 1, 2] });
    expect(axis(-5, 0, 4).ticks).toEqual([-4, -2, 0]);
    expect(axis(0, 0.3, 3).ticks).toEqual([0, 0.1, 0.2, 0.3]);
    expect(axis(0, 5.298, 3)).toEqual({ low: 0, high: 5.298, ticks: [0, 2, 4] });
  });

  it('goes on to a round number that is just beyond its end', () => {
    expect(axis(0.005, 1, 4)).toEqual({ low: 0, high: 1, ticks: [0, 0.25, 0.5, 0.75, 1] });
  });

  it('is there for a line that is level', () => {
    expect(axis(3, 3, 3).ticks).toContain(3);
  });
});

describe('the picture of a loss', () => {
  it('has 0 on the axis of the loss, however far the least is above', () => {
    const { x, y } = axesOf({ ...squares, lines: [{ name: '', y: [9, 6, 5, 6, 9] }] });
    expect([x.low, x.high, y.low]).toEqual([-2, 2, 0]);
    expect(y.high).toBeGreaterThanOrEqual(9);
  });

  it('holds what lies within its axes', () => {
    const axes = axesOf(squares);
    expect(within(axes, [-1.5, 2.25])).toBe(true);
    expect(within(axes, [3, 9])).toBe(false);
    expect(within(axes, [NaN, 1])).toBe(false);
  });

  it('is said in a sentence', () => {
    expect(summary(squares)).toBe('The curve of the loss. Across: error of one output. 4 at −2, 4 at 2, least 0 at 0.');
    const two = {
      axis: 'one output',
      x: [-5, 5],
      lines: [
        { name: 'target 1', y: [5, 0] },
        { name: 'target 0', y: [0, 5] },
      ],
    };
    expect(summary(two)).toBe(
      'The curve of the loss. Across: one output. target 1: 5 at −5, 0 at 5; target 0: 0 at −5, 5 at 5.',
    );
  });
});
