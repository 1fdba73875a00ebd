/**
 * What a net is given of a drawing: its strokes written once more, as large as MNIST's digits are and with a pen as wide as
 * MNIST's, whatever the size and the brush they were drawn with. Then they are centred as MNIST's digits are.
 */
import { centre } from './centre';
import type { Stroke } from './drawing';
import { MNIST, type Writing } from './writing';

/** Side of the page that strokes are turned into ink on, in pixels: five to a pixel of MNIST's box. */
export const PAGE = 100;

/** A stroke shorter than this share of the longest is a slip of the hand: a 5's bar or a 7's is half as long again at least. */
const SLIP = 0.1;

/** Alone, a stroke shorter than this share of the pad's side is a dot, and no drawing yet. */
const DOT = 0.02;

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

const longer = (box: Box) => Math.max(box.width, box.height);

/** The smallest box around the pen's way. */
function around(strokes: readonly Stroke[]): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { points } of strokes) {
    for (const [x, y] of points) {
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
  }
  return { left, top, width: right - left, height: bottom - top };
}

/** The strokes that count: without the dots that a tap, a slip or a resting palm leaves. None: nothing but dots. */
export function meant(strokes: readonly Stroke[]): Stroke[] {
  const sides = strokes.map((stroke) => (stroke.erases ? 0 : longer(around([stroke]))));
  const longest = Math.max(0, ...sides);
  if (longest < DOT) return [];
  return strokes.filter((stroke, i) => stroke.erases || (sides[i] as number) >= SLIP * longest);
}

/** Writes a drawing for a net, again and again while it is drawn: what stays where it is becomes ink once. */
export class Writer {
  private box: Box | null = null;
  private pen = 0;
  private readonly page = new Uint8Array(PAGE * PAGE);
  /** What is on the page: strokes, and how many of their points. */
  private inked: { stroke: Stroke; points: number }[] = [];

  /**
   * A drawing as a net sees it.
   *
   * @param strokes from the first to the last, which may still be drawn
   * @param size side of the net's input, in pixels
   * @param writing what it is made like
   * @returns `size` × `size` bytes, 255 full ink; null where there is nothing but dots
   */
  write(strokes: readonly Stroke[], size: number, { box: share, pen, middle }: Writing = MNIST): Uint8Array | null {
    const kept = meant(strokes);
    if (kept.length === 0) return null;
    const box = around(kept.filter((stroke) => !stroke.erases));
    if (!same(box, this.box) || pen !== this.pen || this.inked.some(({ stroke }, i) => stroke !== kept[i])) {
      this.box = box;
      this.pen = pen;
      this.inked = [];
      this.page.fill(0);
    }
    kept.forEach((stroke, i) => {
      const done = (this.inked[i] ??= { stroke, points: 0 });
      ink(stroke, Math.max(0, done.points - 1), box, pen, this.page);
      done.points = stroke.points.length;
    });
    return centre(this.page, PAGE, PAGE, { size, box: Math.round(size * share), middle });
  }
}

function same(a: Box, b: Box | null): boolean {
  return b !== null && a.left === b.left && a.top === b.top && a.width === b.width && a.height === b.height;
}

/**
 * Adds a stroke's way, from its point `first` on, to a page that `box` and half a pen around it just fill: ink is all that is within
 * half a pen of the way. An eraser is as wide as it is on the pad.
 */
function ink(stroke: Stroke, first: number, box: Box, pen: number, page: Uint8Array): void {
  const scale = (PAGE * (1 - pen)) / longer(box);
  const radius = stroke.erases ? (stroke.width / 2) * scale : (pen / 2) * PAGE;
  const way = stroke.points
    .slice(first)
    .map(([x, y]): [number, number] => [
      PAGE / 2 + (x - box.left - box.width / 2) * scale,
      PAGE / 2 + (y - box.top - box.height / 2) * scale,
    ]);
  way.forEach((to, i) => line(way[Math.max(0, i - 1)] ?? to, to, radius, stroke.erases ?? false, page));
}

/** A line with round ends, or a dot. Its edge is one pixel of the page wide; ink over ink never gets lighter. */
function line(
  [x0, y0]: [number, number],
  [x1, y1]: [number, number],
  radius: number,
  erases: boolean,
  page: Uint8Array,
): void {
  const [full, reach] = [radius - 0.5, radius + 0.5];
  const [along, down] = [x1 - x0, y1 - y0];
  const length = Math.max(along * along + down * down, Number.EPSILON);
  const left = Math.max(0, Math.floor(Math.min(x0, x1) - reach));
  const right = Math.min(PAGE - 1, Math.floor(Math.max(x0, x1) + reach));
  const top = Math.max(0, Math.floor(Math.min(y0, y1) - reach));
  const bottom = Math.min(PAGE - 1, Math.floor(Math.max(y0, y1) + reach));
  for (let row = top; row <= bottom; row++) {
    for (let column = left; column <= right; column++) {
      const at = row * PAGE + column;
      if (page[at] === (erases ? 0 : 255)) continue;
      const [x, y] = [column + 0.5 - x0, row + 0.5 - y0];
      const share = Math.max(0, Math.min(1, (x * along + y * down) / length));
      const [far, below] = [x - share * along, y - share * down];
      const square = far * far + below * below;
      if (square >= reach * reach) continue;
      const strength = square <= full * full ? 255 : Math.round(255 * (reach - Math.sqrt(square)));
      const there = page[at] as number;
      page[at] = erases ? Math.min(there, 255 - strength) : Math.max(there, strength);
    }
  }
}
