import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { back } from '../state/levels';
import { draggable } from './drag';

const to = { start: vi.fn(), move: vi.fn(), drop: vi.fn(), cancel: vi.fn() };
let end: () => void;
let column: HTMLElement;
let button: HTMLElement;

function pointer(type: string, target: EventTarget, x: number, pointerType = 'mouse', y = 0, pointerId = 1): void {
  const event = new MouseEvent(type, { bubbles: true, cancelable: true, clientX: x, clientY: y, button: 0 });
  Object.assign(event, { pointerId, pointerType });
  target.dispatchEvent(event);
}

beforeEach(() => {
  vi.useFakeTimers();
  Object.values(to).forEach((call) => call.mockClear());
  document.body.innerHTML =
    '<div id="s"><div role="option" data-layer="a"><canvas></canvas><button>more</button></div></div>';
  const scroller = document.getElementById('s') as HTMLElement;
  column = scroller.querySelector('canvas') as HTMLElement;
  button = scroller.querySelector('button') as HTMLElement;
  scroller.getBoundingClientRect = () => new DOMRect(0, 0, 500, 100);
  end = draggable(scroller, to);
});

afterEach(() => {
  end();
  vi.useRealTimers();
});

describe('dragging', () => {
  it('begins after a few pixels, follows, and drops', () => {
    pointer('pointerdown', column, 100);
    pointer('pointermove', window, 102);
    expect(to.start).not.toHaveBeenCalled();
    pointer('pointermove', window, 130);
    expect(to.start).toHaveBeenCalledWith('a');
    expect(to.move).toHaveBeenLastCalledWith('a', 30);
    pointer('pointermove', window, 60);
    expect(to.move).toHaveBeenLastCalledWith('a', -40);
    pointer('pointerup', window, 60);
    expect(to.drop).toHaveBeenCalledWith('a');
    pointer('pointermove', window, 0);
    expect(to.move).toHaveBeenCalledTimes(2);
  });

  it('leaves a press alone, and buttons too', () => {
    pointer('pointerdown', column, 100);
    pointer('pointerup', window, 101);
    pointer('pointerdown', button, 100);
    pointer('pointermove', window, 200);
    pointer('pointerup', window, 200);
    expect(to.start).not.toHaveBeenCalled();
    expect(to.drop).not.toHaveBeenCalled();
  });

  it('is given up by Escape', () => {
    pointer('pointerdown', column, 100);
    pointer('pointermove', window, 150);
    expect(back()).toBe(true);
    expect(to.cancel).toHaveBeenCalled();
    pointer('pointerup', window, 150);
    expect(to.drop).not.toHaveBeenCalled();
    expect(back(), 'nothing is dragged any more').toBe(false);
  });

  it('lets a finger scroll, and drags once it has rested', () => {
    pointer('pointerdown', column, 100, 'touch');
    pointer('pointermove', window, 130, 'touch');
    vi.advanceTimersByTime(1000);
    expect(to.start).not.toHaveBeenCalled();

    pointer('pointerdown', column, 100, 'touch');
    pointer('pointermove', window, 103, 'touch');
    vi.advanceTimersByTime(300);
    expect(to.start).toHaveBeenCalledWith('a');
    const scrolling = new Event('touchmove', { bubbles: true, cancelable: true });
    column.dispatchEvent(scrolling);
    expect(scrolling.defaultPrevented).toBe(true);
    pointer('pointermove', window, 160, 'touch');
    expect(to.move).toHaveBeenLastCalledWith('a', 60);
    pointer('pointercancel', window, 160, 'touch');
    expect(to.cancel).toHaveBeenCalled();
  });

  it('is by one pointer; but a pen takes over from a palm, and what it drags goes back', () => {
    pointer('pointerdown', column, 100, 'touch');
    vi.advanceTimersByTime(300);
    pointer('pointerdown', column, 300, 'touch', 0, 2);
    pointer('pointermove', window, 400, 'touch', 0, 2);
    pointer('pointerup', window, 400, 'touch', 0, 2);
    expect([to.move, to.drop, to.cancel].map((call) => call.mock.calls.length)).toEqual([0, 0, 0]);
    pointer('pointerdown', column, 200, 'pen', 0, 3);
    expect(to.cancel).toHaveBeenCalledTimes(1);
    pointer('pointerup', window, 100, 'touch');
    pointer('pointermove', window, 230, 'pen', 0, 3);
    expect(to.move).toHaveBeenLastCalledWith('a', 30);
    pointer('pointerup', window, 230, 'pen', 0, 3);
    expect(to.drop).toHaveBeenCalledTimes(1);
  });

  it('scrolls while it is held at an edge, and the column goes with it', () => {
    const scroller = document.getElementById('s') as HTMLElement;
    pointer('pointerdown', column, 400);
    pointer('pointermove', window, 495);
    const before = scroller.scrollLeft;
    vi.advanceTimersByTime(100);
    expect(scroller.scrollLeft).toBeGreaterThan(before);
    expect(to.move).toHaveBeenLastCalledWith('a', 95 + scroller.scrollLeft);
  });

  it('swallows the click that follows a drop, and no other', () => {
    const clicked = vi.fn();
    column.addEventListener('click', clicked);
    pointer('pointerdown', column, 100);
    pointer('pointermove', window, 150);
    pointer('pointerup', window, 150);
    column.dispatchEvent(new MouseEvent('click', { bubbles: true }));
    expect(clicked).not.toHaveBeenCalled();
    vi.runOnlyPendingTimers();
    column.dispatchEvent(new MouseEvent('click', { bubbles: true }));
    expect(clicked).toHaveBeenCalledTimes(1);
  });
});
