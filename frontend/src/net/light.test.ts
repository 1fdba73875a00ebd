import { describe, expect, it } from 'vitest';
import type { Filters, Maps } from '../link/protocol.gen';
import { columnsOf, kernelSize, pictureOf, watched, weightsOf } from './columns';
import { catalog, graph } from './graphs_sample';
import { cellBox, INPUT, lightsOf, reachLight, unitLight } from './light';
import type { Placed } from './layout';

const { net, columns } = graph('plain');
const of = (id: string) => {
  const found = columns.find((column) => column.id === id);
  if (!found) throw new Error(id);
  return found;
};

describe('what a column shows', () => {
  it('follows from shapes and families', () => {
    expect(columns.map((column) => column.kind)).toEqual([
      ...['maps', 'maps', 'none', 'maps', 'maps', 'strip', 'units', 'answer'],
    ]);
    expect(of('c').kernels).toEqual({ inputs: 1, height: 3, width: 3 });
    expect(of('c2').kernels).toEqual({ inputs: 4, height: 5, width: 3 });
    expect(of('l').kernels).toBeNull();
    expect(of('r').attached).toBe(true);
    expect(of('c').title).toBe('Conv 3×3 · 4');
    expect(of('c').shape).toBe('28×28×4');
  });

  it('has weights as pictures for a Linear that sees the picture', () => {
    const made = graph('perceptron').columns;
    expect(made.map((column) => column.kind)).toEqual(['strip', 'units', 'units', 'answer']);
    expect(made[1]?.kernels).toEqual({ inputs: 1, height: 28, width: 28 });
    expect(made[3]?.kernels).toBeNull();
  });

  it('knows the shapes of an invalid net where it can, and says so where it can not', () => {
    const made = columnsOf(net, null, catalog, 10);
    expect(made[0]?.shape).toBe('?');
    expect(made[0]?.count).toBe(4);
  });

  it('asks for what is on the screen, and only for what exists', () => {
    expect(watched(columns, new Set(['c', 'd', 'f']))).toEqual({ maps: ['c', 'f'], filters: ['c'] });
    expect(watched(columns, new Set())).toEqual({ maps: [], filters: [] });
  });

  it('has kernels as large as it says, one row high over a sequence', () => {
    expect(kernelSize({ id: 'a', type: 'Conv2d', kernel_size: 5 })).toEqual([5, 5]);
    expect(kernelSize({ id: 'a', type: 'Conv2d', kernel_size: [3, 5] })).toEqual([3, 5]);
    expect(kernelSize({ id: 'a', type: 'Conv1d', kernel_size: 3 }, true)).toEqual([1, 3]);
    expect(kernelSize({ id: 'a', type: 'ReLU' })).toBeNull();
  });
});

describe('pictures that belong to the net', () => {
  const pictures = (count: number, height: number, width: number) => ({
    shape: [count, height, width] as [number, number, number],
    low: new Array<number>(count).fill(0),
    high: new Array<number>(count).fill(1),
    data: new Uint8Array(count * height * width),
  });
  const maps = (id: string, count: number, height: number, width: number): ReadonlyMap<string, Maps> =>
    new Map([[id, { kind: 'maps', layer: id, drawing: 0, step: 0, pictures: pictures(count, height, width) }]]);
  const filters = (id: string, count: number, inputs: number): ReadonlyMap<string, Filters> =>
    new Map([[id, { kind: 'filters', layer: id, step: 5, inputs, drift: [], pictures: pictures(count, 3, 3) }]]);

  it('are shown; others are not', () => {
    expect(pictureOf(of('p'), maps('p', 4, 14, 14), true)).not.toBeNull();
    expect(pictureOf(of('p'), maps('p', 3, 14, 14), true)).not.toBeNull();
    expect(pictureOf(of('p'), maps('p', 5, 14, 14), true)).toBeNull();
    expect(pictureOf(of('p'), maps('p', 4, 13, 14), true)).toBeNull();
    expect(pictureOf(of('p'), maps('p', 4, 14, 14), false)).toBeNull();
    expect(pictureOf(of('l'), maps('l', 1, 1, 10), true)).not.toBeNull();
    expect(pictureOf(of('l'), maps('l', 1, 1, 11), true)).toBeNull();
    expect(weightsOf(of('c'), filters('c', 4, 1), null)).toMatchObject({ inputs: 1, step: 5, frozen: false });
    expect(weightsOf(of('c'), filters('c', 8, 2), null)).toBeNull();
    expect(weightsOf(of('r'), filters('r', 4, 1), null)).toBeNull();
  });

  it('come from the time machine while it is on', () => {
    const frozen = { step: 120, filters: new Map([['c', pictures(4, 3, 3)]]) };
    expect(weightsOf(of('c'), filters('c', 4, 1), frozen)).toMatchObject({ step: 120, frozen: true, inputs: 1 });
    expect(weightsOf(of('c'), new Map(), frozen)?.frozen).toBe(true);
  });
});

/** In pixels: left, top, width, height. */
type Pixels = [number, number, number, number];

/** What is lit, with its box in pixels; null: all of each picture. */
function lit(
  name: Parameters<typeof graph>[0],
  layer: string,
  channel: number,
  row: number | null = null,
  column: number | null = null,
): [string, readonly [number, number], Pixels | null][] {
  const { net: own, columns: all } = graph(name);
  return lightsOf(all, { layer, channel, row, column }, own.input).map(({ layer: id, channels, box }) => {
    const [, height = 1, width = 1] = all.find((each) => each.id === id)?.report?.output ?? own.input;
    const high = (all.find((each) => each.id === id)?.report?.output ?? own.input).length === 2 ? 1 : height;
    const wide = high === 1 ? height : width;
    const round = (value: number): number => +value.toFixed(6);
    return [
      id,
      channels,
      box && [round(box.left * wide), round(box.top * high), round(box.width * wide), round(box.height * high)],
    ];
  });
}

describe('what makes a number', () => {
  it('is the input for the first layer, every channel for a convolution, the same one for the rest', () => {
    expect(lit('plain', 'c', 2)).toEqual([[INPUT, [0, 1], null]]);
    expect(lit('plain', 'r', 2)).toEqual([['c', [2, 3], null]]);
    expect(lit('plain', 'c2', 1)).toEqual([['p', [0, 4], null]]);
    expect(lit('plain', 'p', 3), 'past a Dropout').toEqual([['r', [3, 4], null]]);
    expect(lit('plain', 'n', 7)).toEqual([['f', [7, 8], null]]);
    expect(lit('plain', 'l', 3)).toEqual([['n', [0, 360], null]]);
    expect(lit('plain', 'gone', 0)).toEqual([]);
  });

  it('is the window under the kernel, without its padding', () => {
    const box = (layer: string, row: number, column: number) => lit('plain', layer, 0, row, column)[0]?.[2];
    expect(box('c', 5, 7)).toEqual([6, 4, 3, 3]);
    expect(box('c', 0, 0)).toEqual([0, 0, 2, 2]);
    expect(box('c', 27, 27)).toEqual([26, 26, 2, 2]);
    expect(box('p', 3, 4)).toEqual([8, 6, 2, 2]);
    expect(box('c2', 1, 2)).toEqual([2, 1, 5, 9]);
    expect(box('r', 3, 4)).toEqual([4, 3, 1, 1]);
  });

  it('is the one pixel that a place of a list comes from', () => {
    expect(lit('plain', 'f', 61)).toEqual([['c2', [1, 2], [1, 0, 1, 1]]]);
    expect(lit('newer', 'w', 2, null, 7)).toEqual([['f', [2 * 576 + 7, 2 * 576 + 8], null]]);
  });

  it('is a number of both layers for an Add, of the one that it comes from for a Concat, and of the earlier one for a Branch', () => {
    expect(lit('joined', 's', 2, 3, 5)).toEqual([
      ['c', [2, 3], [5, 3, 1, 1]],
      ['r', [2, 3], [5, 3, 1, 1]],
    ]);
    expect(lit('joined', 's', 2), 'of a whole map').toEqual([
      ['c', [2, 3], null],
      ['r', [2, 3], null],
    ]);
    expect(lit('joined', 'j', 3), 'of lists').toEqual([
      ['h', [3, 4], null],
      ['l', [3, 4], null],
    ]);
    expect(lit('joined', 'k', 1, 3, 5)).toEqual([['e', [1, 2], [5, 3, 1, 1]]]);
    expect(lit('joined', 'k', 2, 3, 5)).toEqual([['s', [0, 1], [5, 3, 1, 1]]]);
    expect(lit('joined', 'k', 5)).toEqual([['s', [3, 4], null]]);
    expect(lit('joined', 'b', 1, 3, 5)).toEqual([['r', [1, 2], [5, 3, 1, 1]]]);
    expect(lit('joined', 'e', 0, 3, 5), 'past a Dropout2d').toEqual([['b', [0, 4], [5, 3, 1, 1]]]);
  });

  it('is what the newer layers look at', () => {
    expect(lit('newer', 'g', 1, 2, 3)).toEqual([[INPUT, [0, 2], [0, 0, 6, 6]]]);
    expect(lit('newer', 't', 3, 5, 4), 'the pixel whose stamp it is').toEqual([['g', [0, 2], [2, 2, 1, 1]]]);
    expect(lit('newer', 'n', 3, 1, 1), 'its group').toEqual([['t', [2, 4], [0, 0, 12, 12]]]);
    expect(lit('newer', 'v', 3, 1, 1)).toEqual([['n', [0, 4], [0, 0, 12, 12]]]);
    expect(lit('newer', 'u', 1, 5, 7)).toEqual([['v', [1, 2], [3, 2, 1, 1]]]);
    expect(lit('newer', 'c', 0, 0, 0)).toEqual([['w', [0, 4], [0, 0, 2, 1]]]);
    expect(lit('newer', 'p', 1, 0, 3)).toEqual([['c', [1, 2], [12, 0, 4, 1]]]);
    expect(lit('newer', 's', 2, 0, 5)).toEqual([['p', [0, 3], [5, 0, 1, 1]]]);
  });

  it('is all of the layers before, as long as the net has an error', () => {
    const { net: own, columns: all } = graph('joined');
    const blind = all.map((each) => ({
      ...each,
      report: each.report && { ...each.report, sources: each.report.sources.map((one) => ({ ...one, along: null })) },
    }));
    const found = lightsOf(blind, { layer: 's', channel: 2, row: 3, column: 5 }, own.input);
    expect(found.map(({ layer, channels }) => [layer, channels])).toEqual([
      ['c', [0, 4]],
      ['r', [0, 4]],
    ]);
  });
});

describe('what an opened unit depends on', () => {
  it('is lit as its arithmetic has it', () => {
    const reach = [
      {
        layer: 'a',
        box: [
          [2, 3],
          [0, 3],
          [1, 4],
        ],
      },
      { layer: 'b', box: [[4, 8]] },
      {
        layer: 'c',
        box: [
          [0, 0],
          [0, 0],
          [0, 0],
        ],
      },
      {
        layer: null,
        box: [
          [0, 1],
          [0, 4],
          [0, 8],
        ],
      },
    ];
    expect(reachLight(reach, 'a', [4, 6, 8])).toEqual({
      layer: 'a',
      channels: [2, 3],
      box: { left: 1 / 8, top: 0, width: 3 / 8, height: 1 / 2 },
    });
    expect(reachLight(reach, 'b', [8])).toEqual({ layer: 'b', channels: [4, 8], box: null });
    expect(reachLight(reach, 'c', [4, 6, 8]), 'a window in the padding').toBeNull();
    expect(reachLight(reach, INPUT, [1, 4, 8])?.box).toEqual({ left: 0, top: 0, width: 1, height: 1 });
    expect(unitLight({ layer: 'd', at: [1, 6] }, [2, 12])).toEqual({
      layer: 'd',
      channels: [1, 2],
      box: { left: 1 / 2, top: 0, width: 1 / 12, height: 1 },
    });
  });

  it('is one cell, where a list is shown as cells', () => {
    const placed = { cells: 4, rows: 3, shown: 10 } as Placed;
    const light = (first: number, end: number) => ({ layer: 'a', channels: [first, end] as const, box: null });
    expect(cellBox(light(6, 7), placed)).toEqual({ left: 1 / 2, top: 1 / 3, width: 1 / 4, height: 1 / 3 });
    expect(cellBox(light(6, 8), placed)).toBeNull();
    expect(cellBox(light(11, 12), placed), 'it is not shown').toBeNull();
    expect(cellBox(null, placed)).toBeNull();
  });
});
