import { describe, expect, it } from 'vitest';
import type { Filters, LayerReport, Maps, NetSpec, Report } from '../link/protocol.gen';
import type { CatalogEntry } from '../link/catalog.gen';
import type { Family } from '../link/layers';
import { columnsOf, pictureOf, watched, weightsOf, windowOf } from './columns';
import { lightOf } from './light';

const bytes = { weights: 0, gradients: 0, optimizer: 0, activations: 0, total: 0 };
const FAMILIES: Record<string, Family> = {
  Conv2d: 'convolution',
  MaxPool2d: 'pooling',
  ReLU: 'activation',
  Flatten: 'shape',
  Linear: 'dense',
  Dropout: 'regularisation',
};
const catalog: CatalogEntry[] = Object.entries(FAMILIES).map(([type, family], order) => ({
  type,
  title: type === 'Conv2d' ? 'Convolution' : type,
  family,
  order,
  help: '',
  schema: {},
  defaults: {},
}));
const net: NetSpec = {
  input: [1, 28, 28],
  layers: [
    { id: 'c', type: 'Conv2d', out_channels: 4, kernel_size: 3, stride: 1, padding: 1 },
    { id: 'r', type: 'ReLU' },
    { id: 'd', type: 'Dropout', p: 0.5 },
    { id: 'p', type: 'MaxPool2d', kernel_size: 2, stride: null },
    { id: 'c2', type: 'Conv2d', out_channels: 6, kernel_size: [5, 3], dilation: 2 },
    { id: 'f', type: 'Flatten' },
    { id: 'l', type: 'Linear', out_features: 10 },
  ],
};
const shapes: [string, number[], number[]][] = [
  ['c', [1, 28, 28], [4, 28, 28]],
  ['r', [4, 28, 28], [4, 28, 28]],
  ['d', [4, 28, 28], [4, 28, 28]],
  ['p', [4, 28, 28], [4, 14, 14]],
  ['c2', [4, 14, 14], [6, 6, 10]],
  ['f', [6, 6, 10], [360]],
  ['l', [360], [10]],
];
function reportOf(all: typeof shapes): Report {
  const layers: LayerReport[] = all.map(([id, input, output]) => ({
    id,
    type: '',
    input,
    output,
    parameters: 0,
    frozen: 0,
    macs: 0,
    bytes,
  }));
  return { parameters: 0, macs: 0, bytes, layers, problems: [], ok: true };
}
const columns = columnsOf(net, reportOf(shapes), catalog, 10);
const of = (id: string) => {
  const found = columns.find((column) => column.id === id);
  if (!found) throw new Error(id);
  return found;
};

describe('what a column shows', () => {
  it('follows from shapes and families', () => {
    expect(columns.map((column) => column.kind)).toEqual(['maps', 'maps', 'none', 'maps', 'maps', 'strip', 'classes']);
    expect(of('c').kernels).toEqual({ inputs: 1, height: 3, width: 3 });
    expect(of('c2').kernels).toEqual({ inputs: 4, height: 5, width: 3 });
    expect(of('l').kernels).toBeNull();
    expect(of('r').attached).toBe(true);
    expect(of('c').title).toBe('Conv 3×3 · 4');
    expect(of('c').shape).toBe('28×28×4');
  });

  it('has weights as pictures for a Linear that sees the picture', () => {
    const plain: NetSpec = {
      input: [1, 28, 28],
      layers: [
        { id: 'f', type: 'Flatten' },
        { id: 'l', type: 'Linear', out_features: 512 },
        { id: 'r', type: 'ReLU' },
        { id: 'o', type: 'Linear', out_features: 10 },
      ],
    };
    const made = columnsOf(
      plain,
      reportOf([
        ['f', [1, 28, 28], [784]],
        ['l', [784], [512]],
        ['r', [512], [512]],
        ['o', [512], [10]],
      ]),
      catalog,
      10,
    );
    expect(made.map((column) => column.kind)).toEqual(['strip', 'units', 'units', 'classes']);
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

  it('takes a pooling window to move by its own size', () => {
    expect(windowOf({ id: 'a', type: 'MaxPool2d', kernel_size: 2, stride: null })?.stride).toEqual([2, 2]);
    expect(windowOf({ id: 'a', type: 'Conv2d', kernel_size: 5, out_channels: 1 })?.stride).toEqual([1, 1]);
    expect(windowOf({ id: 'a', type: 'ReLU' })).toBeNull();
  });
});

describe('pictures that belong to the net', () => {
  const images = (count: number, height: number, width: number) => ({
    shape: [count, height, width] as [number, number, number],
    low: new Array<number>(count).fill(0),
    high: new Array<number>(count).fill(1),
    data: new Uint8Array(count * height * width),
  });
  const maps = (id: string, count: number, height: number, width: number): ReadonlyMap<string, Maps> =>
    new Map([[id, { kind: 'maps', layer: id, drawing: 0, step: 0, images: images(count, height, width) }]]);
  const filters = (id: string, count: number, inputs: number): ReadonlyMap<string, Filters> =>
    new Map([[id, { kind: 'filters', layer: id, step: 5, inputs, drift: [], images: images(count, 3, 3) }]]);

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
    const frozen = { step: 120, filters: new Map([['c', images(4, 3, 3)]]) };
    expect(weightsOf(of('c'), filters('c', 4, 1), frozen)).toMatchObject({ step: 120, frozen: true, inputs: 1 });
    expect(weightsOf(of('c'), new Map(), frozen)?.frozen).toBe(true);
  });
});

describe('what makes a number', () => {
  const light = (layer: string, channel: number, row: number | null = null, column: number | null = null) =>
    lightOf(columns, { layer, channel, row, column }, net.input);
  const cells = (layer: string, row: number, column: number, height: number, width: number) => {
    const box = light(layer, 0, row, column)?.box;
    return (
      box && [box.left * width, box.top * height, box.width * width, box.height * height].map((n) => +n.toFixed(6))
    );
  };

  it('is the input for the first layer, every channel for a convolution, the same one for the rest', () => {
    expect(light('c', 2)).toEqual({ layer: 'input', channel: null, box: null });
    expect(light('r', 2)).toEqual({ layer: 'c', channel: 2, box: null });
    expect(light('c2', 1)).toMatchObject({ layer: 'p', channel: null });
    expect(light('p', 3)).toMatchObject({ layer: 'r', channel: 3 });
    expect(light('l', 3)).toMatchObject({ layer: 'f', channel: null, box: null });
    expect(light('gone', 0)).toBeNull();
  });

  it('is the window under the kernel, without its padding', () => {
    expect(cells('c', 5, 7, 28, 28)).toEqual([6, 4, 3, 3]);
    expect(cells('c', 0, 0, 28, 28)).toEqual([0, 0, 2, 2]);
    expect(cells('c', 27, 27, 28, 28)).toEqual([26, 26, 2, 2]);
    expect(cells('p', 3, 4, 28, 28)).toEqual([8, 6, 2, 2]);
    expect(cells('c2', 1, 2, 14, 14)).toEqual([2, 1, 5, 9]);
    expect(cells('r', 3, 4, 28, 28)).toEqual([4, 3, 1, 1]);
  });

  it('is the earlier layer where a branch begins, and each side of a Concat its own', () => {
    const wide: NetSpec = {
      input: [1, 8, 8],
      layers: [
        { id: 'a', type: 'Conv2d', out_channels: 4, kernel_size: 1 },
        { id: 'b', type: 'Identity', from: '' },
        { id: 'c', type: 'Conv2d', out_channels: 2, kernel_size: 1 },
        { id: 'd', type: 'Concat', from: 'a' },
        { id: 'e', type: 'LayerNorm' },
        { id: 't', type: 'ConvTranspose2d', out_channels: 2, kernel_size: 2, stride: 2 },
      ],
    };
    const entry = (type: string, family: Family, joining = false): CatalogEntry => ({
      ...(catalog[0] as CatalogEntry),
      type,
      family,
      schema: joining ? { properties: { from: { earlier: true } } } : {},
    });
    const made = columnsOf(
      wide,
      reportOf([
        ['a', [1, 8, 8], [4, 8, 8]],
        ['b', [4, 8, 8], [1, 8, 8]],
        ['c', [1, 8, 8], [2, 8, 8]],
        ['d', [2, 8, 8], [6, 8, 8]],
        ['e', [6, 8, 8], [6, 8, 8]],
        ['t', [6, 8, 8], [2, 16, 16]],
      ]),
      [
        ...catalog,
        entry('Identity', 'joining', true),
        entry('Concat', 'joining', true),
        entry('LayerNorm', 'normalisation'),
        entry('ConvTranspose2d', 'convolution'),
      ],
      10,
    );
    const lit = (layer: string, channel: number) => lightOf(made, { layer, channel, row: 2, column: 4 }, [1, 8, 8]);
    const one = { left: 0.5, top: 0.25, width: 0.125, height: 0.125 };
    expect(lit('b', 0)).toEqual({ layer: 'input', channel: 0, box: one });
    expect(lit('d', 1)).toEqual({ layer: 'c', channel: 1, box: one });
    expect(lit('d', 2)).toEqual({ layer: 'a', channel: 0, box: one });
    expect(lit('d', 5)).toEqual({ layer: 'a', channel: 3, box: one });
    expect(lit('e', 5), 'all numbers make each').toEqual({ layer: 'd', channel: null, box: null });
    expect(lit('t', 0), 'no window lies over what comes').toEqual({ layer: 'e', channel: null, box: null });
  });
});
