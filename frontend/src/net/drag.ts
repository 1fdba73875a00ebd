/**
 * Dragging a column to another place, by mouse, pen or finger. A finger scrolls, unless it first rests on the column for a
 * moment. Columns stay in the page while they are dragged, so their pictures go on moving.
 */
import { Lead } from '../parts/lead';
import { level } from '../state/levels';

export interface Dragging {
  /** `id` has been taken up. */
  start(id: string): void;
  /** It is `dx` pixels to the right of where it was. */
  move(id: string, dx: number): void;
  drop(id: string): void;
  cancel(): void;
}

const DISTANCE = 5;
const HOLD = 280;
const EDGE = 40;
const SPEED = 9;

/** Makes the elements with `data-layer` inside `scroller` draggable. Returns what ends it. */
export function draggable(scroller: HTMLElement, to: Dragging): () => void {
  let id: string | null = null;
  let active = false;
  const lead = new Lead();
  let from = { x: 0, y: 0, scroll: 0 };
  let x = 0;
  let timer = 0;
  let frame = 0;
  /** Escape is another's again. */
  let release = (): void => undefined;

  const distance = (): number => x - from.x + scroller.scrollLeft - from.scroll;

  function begin(): void {
    if (id === null || active) return;
    active = true;
    release = level('drag', () => (end(false), true));
    to.start(id);
    frame = requestAnimationFrame(scrollAtEdge);
  }

  function scrollAtEdge(): void {
    if (!active || id === null) return;
    const box = scroller.getBoundingClientRect();
    const step = x < box.left + EDGE ? -SPEED : x > box.right - EDGE ? SPEED : 0;
    if (step !== 0) {
      const before = scroller.scrollLeft;
      scroller.scrollLeft += step;
      if (scroller.scrollLeft !== before) to.move(id, distance());
    }
    frame = requestAnimationFrame(scrollAtEdge);
  }

  function end(dropped: boolean): void {
    window.clearTimeout(timer);
    timer = 0;
    cancelAnimationFrame(frame);
    window.removeEventListener('pointermove', moved);
    window.removeEventListener('pointerup', released);
    window.removeEventListener('pointercancel', cancelled);
    lead.free();
    release();
    const was = active ? id : null;
    active = false;
    id = null;
    if (was === null) return;
    // The click that follows a drop is no press.
    const swallow = (event: Event): void => event.stopPropagation();
    window.addEventListener('click', swallow, { capture: true, once: true });
    window.setTimeout(() => window.removeEventListener('click', swallow, true), 0);
    if (dropped) to.drop(was);
    else to.cancel();
  }

  function pressed(event: PointerEvent): void {
    const target = event.target as Element;
    if (target.closest('button, input, select, a')) return;
    const column = target.closest<HTMLElement>('[role="option"][data-layer]');
    if (!column || !scroller.contains(column)) return;
    const how = lead.press(event);
    if (!how) return;
    if (how === 'instead') {
      end(false);
      lead.press(event);
    }
    id = column.dataset['layer'] ?? null;
    from = { x: event.clientX, y: event.clientY, scroll: scroller.scrollLeft };
    x = event.clientX;
    if (event.pointerType === 'touch') timer = window.setTimeout(begin, HOLD);
    window.addEventListener('pointermove', moved);
    window.addEventListener('pointerup', released);
    window.addEventListener('pointercancel', cancelled);
  }

  function moved(event: PointerEvent): void {
    if (!lead.is(event) || id === null) return;
    x = event.clientX;
    const far = Math.hypot(x - from.x, event.clientY - from.y);
    if (!active) {
      if (event.pointerType === 'touch') {
        if (far > 2 * DISTANCE) end(false);
        return;
      }
      if (far < DISTANCE) return;
      begin();
    }
    to.move(id, distance());
  }

  function released(event: PointerEvent): void {
    if (lead.is(event)) end(true);
  }

  function cancelled(event: PointerEvent): void {
    if (lead.is(event)) end(false);
  }

  /** A finger that drags must not scroll. */
  function touched(event: TouchEvent): void {
    if (active && event.cancelable) event.preventDefault();
  }

  function menu(event: Event): void {
    if (active || timer) event.preventDefault();
  }

  scroller.addEventListener('pointerdown', pressed);
  scroller.addEventListener('touchmove', touched, { passive: false });
  scroller.addEventListener('contextmenu', menu);
  return () => {
    end(false);
    scroller.removeEventListener('pointerdown', pressed);
    scroller.removeEventListener('touchmove', touched);
    scroller.removeEventListener('contextmenu', menu);
  };
}
