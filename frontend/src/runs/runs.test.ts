import { render, screen } from '@testing-library/svelte';
import { expect, it, vi } from 'vitest';
import type { Measure } from '../link/catalog.gen';
import type { Parked } from '../link/protocol.gen';
import LeftRun from './LeftRun.svelte';
import Runs from './Runs.svelte';
import { leftWords, whereWords } from './words';

const RMSE: Measure = { name: 'rmse', title: 'RMSE', short: '', better: 'less', share: false };
const ACCURACY: Measure = { name: 'accuracy', title: 'Accuracy', short: 'acc.', better: 'more', share: true };

const run = (more: Partial<Parked> = {}): Parked => ({
  run: 3,
  name: 'a',
  experiment: {} as Parked['experiment'],
  step: 1234,
  epoch: 2,
  measures: { accuracy: 0.9878, rmse: 0.125 },
  measured: 1234,
  examples: null,
  best: 0.9901,
  state: 'kept',
  ...more,
});

it('says how good it was, and under which number it is kept', () => {
  expect(leftWords(run(), ACCURACY)).toBe('98.78 % kept as run 3');
  expect(leftWords(run(), RMSE)).toBe('0.125 kept as run 3');
  expect(leftWords(run({ measures: {}, measured: null, step: 7 }), ACCURACY)).toBe('Step 7 kept as run 3');
  expect(leftWords(run({ state: 'here' }), ACCURACY)).toBe('98.78 % kept as run 3 until the server ends');
});

it('says of which step a figure is, where it is not the last', () => {
  expect(whereWords(run({ measured: null }))).toMatch(/^step 1.234$/u);
  expect(whereWords(run({ measured: 1200 }))).toMatch(/^step 1.234, measured at 1.200$/u);
});

it('says on how many test examples, where those were not all', () => {
  expect(whereWords(run({ examples: 600 }))).toMatch(/^step 1.234, measured on 600 test examples$/u);
  expect(whereWords(run({ measured: 1200, examples: 2000 }))).toMatch(
    /^step 1.234, measured at 1.200 on 2.000 test examples$/u,
  );
});

it('lists the newest first, and goes back at a press', () => {
  const onback = vi.fn();
  const name = (each: Parked) => `Net ${each.run}`;
  render(Runs, {
    runs: [run({ run: 1 }), run({ run: 2 }), run()],
    at: 2,
    name,
    measure: () => ACCURACY,
    locked: '',
    onback,
  });
  const items = screen.getAllByTestId('run');
  expect(items.map((item) => [item.dataset.id, item.dataset.best])).toEqual([
    ['3', '0.9901'],
    ['2', '0.9901'],
    ['1', '0.9901'],
  ]);
  expect(items[1]?.textContent).toContain('Shown');
  const buttons = screen.getAllByTestId('run-restore');
  expect(buttons).toHaveLength(2);
  buttons[1]?.click();
  expect(onback).toHaveBeenCalledExactlyOnceWith(1);
});

it('viewers see them, and can not press', () => {
  render(Runs, {
    runs: [run()],
    at: null,
    name: () => '',
    measure: () => null,
    locked: 'You are a viewer',
    onback: vi.fn(),
  });
  expect(screen.getByTestId('run-restore')).toHaveProperty('disabled', true);
});

it('what was left is said until it is read', () => {
  vi.useFakeTimers();
  const [onback, ondismiss] = [vi.fn(), vi.fn()];
  render(LeftRun, { run: run(), measure: null, onback, ondismiss });
  screen.getByTestId('run-back').click();
  expect(onback).toHaveBeenCalledOnce();
  vi.advanceTimersByTime(29_000);
  expect(ondismiss).not.toHaveBeenCalled();
  vi.advanceTimersByTime(2_000);
  expect(ondismiss).toHaveBeenCalledOnce();
  vi.useRealTimers();
});
