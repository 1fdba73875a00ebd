import { describe, expect, it } from 'vitest';
import { Drawing, outline, path, type Point } from './drawing';

/** A line from one place to another in small steps. */
function line<Picture>(drawing: Drawing<Picture>, from: Point, to: Point, width = 0.1, pressure = false): void {
  drawing.begin(from, width, pressure);
  for (let i = 1; i <= 40; i++) {
    const at = (k: 0 | 1 | 2) => from[k] + ((to[k] - from[k]) * i) / 40;
    drawing.extend([at(0), at(1), at(2)]);
  }
  drawing.end();
}

/** The outline of the only stroke, on a pad of 280 pixels. */
const edge = (drawing: Drawing) => outline(drawing.strokes[0]!, 280);
/** Inside an outline, by the shoelace formula. */
const area = (corners: number[][]) =>
  Math.abs(
    corners.reduce((sum, [x = 0, y = 0], i) => {
      const [right = 0, below = 0] = corners[(i + 1) % corners.length]!;
      return sum + (x * below - right * y) / 2;
    }, 0),
  );

describe('a stroke', () => {
  it('leaves ink as wide as the brush, where it went', () => {
    const drawing = new Drawing();
    line(drawing, [0.5, 0.2, 0.5], [0.5, 0.8, 0.5]);
    const [xs, ys] = [0, 1].map((i) => edge(drawing).map((corner) => corner[i] as number)) as [number[], number[]];
    // 28 wide around x = 140; from 56 to 224, with round ends of 14 more each way.
    expect(Math.abs(Math.min(...xs) - 126)).toBeLessThanOrEqual(1);
    expect(Math.abs(Math.max(...xs) - 154)).toBeLessThanOrEqual(1);
    expect(Math.abs(Math.min(...ys) - 42)).toBeLessThanOrEqual(3);
    expect(Math.abs(Math.max(...ys) - 238)).toBeLessThanOrEqual(3);
  });

  it('of a tap is a dot', () => {
    const drawing = new Drawing();
    drawing.begin([0.5, 0.5, 0.5], 0.1, false);
    drawing.end();
    for (const [x = 0, y = 0] of edge(drawing)) expect(Math.abs(Math.hypot(x - 140, y - 140) - 14)).toBeLessThan(1.5);
  });

  it('is thinner under a light pen', () => {
    const [light, heavy] = [new Drawing(), new Drawing()];
    line(light, [0.2, 0.5, 0.2], [0.8, 0.5, 0.2], 0.1, true);
    line(heavy, [0.2, 0.5, 0.9], [0.8, 0.5, 0.9], 0.1, true);
    expect(area(edge(heavy))).toBeGreaterThan(1.3 * area(edge(light)));
  });

  it('has the same shape at every size', () => {
    const stroke = { points: [[0.1, 0.1, 0.5], [0.5, 0.6, 0.5], [0.9, 0.2, 0.5]] as Point[], width: 0.1, pressure: false }; // prettier-ignore
    const extent = (corners: number[][]) =>
      Math.max(...corners.map(([x = 0]) => x)) - Math.min(...corners.map(([x = 0]) => x));
    expect(extent(outline(stroke, 1000)) / extent(outline(stroke, 250))).toBeCloseTo(4, 1);
  });

  it('becomes a closed, smooth path', () => {
    expect(path([[0, 0], [2, 0], [2, 2], [0, 2]])).toBe('M0.00,1.00Q0.00,0.00 1.00,0.00 2.00,0.00 2.00,1.00 2.00,2.00 1.00,2.00 0.00,2.00 0.00,1.00Z'); // prettier-ignore
    expect(path([])).toBe('');
  });
});

describe('a drawing', () => {
  it('is seen while the stroke is still being drawn', () => {
    const drawing = new Drawing();
    drawing.begin([0.2, 0.2, 0.5], 0.1, false);
    drawing.extend([0.6, 0.6, 0.5]);
    expect(drawing.strokes.map(({ points }) => points.length)).toEqual([2]);
    expect(drawing.drawing).toBe(true);
    expect(drawing.empty).toBe(false);
  });

  it('undoes, redoes and forgets what was undone when one draws on', () => {
    const drawing = new Drawing();
    line(drawing, [0.2, 0.2, 0.5], [0.8, 0.2, 0.5]);
    const one = drawing.strokes;
    line(drawing, [0.2, 0.8, 0.5], [0.8, 0.8, 0.5]);
    const two = drawing.strokes;
    drawing.undo();
    expect(drawing.strokes).toEqual(one);
    expect([drawing.canUndo, drawing.canRedo]).toEqual([true, true]);
    drawing.redo();
    expect(drawing.strokes).toEqual(two);
    drawing.undo();
    line(drawing, [0.5, 0.1, 0.5], [0.5, 0.9, 0.5]);
    expect(drawing.canRedo).toBe(false);
    drawing.undo();
    drawing.undo();
    drawing.undo();
    expect(drawing.empty).toBe(true);
  });

  it('can be cleared', () => {
    const drawing = new Drawing();
    line(drawing, [0.2, 0.2, 0.5], [0.8, 0.8, 0.5]);
    drawing.clear();
    expect([drawing.empty, drawing.canUndo, drawing.canRedo]).toEqual([true, true, false]);
    drawing.extend([0.5, 0.5, 0.5]);
    expect(drawing.empty).toBe(true);
    drawing.clear();
    drawing.undo();
    expect([drawing.strokes.length, drawing.canRedo], 'clearing nothing is nothing').toEqual([1, true]);
    drawing.redo();
    expect(drawing.empty).toBe(true);
  });

  it('takes everything back one by one, and does it again: strokes, pictures, clearing', () => {
    const drawing = new Drawing<string>();
    const seen = () => drawing.picture ?? drawing.strokes.map(({ points }) => points[0]?.[1]).join(' ');
    const said = [seen()];
    const did = (does: () => void) => {
      does();
      said.push(seen());
    };
    did(() => line(drawing, [0.1, 1, 0.5], [0.9, 1, 0.5]));
    did(() => line(drawing, [0.1, 2, 0.5], [0.9, 2, 0.5]));
    did(() => drawing.put('seven'));
    did(() => drawing.put('nine'));
    did(() => line(drawing, [0.1, 3, 0.5], [0.9, 3, 0.5]));
    did(() => drawing.clear());
    did(() => line(drawing, [0.1, 4, 0.5], [0.9, 4, 0.5]));
    expect(said).toEqual(['', '1', '1 2', 'seven', 'nine', '3', '', '4']);
    const back: string[] = [seen()];
    for (drawing.undo(); ; drawing.undo()) {
      back.unshift(seen());
      if (!drawing.canUndo) break;
    }
    expect(back).toEqual(said);
    const forth = [seen()];
    while (drawing.canRedo) {
      drawing.redo();
      forth.push(seen());
    }
    expect(forth).toEqual(said);
  });

  it('is as before a stroke that was none', () => {
    const drawing = new Drawing<string>();
    line(drawing, [0.2, 0.2, 0.5], [0.8, 0.2, 0.5]);
    drawing.put('seven');
    drawing.undo();
    const { strokes } = drawing;
    drawing.begin([0.9, 0.9, 0.5], 0.1, false);
    drawing.extend([0.5, 0.9, 0.5]);
    expect([drawing.strokes.length, drawing.canUndo, drawing.canRedo]).toEqual([2, true, false]);
    drawing.abandon();
    expect([drawing.strokes.length, drawing.canRedo]).toEqual([1, true]);
    expect(drawing.strokes).toEqual(strokes);
    drawing.redo();
    expect(drawing.picture).toBe('seven');
  });

  it('brings back how something was moved; a stroke more or less does not move it', () => {
    const drawing = new Drawing<string>();
    const right = (pixels: number) => ({ right: pixels, down: 0 });
    const undone = () => (drawing.undo(), drawing.shift.right);
    const redone = () => (drawing.redo(), drawing.shift.right);
    line(drawing, [0.2, 0.2, 0.5], [0.8, 0.2, 0.5]);
    line(drawing, [0.2, 0.8, 0.5], [0.8, 0.8, 0.5]);
    drawing.shift = right(3);
    drawing.clear();
    drawing.shift = right(0);
    drawing.put('seven');
    drawing.shift = right(-2);
    // Drawn over, it is moved no more.
    drawing.begin([0.5, 0.1, 0.5], 0.1, false);
    drawing.shift = right(0);
    drawing.abandon();
    expect(drawing.shift.right, 'the stroke was none').toBe(-2);
    drawing.begin([0.5, 0.1, 0.5], 0.1, false);
    drawing.shift = right(0);
    drawing.end();
    expect([undone(), undone(), undone(), undone(), undone()]).toEqual([-2, 0, 3, 3, 0]);
    expect([redone(), redone(), redone(), redone(), redone()]).toEqual([3, 3, 0, -2, 0]);
  });
});
