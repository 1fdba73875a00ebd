import { describe, expect, it } from 'vitest';
import type { NetSpec } from '../link/protocol.gen';
import { choices, earlierOf, joins, nearest } from './earlier';
import { entries, graph } from './graphs_sample';

const { net, report } = graph('joined');

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

  it('is chosen from those that the server says fit, and of others why not', () => {
    expect(choices(net, report, entries, 3)).toEqual([
      {
        id: '',
        label: 'Input, 8×8×1',
        why: 'Add needs two inputs of one shape; it gets 8×8×4, and 8×8×1 from the earlier layer',
      },
      { id: 'a', label: '1 · Conv 1×1 · 4, 8×8×4', why: '' },
      { id: 'r', label: '2 · ReLU, 8×8×4', why: '' },
      { id: 'c', label: '3 · Conv 3×3 · 4, 8×8×4', why: '' },
    ]);
    expect(choices(net, report, entries, 7).every(({ why }) => why === '')).toBe(true);
    expect(choices(net, null, entries, 3).map(({ id, why }) => id + why)).toEqual(['', 'a', 'r', 'c']);
  });

  it('of a new layer is the nearest that fits, but not the one just before', () => {
    expect(nearest(net, report, 'Add', 3)).toBe('r');
    expect(nearest(net, report, 'Add', 1)).toBe('');
    expect(nearest(net, report, 'Concat', 8)).toBe('e');
    expect(nearest(net, report, 'Add', 0)).toBe('');
    expect(nearest(net, null, 'Add', 3)).toBe('');
  });
});
