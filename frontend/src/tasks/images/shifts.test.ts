import { describe, expect, it } from 'vitest';
import type { ShiftCurve } from '../../link/protocol.gen';
import { accuracyAt, columnOf, SHIFTS, withCurve, type ShiftedNet } from './shifts';

function curve(step: number, shifts: number[], accuracy: number[], done = false): ShiftCurve {
  return { kind: 'shifts', step, size: 1000, shifts, accuracy, done };
}

describe('curves of several nets', () => {
  it('grow as they are measured, and stay when another net comes', () => {
    let nets: ShiftedNet[] = withCurve([], 'Perceptron', curve(10, [0], [0.9]));
    nets = withCurve(nets, 'Perceptron', curve(10, [-1, 0], [0.7, 0.9]));
    nets = withCurve(nets, 'CNN', curve(10, [0], [0.95]));
    expect(nets.map((net) => [net.name, net.curve.accuracy.length])).toEqual([
      ['Perceptron', 2],
      ['CNN', 1],
    ]);
  });

  it('are four at most, the newest', () => {
    let nets: ShiftedNet[] = [];
    for (let step = 1; step <= 6; step++) nets = withCurve(nets, 'CNN', curve(step, [0], [0.9]));
    expect(nets.map((net) => net.curve.step)).toEqual([3, 4, 5, 6]);
  });

  it('have a gap where nothing has been measured yet', () => {
    const half = curve(1, [-1, 0, 1], [0.5, 0.75, 0.25]);
    expect(SHIFTS).toHaveLength(17);
    expect(columnOf(half)).toEqual([...Array<null>(7).fill(null), 0.5, 0.75, 0.25, ...Array<null>(7).fill(null)]);
    expect(accuracyAt(half, 1)).toBe(0.25);
    expect(accuracyAt(half, 8)).toBeNull();
  });
});
