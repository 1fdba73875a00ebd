/**
 * Where the pointer is, exactly; one function for what is pointed at and for what is pressed.
 *
 * Browsers give pointer events a place in fractions of a CSS pixel (on a zoomed page, a dense screen, of a pen), but a click a whole
 * one: read off the click alone, a press would open a neighbour of what was pointed at.
 */
import { cellAt, type Cell } from './paint/geometry';

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where a pointer was lifted last: a click follows. */
let lifted: Point | null = null;

if (typeof addEventListener === 'function')
  addEventListener('pointerup', ({ clientX, clientY }) => (lifted = { x: clientX, y: clientY }), { capture: true });

/** The place of an event on the screen, in CSS pixels. Of a click: where the pointer was lifted. */
export function placeOf({ type, clientX: x, clientY: y }: MouseEvent): Point {
  const rounded = lifted !== null && Math.abs(lifted.x - x) < 1 && Math.abs(lifted.y - y) < 1;
  return type === 'click' && lifted !== null && rounded ? lifted : { x, y };
}

/** The cell of a grid of `rows` × `columns` that fills an element, under the pointer; null: none. */
export function cellUnder(event: MouseEvent, grid: Element, rows: number, columns: number): Cell | null {
  const { x, y } = placeOf(event);
  return cellAt(x, y, grid.getBoundingClientRect(), rows, columns);
}
