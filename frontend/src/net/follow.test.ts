import { describe, expect, it } from 'vitest';
import type { Column } from './columns';
import type { QuantisedPictures } from '../link/protocol.gen';
import { brightest, onward, unitOf } from './follow';

const column = (more: Partial<Column>): Column =>
  ({
    id: 'x',
    layer: { id: 'x', type: 'Conv2d' },
    kind: 'maps',
    family: 'convolution',
    feed: 'all',
    count: 4,
    height: 6,
    width: 6,
    window: null,
    ...more,
  }) as Column;

function images(shape: [number, number, number], strong: number): QuantisedPictures {
  const data = new Uint8Array(shape[0] * shape[1] * shape[2]);
  data[strong] = 255;
  return { shape, low: new Array<number>(shape[0]).fill(0), high: new Array<number>(shape[0]).fill(1), data };
}

describe('a unit', () => {
  it('is a pixel of a map, or a place in a list', () => {
    expect(unitOf(column({ id: 'a' }), 2, 3, 4)).toEqual({ layer: 'a', at: [2, 3, 4] });
    expect(unitOf(column({ id: 'b', kind: 'units' }), 7, null, null)).toEqual({ layer: 'b', at: [7] });
  });

  it('of a whole map is its strongest pixel', () => {
    expect(brightest(images([2, 3, 4], 12 + 7), 1)).toEqual([1, 3]);
  });
});

describe('onward', () => {
  const conv = column({ id: 'conv', count: 2, height: 8, width: 8 });
  const relu = column({ id: 'relu', family: 'activation', feed: 'same', count: 2, height: 8, width: 8 });
  const window = { size: [2, 2], stride: [2, 2], padding: [0, 0], dilation: [1, 1] } as Column['window'];
  const pool = column({ id: 'pool', family: 'pooling', feed: 'same', count: 2, height: 4, width: 4, window });
  const flat = column({ id: 'flat', kind: 'strip', family: 'shape', count: 32 });
  const out = column({ id: 'out', kind: 'classes', family: 'dense', count: 10 });
  const all = [conv, relu, pool, flat, out];

  it('keeps its channel and place where each looks at its own', () => {
    expect(onward(all, { layer: 'conv', at: [1, 5, 7] }, () => null)).toEqual({ layer: 'relu', at: [1, 5, 7] });
  });

  it('goes to the window over it', () => {
    expect(onward(all, { layer: 'relu', at: [1, 4, 1] }, () => null)).toEqual({ layer: 'pool', at: [1, 2, 0] });
    expect(onward(all, { layer: 'relu', at: [0, 7, 7] }, () => null)).toEqual({ layer: 'pool', at: [0, 3, 3] });
  });

  it('passes by a Flatten, to the unit that answers most', () => {
    const pictures = (of: Column) => (of === out ? images([1, 1, 10], 6) : null);
    expect(onward(all, { layer: 'pool', at: [1, 0, 0] }, pictures)).toEqual({ layer: 'out', at: [6] });
  });

  it('ends at the last layer', () => {
    expect(onward(all, { layer: 'out', at: [6] }, () => null)).toBeNull();
  });
});
