import { describe, expect, it } from 'vitest';
import type { NetSpec } from '../link/protocol.gen';
import { convolutions, fitted, give, givenOf, isFrozen, sizeOf, withConvolution } from './given';

const NET: NetSpec = {
  input: [1, 28, 28],
  layers: [
    { id: 'conv', type: 'Conv2d', out_channels: 4, kernel_size: 3 },
    { id: 'flat', type: 'Flatten' },
    { id: 'out', type: 'Linear', out_features: 10 },
  ],
};
const EDGE = [
  [-1, 0, 1],
  [-2, 0, 2],
  [-1, 0, 1],
];

describe('a given kernel', () => {
  it('is put into a filter, and replaces another', () => {
    const once = give(NET, 'conv', { filter: 2, weights: EDGE, frozen: true });
    expect(givenOf(once.layers[0]!)).toEqual([{ filter: 2, weights: EDGE, frozen: true }]);
    expect(isFrozen(once.layers[0]!, 2)).toBe(true);
    expect(isFrozen(once.layers[0]!, 1)).toBe(false);
    const twice = give(give(once, 'conv', { filter: 0, weights: [[7]], frozen: false }), 'conv', {
      filter: 2,
      weights: [[1]],
      frozen: false,
    });
    expect(givenOf(twice.layers[0]!)).toEqual([
      { filter: 0, weights: [[0, 0, 0], [0, 7, 0], [0, 0, 0]], frozen: false },
      { filter: 2, weights: [[0, 0, 0], [0, 1, 0], [0, 0, 0]], frozen: false },
    ]); // prettier-ignore
    expect(givenOf(NET.layers[0]!)).toEqual([]);
    expect(give(NET, 'nobody', { filter: 0, weights: EDGE, frozen: false })).toBe(NET);
  });

  it('keeps its centre at another size', () => {
    expect(fitted([[1, 2, 3]], 1, 1)).toEqual([[2]]);
    expect(fitted([[5]], 2, 3)).toEqual([[0, 0, 0], [0, 5, 0]]); // prettier-ignore
    expect(fitted(EDGE, 3, 3)).toEqual(EDGE);
  });

  it('is frozen with its whole layer', () => {
    expect(isFrozen({ id: 'a', type: 'Conv2d', frozen: true }, 3)).toBe(true);
  });
});

describe('a net', () => {
  it('says where a kernel can go', () => {
    expect(convolutions(NET).map((layer) => layer.id)).toEqual(['conv']);
    expect(sizeOf(NET.layers[0]!)).toEqual([3, 3]);
    expect(sizeOf({ id: 'a', type: 'Conv2d', kernel_size: [3, 5] })).toEqual([3, 5]);
  });

  it('without a convolution gets one, with a ReLU after it', () => {
    const { net, id } = withConvolution({ ...NET, layers: NET.layers.slice(1) }, 5);
    expect(net.layers.map((layer) => layer.type)).toEqual(['Conv2d', 'ReLU', 'Flatten', 'Linear']);
    expect(net.layers[0]).toMatchObject({ id, kernel_size: 5 });
    expect(new Set(net.layers.map((layer) => layer.id)).size).toBe(4);
  });
});
