import { describe, expect, it } from 'vitest';
import {
  cellsOf,
  crisp,
  dropPlace,
  gapAt,
  gridOf,
  mosaicOf,
  plan,
  spread,
  type Placed,
  type Room,
  type Wish,
} from './layout';

function wish(id: string, part: Partial<Wish>): Wish {
  return {
    id,
    kind: 'maps',
    count: 1,
    height: 28,
    width: 28,
    kernels: null,
    attached: false,
    title: 60,
    name: 40,
    shape: 48,
    ...part,
  };
}

const conv = (id: string, count: number, inputs: number, side: number, title = 78): Wish =>
  wish(id, { count, height: side, width: side, kernels: { inputs, height: 3, width: 3 }, title, name: 30 });

/** The lecture's net: two blocks of convolution, ReLU and pooling, then Linear. */
const TWO_BLOCKS: Wish[] = [
  wish('input', { kind: 'input', title: 32, name: 32, shape: 46 }),
  conv('a', 8, 1, 26),
  wish('b', { count: 8, height: 26, width: 26, attached: true, title: 32, name: 32 }),
  wish('c', { count: 8, height: 13, width: 13, title: 82, name: 56 }),
  conv('d', 16, 8, 11, 84),
  wish('e', { count: 16, height: 11, width: 11, attached: true, title: 32, name: 32 }),
  wish('f', { count: 16, height: 5, width: 5, title: 82, name: 56 }),
  wish('g', { kind: 'strip', count: 400, title: 42, name: 42 }),
  wish('h', { kind: 'answer', count: 10, title: 64, name: 40, shape: 14, label: 8 }),
];

function overlaps(placed: readonly Placed[]): boolean {
  return placed.some(
    (one, i) => i > 0 && one.left < (placed[i - 1] as Placed).left + (placed[i - 1] as Placed).width - 0.01,
  );
}

describe('the plan', () => {
  it('fits the two-block net into the panel of a 1440×900 window, with pictures that can be read', () => {
    const room: Room = { width: 726, height: 340, unit: 1 };
    const made = plan(TWO_BLOCKS, room);
    expect(made.fits).toBe(true);
    expect(made.width).toBeLessThanOrEqual(726);
    expect(made.height).toBeLessThanOrEqual(340);
    expect(overlaps(made.placed)).toBe(false);
    for (const one of made.placed.slice(1, 7)) {
      expect(one.hidden).toBe(0);
      expect(one.tile.width).toBeGreaterThanOrEqual(30);
      expect(one.rows * one.columns).toBeGreaterThanOrEqual(one.shown);
    }
    expect(made.placed[4]?.columns).toBe(2);
  });

  it('is larger, not more, on a projector', () => {
    const small = plan(TWO_BLOCKS, { width: 726, height: 340, unit: 1 });
    const zoomed = TWO_BLOCKS.map((one) => ({
      ...one,
      title: one.title * 2,
      name: one.name * 2,
      shape: one.shape * 2,
      label: 16,
    }));
    const large = plan(zoomed, { width: 1452, height: 680, unit: 2 });
    expect(large.fits).toBe(true);
    small.placed.forEach((one, i) =>
      expect((large.placed[i] as Placed).tile.width).toBeGreaterThan(1.7 * one.tile.width),
    );
  });

  it('scrolls rather than shrink below what can be read', () => {
    const deep = Array.from({ length: 20 }, (_, i) => conv(`l${i}`, 32, 32, 13));
    const made = plan(deep, { width: 726, height: 340, unit: 1 });
    expect(made.fits).toBe(false);
    expect(made.width).toBeGreaterThan(726);
    expect(overlaps(made.placed)).toBe(false);
    for (const one of made.placed) expect(one.tile.width).toBeGreaterThanOrEqual(15);
  });

  it('keeps rows going on from a layer to its activation', () => {
    const [input, ...rest] = TWO_BLOCKS;
    const made = plan(
      [input as Wish, conv('a', 16, 1, 20), wish('b', { count: 16, height: 20, width: 20 }), ...rest.slice(-1)],
      { width: 726, height: 350, unit: 1 },
    );
    const [, before, after] = made.placed;
    expect([after?.columns, after?.rows]).toEqual([before?.columns, before?.rows]);
    expect(Math.abs((after?.tile.height ?? 0) - (before?.tile.height ?? 0))).toBeLessThanOrEqual(2);
  });

  it('says how many channels it leaves out, and never makes a column too wide', () => {
    const made = plan([conv('a', 512, 64, 13)], { width: 726, height: 340, unit: 1 });
    const one = made.placed[0] as Placed;
    expect(one.shown).toBeGreaterThan(0);
    expect(one.shown + one.hidden).toBe(512);
    expect(one.width).toBeLessThanOrEqual(220);
    expect(one.rows * (one.tile.height + 5)).toBeLessThanOrEqual(340);
  });

  it('keeps narrow what has no pictures of its own, and wide enough for fingers', () => {
    const nothing = wish('a', { kind: 'none', title: 70 });
    expect((plan([nothing], { width: 726, height: 340, unit: 1 }).placed[0] as Placed).width).toBeLessThanOrEqual(30);
    const touched = plan([nothing], { width: 726, height: 340, unit: 1, narrowest: 44 }).placed[0] as Placed;
    expect(touched.width).toBeGreaterThanOrEqual(44);
  });

  it('holds its promises for any net and any panel', () => {
    let seed = 3;
    const random = (below: number): number => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return Math.floor((seed / 2147483648) * below);
    };
    for (let i = 0; i < 150; i++) {
      const unit = 0.8 + random(12) / 10;
      const room: Room = { width: 200 + random(1500), height: 120 + random(700), unit };
      const wishes = Array.from({ length: 1 + random(18) }, (_, at) => {
        const side = 1 + random(40);
        const kinds = ['maps', 'maps', 'maps', 'units', 'answer', 'strip', 'none'] as const;
        const kernels = random(2) ? { inputs: 1 + random(70), height: 1 + random(9), width: 1 + random(9) } : null;
        return wish(`l${at}`, {
          kind: kinds[random(kinds.length)] as Wish['kind'],
          count: 1 + random(random(10) === 0 ? 5000 : 70),
          height: side,
          width: 1 + random(40),
          kernels,
          attached: random(3) === 0,
          title: 20 + random(80),
          name: 20,
        });
      });
      const made = plan(wishes, room);
      expect(made.placed.map((one) => one.id)).toEqual(wishes.map((one) => one.id));
      expect(overlaps(made.placed)).toBe(false);
      expect(made.fits).toBe(made.width <= Math.ceil(room.width));
      const broken = made.placed.filter((one, at) => {
        const asked = wishes[at] as Wish;
        const sizes = [one.tile, one.kernel ?? one.tile].flatMap((size) => [size.width, size.height]);
        return (
          one.hidden < 0 ||
          (asked.kind !== 'none' && one.shown + one.hidden !== asked.count) ||
          !sizes.every(Number.isFinite) ||
          one.tile.height > room.height + 1 ||
          (asked.kind === 'maps' && one.rows * one.columns < one.shown)
        );
      });
      expect(broken).toEqual([]);
      const shared = spread(made, wishes, room, 8);
      expect(overlaps(shared.map((one) => ({ ...one, width: one.width - 1 })))).toBe(false);
      if (made.fits) {
        const last = shared.at(-1) as Placed;
        expect(last.left + last.width).toBeLessThanOrEqual(room.width + 8 + wishes.length);
      }
    }
  });
});

describe('small geometry', () => {
  it('lays kernels out as a square', () => {
    expect(mosaicOf({ inputs: 1, height: 3, width: 3 })).toEqual({
      columns: 1,
      rows: 1,
      shown: 1,
      width: 3,
      height: 3,
    });
    expect(mosaicOf({ inputs: 8, height: 3, width: 3 })).toEqual({
      columns: 3,
      rows: 3,
      shown: 8,
      width: 11,
      height: 11,
    });
    expect(mosaicOf({ inputs: 64, height: 3, width: 3 }).shown).toBe(16);
    expect(mosaicOf({ inputs: 64, height: 3, width: 3 }, 64)).toMatchObject({
      columns: 8,
      rows: 8,
      shown: 64,
      width: 31,
    });
  });

  it('enlarges by whole numbers where it can', () => {
    expect(crisp(3, 3, 20)).toEqual({ width: 18, height: 18 });
    expect(crisp(26, 26, 40)).toEqual({ width: 40, height: 40 });
    expect(crisp(5, 3, 22)).toEqual({ width: 20, height: 12 });
  });

  it('stacks pictures before it puts them side by side', () => {
    expect(gridOf(8, 40, 400, 4)).toEqual({ side: 40, columns: 1, rows: 8, shown: 8 });
    expect(gridOf(16, 40, 400, 4)).toEqual({ side: 40, columns: 2, rows: 8, shown: 16 });
    expect(gridOf(8, 40, 300, 4)).toEqual({ side: 33, columns: 1, rows: 8, shown: 8 });
    expect(gridOf(1, 90, 300, 4)).toEqual({ side: 90, columns: 1, rows: 1, shown: 1 });
  });

  it('writes a list as cells, first from left to right', () => {
    expect(cellsOf(10, 10, 340, 100)).toEqual({ cells: 1, rows: 10, cell: 10, shown: 10 });
    expect(cellsOf(512, 7, 340, 110)).toEqual({ cells: 11, rows: 47, cell: 7, shown: 512 });
    const flat = cellsOf(3136, 3, 340, 18);
    expect(flat.cells * flat.cell).toBeLessThanOrEqual(18);
    expect(flat.shown).toBe(3136);
    expect(cellsOf(1_000_000, 3, 340, 18)).toEqual({ cells: 18, rows: 340, cell: 1, shown: 6120 });
  });

  const placed = [
    { left: 0, width: 50 },
    { left: 60, width: 100 },
    { left: 160, width: 40 },
  ] as Placed[];

  it('finds gaps', () => {
    expect(gapAt(placed, 1)).toBe(55);
    expect(gapAt(placed, 2)).toBe(160);
    expect(gapAt(placed, 3)).toBe(200);
    expect(gapAt(placed, 0)).toBe(0);
  });

  it('finds the place of a dropped column by its middle', () => {
    expect(dropPlace(placed, 0, 25)).toBe(0);
    expect(dropPlace(placed, 0, 109)).toBe(0);
    expect(dropPlace(placed, 0, 111)).toBe(1);
    expect(dropPlace(placed, 0, 500)).toBe(2);
    expect(dropPlace(placed, 2, 10)).toBe(0);
    expect(dropPlace(placed, 1, 30)).toBe(1);
  });
});
