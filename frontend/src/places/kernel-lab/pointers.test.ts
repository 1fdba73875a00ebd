import { fireEvent, render, screen } from '@testing-library/svelte';
import { beforeEach, expect, it, vi } from 'vitest';
import { tables } from '../../paint/colours';
import Cells from './Cells.svelte';
import { picture } from './picture';
import Pixels from './Pixels.svelte';
import Rail from './Rail.svelte';
import { scaleOf } from '../../paint/scale';

const look = { tables: tables('light'), label: 'Picture' };
const touch = (pointerId: number, x: number, y: number, pointerType = 'touch') => ({
  pointerId,
  pointerType,
  button: 0,
  clientX: x,
  clientY: y,
});

/** happy-dom lays nothing out: whatever is asked is 100 × 100 at (0, 0). */
beforeEach(() => {
  vi.spyOn(Element.prototype, 'getBoundingClientRect').mockReturnValue(new DOMRect(0, 0, 100, 100));
});

it('ink is of one pointer; a palm’s goes when the pen arrives, and what the system takes away is none', async () => {
  const onink = vi.fn();
  const onabandon = vi.fn();
  const onpoint = vi.fn();
  render(Pixels, { ...look, picture: picture(1, 10, 10), onink, onabandon, onpoint });
  const page = screen.getByRole('application');
  await fireEvent.pointerDown(page, touch(1, 95, 95));
  await fireEvent.pointerDown(page, touch(2, 5, 5));
  await fireEvent.pointerMove(page, touch(2, 25, 5));
  expect(onink.mock.calls).toEqual([[[9, 9], [9, 9], 1]]);
  await fireEvent.pointerDown(page, touch(3, 15, 15, 'pen'));
  expect(onabandon).toHaveBeenCalledTimes(1);
  await fireEvent.pointerMove(page, touch(1, 85, 95));
  await fireEvent.pointerMove(page, touch(3, 35, 15, 'pen'));
  await fireEvent.pointerUp(page, touch(3, 35, 15, 'pen'));
  expect(onink.mock.calls.slice(1)).toEqual([
    [[1, 1], [1, 1], 2],
    [[1, 1], [1, 3], 2],
  ]);
  await fireEvent.pointerDown(page, touch(4, 5, 5, 'pen'));
  await fireEvent.pointerCancel(page, touch(4, 5, 5, 'pen'));
  expect(onabandon).toHaveBeenCalledTimes(2);
  onink.mockClear();
  await fireEvent.pointerMove(page, touch(4, 55, 5, 'pen'));
  expect(onink).not.toHaveBeenCalled();
});

it('cells are dragged by one pointer, and are as before when the drag is taken away', async () => {
  const onset = vi.fn();
  render(Cells, { ...look, picture: picture(1, 1, 2, [4, 7]), before: null, windows: [], signed: false, onset });
  const [first, second] = screen.getAllByTestId('lab-cell') as [HTMLElement, HTMLElement];
  await fireEvent.pointerDown(first, touch(1, 0, 100));
  expect(await fireEvent.pointerDown(second, touch(2, 0, 100)), 'it takes no caret either').toBe(false);
  await fireEvent.pointerMove(second, touch(2, 0, 50));
  expect(onset).not.toHaveBeenCalled();
  await fireEvent.pointerMove(first, touch(1, 0, 84));
  expect(onset.mock.lastCall).toEqual([0, 0, 6]);
  await fireEvent.pointerCancel(first, touch(1, 0, 84));
  expect(onset.mock.lastCall).toEqual([0, 0, 4]);
  onset.mockClear();
  await fireEvent.pointerMove(first, touch(1, 0, 10));
  expect(onset).not.toHaveBeenCalled();
  await fireEvent.pointerDown(second, touch(3, 0, 100));
  await fireEvent.pointerMove(second, touch(3, 0, 92));
  expect(onset.mock.lastCall).toEqual([0, 1, 8]);
});

it('a bar is dragged by one pointer, and is as before when the drag is taken away', async () => {
  const onset = vi.fn();
  const onhold = vi.fn();
  const { rerender } = render(Rail, { value: 2, scale: scaleOf(-10, 10), step: 1, label: 'Logit', onset, onhold });
  const rail = screen.getByRole('slider');
  await fireEvent.pointerDown(rail, touch(1, 75, 0));
  expect(onset.mock.lastCall).toEqual([5]);
  await rerender({ value: 5 });
  await fireEvent.pointerDown(rail, touch(2, 10, 0));
  await fireEvent.pointerMove(rail, touch(2, 20, 0));
  await fireEvent.pointerUp(rail, touch(2, 20, 0));
  expect(onset).toHaveBeenCalledTimes(1);
  await fireEvent.pointerCancel(rail, touch(1, 75, 0));
  expect([onset.mock.lastCall, onhold.mock.lastCall]).toEqual([[2], [false]]);
});
