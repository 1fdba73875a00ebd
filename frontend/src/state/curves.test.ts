import { expect, it } from 'vitest';
import { Thinning } from './curves';
import type { Floats } from '../link/protocol.gen';

const numbers = (all: readonly number[]): Floats => ({
  shape: [all.length],
  data: new Uint8Array(Float32Array.from(all).buffer),
});
const told = (
  first: number,
  stride: number,
  loss: number[],
  accuracy: number[],
  high?: number[],
  at: number[] = [],
) => ({
  first,
  stride,
  loss: numbers(loss),
  measures: { accuracy: numbers(accuracy) },
  high: high ? numbers(high) : null,
  at,
});

it('keeps every step while there are few', () => {
  const curves = new Thinning(8);
  curves.add(told(1, 1, [4, 3], [0.1, 0.2]));
  curves.add(told(3, 1, [2], [0.3]));
  const { measures, ...rest } = curves.series();
  expect(rest).toEqual({
    stride: 1,
    step: [1, 2, 3],
    loss: [4, 3, 2],
    high: [4, 3, 2],
    at: [1, 2, 3],
    rest: [NaN, NaN, NaN],
  });
  measures.accuracy?.forEach((value, i) => expect(value).toBeCloseTo([0.1, 0.2, 0.3][i]!, 6));
});

it('averages pairs when there are too many', () => {
  const curves = new Thinning(4);
  curves.add(told(1, 1, [1, 3, 5, 7, 9], [0, 1, 0, 1, 0.5]));
  expect(curves.series()).toMatchObject({
    stride: 2,
    step: [2, 4, 5],
    loss: [2, 6, 9],
    measures: { accuracy: [0.5, 0.5, 0.5] },
  });
  expect(curves.series()).toMatchObject({ high: [3, 7, 9], at: [2, 4, 5], rest: [1, 5, NaN] });
  curves.add(told(6, 1, [11], [0.7]));
  expect(curves.series().loss).toEqual([2, 6, 10]);
});

it('keeps its bounds and the mean however long the run is', () => {
  const curves = new Thinning(600);
  const steps = 100_000;
  for (let first = 1; first <= steps; first += 250) {
    const loss = Array.from({ length: 250 }, (_, i) => first + i);
    curves.add(told(first, 1, loss, loss));
  }
  const series = curves.series();
  expect(series.step.length).toBeLessThanOrEqual(600);
  expect(series.step.length).toBeGreaterThan(300);
  expect(series.step.at(-1)).toBe(steps);
  // Each number is the mean of the steps up to `step`, so half a stride behind it.
  series.step.slice(0, -1).forEach((step, i) => expect(series.loss[i]).toBeCloseTo(step - (series.stride - 1) / 2, 6));
});

it('keeps one bad step apart from its neighbours, however much it is thinned', () => {
  const curves = new Thinning(64);
  const loss = Array.from({ length: 1000 }, (_, i) => (i === 12 ? 9000 : 0.5));
  curves.add(told(1, 1, loss, loss));
  const { stride, step, high, at, rest } = curves.series();
  expect(stride).toBe(16);
  expect(new Set(rest)).toEqual(new Set([0.5]));
  expect(step.flatMap((_, i) => (high[i]! > 1 ? [[high[i], at[i]]] : []))).toEqual([[9000, 13]]);
});

it('takes over what was thinned elsewhere, and goes on from there', () => {
  const curves = new Thinning(100);
  curves.add(told(1, 4, [10, 8], [0.25, 0.5], [14, 12], [2, 8]));
  curves.add(told(9, 1, [6, 6], [0.5, 0.5]));
  expect(curves.series()).toEqual({
    stride: 4,
    step: [4, 8, 10],
    loss: [11, 9, 6],
    measures: { accuracy: [0.25, 0.5, 0.5] },
    high: [14, 12, 6],
    at: [2, 8, 9],
    rest: [10, 8, 6],
  });
});

it('keeps a loss that is not a number', () => {
  const curves = new Thinning(10);
  curves.add(told(1, 1, [1, NaN], [0, 0]));
  expect(curves.series().loss[1]).toBeNaN();
});

it('replaces what a training that went back says anew', () => {
  const curves = new Thinning(8);
  curves.add(told(1, 1, [1, 2, 3, 4, 5, 6], [0, 0, 0, 0, 0, 0]));
  curves.add(told(4, 1, [40, 50], [1, 1]));
  expect(curves.series()).toMatchObject({ step: [1, 2, 3, 4, 5], loss: [1, 2, 3, 40, 50] });
  curves.add(told(6, 1, [60, 70, 80, 90], [1, 1, 1, 1]));
  expect(curves.series()).toMatchObject({ stride: 2, step: [2, 4, 6, 8, 9] });
  curves.add(told(6, 1, [7], [1])); // half of a pair: the other half, which was not its largest, stays
  expect(curves.series().loss).toEqual([1.5, 21.5, (50 + 7) / 2]);
});
