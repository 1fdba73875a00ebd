import { fireEvent, render, screen } from '@testing-library/svelte';
import { expect, it, vi } from 'vitest';
import NumberInput from './NumberInput.svelte';

const field = () => screen.getByTestId<HTMLInputElement>('x');

it('keeps what is typed while the number changes, and follows it again afterwards', async () => {
  const onset = vi.fn();
  const { rerender } = render(NumberInput, { id: 'x', testid: 'x', value: 0.25, onset });
  expect(field().value).toBe('0.25');
  await fireEvent.input(field(), { target: { value: '1,5' } });
  await rerender({ value: 0.5 });
  expect(field().value).toBe('1,5');
  await fireEvent.change(field());
  expect(onset).toHaveBeenCalledWith(1.5);
  await rerender({ value: 1.5 });
  expect(field().value).toBe('1.5');
});

it('takes no text that is no number, nor one that float32 can not hold', async () => {
  const onset = vi.fn();
  render(NumberInput, { id: 'x', testid: 'x', value: 2, onset });
  for (const text of ['', 'seven', '1e60', '2']) {
    await fireEvent.input(field(), { target: { value: text } });
    await fireEvent.change(field());
    expect(field().value).toBe('2');
  }
  expect(onset).not.toHaveBeenCalled();
});
