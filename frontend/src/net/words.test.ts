import { describe, expect, it } from 'vitest';
import type { Catalog } from '../link/catalog.gen';
import type { LayerSpec } from '../link/protocol.gen';
import type { CatalogEntry } from '../link/catalog.gen';
import { byFamily } from '../link/layers';
import titles from './titles.golden.json';
import { detail, netName, shortName, titleOf } from './words';

function entry(type: string, title: string, family: CatalogEntry['family'] = 'dense', order = 100): CatalogEntry {
  return { type, title, family, order, help: '', schema: {}, defaults: {} };
}

describe('titles', () => {
  // The server calls layers so too, in its messages: tests/test_net_names.py.
  const TITLES: Record<string, string> = {
    Conv2d: 'Convolution',
    ConvTranspose2d: 'Transposed convolution',
    Conv1d: 'Convolution 1d',
    MaxPool1d: 'Max pool 1d',
    Dropout2d: 'Dropout of maps',
    Unflatten: 'Unflatten',
    AvgPool2d: 'Average pool',
    AdaptiveAvgPool2d: 'Average to size',
    BatchNorm1d: 'Batch norm 1d',
    BatchNorm2d: 'Batch norm 2d',
    ReLU: 'ReLU',
    LeakyReLU: 'Leaky ReLU',
  };
  it.each(titles)('$title', ({ layer, title }) => {
    const known = TITLES[layer.type];
    expect(titleOf(layer as LayerSpec, known === undefined ? undefined : entry(layer.type, known))).toBe(title);
  });
});

describe('words', () => {
  it('names layers by their arguments, not by their type', () => {
    const conv = entry('Conv2d', 'Convolution');
    expect(titleOf({ id: 'a', type: 'Conv2d', kernel_size: 3, out_channels: 8 }, conv)).toBe('Conv 3×3 · 8');
    expect(titleOf({ id: 'a', type: 'Linear', out_features: 10 }, entry('Linear', 'Linear'))).toBe('Linear · 10');
    expect(titleOf({ id: 'a', type: 'MaxPool2d', kernel_size: 2 }, entry('MaxPool2d', 'Max pool'))).toBe(
      'Max pool 2×2',
    );
    expect(detail({ id: 'a', type: 'Dropout', p: 0.5 })).toBe('0.5');
    expect(shortName('BatchNorm2d', entry('BatchNorm2d', 'Batch norm 2d'))).toBe('Batch norm');
    expect(shortName('AdaptiveAvgPool2d', entry('AdaptiveAvgPool2d', 'Average to size'))).toBe('Average to size');
    expect(shortName('LeakyReLU', entry('LeakyReLU', 'Leaky ReLU'))).toBe('Leaky ReLU');
    expect(shortName('ReLU', undefined)).toBeTruthy();
  });

  it('groups the palette by family, in order, and leaves empty ones out', () => {
    const groups = byFamily([
      entry('Linear', 'Linear', 'dense', 10),
      entry('B', 'B', 'pooling', 30),
      entry('A', 'A', 'pooling', 20),
    ]);
    expect(groups.map((group) => [group.title, group.entries.map((one) => one.type).join()])).toEqual([
      ['Dense', 'Linear'],
      ['Pooling', 'A,B'],
    ]);
  });
});

it('a net is called like the preset whose layers it has, else by its layers', () => {
  const layers = [
    { id: 'a', type: 'Conv2d', out_channels: 8 },
    { id: 'b', type: 'ReLU' },
    { id: 'c', type: 'Linear' },
  ];
  const entry = (type: string, family: string) => ({
    type,
    family,
    title: type === 'Linear' ? 'Linear' : 'Convolution',
  });
  const catalog = {
    presets: [{ title: 'Small', net: { layers } }],
    layers: [entry('Conv2d', 'convolution'), entry('ReLU', 'activation'), entry('Linear', 'dense')],
  } as unknown as Catalog;
  expect(netName({ input: [1, 8, 8], layers }, catalog)).toBe('Small');
  expect(netName({ input: [1, 8, 8], layers: layers.slice(1) }, catalog)).toBe('Own: Linear');
  expect(netName({ input: [1, 8, 8], layers: [...layers, ...layers] }, catalog)).toBe(
    'Own: Conv, Linear, Conv, Linear',
  );
});
