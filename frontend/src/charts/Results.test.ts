import { fireEvent, render, screen } from '@testing-library/svelte';
import { beforeEach, expect, it, vi } from 'vitest';
import type { Series } from '../state/curves';
import type { Evaluation, Status } from '../link/protocol.gen';
import type { Measure } from '../link/catalog.gen';
import Gradients from './Gradients.svelte';
import Progress from './Progress.svelte';
import Results from './Results.svelte';
import Sparkline from './Sparkline.svelte';

// uPlot needs a real canvas; what it draws is looked at in a browser.
vi.mock('uplot', () => ({ default: class {} }));

const status: Status = {
  kind: 'status',
  state: 'running',
  step: 930,
  epoch: 1.98,
  epochs: 3,
  steps_per_epoch: 469,
  samples_per_second: 8214.4,
  seconds_left: 9.2,
  lr: 0.003,
  device: 'CPU, 2 threads',
  message: '',
};
const seriesOf = (loss: number[], accuracy: number[] = loss.map(() => 0.5)): Series => {
  const step = loss.map((_, i) => i + 1);
  return { step, loss, measures: { accuracy, rmse: loss }, stride: 1, high: loss, at: step, rest: loss.map(() => NaN) };
};
const measure: Measure = { name: 'accuracy', title: 'Accuracy', short: 'acc.', better: 'more', share: true };
const RMSE: Measure = { name: 'rmse', title: 'RMSE', short: '', better: 'less', share: false };
const none = seriesOf([]);
const some = seriesOf([2.3, 1.5, 0.9], [0.1, 0.4, 0.7]);
const score = (loss: number, accuracy: number, size = 2000) => ({
  loss,
  measures: { accuracy, rmse: 2 * loss },
  size,
  whole: size === 10000,
});
const evaluation = (step: number, rest: Partial<Evaluation>): Evaluation => ({
  kind: 'evaluation',
  step,
  epoch: 0,
  train: null,
  validation: null,
  test: null,
  ...rest,
});

beforeEach(() => {
  vi.stubGlobal('ResizeObserver', class { observe() {} disconnect() {} }); // prettier-ignore
});

it('shows the newest test score, and on how many examples', () => {
  const evaluations = [
    evaluation(1, { test: score(1.2, 0.5) }),
    evaluation(2, { test: score(0.075, 0.9808) }),
    evaluation(3, { validation: score(0.1, 0.97) }),
  ];
  render(Results, { measure, series: some, evaluations, status, testSize: 10000, theme: 'light' });
  expect(screen.getByTestId('test-accuracy').dataset.value).toBe('0.9808');
  expect(screen.getByText('98.08 %')).toBeTruthy();
  expect(screen.getByText('Step 2, on 2 000 of 10 000 test examples')).toBeTruthy();
  expect(screen.getByText('Test loss').parentElement?.textContent).toContain('0.075');
});

it('says what it reads at the newest step', () => {
  const evaluations = [evaluation(2, { validation: score(1.2, 0.6), test: score(1.1, 0.65) })];
  render(Results, { measure, series: some, evaluations, status, theme: 'light' });
  const slider = screen.getByRole('slider');
  expect(slider.getAttribute('aria-label')).toBe('Loss over 3 training steps');
  expect(slider.getAttribute('aria-valuetext')).toBe(
    'Step 3: train 0.900, validation 1.200 at step 2, test 1.100 at step 2',
  );
});

it('has room for a loss with an exponent', () => {
  const { container } = render(Results, {
    measure,
    status,
    series: seriesOf([18342, 18342]),
    evaluations: [],
    theme: 'light',
  });
  const figure = container.querySelector<HTMLElement>('.legend b');
  expect(figure?.textContent).toBe('1.8e+4');
  expect(parseFloat(figure?.style.width ?? '')).toBeGreaterThan(3.5);
});

it('reads of a moment what was measured near it, with its own step, or nothing', async () => {
  const long = seriesOf(Array.from({ length: 1000 }, (_, i) => 2 - i / 1000));
  const evaluations = [0, 320, 640].map((step) => evaluation(step, { test: score(step / 100, 0.5) }));
  const { rerender } = render(Results, { measure, series: long, evaluations, status, theme: 'light', moment: 310 });
  const read = () => screen.getByRole('slider').getAttribute('aria-valuetext');
  expect(read()).toBe('Step 310: train 1.691, test 3.200 at step 320');
  await rerender({ moment: 500 });
  expect(read()).toBe('Step 500: train 1.501');
});

it('has the figures of the moment that is shown, or says that they are of now', async () => {
  const evaluations = [0, 10, 20].map((step) => evaluation(step, { test: score(2 - step / 20, step / 40) }));
  const { rerender } = render(Results, { measure, series: some, evaluations, status, theme: 'light', moment: 10 });
  expect(screen.getByTestId('test-accuracy').dataset.value).toBe('0.25');
  expect(document.querySelector('.on')?.textContent).toMatch(/^\s*Step\s+10,/);
  await rerender({ moment: 5 });
  expect(screen.getByTestId('test-accuracy').dataset.value).toBe('0.5');
  expect(document.querySelector('.on')?.textContent).toMatch(/^\s*Now, step\s+20,/);
});

it('says where the net is when training went back', () => {
  const stopped: Status = { ...status, state: 'done', step: 2, message: 'Stopped early: back to it.' };
  const evaluations = [1, 3, 2].map((step) => evaluation(step, { test: score(step, 0.5) }));
  render(Results, { measure, series: some, evaluations, status: stopped, theme: 'light' });
  const slider = screen.getByRole('slider');
  expect(slider.getAttribute('aria-label')).toBe('Loss over 3 training steps; back to step 2');
  expect(slider.getAttribute('aria-valuetext')).toBe('Step 2: train 1.500, test 2.000');
  expect(screen.getByText('Test loss').parentElement?.textContent).toContain('2.000');
  expect(screen.getByRole('progressbar').getAttribute('aria-valuetext')).toBe('Stopped early: back to it.');
});

it('says a peak that is above the axis', () => {
  const loss = Array.from({ length: 13 }, (_, i) => (i === 6 ? 9022 : 2.3 - i / 10));
  const evaluations = [evaluation(7, { test: score(8800, 0.1) }), evaluation(10, { test: score(1.2, 0.5) })];
  render(Results, { measure, series: seriesOf(loss), evaluations, status, theme: 'light' });
  expect(screen.getByRole('slider').getAttribute('aria-label')).toBe(
    'Loss over 13 training steps; above the axis: 9.0e+3 at step 7, and 1 more above',
  );
});

it('turns to accuracy', async () => {
  render(Results, { measure, series: some, evaluations: [], status, theme: 'light' });
  await fireEvent.click(screen.getByRole('button', { name: 'Accuracy' }));
  expect(screen.getByRole('slider').getAttribute('aria-valuetext')).toBe('Step 3: train 70.00 %');
  expect(screen.getByLabelText('Close up')).toBeTruthy();
});

it('draws and says a measure that is no share in its own unit', async () => {
  const evaluations = [evaluation(3, { test: score(0.5, 0.5) })];
  render(Results, { measure: RMSE, series: some, evaluations, status, theme: 'light' });
  expect(screen.getByText('Test RMSE')).toBeTruthy();
  expect(screen.getByTestId('test-accuracy').textContent.trim()).toBe('1.000');
  await fireEvent.click(screen.getByRole('button', { name: 'RMSE' }));
  expect(screen.getByRole('slider').getAttribute('aria-valuetext')).toBe('Step 3: train 0.900, test 1.000');
});

it('teaches while there is nothing to show', () => {
  render(Results, {
    measure,
    series: none,
    evaluations: [],
    status: { ...status, state: 'idle', step: 0 },
    theme: 'light',
  });
  expect(screen.getByText('Press Train: the loss of each mini-batch appears here.')).toBeTruthy();
  expect(screen.getByTestId('test-accuracy').dataset.value).toBe('');
});

it('carries the step that the large figures are of, and fades them where training rests at another', async () => {
  const test = { loss: 2.3, measures: { accuracy: 0.1358 }, size: 500, whole: false };
  const evaluations: Evaluation[] = [{ kind: 'evaluation', step: 1, epoch: 0, train: null, validation: null, test }];
  const at = (state: Status['state']) => ({ ...status, state, step: 95 });
  const props = { measure, series: some, evaluations, status: at('running'), testSize: 10_000, theme: 'light' };
  const { rerender } = render(Results, props);
  const large = () => screen.getByTestId('test-accuracy').closest('.large');
  expect(screen.getByText('Step 1, on 500 of 10 000 test examples')).toBeTruthy();
  expect(large()?.classList.contains('old')).toBe(false);
  await rerender({ status: at('paused') });
  expect(large()?.classList.contains('old')).toBe(true);
  await rerender({ evaluations: [{ ...(evaluations[0] as Evaluation), step: 95 }] });
  expect(screen.getByText('Step 95, on 500 of 10 000 test examples')).toBeTruthy();
  expect(large()?.classList.contains('old')).toBe(false);
});

it('says the training loss until there is a test', () => {
  render(Results, { measure, series: some, evaluations: [], status, theme: 'light' });
  expect(screen.getByText('Training loss').parentElement?.textContent).toContain('0.900');
});

it.each([
  [{}, 'Epoch 2 of 3 · 9 s left', '8 214 samples/s'],
  [{ state: 'paused' as const }, 'Epoch 2 of 3 · paused', ''],
  [{ state: 'done' as const, epoch: 3 }, '3 epochs done', ''],
  [{ state: 'done' as const, epoch: 1, epochs: 1 }, '1 epoch done', ''],
  [{ state: 'failed' as const }, 'Epoch 2 of 3 · stopped', ''],
  [{ state: 'idle' as const, step: 0, epoch: 0 }, 'Not trained yet', ''],
])('says how far it is: %o', (change, left, right) => {
  render(Progress, { status: { ...status, ...change } });
  expect(screen.getByRole('progressbar').getAttribute('aria-valuetext')).toBe(left);
  if (right) expect(screen.getByText(right)).toBeTruthy();
});

it('lists gradients in the net’s order, those layers only that have one', () => {
  const layers = [{ id: 'a', title: 'Conv' }, { id: 'r', title: 'ReLU' }, { id: 'b', title: 'Linear' }]; // prettier-ignore
  render(Gradients, { gradients: { b: 0.042, a: 0.31 }, layers, step: 1200 });
  expect(screen.getByRole('heading').textContent).toContain('step 1\u202f200');
  expect(screen.getAllByRole('listitem').map((item) => item.textContent?.replace(/\s+/g, ' ').trim())).toEqual([
    'Conv 0.31',
    'Linear 0.042',
  ]);
});

it('says the course of the learning rate', () => {
  render(Sparkline, { schedule: [0.0001, 0.003, 0] });
  expect(screen.getByRole('img').getAttribute('aria-label')).toBe('Learning rate: from 0.0001, at most 0.003, to 0');
});

it('draws a learning rate that drops as a drop, and one that falls as a line', async () => {
  const schedule = [0.1, 0.1, 0.05, 0.05];
  const { container, rerender } = render(Sparkline, { schedule, stepped: true });
  const corners = () => container.querySelector('polyline')?.getAttribute('points')?.split(' ') ?? [];
  expect(corners()).toEqual(['0.0,2.0', '40.0,2.0', '80.0,2.0', '80.0,12.0', '120.0,12.0']);
  await rerender({ schedule, stepped: false });
  expect(corners()).toEqual(['0.0,2.0', '40.0,2.0', '80.0,12.0', '120.0,12.0']);
});
