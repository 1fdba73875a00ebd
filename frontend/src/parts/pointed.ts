/**
 * Where the pointer is, exactly; one function for what is pointed at and for what is pressed.
 *
 * Browsers give pointer events a place in fractions of a CSS pixel (on a zoomed page, a dense screen, of a pen), but a click a whole
 * one: read off the click alone, a press would open a neighbour of what was pointed at. And they say nothing when the page moves
 * under a pointer that rests: then what is pointed at has to be found anew.
 */
import { cellAt, type Cell } from '../paint/geometry';

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where a pointer was lifted last: a click follows. */
let lifted: Point | null = null;
/** The mouse or pen that is over the page, where it was heard of last. */
let resting: (Point & Pick<PointerEvent, 'pointerId' | 'pointerType'>) | null = null;
/** It is pressed. */
let down = false;
/** What is to be done once it is lifted. */
let owed: (() => void) | null = null;
/** Where it is, said again: a browser may round the place. */
let again: Event | null = null;

function hear(event: PointerEvent): void {
  if (event === again) return;
  const { clientX: x, clientY: y, pointerId, pointerType, type } = event;
  if (type === 'pointerup') lifted = { x, y };
  down = event.buttons !== 0 && type !== 'pointercancel';
  const gone = pointerType === 'touch' || type === 'pointercancel' || (type === 'pointerout' && !event.relatedTarget);
  resting = gone ? null : { x, y, pointerId, pointerType };
  if (down || !owed) return;
  // Not before the click that follows.
  setTimeout(owed);
  owed = null;
}

if (typeof addEventListener === 'function')
  for (const type of ['pointermove', 'pointerdown', 'pointerup', 'pointercancel', 'pointerout'] as const)
    addEventListener(type, hear, { capture: true, passive: true });

/** The place of an event on the screen, in CSS pixels. Of a click: where the pointer was lifted. */
export function placeOf(event: MouseEvent): Point {
  const { type, clientX: x, clientY: y } = event;
  if (event === again && resting) return resting;
  const rounded = lifted !== null && Math.abs(lifted.x - x) < 1 && Math.abs(lifted.y - y) < 1;
  return type === 'click' && lifted !== null && rounded ? lifted : { x, y };
}

/** The cell of a grid of `rows` × `columns` that fills an element, under the pointer; null: none. */
export function cellUnder(event: MouseEvent, grid: Element, rows: number, columns: number): Cell | null {
  const { x, y } = placeOf(event);
  return cellAt(x, y, grid.getBoundingClientRect(), rows, columns);
}

/**
 * The page has moved under a pointer that rests: calls `leave`, which forgets what was pointed at, and whatever is there now hears of
 * the pointer as if it had come there. While the pointer is pressed, what it was pressed on is what is meant: not before it is lifted.
 */
export function pointAgain(leave: () => void): void {
  const point = (): void => {
    leave();
    const under = resting && document.elementFromPoint?.(resting.x, resting.y);
    if (!resting || !under) return;
    const { x: clientX, y: clientY, pointerId, pointerType } = resting;
    again = new PointerEvent('pointermove', { bubbles: true, clientX, clientY, pointerId, pointerType });
    under.dispatchEvent(again);
    again = null;
  };
  if (down) owed = point;
  else point();
}
