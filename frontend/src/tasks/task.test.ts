import { render, screen } from '@testing-library/svelte';
import { expect, it } from 'vitest';
import type { Prediction } from '../link/protocol.gen';
import images from './images/task';
import { taskOf } from './task';

const names = [
  { name: 'Distance', unit: 'm' },
  { name: 'Time', unit: 's' },
];
const said = (task: string, values: number[]): Prediction => ({
  kind: 'prediction',
  drawing: 1,
  step: 7,
  answer: { task, values },
  milliseconds: 0.5,
  empty: true,
  example: null,
  target: [],
});
const props = { names, own: false, dots: false, valid: true, stale: false };

it('finds the folder of a task by its name', () => expect(taskOf('images')).toBe(images));

it('shows a table of the answer of a task that it does not know, and nothing else', () => {
  const { Answer, Showcase, DataFields, noise } = taskOf('throws');
  expect([Showcase, DataFields, noise]).toEqual([null, null, false]);
  render(Answer, { ...props, prediction: said('throws', [12.5, -0.25]) });
  const rows = screen.getAllByTestId('answer-row');
  expect(rows.map(({ dataset }) => [dataset['name'], dataset['value']])).toEqual([
    ['Distance', '12.5'],
    ['Time', '-0.25'],
  ]);
  expect(rows.map(({ textContent }) => textContent.replace(/\s+/g, ' ').trim())).toEqual([
    expect.stringContaining('m'),
    expect.stringContaining('s'),
  ]);
});

it('shows what is known of a task with its own parts, and no table', () => {
  render(taskOf('images').Answer, { ...props, prediction: said('images', [0.25, 0.75]) });
  expect(screen.getByTestId('prediction')).toBeTruthy();
  expect(screen.queryByTestId('answer-table')).toBeNull();
});
