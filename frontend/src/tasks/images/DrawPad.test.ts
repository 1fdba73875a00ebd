import { fireEvent, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { bounds } from './centre';
import DrawPad from './DrawPad.svelte';

const shape = [1, 28, 28];
const picture = { bytes: new Uint8Array(784).fill(9), caption: 'Test image 12: 7' };

/** happy-dom lays nothing out: the pad is 200 × 200 at (100, 50). */
beforeEach(() => {
  vi.spyOn(Element.prototype, 'getBoundingClientRect').mockReturnValue(new DOMRect(100, 50, 200, 200));
});
afterEach(() => vi.restoreAllMocks());

const frame = async () => {
  await new Promise((resolve) => requestAnimationFrame(resolve));
  await tick();
};

function pad(props: Record<string, unknown> = {}) {
  const ondraw = vi.fn<(image: Uint8Array | null) => void>();
  const view = render(DrawPad, { shape, theme: 'light', ondraw, ...props });
  const at = (x: number, y: number) => ({
    clientX: 100 + 200 * x,
    clientY: 50 + 200 * y,
    pointerId: 1,
    button: 0,
    pressure: 0.5,
  });
  const target = screen.getByTestId('draw-pad');
  const down = (x: number, y: number) => fireEvent.pointerDown(target, at(x, y));
  const move = (x: number, y: number) => fireEvent.pointerMove(target, at(x, y));
  const up = (x: number, y: number) => fireEvent.pointerUp(target, at(x, y));
  async function line(x0: number, y0: number, x1: number, y1: number) {
    await down(x0, y0);
    for (let i = 1; i <= 20; i++) await move(x0 + ((x1 - x0) * i) / 20, y0 + ((y1 - y0) * i) / 20);
    await up(x1, y1);
    await frame();
  }
  return { ...view, ondraw, target, down, move, up, line, last: () => ondraw.mock.lastCall?.[0] };
}

describe('drawing with a pointer', () => {
  it('tells what is drawn while the stroke is still being drawn, once a frame', async () => {
    const { ondraw, down, move, last } = pad();
    await down(0.5, 0.2);
    await move(0.5, 0.3);
    await frame();
    expect(ondraw).toHaveBeenCalledTimes(1);
    for (let i = 0; i < 10; i++) await move(0.5 + i * 0.01, 0.3 + i * 0.05);
    await frame();
    expect(ondraw).toHaveBeenCalledTimes(2);
    expect(last()).toHaveLength(784);
  });

  it('tells the first movement after a frame at once, and what comes twice is drawn once', async () => {
    const { ondraw, target, down } = pad();
    const place = (y: number) => ({
      clientX: 200 + 100 * y * y,
      clientY: 50 + 200 * y,
      pointerId: 1,
      button: 0,
      pressure: 0.5,
    });
    const dispatch = (type: string, y: number, at: number) => {
      const event = new PointerEvent(type, { ...place(y), bubbles: true });
      Object.defineProperty(event, 'timeStamp', { value: at });
      target.dispatchEvent(event);
    };
    await down(0.5, 0.2);
    await frame();
    expect(ondraw, 'a dot is nothing yet').not.toHaveBeenCalled();
    const at = performance.now() + 1000;
    dispatch('pointerrawupdate', 0.6, at);
    expect(ondraw, 'before any frame').toHaveBeenCalledTimes(1);
    dispatch('pointerrawupdate', 0.7, at + 1);
    expect(ondraw, 'once until the frame').toHaveBeenCalledTimes(1);
    dispatch('pointermove', 0.6, at);
    dispatch('pointermove', 0.7, at + 1);
    await frame();
    expect(ondraw).toHaveBeenCalledTimes(2);
    dispatch('pointermove', 0.7, at + 1);
    await frame();
    expect(ondraw, 'nothing new').toHaveBeenCalledTimes(2);
    dispatch('pointermove', 0.9, at + 2);
    await frame();
    expect(ondraw).toHaveBeenCalledTimes(3);
  });

  it('gives a vertical line, centred, 20 pixels high', async () => {
    const { line, last } = pad();
    await line(0.2, 0.1, 0.2, 0.9);
    const box = bounds(last()!, 28, 28)!;
    expect(box.height).toBe(20);
    expect(box.width).toBeLessThanOrEqual(4);
    expect(Math.abs(box.left + box.width / 2 - 14)).toBeLessThanOrEqual(1);
  });

  it('is in the shape of the net’s input', async () => {
    const { line, last } = pad({ shape: [3, 28, 28] });
    await line(0.2, 0.2, 0.8, 0.8);
    expect(last()).toHaveLength(3 * 784);
  });

  it('takes one pointer at a time, and only the main button', async () => {
    const { ondraw, target, down, move } = pad();
    await fireEvent.pointerDown(target, { clientX: 200, clientY: 150, pointerId: 5, button: 2 });
    await frame();
    expect(ondraw).not.toHaveBeenCalled();
    await down(0.2, 0.2);
    await move(0.4, 0.4);
    await frame();
    await fireEvent.pointerDown(target, { clientX: 290, clientY: 240, pointerId: 2, button: 0 });
    await fireEvent.pointerMove(target, { clientX: 110, clientY: 240, pointerId: 2 });
    await frame();
    expect(ondraw).toHaveBeenCalledTimes(1);
  });

  it('lets a pen take over from a palm, whose mark goes, and hears no finger beside it', async () => {
    const { component, target, last } = pad();
    const hand = { pointerId: 9, pointerType: 'touch', button: 0 };
    const pen = { pointerId: 2, pointerType: 'pen', button: 0, pressure: 0.5 };
    const at = (x: number, y: number) => ({ clientX: 100 + 200 * x, clientY: 50 + 200 * y });
    const write = async () => {
      await fireEvent.pointerDown(target, { ...pen, ...at(0.3, 0.2) });
      for (let y = 0.3; y < 0.9; y += 0.1) await fireEvent.pointerMove(target, { ...pen, ...at(0.3, y) });
    };
    await fireEvent.pointerDown(target, { ...hand, ...at(0.9, 0.9) });
    await fireEvent.pointerMove(target, { ...hand, ...at(0.8, 0.9) });
    await frame();
    expect(last()).toHaveLength(784);
    await write();
    await fireEvent.pointerMove(target, { ...hand, ...at(0.7, 0.9) });
    await fireEvent.pointerUp(target, { ...hand, ...at(0.7, 0.9) });
    await fireEvent.pointerUp(target, { ...pen, ...at(0.3, 0.9) });
    await fireEvent.pointerDown(target, { ...hand, pointerId: 10, ...at(0.9, 0.9) });
    await fireEvent.pointerUp(target, { ...hand, pointerId: 10, ...at(0.9, 0.9) });
    await frame();
    const beside = last();
    component.undo();
    await frame();
    expect(last(), 'one stroke was all').toBeNull();
    await write();
    await fireEvent.pointerUp(target, { ...pen, ...at(0.3, 0.9) });
    await frame();
    expect(last()).toEqual(beside);
  });

  it('leaves nothing of a stroke that the system takes away, and ends one whose pointer is lost', async () => {
    const onpicture = vi.fn();
    const { target, down, move, last, component } = pad({ picture, onpicture });
    await down(0.2, 0.2);
    await move(0.8, 0.2);
    await frame();
    expect(last()).toHaveLength(784);
    await fireEvent.pointerCancel(target, { pointerId: 1 });
    await frame();
    expect(onpicture).toHaveBeenLastCalledWith(picture);
    await down(0.2, 0.2);
    await move(0.8, 0.2);
    target.dispatchEvent(new PointerEvent('lostpointercapture', { pointerId: 1, bubbles: true }));
    await move(0.2, 0.9);
    await frame();
    const one = last();
    expect(one).toHaveLength(784);
    component.undo();
    component.redo();
    await frame();
    expect(last(), 'it is finished').toEqual(one);
  });

  it('says nothing when a frame brings the same image', async () => {
    const { ondraw, down, move, up } = pad();
    await down(0.5, 0.5);
    await move(0.8, 0.5);
    await frame();
    await up(0.8, 0.5);
    await frame();
    expect(ondraw).toHaveBeenCalledTimes(1);
  });
});

describe('a dot', () => {
  it('is nothing for the net to see, and is said to be none, until a stroke comes', async () => {
    const ondots = vi.fn();
    const { ondraw, down, up, line, last } = pad({ ondots });
    await down(0.5, 0.5);
    await up(0.5, 0.5);
    await frame();
    expect(ondraw).not.toHaveBeenCalled();
    expect(ondots.mock.calls).toEqual([[true]]);
    await line(0.2, 0.1, 0.2, 0.9);
    expect(ondots.mock.calls).toEqual([[true], [false]]);
    const stroke = last();
    await down(0.9, 0.9);
    await up(0.9, 0.9);
    await frame();
    expect(last()).toEqual(stroke);
    for (let i = 0; i < 2; i++) await fireEvent.click(screen.getByLabelText('Undo stroke'));
    await frame();
    expect(last()).toBeNull();
    expect(ondots).toHaveBeenLastCalledWith(true);
    await fireEvent.click(screen.getByTestId('clear-drawing'));
    await frame();
    expect(ondots).toHaveBeenLastCalledWith(false);
  });

  it('gives way to an image of the data set', async () => {
    const ondots = vi.fn();
    const { down, up, rerender } = pad({ ondots });
    await down(0.5, 0.5);
    await up(0.5, 0.5);
    await frame();
    await rerender({ picture });
    await tick();
    expect(ondots.mock.calls).toEqual([[true], [false]]);
  });
});

describe('undo, redo, clear', () => {
  it('go back and forth, and end with nothing', async () => {
    const { line, last } = pad();
    await line(0.2, 0.2, 0.8, 0.2);
    const one = last();
    await line(0.2, 0.8, 0.8, 0.8);
    const two = last();
    await fireEvent.click(screen.getByLabelText('Undo stroke'));
    await frame();
    expect(last()).toEqual(one);
    await fireEvent.click(screen.getByLabelText('Redo stroke'));
    await frame();
    expect(last()).toEqual(two);
    await fireEvent.click(screen.getByTestId('clear-drawing'));
    await frame();
    expect(last()).toBeNull();
    expect(screen.getByText('Draw here')).toBeTruthy();
    await fireEvent.click(screen.getByLabelText('Undo stroke'));
    await frame();
    expect(last()).toEqual(two);
  });

  it('are asked for from outside, and say that the pad was touched', async () => {
    const ontouch = vi.fn();
    const { component, line, last } = pad({ ontouch });
    await line(0.2, 0.2, 0.8, 0.2);
    expect(ontouch).toHaveBeenCalledTimes(1);
    component.undo();
    await frame();
    expect(last()).toBeNull();
    component.redo();
    await frame();
    expect(last()).toHaveLength(784);
    expect(ontouch).toHaveBeenCalledTimes(3);
  });

  it('pass by a picture of another data set', async () => {
    const onpicture = vi.fn();
    const { component, rerender, line, last } = pad({ onpicture });
    await line(0.3, 0.2, 0.3, 0.8);
    const first = last();
    await rerender({ picture });
    await line(0.2, 0.5, 0.8, 0.5);
    expect(last()).not.toEqual(first);
    onpicture.mockClear();
    await rerender({ picture: null, fits: () => false });
    component.undo();
    await frame();
    expect(last()).toEqual(first);
    expect(onpicture).not.toHaveBeenCalled();
  });

  it('bring back a picture that was drawn over, and the strokes that a picture took the place of', async () => {
    const onpicture = vi.fn();
    const { component, rerender, line, last } = pad({ onpicture });
    await line(0.2, 0.2, 0.8, 0.2);
    const strokes = last();
    await rerender({ picture });
    await frame();
    component.undo();
    await frame();
    expect(last()).toEqual(strokes);
    await rerender({ picture: null });
    component.redo();
    expect(onpicture).toHaveBeenLastCalledWith(picture);
    await rerender({ picture });
    await line(0.5, 0.2, 0.5, 0.8);
    expect(onpicture).toHaveBeenLastCalledWith(null);
    await rerender({ picture: null });
    component.undo();
    expect(onpicture).toHaveBeenLastCalledWith(picture);
    await rerender({ picture });
    expect(screen.getByText('Test image 12: 7')).toBeTruthy();
    component.undo();
    await frame();
    expect(last()).toEqual(strokes);
  });
});

describe('what was moved', () => {
  it('is moved again when it is back', async () => {
    const [onshift, onpicture] = [vi.fn(), vi.fn()];
    const { component, rerender, line, target, down } = pad({ onshift, onpicture });
    await line(0.2, 0.2, 0.8, 0.2);
    await rerender({ shift: { right: 3, down: 0 } });
    await fireEvent.click(screen.getByTestId('clear-drawing'));
    await rerender({ shift: { right: 0, down: 0 } });
    component.undo();
    expect(onshift.mock.lastCall).toEqual([{ right: 3, down: 0 }]);
    await rerender({ shift: { right: 3, down: 0 }, picture });
    await rerender({ shift: { right: 0, down: 5 } });
    // The page moves no picture that is drawn over; its mark is taken away.
    onpicture.mockImplementation((next) => void (next ?? rerender({ shift: { right: 0, down: 0 } })));
    await down(0.9, 0.9);
    await tick();
    await fireEvent.pointerCancel(target, { pointerId: 1 });
    expect(onpicture.mock.lastCall).toEqual([picture]);
    expect(onshift.mock.lastCall).toEqual([{ right: 0, down: 5 }]);
    expect(onshift.mock.invocationCallOrder.at(-1), 'before the net is shown it').toBeLessThan(
      onpicture.mock.invocationCallOrder.at(-1)!,
    );
  });
});

describe('an image of the data set', () => {
  it('is shown until one draws', async () => {
    const onpicture = vi.fn();
    const { line, last } = pad({ picture, onpicture });
    expect(screen.getByText('Test image 12: 7')).toBeTruthy();
    await line(0.2, 0.2, 0.8, 0.8);
    expect(onpicture.mock.calls).toEqual([[null]]);
    expect(screen.queryByText('Test image 12: 7')).toBeNull();
    expect(last()).toHaveLength(784);
  });

  it('takes the place of strokes, without a word: whoever put it there knows', async () => {
    const { rerender, line, ondraw } = pad();
    await line(0.2, 0.2, 0.8, 0.8);
    const before = ondraw.mock.calls.length;
    await rerender({ picture });
    await frame();
    expect(screen.getByText('Test image 12: 7')).toBeTruthy();
    expect(ondraw).toHaveBeenCalledTimes(before);
  });

  it('never takes the place of a stroke under way', async () => {
    const { rerender, down, move, last } = pad();
    await down(0.2, 0.2);
    await rerender({ picture });
    await move(0.8, 0.8);
    await frame();
    expect(screen.queryByText('Test image 12: 7')).toBeNull();
    expect(last()).toHaveLength(784);
  });

  it('that the net is given meanwhile is shown only while nothing else is there', async () => {
    const ghost = { bytes: new Uint8Array(784), caption: 'A test image' };
    const { line, rerender } = pad({ ghost });
    expect(screen.getByText('A test image')).toBeTruthy();
    await line(0.2, 0.2, 0.8, 0.8);
    expect(screen.queryByText('A test image')).toBeNull();
    await rerender({ ghost: { ...ghost } });
    expect(screen.queryByText('A test image')).toBeNull();
  });

  it('can be asked for', async () => {
    const onsample = vi.fn();
    pad({ onsample });
    await fireEvent.click(screen.getByText('Test image'));
    expect(onsample).toHaveBeenCalledTimes(1);
  });
});

describe('drawing with the keyboard', () => {
  const press = (target: Element, key: string, more = {}) => fireEvent.keyDown(target, { key, ...more });

  it('moves the pen, puts it down, draws, and takes it back', async () => {
    const { target, last } = pad();
    await press(target, 'ArrowDown');
    await press(target, ' ');
    for (let i = 0; i < 4; i++) await press(target, 'ArrowDown', { shiftKey: true });
    await press(target, 'Enter');
    await frame();
    const box = bounds(last()!, 28, 28)!;
    expect(box.height).toBe(20);
    expect(box.width).toBeLessThan(8);
    await press(target, 'Backspace');
    await frame();
    expect(last()).toBeNull();
  });

  it('leaves Space alone for those who draw with a pointer', async () => {
    const { target, line, ondraw } = pad();
    await line(0.2, 0.2, 0.8, 0.8);
    const calls = ondraw.mock.calls.length;
    const passed = await press(target, ' ');
    await frame();
    expect(passed).toBe(true);
    expect(ondraw).toHaveBeenCalledTimes(calls);
  });

  it('undoes a stroke with ⌘/Ctrl-Z, and keeps the key from the net when there is none', async () => {
    const { target, line, last } = pad();
    expect(await press(target, 'z', { ctrlKey: true })).toBe(false);
    await line(0.2, 0.2, 0.8, 0.8);
    expect(await press(target, 'я', { code: 'KeyZ', ctrlKey: true })).toBe(false);
    await frame();
    expect(last()).toBeNull();
    expect(await press(target, 'Z', { ctrlKey: true, shiftKey: true })).toBe(false);
    await frame();
    expect(last()).toHaveLength(784);
    expect(await press(target, 'w', { code: 'KeyZ', ctrlKey: true }), 'Ctrl-W of AZERTY').toBe(true);
  });

  it('clears with Delete and lifts the pen with Escape', async () => {
    const { target, last } = pad();
    await press(target, 'ArrowUp');
    await press(target, ' ');
    await press(target, 'ArrowLeft');
    expect(screen.getByText('Pen down')).toBeTruthy();
    await press(target, 'Escape');
    expect(screen.getByText('Pen up')).toBeTruthy();
    await frame();
    expect(last()).toHaveLength(784);
    await press(target, 'Delete');
    await frame();
    expect(last()).toBeNull();
  });
});
