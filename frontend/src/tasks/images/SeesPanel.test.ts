import { fireEvent, render, screen } from '@testing-library/svelte';
import { expect, it, vi } from 'vitest';
import SeesPanel from './SeesPanel.svelte';
import ShiftDial from './ShiftDial.svelte';

const image = new Uint8Array(784);

it('what the net sees is dragged by whole pixels, within reach', async () => {
  const onshift = vi.fn();
  const props = { image, shape: [1, 28, 28], theme: 'light' as const, onshift };
  const { container, rerender } = render(SeesPanel, { ...props, shift: { right: 1, down: 0 } });
  const canvas = container.querySelector('canvas') as HTMLCanvasElement;
  vi.spyOn(canvas, 'getBoundingClientRect').mockReturnValue({ width: 56, height: 56 } as DOMRect);
  await fireEvent.pointerDown(canvas, { clientX: 100, clientY: 100, button: 0, pointerId: 1 });
  await fireEvent.pointerMove(canvas, { clientX: 106, clientY: 98, pointerId: 1 });
  expect(onshift).toHaveBeenLastCalledWith({ right: 4, down: -1 });
  await rerender({ ...props, shift: { right: 4, down: -1 }, moved: '4 right, 1 up' });
  expect(screen.getByText('28 × 28, moved 4 right, 1 up')).toBeTruthy();
  await fireEvent.pointerMove(canvas, { clientX: 300, clientY: 98, pointerId: 1 });
  expect(onshift).toHaveBeenLastCalledWith({ right: 8, down: -1 });
  await fireEvent.pointerUp(canvas, { pointerId: 1 });
  onshift.mockClear();
  await fireEvent.pointerMove(canvas, { clientX: 0, clientY: 0, pointerId: 1 });
  expect(onshift).not.toHaveBeenCalled();
});

it('is not dragged by a second finger, and lies where it was when the drag is taken away', async () => {
  const onshift = vi.fn();
  const shift = { right: 1, down: 0 };
  const { container } = render(SeesPanel, { image, shape: [1, 28, 28], theme: 'light', onshift, shift });
  const canvas = container.querySelector('canvas') as HTMLCanvasElement;
  vi.spyOn(canvas, 'getBoundingClientRect').mockReturnValue({ width: 56, height: 56 } as DOMRect);
  const finger = (pointerId: number, clientX: number) => ({
    pointerId,
    clientX,
    clientY: 0,
    pointerType: 'touch',
    button: 0,
  });
  await fireEvent.pointerDown(canvas, finger(1, 100));
  await fireEvent.pointerDown(canvas, finger(2, 0));
  await fireEvent.pointerMove(canvas, finger(2, 50));
  await fireEvent.pointerUp(canvas, finger(2, 50));
  expect(onshift).not.toHaveBeenCalled();
  await fireEvent.pointerMove(canvas, finger(1, 104));
  expect(onshift).toHaveBeenLastCalledWith({ right: 3, down: 0 });
  await fireEvent.pointerCancel(canvas, finger(1, 104));
  expect(onshift).toHaveBeenLastCalledWith(shift);
  onshift.mockClear();
  await fireEvent.pointerMove(canvas, finger(1, 120));
  expect(onshift).not.toHaveBeenCalled();
});

it('the dial says where it is, and goes back in one press', async () => {
  const onshift = vi.fn();
  const { rerender } = render(ShiftDial, { shift: { right: 0, down: 0 }, disabled: false, onshift });
  const back = screen.getByTestId('shift-back') as HTMLButtonElement;
  expect(back.disabled).toBe(true);
  const right = screen.getByLabelText('Shift to the right') as HTMLInputElement;
  expect(right.getAttribute('aria-valuetext')).toBe('not shifted');
  await fireEvent.input(right, { target: { value: '-3' } });
  expect(onshift).toHaveBeenLastCalledWith({ right: -3, down: 0 });
  await rerender({ shift: { right: -3, down: 2 }, disabled: false, onshift });
  expect(right.getAttribute('aria-valuetext')).toBe('3 left');
  const filled = (input: HTMLElement) => ['--start', '--end'].map((name) => Number(input.style.getPropertyValue(name)));
  expect(filled(right)).toEqual([0.5 - 3 / 16, 0.5]);
  expect(filled(screen.getByLabelText('Shift down'))).toEqual([0.5, 0.5 + 2 / 16]);
  await fireEvent.click(back);
  expect(onshift).toHaveBeenLastCalledWith({ right: 0, down: 0 });
});

it('says what the net is given for a pixel', () => {
  render(SeesPanel, { image, shape: [1, 28, 28], theme: 'light' as const, normal: { mean: 0.286, std: 0.353 } });
  expect(screen.getByTestId('normal').textContent.trim()).toBe('as (x − 0.286) / 0.353');
});
