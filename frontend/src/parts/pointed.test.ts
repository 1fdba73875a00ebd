import { fireEvent } from '@testing-library/svelte';
import { expect, it, vi } from 'vitest';
import { cellUnder, placeOf, pointAgain } from './pointed';

/** What a browser gives for a pointer at x, y: pointer events where it is, a click at whole pixels. */
async function visit(element: Element, x: number, y: number): Promise<MouseEvent[]> {
  const seen: MouseEvent[] = [];
  const note = (event: Event) => void seen.push(event as MouseEvent);
  for (const type of ['pointermove', 'click']) element.addEventListener(type, note);
  const at = { clientX: x, clientY: y };
  await fireEvent.pointerMove(element, at);
  await fireEvent.pointerDown(element, at);
  await fireEvent.pointerUp(element, at);
  await fireEvent.click(element, { clientX: Math.floor(x), clientY: Math.floor(y) });
  for (const type of ['pointermove', 'click']) element.removeEventListener(type, note);
  return seen;
}

it('opens with a press what was pointed at, on every screen and at every place', async () => {
  let state = 7;
  const next = () => (state = (state * 16807) % 2147483647) / 2147483647;
  const element = document.body.appendChild(document.createElement('div'));
  const box = vi.spyOn(element, 'getBoundingClientRect');
  let rounded = 0;
  for (let round = 0; round < 600; round++) {
    // Device pixels of a zoomed page or a dense screen; a pen is anywhere.
    const ratio = [1, 1.1, 1.25, 1.5, 1.75, 2, 2.625, 3][round % 8] as number;
    const place = (least: number, most: number) => {
      const at = least + next() * (most - least);
      return round % 3 === 0 ? at : Math.floor(at * ratio) / ratio;
    };
    const [rows, columns] = [1 + Math.floor(30 * next()), 1 + Math.floor(30 * next())];
    const [left, top, width, height] = [place(0, 900), place(0, 700), place(8, 300), place(8, 300)];
    box.mockReturnValue(new DOMRect(left, top, width, height));
    const [x, y] = [place(left, left + width), place(top, top + height)];
    const [hover, press] = (await visit(element, x, y)) as [MouseEvent, MouseEvent];
    const found = cellUnder(press, element, rows, columns);
    expect(found).toEqual(cellUnder(hover, element, rows, columns));
    if (x >= left && y >= top) {
      expect(found?.column).toBe(Math.min(columns - 1, Math.trunc(((x - left) / width) * columns)));
      expect(found?.row).toBe(Math.min(rows - 1, Math.trunc(((y - top) / height) * rows)));
    }
    const floored = Math.trunc(((Math.floor(x) - left) / width) * columns);
    if (floored !== found?.column) rounded += 1;
  }
  // The rounded place of a click is often another cell's: that is what is being tested.
  expect(rounded).toBeGreaterThan(25);
  element.remove();
});

it('takes a click that no pointer made where it says', async () => {
  await visit(document.body, 40.7, 30.2);
  expect(placeOf(new MouseEvent('click', { clientX: 90, clientY: 30 }))).toEqual({ x: 90, y: 30 });
  expect(placeOf(new MouseEvent('click', { clientX: 40, clientY: 30 }))).toEqual({ x: 40.7, y: 30.2 });
  expect(placeOf(new MouseEvent('pointermove', { clientX: 40, clientY: 30 }))).toEqual({ x: 40, y: 30 });
});

it('says where a pointer rests to what has come there, but not while it is pressed', async () => {
  const element = document.body.appendChild(document.createElement('div'));
  const found = vi.fn(() => element);
  Object.assign(document, { elementFromPoint: found });
  const heard: { x: number; y: number }[] = [];
  let left = 0;
  const again = () => pointAgain(() => left++);
  element.addEventListener('pointermove', (event) => {
    const { x, y } = placeOf(event);
    heard.push({ x, y });
  });

  await fireEvent.pointerMove(document.body, { clientX: 40.7, clientY: 30.2, pointerType: 'mouse' });
  again();
  expect(found).toHaveBeenCalledWith(40.7, 30.2);
  expect([left, heard]).toEqual([1, [{ x: 40.7, y: 30.2 }]]);

  await fireEvent.pointerDown(document.body, { clientX: 41, clientY: 30.2, pointerType: 'mouse', buttons: 1 });
  again();
  expect(left).toBe(1);
  await fireEvent.pointerUp(document.body, { clientX: 41, clientY: 30.2, pointerType: 'mouse' });
  expect(left).toBe(1);
  await vi.waitFor(() => expect(left).toBe(2));
  expect(heard.at(-1)).toEqual({ x: 41, y: 30.2 });

  // A finger that is lifted is nowhere.
  await fireEvent.pointerMove(document.body, { clientX: 9, clientY: 9, pointerType: 'touch' });
  again();
  expect([left, heard.length]).toEqual([3, 2]);
  Reflect.deleteProperty(document, 'elementFromPoint');
  element.remove();
});
