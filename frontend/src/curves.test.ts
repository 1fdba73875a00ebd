import { expect, it } from 'vitest';
import { Thinning } from './curves';

it('keeps every step while there are few', () => {
  const curves = new Thinning(8);
  curves.add(1, 1, [4, 3], [0.1, 0.2]);
  curves.add(3, 1, [2], [0.3]);
  expect(curves.series()).toEqual({ stride: 1, step: [1, 2, 3], loss: [4, 3, 2], accuracy: [0.1, 0.2, 0.3] });
});

it('averages pairs when there are too many', () => {
  const curves = new Thinning(4);
  curves.add(1, 1, [1, 3, 5, 7, 9], [0, 1, 0, 1, 0.5]);
  expect(curves.series()).toEqual({ stride: 2, step: [2, 4, 5], loss: [2, 6, 9], accuracy: [0.5, 0.5, 0.5] });
  curves.add(6, 1, [11], [0.7]);
  expect(curves.series().loss).toEqual([2, 6, 10]);
});

it('keeps its bounds and the mean however long the run is', () => {
  const curves = new Thinning(600);
  const steps = 100_000;
  for (let first = 1; first <= steps; first += 250) {
    const loss = Array.from({ length: 250 }, (_, i) => first + i);
    curves.add(first, 1, loss, loss);
  }
  const series = curves.series();
  expect(series.step.length).toBeLessThanOrEqual(600);
  expect(series.step.length).toBeGreaterThan(300);
  expect(series.step.at(-1)).toBe(steps);
  // Each number is the mean of the steps up to `step`, so half a stride behind it.
  series.step.slice(0, -1).forEach((step, i) => expect(series.loss[i]).toBeCloseTo(step - (series.stride - 1) / 2, 6));
});

it('takes over what was thinned elsewhere, and goes on from there', () => {
  const curves = new Thinning(100);
  curves.add(1, 4, [10, 8], [0.2, 0.4]);
  curves.add(9, 1, [6, 6], [0.5, 0.5]);
  expect(curves.series()).toEqual({ stride: 4, step: [4, 8, 10], loss: [10, 8, 6], accuracy: [0.2, 0.4, 0.5] });
});

it('keeps a loss that is not a number', () => {
  const curves = new Thinning(10);
  curves.add(1, 1, [1, NaN], [0, 0]);
  expect(curves.series().loss[1]).toBeNaN();
});

it('replaces what a training that went back says anew', () => {
  const curves = new Thinning(8);
  curves.add(1, 1, [1, 2, 3, 4, 5, 6], [0, 0, 0, 0, 0, 0]);
  curves.add(4, 1, [40, 50], [1, 1]);
  expect(curves.series()).toMatchObject({ step: [1, 2, 3, 4, 5], loss: [1, 2, 3, 40, 50] });
  curves.add(6, 1, [60, 70, 80, 90], [1, 1, 1, 1]);
  expect(curves.series()).toMatchObject({ stride: 2, step: [2, 4, 6, 8, 9] });
  curves.add(6, 1, [7], [1]); // half of a pair: of the pair's mean the other half stays
  expect(curves.series().loss).toEqual([1.5, 21.5, (55 + 7) / 2]);
});
