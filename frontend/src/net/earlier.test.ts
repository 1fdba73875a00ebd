import { describe, expect, it } from 'vitest';
import type { NetSpec, Report } from '../link/protocol.gen';
import type { CatalogEntry } from '../link/catalog.gen';
import { choices, earlierOf, joins, nearest } from './earlier';

const entry = (type: string, two: boolean): CatalogEntry => ({
  type,
  title: type,
  family: two ? 'joining' : 'activation',
  order: 1,
  help: '',
  schema: { properties: two ? { from: { type: 'string', earlier: true } } : {} },
  defaults: {},
});
const entries = new Map(
  [entry('Add', true), entry('Concat', true), entry('Identity', true), entry('ReLU', false)].map((one) => [
    one.type,
    one,
  ]),
);
const net: NetSpec = {
  input: [1, 4, 4],
  layers: [
    { id: 'a', type: 'ReLU' },
    { id: 'b', type: 'ReLU' },
    { id: 'c', type: 'ReLU' },
    { id: 'd', type: 'Add', from: 'b' },
  ],
};
const outputs = [
  [2, 4, 4],
  [3, 4, 4],
  [3, 4, 4],
  [3, 4, 4],
];
const report = { layers: net.layers.map((layer, i) => ({ id: layer.id, output: outputs[i] })) } as unknown as Report;

describe('the earlier layer', () => {
  it('is found by its id, before the layer that takes it', () => {
    expect(joins(entries.get('Add'))).toBe(true);
    expect(joins(entries.get('ReLU'))).toBe(false);
    expect(earlierOf(net, 3, entries.get('Add'))).toBe(1);
    expect(earlierOf(net, 2, entries.get('ReLU'))).toBeNull();
    const moved = { ...net, layers: [net.layers[3], ...net.layers.slice(0, 3)] } as NetSpec;
    expect(earlierOf(moved, 0, entries.get('Add'))).toBeNull();
    expect(earlierOf({ ...net, layers: [{ id: 'd', type: 'Add' }] }, 0, entries.get('Add'))).toBe(-1);
  });

  it('is chosen from those that fit, and it is said why others do not', () => {
    const add = choices(net, report, entries, 'Add', 3);
    expect(add.map(({ id, why }) => [id, why === ''])).toEqual([
      ['', false],
      ['a', false],
      ['b', true],
      ['c', true],
    ]);
    expect(add[1]).toEqual({ id: 'a', label: '1 · ReLU, 4×4×2', why: '4×4×2 does not go with 4×4×3' });
    expect(choices(net, report, entries, 'Concat', 3).every(({ why }) => why === '')).toBe(true);
  });

  it('of a new layer is the nearest that fits, but not the one just before', () => {
    expect(nearest(choices(net, report, entries, 'Add', 3))).toBe('b');
    expect(nearest(choices(net, report, entries, 'Add', 1))).toBe('');
  });
});
