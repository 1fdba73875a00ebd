import { fireEvent, render, screen } from '@testing-library/svelte';
import { expect, it, vi } from 'vitest';
import { tables } from '../../paint/colours';
import Cells from './Cells.svelte';
import { picture } from './picture';

const cells = () => screen.getAllByTestId<HTMLInputElement>('lab-cell');

function show() {
  const onset = vi.fn();
  const look = { tables: tables('light'), label: 'Picture', before: null, windows: [], signed: false };
  render(Cells, { ...look, picture: picture(1, 1, 2, [4, 7]), onset });
  return onset;
}

it('a number that is none is said at its cell, which is as it was', async () => {
  const onset = show();
  const [first] = cells() as [HTMLInputElement];
  for (const [text, why] of [
    ['seven', 'A number is wanted.'],
    ['1,000', '1,000 may be 1000 or 1: write it as one of them.'],
    ['1/1,000', '1,000 may be 1000 or 1: write it as one of them.'],
    ['1/0', 'A number is wanted, or a fraction such as 1/9.'],
  ] as const) {
    await fireEvent.input(first, { target: { value: text } });
    expect(first.validationMessage).toBe('');
    await fireEvent.change(first);
    expect([first.value, first.validationMessage]).toEqual(['4', why]);
  }
  await fireEvent.input(first, { target: { value: '' } });
  await fireEvent.change(first);
  expect([first.value, first.validationMessage], 'nothing typed is nothing wrong').toEqual(['4', '']);
  expect(onset).not.toHaveBeenCalled();
});

it('Enter goes on to the next cell from a number alone', async () => {
  const onset = show();
  const [first, second] = cells() as [HTMLInputElement, HTMLInputElement];
  first.focus();
  await fireEvent.input(first, { target: { value: '2..' } });
  await fireEvent.keyDown(first, { key: 'Enter' });
  expect(document.activeElement).toBe(first);
  await fireEvent.input(first, { target: { value: '1/4' } });
  await fireEvent.keyDown(first, { key: 'Enter' });
  expect(document.activeElement).toBe(second);
  expect(onset.mock.calls).toEqual([[0, 0, 0.25]]);
});
