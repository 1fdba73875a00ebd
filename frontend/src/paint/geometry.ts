/** Where things are: grids of pictures, cells under a pointer. No pixels, no DOM. */

export interface Sheet {
  readonly columns: number;
  readonly rows: number;
  /** The whole, in pixels. */
  readonly width: number;
  readonly height: number;
  /** The upper left corner of picture `i`. */
  at(i: number): { x: number; y: number };
}

/** `count` pictures of `width` × `height` in rows of `columns`, `gap` apart. */
export function sheet(count: number, columns: number, width: number, height: number, gap: number): Sheet {
  const across = Math.max(1, Math.min(columns, count));
  const rows = Math.max(1, Math.ceil(count / across));
  return {
    columns: across,
    rows,
    width: across * (width + gap) - gap,
    height: rows * (height + gap) - gap,
    at: (i) => ({ x: (i % across) * (width + gap), y: Math.floor(i / across) * (height + gap) }),
  };
}

/** How many columns make `count` cells fill a box of this width and height with the largest squares. */
export function bestColumns(count: number, width: number, height: number, gap = 0): number {
  let best = 1;
  let largest = -Infinity;
  for (let columns = 1; columns <= Math.max(1, count); columns++) {
    const rows = Math.ceil(count / columns);
    const side = Math.min((width - (columns - 1) * gap) / columns, (height - (rows - 1) * gap) / rows);
    if (side > largest + 1e-9) {
      largest = side;
      best = columns;
    }
  }
  return best;
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Cell {
  readonly row: number;
  readonly column: number;
}

/** The cell of a grid of `rows` × `columns` under a point; null outside. */
export function cellAt(x: number, y: number, box: Box, rows: number, columns: number): Cell | null {
  if (!(box.width > 0) || !(box.height > 0)) return null;
  const column = Math.floor(((x - box.left) / box.width) * columns);
  const row = Math.floor(((y - box.top) / box.height) * rows);
  return row >= 0 && row < rows && column >= 0 && column < columns ? { row, column } : null;
}

/**
 * The input rows (or columns) that one output row of a convolution or pooling looks at: `size` taps, `dilation` apart, from
 * `first` on. Taps outside 0 … input − 1 are padding.
 */
export function taps(
  output: number,
  size: number,
  stride: number,
  padding: number,
  dilation = 1,
): { first: number; last: number } {
  const first = output * stride - padding;
  return { first, last: first + (size - 1) * dilation };
}

/** The largest width × height with this aspect inside a box. */
export function fit(
  width: number,
  height: number,
  boxWidth: number,
  boxHeight: number,
): { width: number; height: number } {
  const scale = Math.min(boxWidth / width, boxHeight / height);
  return { width: width * scale, height: height * scale };
}
