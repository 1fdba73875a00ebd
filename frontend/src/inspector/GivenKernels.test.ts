import { fireEvent, render, screen } from '@testing-library/svelte';
import { expect, it, vi } from 'vitest';
import { tables } from '../paint/colours';
import GivenKernels from './GivenKernels.svelte';

const kernels = [
  { filter: 0, weights: [[1, -0.5]], frozen: true },
  { filter: 6, weights: [[0, 2]], frozen: false },
];

function show(all = false) {
  const onchange = vi.fn();
  render(GivenKernels, { kernels, tables: tables('light'), all, onchange });
  return onchange;
}

it('lists each with its numbers', () => {
  show();
  const cells = [...screen.getByLabelText('Kernel given to filter 1').querySelectorAll('td')];
  expect(cells.map((cell) => cell.textContent)).toEqual(['1', '−0.5']);
  expect(screen.getAllByTestId('given').map((each) => each.getAttribute('data-filter'))).toEqual(['0', '6']);
});

it('freezes and frees one, and removes one', async () => {
  const onchange = show();
  await fireEvent.click(screen.getByLabelText('Filter 7 is frozen'));
  expect(onchange).toHaveBeenLastCalledWith([kernels[0], { ...kernels[1], frozen: true }]);
  await fireEvent.click(screen.getByRole('button', { name: 'Remove the kernel given to filter 1' }));
  expect(onchange).toHaveBeenLastCalledWith([kernels[1]]);
});

it('shows all as frozen where the layer is', () => {
  show(true);
  const boxes = screen.getAllByRole('checkbox') as HTMLInputElement[];
  expect(boxes.map((box) => [box.checked, box.disabled])).toEqual([
    [true, true],
    [true, true],
  ]);
});
