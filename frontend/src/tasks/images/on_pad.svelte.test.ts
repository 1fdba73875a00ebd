import { flushSync } from 'svelte';
import { describe, expect, it, vi } from 'vitest';
import type { Catalog, DatasetInfo } from '../../link/catalog.gen';
import type { Experiment, Prediction, SampleExample, WallDigit } from '../../link/protocol.gen';
import type { Needed } from '../task';
import { OnPad } from './on_pad.svelte';

const answers = (names: string) => [...names].map((name) => ({ name, unit: '' }));
const told = (name: string, extra: object = {}): DatasetInfo =>
  ({ name, task: 'images', answers: answers('abc'), mean: 0.25, std: 0.5, ...extra }) as unknown as DatasetInfo;
const datasets = [told('two'), told('other'), told('numbers', { task: 'numbers' }), told('large')];

const bytes = (...each: number[]) => Uint8Array.from(each);
const stand = (values: Uint8Array, target: number[], size = [1, 1, 2]): Prediction =>
  ({ empty: true, example: { signal: 'picture', size, values }, target }) as unknown as Prediction;
const sample = (dataset: string, values: Uint8Array): SampleExample =>
  ({
    dataset,
    split: 'test',
    index: 4711,
    target: [2],
    example: { signal: 'picture', size: [1, 1, 2], values },
  }) as never;

function some() {
  let dataset = $state('two');
  let shape = $state.raw([1, 1, 2]);
  let prediction = $state.raw<Prediction | null>(null);
  const draw = vi.fn();
  const askSample = vi.fn();
  const store: Needed = {
    looking: {
      get prediction() {
        return prediction;
      },
      sample: null,
      draw,
      askSample,
    },
    editing: {
      get experiment() {
        return { data: { dataset }, net: { input: shape } } as unknown as Experiment;
      },
    },
    choosing: { catalog: { datasets } as unknown as Catalog },
  };
  return {
    pad: new OnPad(store),
    draw,
    askSample,
    choose: (name: string, input = [1, 1, 2]) => {
      dataset = name;
      shape = input;
      flushSync();
    },
    tell: (next: Prediction | null) => {
      prediction = next;
      flushSync();
    },
  };
}

const shown = (values: Uint8Array) => ({ signal: 'picture', size: [1, 1, 2], values });

describe('what is on the pad', () => {
  it('is nothing at first, and an example stands in for it', () => {
    const { pad, tell } = some();
    expect([pad.own, pad.bytes, pad.right.class]).toEqual([false, null, null]);
    tell(stand(bytes(1, 2), [2]));
    expect([pad.own, pad.bytes, pad.caption, pad.right.class]).toEqual([false, bytes(1, 2), '', 2]);
  });

  it('is not an example of another size, nor one that answers a drawing', () => {
    const { pad, tell } = some();
    tell(stand(bytes(1, 2, 3, 4), [2], [1, 2, 2]));
    expect(pad.bytes).toBeNull();
    tell({ ...stand(bytes(1, 2), [2]), empty: false } as Prediction);
    expect(pad.bytes).toBeNull();
  });

  it('is shown to the net as it is drawn, with what it is said to be', () => {
    const { pad, draw } = some();
    pad.draw(bytes(9, 8));
    expect(draw).toHaveBeenLastCalledWith(shown(bytes(9, 8)), null);
    pad.right.say(1);
    expect(draw).toHaveBeenLastCalledWith(shown(bytes(9, 8)), [1]);
    expect([pad.own, pad.bytes]).toEqual([true, bytes(9, 8)]);
    pad.draw(null);
    expect(draw).toHaveBeenLastCalledWith(null, null);
    expect(pad.own).toBe(false);
  });

  it('is moved, and lies as it was once the pad is cleared', () => {
    const { pad, draw } = some();
    pad.draw(bytes(9, 8));
    pad.move({ right: 1, down: 0 });
    expect(draw).toHaveBeenLastCalledWith(shown(bytes(0, 9)), null);
    pad.draw(null);
    expect(pad.shift).toEqual({ right: 0, down: 0 });
  });

  it('is what stood in for it, once that is moved', () => {
    const { pad, draw, tell } = some();
    tell(stand(bytes(1, 2), [2]));
    pad.move({ right: 1, down: 0 });
    expect([pad.own, pad.caption]).toEqual([true, 'A test image']);
    expect(draw).toHaveBeenLastCalledWith(shown(bytes(0, 1)), [2]);
  });

  it('is an example that was asked for, with its label, until one draws', () => {
    const { pad, draw, askSample } = some();
    pad.another();
    expect(askSample).toHaveBeenCalledWith('test', null);
    pad.take(sample('two', bytes(5, 6)));
    expect(draw).toHaveBeenLastCalledWith(shown(bytes(5, 6)), [2]);
    expect([pad.own, pad.caption, pad.right.class]).toEqual([true, 'Test image 4711: c', 2]);
    pad.draw(bytes(7, 7));
    expect([pad.caption, pad.bytes, pad.right.class]).toEqual(['', bytes(7, 7), null]);
  });

  it('goes out of sight with another data set, and comes back with its own', () => {
    const { pad, choose } = some();
    pad.take(sample('two', bytes(5, 6)));
    choose('other');
    expect([pad.own, pad.bytes, pad.out]).toEqual([false, null, true]);
    choose('two');
    expect([pad.own, pad.bytes, pad.out]).toEqual([true, bytes(5, 6), false]);
  });

  it('is nothing while there are no images, and a drawing waits', () => {
    const { pad, choose } = some();
    pad.draw(bytes(9, 8));
    choose('numbers');
    expect([pad.own, pad.bytes, pad.normal]).toEqual([false, null, null]);
    pad.take(sample('two', bytes(5, 6)));
    choose('two');
    expect([pad.bytes, pad.caption]).toEqual([bytes(9, 8), '']);
  });

  it('may be a digit of the class, for every net that tells the same classes apart in that size', () => {
    const { pad, choose } = some();
    choose('large', [1, 28, 28]);
    const image = new Uint8Array(784).fill(3);
    pad.putDigit({ id: 12, name: 'Ada', label: 1, struck: false, image } as WallDigit);
    expect([pad.caption, pad.right.class, pad.bytes]).toEqual(['Number 12, by Ada: b', 1, image]);
    choose('other', [1, 28, 28]);
    expect(pad.own).toBe(true);
    choose('other');
    expect([pad.own, pad.out]).toEqual([false, true]);
  });

  it('is taken back, handed in and done again by the pad on the screen', () => {
    const { pad } = some();
    const screen = { plain: () => bytes(4), undo: vi.fn(), redo: vi.fn() };
    pad.draw(bytes(9, 8));
    expect(pad.plain()).toEqual(bytes(9, 8));
    pad.attach(screen);
    pad.undo();
    pad.redo();
    expect([screen.undo.mock.calls.length, screen.redo.mock.calls.length, pad.plain()]).toEqual([1, 1, bytes(4)]);
  });
});
