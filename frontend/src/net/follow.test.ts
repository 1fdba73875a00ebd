import { describe, expect, it } from 'vitest';
import type { Column } from './columns';
import type { QuantisedPictures } from '../link/protocol.gen';
import { graph } from './graphs_sample';
import { brightest, onward, unitOf } from './follow';

const column = (more: Partial<Column>): Column =>
  ({
    id: 'x',
    layer: { id: 'x', type: 'Conv2d' },
    kind: 'maps',
    family: 'convolution',
    count: 4,
    height: 6,
    width: 6,
    ...more,
  }) as Column;

function pictures(shape: [number, number, number], strong: number): QuantisedPictures {
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
    expect(brightest(pictures([2, 3, 4], 12 + 7), 1)).toEqual([1, 3]);
  });
});

describe('onward', () => {
  const from = (
    name: Parameters<typeof graph>[0],
    layer: string,
    at: number[],
    strong: Record<string, QuantisedPictures> = {},
  ) =>
    onward(graph(name).columns, { layer, at }, (column) => strong[column.id] ?? null).map(
      (unit) => `${unit.layer} ${unit.at.join(' ')}`,
    );

  it('keeps its channel and place where each looks at its own', () => {
    expect(from('plain', 'c', [1, 5, 7])).toEqual(['r 1 5 7']);
  });

  it('goes to the window over it, past what has no pictures', () => {
    expect(from('plain', 'r', [1, 4, 1])).toEqual(['p 1 2 0']);
    expect(from('plain', 'r', [0, 27, 27])).toEqual(['p 0 13 13']);
    expect(from('plain', 'p', [3, 6, 6]), 'the one that has it in the middle').toEqual(['c2 3 2 4']);
  });

  it('goes to the channel that answers most there', () => {
    expect(from('plain', 'p', [3, 6, 6], { c2: pictures([6, 6, 10], 4 * 60 + 2 * 10 + 4) })).toEqual(['c2 4 2 4']);
    expect(from('plain', 'n', [61], { l: pictures([1, 1, 10], 6) })).toEqual(['l 6']);
  });

  it('passes by a Flatten to the same number', () => {
    expect(from('plain', 'c2', [1, 0, 1])).toEqual(['n 61']);
    expect(from('newer', 'u', [2, 0, 7])).toEqual(['w 2 7']);
  });

  it('goes to every layer that takes it, as a branch begins and as branches end', () => {
    expect(from('joined', 'r', [2, 3, 5])).toEqual(['c 2 3 5', 's 2 3 5', 'b 2 3 5']);
    expect(from('joined', 'c', [2, 3, 5])).toEqual(['s 2 3 5']);
    expect(from('joined', 's', [2, 3, 5]), 'not the Branch that comes next in the list').toEqual(['k 4 3 5']);
    expect(from('joined', 'b', [2, 3, 5]), 'past a Dropout2d').toEqual(['e 1 3 5']);
    expect(from('joined', 'e', [1, 3, 5])).toEqual(['k 1 3 5']);
    expect(from('joined', 'l', [4])).toEqual(['m 4', 'j 4']);
  });

  it('stays in place and group where all of them are looked at', () => {
    expect(from('newer', 't', [3, 4, 9])).toEqual(['n 3 4 9']);
    expect(from('newer', 'g', [1, 2, 3])).toEqual(['t 1 4 6']);
    expect(from('newer', 'c', [1, 14])).toEqual(['p 1 3']);
  });

  it('ends at the last layer', () => {
    expect(from('plain', 'l', [6])).toEqual([]);
    expect(from('plain', 'gone', [6])).toEqual([]);
  });
});
