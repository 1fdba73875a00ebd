import { fireEvent, render, screen } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import FieldRow from './FieldRow.svelte';
import type { Field } from './schema';

const PAIR: Field = {
  name: 'stride',
  label: 'Stride',
  help: 'How far the window moves',
  kind: 'pair',
  schema: { type: 'integer', minimum: 1, maximum: 32 },
  optional: true,
  choices: [],
  default: null,
};

function show(field: Field, value: unknown) {
  const oncommit = vi.fn();
  const shown = render(FieldRow, { field, value, id: 'f', oncommit });
  return { oncommit, ...shown };
}

describe('a field', () => {
  it('of a pair is one number, or two', async () => {
    const { oncommit, rerender } = show(PAIR, 2);
    expect(screen.getAllByRole('textbox')).toHaveLength(1);
    await fireEvent.click(screen.getByRole('button', { name: 'Stride: height and width apart' }));
    const [high, wide] = screen.getAllByRole('textbox') as HTMLInputElement[];
    expect([high?.value, wide?.value]).toEqual(['2', '2']);
    await fireEvent.input(wide as HTMLInputElement, { target: { value: '3' } });
    await fireEvent.change(wide as HTMLInputElement);
    expect(oncommit).toHaveBeenLastCalledWith([2, 3]);
    await rerender({ value: [2, 3] });
    await fireEvent.click(screen.getByRole('button', { name: 'Stride: height and width apart' }));
    expect(oncommit).toHaveBeenLastCalledWith(2);
  });

  it('that may be empty is empty for null', async () => {
    const { oncommit } = show(PAIR, 2);
    const input = screen.getByRole('textbox');
    await fireEvent.input(input, { target: { value: '' } });
    await fireEvent.change(input);
    expect(oncommit).toHaveBeenCalledWith(null);
  });

  it('goes up and down by keys and by its buttons, and stops at its bounds', async () => {
    const { oncommit, rerender } = show(PAIR, 31);
    await fireEvent.keyDown(screen.getByRole('textbox'), { key: 'ArrowUp' });
    expect(oncommit).toHaveBeenLastCalledWith(32);
    await rerender({ value: 32 });
    await fireEvent.click(screen.getByRole('button', { name: 'Stride: more' }));
    expect(oncommit).toHaveBeenCalledTimes(1);
    await fireEvent.click(screen.getByRole('button', { name: 'Stride: less' }));
    expect(oncommit).toHaveBeenLastCalledWith(31);
  });

  it('shows what was changed elsewhere', async () => {
    const { rerender } = show(PAIR, 2);
    await rerender({ value: 7 });
    expect((screen.getByRole('textbox') as HTMLInputElement).value).toBe('7');
    await rerender({ value: [1, 2] });
    expect(screen.getAllByRole('textbox')).toHaveLength(2);
  });

  it('that is on or off is a box to tick; one of several, a list', async () => {
    const box = show({ ...PAIR, kind: 'boolean', label: 'Bias' }, true);
    await fireEvent.click(screen.getByRole('checkbox', { name: 'Bias' }));
    expect(box.oncommit).toHaveBeenCalledWith(false);
    const list = show({ ...PAIR, kind: 'choice', label: 'Mode', choices: ['zeros', 'reflect'] }, 'zeros');
    await fireEvent.change(screen.getByRole('combobox'), { target: { value: 'reflect' } });
    expect(list.oncommit).toHaveBeenCalledWith('reflect');
  });
});
