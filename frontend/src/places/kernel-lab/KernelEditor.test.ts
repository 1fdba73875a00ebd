import { fireEvent, render, screen } from '@testing-library/svelte';
import { expect, it, vi } from 'vitest';
import { tables } from '../../paint/colours';
import KernelEditor from './KernelEditor.svelte';

it('takes a scale as a fraction, and says what is none', async () => {
  const onchange = vi.fn();
  render(KernelEditor, {
    kernel: { height: 1, width: 2, weights: [1, 2], scale: 1 },
    preset: '',
    tables: tables('light'),
    painting: false,
    onchange,
    ontake: () => '',
    onabandon: () => undefined,
  });
  const field = screen.getByLabelText<HTMLInputElement>('scale');
  await fireEvent.change(field, { target: { value: '1/x' } });
  expect(onchange).not.toHaveBeenCalled();
  expect(screen.getByRole('alert').textContent).toBe('“1/x” is no number. Nothing has changed.');
  expect(field.value).toBe('1');
  await fireEvent.change(field, { target: { value: '1/4' } });
  expect(onchange).toHaveBeenCalledWith({ height: 1, width: 2, weights: [1, 2], scale: 0.25 }, '');
  expect(screen.queryByRole('alert')).toBeNull();
});
