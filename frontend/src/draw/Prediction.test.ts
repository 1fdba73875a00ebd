import { render, screen } from '@testing-library/svelte';
import { expect, it } from 'vitest';
import type { Prediction as Event } from '../protocol.gen';
import Prediction from './Prediction.svelte';

const classes = [...'0123456789'];
const event = (probabilities: number[], empty = false): Event => ({
  kind: 'prediction',
  drawing: 4,
  step: 10,
  probabilities,
  milliseconds: 2.7,
  empty,
  image: null,
});
/** data-digit and data-probability. */
function said(): (string | null)[] {
  const panel = screen.getByTestId('prediction');
  return [panel.getAttribute('data-digit'), panel.getAttribute('data-probability')];
}

const seven = [0, 0, 0.001, 0, 0.001, 0, 0, 0.998, 0, 0];

it('says the digit, how sure, what comes next and how long it took', () => {
  render(Prediction, { prediction: event(seven), classes, drawn: true });
  const panel = screen.getByTestId('prediction');
  expect(said()).toEqual(['7', '0.998']);
  expect(screen.getByLabelText('Answer: 7')).toBeTruthy();
  expect(screen.getByText('99.8 % sure')).toBeTruthy();
  expect(panel.textContent).toMatch(/then 2 at 0.1 % ·\s+3 ms/);
  expect(screen.getAllByRole('listitem')).toHaveLength(10);
});

it('names no digit when nothing is drawn, and says whose the answer is', () => {
  render(Prediction, { prediction: event(seven, true), classes, drawn: false });
  expect(said()).toEqual(['', '']);
  expect(screen.getByText('of the data-set image')).toBeTruthy();
});

it('does not take the answer for the data-set image as that for a drawing', () => {
  render(Prediction, { prediction: event(seven, true), classes, drawn: true });
  expect(said()).toEqual(['', '']);
});

it('teaches when there is none', () => {
  render(Prediction, { prediction: null, classes, drawn: false });
  expect(screen.getByText('Draw, and the net says what it sees.')).toBeTruthy();
  expect(said()).toEqual(['', '']);
});

it('keeps its face when the net gives no numbers', () => {
  render(Prediction, { prediction: event(new Array(10).fill(NaN)), classes, drawn: true });
  expect(said()).toEqual(['', '']);
});

it('names other classes than digits', () => {
  const names = ['T-shirt/top', 'Trouser', 'Pullover'];
  render(Prediction, { prediction: event([0.2, 0.7, 0.1]), classes: names, drawn: true, untrained: true });
  expect(screen.getByLabelText('Answer: Trouser')).toBeTruthy();
  expect(said()).toEqual(['1', '0.7']);
  expect(screen.getByText('not trained yet: a guess')).toBeTruthy();
});
