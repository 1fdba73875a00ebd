import { render, screen } from '@testing-library/svelte';
import { expect, it } from 'vitest';
import { css, tables } from '../paint/colours';
import type { Arithmetic } from '../link/protocol.gen';
import { blockOf, bytesOf } from './numbers';
import Products from './Products.svelte';

const MNIST = { mean: 0.1307, std: 0.3081 };
const BARE = (0 - MNIST.mean) / MNIST.std;
const FULL = (1 - MNIST.mean) / MNIST.std;
const light = tables('light');

/** Background and number of the cells of one grid. */
function cells(label: string): [string, string][] {
  const grid = screen.getByLabelText(label, { exact: false });
  return [...grid.querySelectorAll('span')].map((cell) => [cell.style.getPropertyValue('--shade'), cell.textContent]);
}

function show(numbers: number[], weights: number[], normal: typeof MNIST | null): void {
  const shape = [1, 2, 2];
  const found = { first: [0, 0, 0], apart: [1, 1], shape, source: null } as unknown as Arithmetic;
  const inputs = blockOf({ shape, data: bytesOf(numbers) })!;
  const more = { found, inputs, normal, tables: light, chosen: null, onchoose: () => {}, onfollow: () => {} };
  render(Products, { ...more, weights: blockOf({ shape, data: bytesOf(weights) }) });
}

it('inks pixels as they are, and says what the net is given for them', () => {
  show([BARE, BARE, BARE, FULL], [1, 1, 1, 1], MNIST);
  const [paper, ink] = [css(light.sequential[0] ?? 0), css(light.sequential[255] ?? 0)];
  expect(cells('Inputs')).toEqual([[paper, '−.42'], [paper, '−.42'], [paper, '−.42'], [ink, '2.8']]); // prettier-ignore
  expect(screen.getByTestId('unit-normal').textContent).toContain('(x − 0.1307) / 0.3081: bare paper is −0.42');
});

it('gives weights a sign where none is negative, and the products of bare paper theirs', () => {
  show([BARE, BARE, BARE, BARE], [0.5, 0.5, 0.5, 0.5], MNIST);
  expect(cells('Weights')[0]).toEqual([css(light.diverging[510] ?? 0), '.50']);
  expect(cells('Products')[0]).toEqual([css(light.diverging[0] ?? 0), '−.21']);
});

it('colours what comes from another layer by its numbers', () => {
  show([-1, 0, 0, 1], [1, 1, 1, 1], null);
  expect(cells('Inputs').map(([colour]) => colour)).toEqual(
    [0, 255, 255, 510].map((at) => css(light.diverging[at] ?? 0)),
  );
  expect(screen.queryByTestId('unit-normal')).toBeNull();
});
