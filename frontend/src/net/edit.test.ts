import { describe, expect, it } from 'vitest';
import type { LayerReport, NetSpec, Report } from '../link/protocol.gen';
import type { Family } from '../link/layers';
import { applyFix, duplicate, freshId, insert, move, placeOf, remove, sensiblePlace, setField } from './edit';

const FAMILIES: Record<string, Family> = {
  Conv2d: 'convolution',
  MaxPool2d: 'pooling',
  ReLU: 'activation',
  Flatten: 'shape',
  Linear: 'dense',
  Dropout: 'regularisation',
  BatchNorm1d: 'normalisation',
};
const familyOf = (type: string): Family | undefined => FAMILIES[type];

function net(...types: string[]): NetSpec {
  return { input: [1, 28, 28], layers: types.map((type, i) => ({ id: String.fromCharCode(97 + i), type })) };
}

const ids = (spec: NetSpec): string => spec.layers.map((layer) => layer.id).join('');
const types = (spec: NetSpec): string[] => spec.layers.map((layer) => layer.type);

function report(...outputs: number[][]): Report {
  const bytes = { weights: 0, gradients: 0, optimizer: 0, activations: 0, total: 0 };
  const layers: LayerReport[] = outputs.map((output, i) => ({
    id: String.fromCharCode(97 + i),
    type: '',
    input: null,
    output,
    parameters: 0,
    frozen: 0,
    macs: 0,
    bytes,
    sources: [],
    choices: [],
    joins: {},
  }));
  return { parameters: 0, macs: 0, bytes, layers, problems: [], ok: true };
}

describe('changes to a net', () => {
  it('inserts at a place, with a fresh id, and leaves the old net alone', () => {
    const old = net('Conv2d', 'Linear');
    const next = insert(old, 1, { type: 'ReLU' });
    expect(types(next)).toEqual(['Conv2d', 'ReLU', 'Linear']);
    expect(ids(next)).toBe('acb');
    expect(ids(old)).toBe('ab');
    expect(ids(insert(old, 99, { type: 'ReLU' }))).toBe('abc');
    expect(ids(insert(old, -5, { type: 'ReLU' }))).toBe('cab');
  });

  it('removes, and removes nothing where there is no such layer', () => {
    expect(ids(remove(net('Conv2d', 'ReLU', 'Linear'), 'b'))).toBe('ac');
    expect(ids(remove(net('Conv2d'), 'zz'))).toBe('a');
  });

  it('moves to the place as counted afterwards', () => {
    const four = net('Conv2d', 'ReLU', 'MaxPool2d', 'Linear');
    expect(ids(move(four, 'a', 2))).toBe('bcad');
    expect(ids(move(four, 'd', 0))).toBe('dabc');
    expect(ids(move(four, 'b', 99))).toBe('acdb');
    expect(move(four, 'b', 1)).toBe(four);
    expect(move(four, 'a', -1)).toBe(four);
    expect(move(four, 'zz', 1)).toBe(four);
  });

  it('duplicates right after, with all arguments of its own', () => {
    const old: NetSpec = { input: [1, 28, 28], layers: [{ id: 'a', type: 'Conv2d', kernel_size: [3, 5] }] };
    const next = duplicate(old, 'a');
    expect(next.layers).toEqual([
      { id: 'a', type: 'Conv2d', kernel_size: [3, 5] },
      { id: 'b', type: 'Conv2d', kernel_size: [3, 5] },
    ]);
    expect(next.layers[1]?.['kernel_size']).not.toBe(old.layers[0]?.['kernel_size']);
  });

  it('sets one field of one layer', () => {
    const old = net('Conv2d', 'Conv2d');
    const next = setField(old, 'b', 'kernel_size', 5);
    expect(next.layers[1]).toEqual({ id: 'b', type: 'Conv2d', kernel_size: 5 });
    expect(next.layers[0]).toBe(old.layers[0]);
    expect(old.layers[1]).toEqual({ id: 'b', type: 'Conv2d' });
  });

  it('gives short ids: a to z, then aa', () => {
    expect(freshId({ input: [1, 28, 28], layers: [] })).toBe('a');
    const many: NetSpec = {
      input: [1, 28, 28],
      layers: [...'abcdefghijklmnopqrstuvwxyz'].map((id) => ({ id, type: 'ReLU' })),
    };
    expect(freshId(many)).toBe('aa');
    expect(freshId(many, ['aa', 'ab'])).toBe('ac');
    expect(freshId(remove(many, 'q'))).toBe('q');
  });

  it('applies a fix, giving an id to every layer that has none', () => {
    const old = net('Conv2d', 'Linear');
    const fixed = applyFix(old, {
      label: 'Insert Flatten',
      input: null,
      layers: [
        { id: 'a', type: 'Conv2d' },
        { id: '', type: 'Flatten' },
        { id: 'b', type: 'Linear' },
      ],
    });
    expect(types(fixed)).toEqual(['Conv2d', 'Flatten', 'Linear']);
    expect(ids(fixed)).toBe('acb');
    expect(fixed.input).toEqual([1, 28, 28]);
    const other = applyFix(old, { label: 'Take 8×8×1', layers: old.layers, input: [1, 8, 8] });
    expect(other).toEqual({ input: [1, 8, 8], layers: old.layers });
  });

  it('never gives an id twice, whatever is done in whatever order', () => {
    let seed = 7;
    const random = (below: number): number => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return Math.floor((seed / 2147483648) * below);
    };
    const all = Object.keys(FAMILIES);
    let spec = net('Conv2d', 'Linear');
    for (let i = 0; i < 3000; i++) {
      const id = spec.layers[random(spec.layers.length)]?.id ?? '';
      const before = JSON.stringify(spec);
      const size = spec.layers.length;
      let next: NetSpec;
      let change = 0;
      switch (random(5)) {
        case 0:
          next = insert(spec, random(size + 1), { type: all[random(all.length)] as string });
          change = 1;
          break;
        case 1:
          next = remove(spec, id);
          change = size > 0 ? -1 : 0;
          break;
        case 2: {
          const to = random(size);
          next = move(spec, id, to);
          if (size > 0) expect(placeOf(next, id)).toBe(to);
          break;
        }
        case 3:
          next = duplicate(spec, id);
          change = size > 0 ? 1 : 0;
          break;
        default:
          next = applyFix(spec, { label: '', input: null, layers: [...spec.layers, { id: id || 'x', type: 'ReLU' }] });
          change = 1;
      }
      expect(JSON.stringify(spec)).toBe(before);
      expect(next.layers.length).toBe(size + change);
      expect(new Set(next.layers.map((layer) => layer.id)).size).toBe(next.layers.length);
      expect(next.layers.every((layer) => /^[A-Za-z0-9_-]{1,24}$/.test(layer.id))).toBe(true);
      spec = next.layers.length > 40 ? net('Conv2d', 'Linear') : next;
    }
  });
});

describe('where a layer goes that is added without a place', () => {
  const spec = net('Conv2d', 'ReLU', 'Flatten', 'Linear');
  const known = report([8, 26, 26], [8, 26, 26], [5408], [10]);
  const place = (type: string, selected: string | null = null): number =>
    sensiblePlace(spec, known, familyOf, type, selected);

  it('is before the answer, or before the net becomes flat', () => {
    expect(place('Linear')).toBe(3);
    expect(place('Dropout')).toBe(3);
    expect(place('BatchNorm1d')).toBe(3);
    expect(place('Conv2d')).toBe(2);
    expect(place('MaxPool2d')).toBe(2);
  });

  it('is after the selected layer, where it fits', () => {
    expect(place('Conv2d', 'a')).toBe(1);
    expect(place('ReLU', 'a')).toBe(1);
    expect(place('Linear', 'c')).toBe(3);
    expect(place('Conv2d', 'c')).toBe(2);
    expect(place('Linear', 'a')).toBe(3);
    expect(place('ReLU', 'd')).toBe(3);
  });

  it('is the end of a net without an answer', () => {
    const empty: NetSpec = { input: [1, 28, 28], layers: [] };
    expect(sensiblePlace(empty, null, familyOf, 'Linear')).toBe(0);
    expect(sensiblePlace(net('Conv2d'), report([8, 26, 26]), familyOf, 'ReLU')).toBe(1);
  });
});
