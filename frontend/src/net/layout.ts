/**
 * Where everything in the stack goes: pure geometry in CSS pixels. The largest picture size for which the whole net fits the
 * panel is looked for; if none is left that can be read, the net keeps a readable size and scrolls.
 */
import type { Kernels, Kind } from './columns';

/** What one column needs. */
export interface Wish {
  id: string;
  kind: Kind | 'input';
  count: number;
  height: number;
  width: number;
  kernels: Kernels | null;
  attached: boolean;
  /** Widths of its texts: the whole title, the name alone (the rest may go on a line of its own), and the shape below. */
  title: number;
  name: number;
  shape: number;
  /** Width of the widest name; for `answer`. */
  label?: number;
}

export interface Room {
  /** For all columns together. */
  width: number;
  /** For the pictures of one column, without titles. */
  height: number;
  /** 1 at the text size of a 1440×900 window; everything but the room itself is scaled by it. */
  unit: number;
  /** Narrowest column; 44 where fingers press. */
  narrowest?: number;
}

export interface Size {
  width: number;
  height: number;
}

export interface Placed {
  id: string;
  left: number;
  width: number;
  /** One picture; for a grid of cells, the whole grid. */
  tile: Size;
  /** The kernel beside each picture; null: none. */
  kernel: Size | null;
  /** How the weights of one channel lie in their picture. */
  mosaic: Mosaic | null;
  columns: number;
  rows: number;
  /** How many channels are shown, and how many are not. */
  shown: number;
  hidden: number;
  /** The title is one line; else what belongs to the name is on a line below it. */
  full: boolean;
  /** Cells a row, for a list shown as a grid; 0 for others. */
  cells: number;
}

export interface Plan {
  placed: Placed[];
  width: number;
  /** Height that the pictures take; never more than the room's. */
  height: number;
  fits: boolean;
}

/** How the kernels of one channel share a picture. */
export interface Mosaic {
  columns: number;
  rows: number;
  /** How many of the channel's kernels are in it: all, or the first few. */
  shown: number;
  /** Native size, with one clear pixel between kernels. */
  width: number;
  height: number;
}

const LARGEST = 92;
const READABLE = 34;
const PHONE = 44;
const SMALLEST = 15;
const GAP = 5;
const PAD = 5;
const BESIDE = 3;
const BETWEEN = 4;
/** No column is wider than this, unless its title is. */
const WIDEST = 196;
const MORE = 26;
/** Kernels of at most so many inputs in one small picture. */
const IN_MOSAIC = 16;
const BAR = 46;

/** All kernels of one channel in one picture, as square as can be; the first 16 where there are more. */
export function mosaicOf(kernels: Kernels, most = IN_MOSAIC): Mosaic {
  const shown = Math.min(kernels.inputs, most);
  const columns = Math.ceil(Math.sqrt(shown));
  const rows = Math.ceil(shown / columns);
  return {
    columns,
    rows,
    shown,
    width: columns * (kernels.width + 1) - 1,
    height: rows * (kernels.height + 1) - 1,
  };
}

/** `width` × `height` numbers as a picture at most `side` long, each number a whole number of pixels where there is room. */
export function crisp(width: number, height: number, side: number): Size {
  const longest = Math.max(width, height, 1);
  const scale = side / longest;
  const even = scale >= 2 ? Math.floor(scale) : scale;
  return { width: Math.max(1, width * even), height: Math.max(1, height * even) };
}

/** Largest side worth having: pictures of few pixels say nothing more when large. */
function worth(wish: Wish, tile: number, unit: number): number {
  return Math.min(tile, Math.max(12 * unit, 8 * unit * Math.max(wish.height, wish.width)));
}

interface Grid {
  side: number;
  columns: number;
  rows: number;
  shown: number;
}

/**
 * How many pictures of about `side` go on top of each other and beside each other, in at most `most` columns. If there are too
 * many, even at the `smallest` size, some are left out, and the others are at most `overflowing` large.
 */
export function gridOf(
  count: number,
  side: number,
  height: number,
  most: number,
  gap = GAP,
  smallest = SMALLEST,
  overflowing = 22,
): Grid {
  for (let columns = 1; columns <= Math.min(most, count); columns++) {
    const rows = Math.ceil(count / columns);
    const room = Math.floor((height - (rows - 1) * gap) / rows);
    const fitting = Math.min(side, room);
    if (fitting >= Math.max(smallest, 0.72 * side)) return { side: fitting, columns, rows, shown: count };
  }
  const columns = Math.max(1, Math.min(most, count));
  const rows = Math.ceil(count / columns);
  const room = Math.floor((height - (rows - 1) * gap) / rows);
  if (room >= smallest) return { side: Math.min(side, room), columns, rows, shown: count };
  const under = height - MORE;
  const small = Math.max(smallest, Math.min(side, overflowing));
  const possible = Math.max(1, Math.floor((under + gap) / (small + gap)));
  return { side: small, columns, rows: possible, shown: Math.min(count, possible * columns) };
}

/** A list of `count` numbers as cells: how many a row, and how large. At most `widest` wide; what does not fit is left out. */
export function cellsOf(
  count: number,
  cell: number,
  height: number,
  widest: number,
): { cells: number; rows: number; cell: number; shown: number } {
  for (let side = Math.max(1, Math.floor(cell)); side >= 1; side--) {
    const rows = Math.max(1, Math.floor(height / side));
    const cells = Math.ceil(count / rows);
    if (cells * side <= widest || side === 1) {
      const kept = Math.min(cells, Math.max(1, Math.floor(widest / side)));
      const shown = Math.min(count, kept * rows);
      return { cells: kept, rows: Math.ceil(shown / kept), cell: side, shown };
    }
  }
  return { cells: 1, rows: 1, cell: 1, shown: 1 };
}

/** What goes into a column. `columns`: at most so many pictures beside each other. */
function body(
  wish: Wish,
  tile: number,
  room: Room,
  columns = Infinity,
): Omit<Placed, 'id' | 'left' | 'width' | 'full'> & { inner: number } {
  const { unit } = room;
  const nothing = { kernel: null, mosaic: null, cells: 0, columns: 1, rows: 1, hidden: 0 };
  if (wish.kind === 'none') {
    return { ...nothing, tile: { width: 0, height: 0 }, shown: 0, inner: 14 * unit };
  }
  if (wish.kind === 'answer') {
    const pitch = room.height / Math.max(1, wish.count);
    const most = Math.max(1, Math.min(wish.count, Math.floor(room.height / (13 * unit))));
    const side = Math.min(tile, Math.floor(Math.max(pitch, room.height / most)) - 4);
    const kernel = wish.kernels ? crisp(wish.kernels.width, wish.kernels.height, Math.max(8, side)) : null;
    const cell = 8 * unit;
    return {
      ...nothing,
      tile: { width: cell, height: cell },
      kernel,
      mosaic: wish.kernels ? mosaicOf(wish.kernels, 1) : null,
      cells: 1,
      rows: most,
      shown: most,
      hidden: wish.count - most,
      inner: (kernel ? kernel.width + BESIDE * unit : 0) + cell + 5 * unit + (wish.label ?? 8) + 5 * unit + BAR * unit,
    };
  }
  if (wish.kind === 'strip' || (wish.kind === 'units' && !wish.kernels)) {
    const strip = wish.kind === 'strip';
    const widest = (strip ? 18 : 110) * unit;
    const wanted = strip ? 3 * unit : Math.max(4, Math.min(11 * unit, tile / 5));
    const grid = cellsOf(wish.count, wanted, room.height, widest);
    const hidden = wish.count - grid.shown;
    return {
      ...nothing,
      tile: { width: grid.cells * grid.cell, height: grid.rows * grid.cell },
      cells: grid.cells,
      shown: grid.shown,
      hidden,
      inner: Math.max(grid.cells * grid.cell, 12 * unit),
    };
  }
  if (wish.kind === 'units' && wish.kernels) {
    const cell = cellsOf(wish.count, 4 * unit, room.height, 24 * unit);
    const beside = cell.cells * cell.cell + 6 * unit;
    const mosaic = mosaicOf(wish.kernels, 1);
    const longest = worth({ ...wish, height: wish.kernels.height, width: wish.kernels.width }, tile, unit);
    const most = Math.max(1, Math.min(3, Math.floor((WIDEST * unit - beside) / (0.6 * longest + GAP))));
    const grid = gridOf(wish.count, longest, room.height, most, GAP, 26 * unit, 46 * unit);
    const kernel = crisp(wish.kernels.width, wish.kernels.height, grid.side);
    return {
      ...nothing,
      tile: { width: cell.cells * cell.cell, height: cell.rows * cell.cell },
      kernel,
      mosaic,
      cells: cell.cells,
      columns: grid.columns,
      rows: grid.rows,
      shown: grid.shown,
      hidden: wish.count - grid.shown,
      inner: beside + grid.columns * (kernel.width + GAP) - GAP,
    };
  }
  // Pictures, one a channel, each with its kernels where it has some.
  const mosaic = wish.kernels ? mosaicOf(wish.kernels) : null;
  const side = worth(wish, tile, unit);
  const kernelOf = (fitting: number): Size | null => {
    if (!mosaic) return null;
    const wanted = Math.min(fitting, Math.max(14 * unit, fitting * (mosaic.shown > 1 ? 0.66 : 0.5)));
    return crisp(mosaic.width, mosaic.height, wanted);
  };
  const beside = (fitting: number) => (mosaic ? (kernelOf(fitting)?.width ?? 0) + BESIDE * unit : 0);
  const widest = WIDEST * unit;
  const possible = Math.max(
    1,
    Math.floor((widest + GAP) / (Math.max(SMALLEST * unit, 0.5 * side) + beside(0.5 * side) + GAP)),
  );
  const most = Math.min(possible, columns);
  let grid = gridOf(wish.count, side, room.height, most, GAP, SMALLEST * unit);
  // Wider than a column may be: fewer columns, and what then does not fit is left to the inspector.
  while (grid.columns > 1 && grid.columns * (grid.side + beside(grid.side) + GAP) - GAP > widest) {
    grid = gridOf(wish.count, side, room.height, grid.columns - 1, GAP, SMALLEST * unit);
  }
  const size = crispTile(wish, grid.side);
  const kernel = kernelOf(grid.side);
  return {
    ...nothing,
    tile: size,
    kernel,
    mosaic,
    columns: grid.columns,
    rows: grid.rows,
    shown: grid.shown,
    hidden: wish.count - grid.shown,
    inner: grid.columns * (size.width + (kernel ? kernel.width + BESIDE * unit : 0) + GAP) - GAP,
  };
}

/** A map's own proportions within a square of `side`. */
function crispTile(wish: Wish, side: number): Size {
  const longest = Math.max(wish.width, wish.height, 1);
  return {
    width: Math.max(4, Math.round((wish.width * side) / longest)),
    height: Math.max(4, Math.round((wish.height * side) / longest)),
  };
}

function attempt(wishes: readonly Wish[], room: Room, tile: number, full: boolean): Plan {
  const { unit, narrowest = 22 } = room;
  const placed: Placed[] = [];
  let left = 0;
  let height = 0;
  wishes.forEach((wish, i) => {
    // The same maps, one step further, lie as they lay before: rows go on from column to column.
    const before = wishes[i - 1];
    const same = before?.kind === 'maps' && wish.kind === 'maps' && before.count === wish.count && !wish.kernels;
    const { inner, ...rest } = body(wish, tile, room, same ? placed[i - 1]?.columns : undefined);
    const upright = wish.kind === 'none' || wish.kind === 'strip';
    const title = full || wish.title <= inner ? wish.title : Math.max(wish.name, wish.title - wish.name);
    const texts = upright ? 0 : Math.max(title, wish.shape);
    const width = Math.ceil(Math.max(inner, texts, narrowest - 2 * PAD * unit) + 2 * PAD * unit);
    if (i > 0 && !wish.attached) left += BETWEEN * unit;
    placed.push({ id: wish.id, left, width, ...rest, full: upright || wish.title <= width - 2 * PAD * unit });
    left += width;
    const tall =
      wish.kind === 'maps' || wish.kind === 'input'
        ? rest.rows * (Math.max(rest.tile.height, rest.kernel?.height ?? 0) + 2.4 * GAP) + (rest.hidden > 0 ? MORE : 0)
        : wish.kind === 'answer'
          ? room.height
          : Math.max(rest.tile.height, rest.kernel ? rest.rows * (rest.kernel.height + 2 * GAP) : 0);
    height = Math.max(height, tall);
  });
  return { placed, width: Math.ceil(left), height: Math.min(room.height, Math.ceil(height)), fits: left <= room.width };
}

/** Places all columns. The first wish is the input's. */
export function plan(wishes: readonly Wish[], room: Room): Plan {
  const { unit } = room;
  for (let tile = LARGEST; tile >= 24; tile -= 2) {
    const full = attempt(wishes, room, tile * unit, true);
    if (full.fits) return full;
    if (tile > READABLE) continue;
    const short = attempt(wishes, room, tile * unit, false);
    if (short.fits) return short;
  }
  // In a narrow panel one scrolls anyway: better larger.
  return attempt(wishes, room, (room.width < 520 * unit ? PHONE : READABLE) * unit, true);
}

/**
 * Shares out what the columns leave of the room: longer bars for the answer first, then wider gaps, both up to a limit. The
 * rest is left on both sides.
 */
export function spread(planned: Plan, wishes: readonly Wish[], room: Room, margin: number): Placed[] {
  const { unit } = room;
  const answers = wishes.filter((wish) => wish.kind === 'answer').length;
  let spare = Math.max(0, room.width - planned.width);
  const longer = answers > 0 ? Math.floor(Math.min(spare / (answers + 1), 90 * unit)) : 0;
  spare -= longer * answers;
  const gaps = wishes.filter((wish, i) => i > 0 && !wish.attached).length;
  const wider = gaps > 0 ? Math.min(spare / (gaps + 1), 44 * unit) : 0;
  let added = margin + (spare - wider * gaps) / 2;
  return planned.placed.map((one, i) => {
    const wish = wishes[i];
    if (i > 0 && !wish?.attached) added += wider;
    const left = Math.round(one.left + added);
    if (wish?.kind !== 'answer') return { ...one, left };
    added += longer;
    return { ...one, left, width: one.width + longer };
  });
}

/** Where the gap before column `index` is; after the last one: its right edge. */
export function gapAt(placed: readonly Placed[], index: number): number {
  const before = placed[index - 1];
  const after = placed[index];
  if (before && after) return (before.left + before.width + after.left) / 2;
  if (before) return before.left + before.width;
  return after?.left ?? 0;
}

/** Which place a column dragged to `centre` would take among the others. `from`: its own place. */
export function dropPlace(placed: readonly Placed[], from: number, centre: number): number {
  let place = 0;
  placed.forEach((other, i) => {
    if (i !== from && centre > other.left + other.width / 2) place++;
  });
  return place;
}
