/** Filling outlines with ink, without a canvas: the same drawing gives the same bytes in every browser. */

/** Scan lines per pixel row; across, coverage is exact. */
const FINE = 4;

/**
 * Adds a filled polygon (non-zero winding) to a page of ink, with soft edges. Ink over ink never gets lighter.
 *
 * @param outline corners as [x, y, …] in pixels; closed by itself
 * @param ink one byte a pixel, row by row; 255 full ink
 */
export function fillPolygon(
  outline: readonly (readonly number[])[],
  ink: Uint8Array,
  width: number,
  height: number,
): void {
  if (outline.length < 3) return;
  const crossings = new Map<number, { x: number; way: number }[]>();
  let [fromX = 0, fromY = 0] = outline[outline.length - 1] as number[];
  for (const [x = 0, y = 0] of outline) {
    addEdge(crossings, fromX, fromY, x, y, height * FINE);
    [fromX, fromY] = [x, y];
  }
  const cover = new Float32Array(width);
  for (const row of new Set([...crossings.keys()].map((line) => Math.floor(line / FINE)))) {
    cover.fill(0);
    for (let line = row * FINE; line < (row + 1) * FINE; line++) {
      const found = crossings.get(line);
      if (found) addSpans(found, cover, width);
    }
    for (let x = 0; x < width; x++) {
      const share = Math.min(1, cover[x] as number);
      if (share === 0) continue;
      const at = row * width + x;
      const before = ink[at] as number;
      ink[at] = Math.round(before + (255 - before) * share);
    }
  }
}

/** Where an edge crosses the scan lines, which lie in the middle of their strips. */
function addEdge(
  crossings: Map<number, { x: number; way: number }[]>,
  x0: number,
  y0: number,
  x1: number,
  y1: number,
  lines: number,
): void {
  if (y0 === y1) return;
  const way = y1 > y0 ? 1 : -1;
  const [top, bottom] = way > 0 ? [y0, y1] : [y1, y0];
  const first = Math.max(0, Math.ceil(top * FINE - 0.5));
  const last = Math.min(lines - 1, Math.ceil(bottom * FINE - 0.5) - 1);
  const slope = (x1 - x0) / (y1 - y0);
  for (let line = first; line <= last; line++) {
    const x = x0 + ((line + 0.5) / FINE - y0) * slope;
    const here = crossings.get(line);
    if (here) here.push({ x, way });
    else crossings.set(line, [{ x, way }]);
  }
}

/** Adds one scan line's spans of non-zero winding to the row's coverage. */
function addSpans(found: { x: number; way: number }[], cover: Float32Array, width: number): void {
  found.sort((a, b) => a.x - b.x);
  let winding = 0;
  let start = 0;
  for (const { x, way } of found) {
    if (winding === 0) start = x;
    winding += way;
    if (winding === 0) addSpan(cover, Math.max(0, start), Math.min(width, x));
  }
}

function addSpan(cover: Float32Array, from: number, to: number): void {
  if (!(to > from)) return;
  const first = Math.floor(from);
  const last = Math.min(cover.length - 1, Math.ceil(to) - 1);
  for (let x = first; x <= last; x++) {
    cover[x] = (cover[x] as number) + (Math.min(x + 1, to) - Math.max(x, from)) / FINE;
  }
}
