import { render, screen } from '@testing-library/svelte';
import { expect, it } from 'vitest';
import type { Prediction as Event } from '../../link/protocol.gen';
import Prediction from './Prediction.svelte';

const named = (name: string) => ({ name, unit: '' });
const props = { names: [...'0123456789'].map(named), own: false, dots: false, valid: true, stale: false };
const event = (probabilities: number[], empty = false): Event => ({
  kind: 'prediction',
  drawing: 4,
  step: 10,
  answer: { task: 'images', values: probabilities },
  milliseconds: 2.7,
  empty,
  example: null,
  target: [],
});
/** data-digit and data-probability. */
function said(): (string | null)[] {
  const panel = screen.getByTestId('prediction');
  return [panel.getAttribute('data-digit'), panel.getAttribute('data-probability')];
}

const seven = [0, 0, 0.001, 0, 0.001, 0, 0, 0.998, 0, 0];

it('says the digit, how sure, what comes next and how long it took', () => {
  render(Prediction, { prediction: event(seven), ...props, own: true });
  const panel = screen.getByTestId('prediction');
  expect(said()).toEqual(['7', '0.998']);
  expect(screen.getByLabelText('Answer: 7')).toBeTruthy();
  expect(screen.getByText('99.8 % sure')).toBeTruthy();
  expect(panel.textContent).toMatch(/then 2 at 0.1 % ·\s+3 ms/);
  expect(screen.getAllByRole('listitem')).toHaveLength(10);
  expect(screen.getAllByTestId('probability').map((row) => Number(row.dataset.value))).toEqual(seven);
});

it('names no digit when nothing is drawn, and says whose the answer is', () => {
  render(Prediction, { prediction: event(seven, true), ...props });
  expect(said()).toEqual(['', '']);
  expect(screen.getByText('of a test image, step 10')).toBeTruthy();
});

it('does not take the answer for the data-set image as that for a drawing', () => {
  render(Prediction, { prediction: event(seven, true), ...props, own: true });
  expect(said()).toEqual(['', '']);
});

it('teaches when there is none', () => {
  render(Prediction, { prediction: null, ...props });
  expect(screen.getByText('Draw, and the net says what it sees.')).toBeTruthy();
  expect(said()).toEqual(['', '']);
});

it('has no answer to a dot', () => {
  render(Prediction, { prediction: event(seven, true), ...props, dots: true });
  expect(said()).toEqual(['', '']);
  expect(screen.getByLabelText('No answer yet').textContent?.trim()).toBe('–');
  expect(screen.getByText('A dot alone is nothing yet: draw a stroke.')).toBeTruthy();
  expect(screen.queryByText(/sure/)).toBeNull();
});

it('keeps its face when the net gives no numbers', () => {
  render(Prediction, { prediction: event(new Array(10).fill(NaN)), ...props, own: true });
  expect(said()).toEqual(['', '']);
});

it('names other classes than digits', () => {
  const names = ['T-shirt/top', 'Trouser', 'Pullover'];
  const untrained = { ...event([0.2, 0.7, 0.1]), step: 0 };
  render(Prediction, { prediction: untrained, ...props, names: names.map(named), own: true });
  expect(screen.getByLabelText('Answer: Trouser')).toBeTruthy();
  expect(said()).toEqual(['1', '0.7']);
  expect(screen.getByText('not trained yet: a guess')).toBeTruthy();
});

it('carries the step that its answer is of', async () => {
  const { rerender } = render(Prediction, { prediction: event(seven), ...props, own: true });
  expect(screen.getByText('step 10')).toBeTruthy();
  expect(screen.getByTestId('prediction').dataset.step).toBe('10');
  await rerender({ prediction: { ...event(seven), step: 1200 } });
  expect(screen.getByText('step 1 200')).toBeTruthy();
});

it('fades what another net, or step, has said, and names no digit for it', async () => {
  const { rerender } = render(Prediction, { prediction: event(seven), ...props, own: true, stale: true });
  expect(screen.getByTestId('prediction').classList.contains('faded')).toBe(true);
  expect(said()).toEqual(['', '']);
  await rerender({ stale: false });
  expect(screen.getByTestId('prediction').classList.contains('faded')).toBe(false);
  expect(said()).toEqual(['7', '0.998']);
});

it('has no answer of a net that can’t run', () => {
  render(Prediction, { prediction: event([]), ...props, own: true, valid: false });
  expect(screen.getByText('No answer')).toBeTruthy();
  expect(screen.getByText('The net can’t run: a gap in it says why.')).toBeTruthy();
  expect(said()).toEqual(['', '']);
});
