import { describe, expect, it } from 'vitest';
import type { Arithmetic } from '../link/protocol.gen';
import { command, everyWeight, lineChange, oneWeight, weightIndex } from './edits';
import type { Block } from './numbers';

const block: Block = { channels: 2, height: 3, width: 3, data: Float32Array.from({ length: 18 }, (_, i) => i) };
const pixel = { layer: 'conv', at: [4, 7, 7] } as unknown as Arithmetic;
const unit = { layer: 'out', at: [4] } as unknown as Arithmetic;
const numbers = (bytes: Uint8Array) => [...new Float32Array(bytes.slice().buffer)];

describe('an edit', () => {
  it('of a convolution names filter, channel, row and column', () => {
    expect(weightIndex(pixel, block, 9 + 5)).toEqual([4, 1, 1, 2]);
  });

  it('of a Linear names the unit and the place in its flat input', () => {
    expect(weightIndex(unit, block, 14)).toEqual([4, 14]);
  });

  it('goes one way and back', () => {
    const change = oneWeight(pixel, block, 14, 2.5);
    expect(numbers(command(change).values)).toEqual([2.5]);
    expect(numbers(command(change, true).values)).toEqual([14]);
    expect(command(change)).toMatchObject({ kind: 'edit', layer: 'conv', parameter: 'weight', at: [4, 1, 1, 2] });
  });

  it('of all weights sends them all', () => {
    const change = everyWeight(unit, block, (value) => -value, 'the sign');
    expect(change.at).toEqual([4]);
    expect(numbers(command(change).values)).toEqual([...block.data].map((value) => -value));
  });

  it("of a norm's parameter is at its channel, or at its own place", () => {
    expect(lineChange(pixel, 'bias', 1, 2, false).at).toEqual([4]);
    expect(lineChange(pixel, 'weight', 1, 2, true).at).toEqual([4, 7, 7]);
  });
});
