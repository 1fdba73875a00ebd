import { describe, expect, it } from 'vitest';
import type { RaceSoFar } from '../link/protocol.gen';
import type { Measure } from '../link/catalog.gen';
import { drawn, excursions, leader, lossRange, read, smoothed, window } from './lanes';
import { announced, laneWords, measuredWords, passesWords, progressWords, say, stripWords, title } from './words';

const ACCURACY: Measure = { name: 'accuracy', title: 'Accuracy', short: 'acc.', better: 'more', share: true };
const RMSE: Measure = { name: 'rmse', title: 'RMSE', short: '', better: 'less', share: false };

function matrix(rows: number[][]) {
  return { shape: [rows.length, rows[0]?.length ?? 0], data: new Uint8Array(Float32Array.from(rows.flat()).buffer) };
}

const racing = (change: Partial<RaceSoFar> = {}): RaceSoFar => ({
  kind: 'racing',
  state: 'running',
  differs: 'lr',
  values: [0.001, 0.1, 10],
  epochs: 1,
  epoch: 0.4,
  step: 4,
  samples_per_second: 3200,
  steps: [1, 2, 4],
  losses: matrix([
    [2, 1.5, 1.25],
    [2, 1, 0.5],
    [2, 64, NaN],
  ]),
  measured: [2],
  measures: { accuracy: matrix([[0.25], [0.5], [0.125]]) },
  size: 500,
  whole: false,
  out: [null, null, 3],
  rates: [],
  message: '',
  ...change,
});

describe('a race as it is read', () => {
  it('has each net’s newest numbers, who leads, and who is out', () => {
    expect(read(racing(), ACCURACY).lanes).toEqual([
      { value: 0.001, loss: 1.25, figure: 0.25, out: null, leads: false },
      { value: 0.1, loss: 0.5, figure: 0.5, out: null, leads: true },
      { value: 10, loss: null, figure: 0.125, out: 3, leads: false },
    ]);
  });

  it('has a column for each net, with gaps where there is no number', () => {
    expect(read(racing(), ACCURACY).losses).toEqual({ steps: [1, 2, 4], columns: [[2, 1.5, 1.25], [2, 1, 0.5], [2, 64, null]] }); // prettier-ignore
    expect(read(racing(), ACCURACY).figures).toEqual({ steps: [2], columns: [[0.25], [0.5], [0.125]] });
  });

  it('takes a loss of exactly 0 as the number it is', () => {
    const perfect = racing({ losses: matrix([[2, 1.5, 1.25], [2, 1, 0], [2, 64, NaN]]), measured: [], measures: { accuracy: matrix([]) } }); // prettier-ignore
    expect(read(perfect, ACCURACY).lanes.map(({ loss, out, leads }) => [loss, out, leads])).toEqual([
      [1.25, null, false],
      [0, null, true],
      [null, 3, false],
    ]);
    expect(read(perfect, ACCURACY).losses.columns[1]).toEqual([2, 1, 0]);
  });

  it('is drawn above 0, which a logarithm has no place for', () => {
    expect(drawn([2, 0, null, 0.5])).toEqual([2, 1e-8, null, 0.5]);
    expect(lossRange([drawn([0, 0])])?.[0]).toBeGreaterThan(0);
  });

  it('is empty before the first numbers', () => {
    const bare = racing({
      state: 'starting',
      steps: [],
      losses: matrix([]),
      measured: [],
      measures: { accuracy: matrix([]) },
      out: [],
    });
    expect(read(bare, ACCURACY).lanes.map(({ loss, figure, out, leads }) => [loss, figure, out, leads])).toEqual(
      Array.from({ length: 3 }, () => [null, null, null, false]),
    );
    expect(lossRange(read(bare, ACCURACY).losses.columns)).toBeNull();
  });
});

describe('who leads', () => {
  const lane = (loss: number | null, figure: number | null, out: number | null = null) => ({ loss, figure, out });

  it('is the most accurate; of two alike, the one with the lower loss', () => {
    expect(leader([lane(0.1, 0.9), lane(0.5, 0.95), lane(0.4, 0.95)], ACCURACY)).toBe(2);
  });

  it('is the one with the smallest figure where less is better', () => {
    expect(leader([lane(0.1, 0.9), lane(0.5, 0.2), lane(0.4, null)], RMSE)).toBe(1);
  });

  it('is the one with the lowest loss before there are figures', () => {
    expect(leader([lane(0.3, null), lane(0.2, null)], ACCURACY)).toBe(1);
  });

  it('is none that is out, and nobody where nothing is known', () => {
    expect(leader([lane(1, 0.1), lane(null, 0.9, 12)], ACCURACY)).toBe(0);
    expect(leader([lane(null, 0.9, 12)], ACCURACY)).toBe(-1);
    expect(leader([lane(null, null)], ACCURACY)).toBe(-1);
  });

  it('is the same net, however they are mixed', () => {
    const lanes = Array.from({ length: 12 }, (_, i) => lane(((i * 7) % 12) + 1, ((i * 5) % 12) / 12, i % 4 ? null : 3));
    const best = lanes[leader(lanes, ACCURACY)];
    for (let turn = 1; turn < 12; turn++) {
      const mixed = lanes.map((_, i) => lanes[(i * 5 + turn) % 12] as (typeof lanes)[number]);
      expect(mixed[leader(mixed, ACCURACY)]).toBe(best);
    }
  });
});

describe('the axis of the losses', () => {
  it('holds them all while they fall', () => {
    const found = lossRange([[2, 1, 0.5], [2, 1.9, null]]); // prettier-ignore
    expect(found?.[0]).toBeLessThan(0.5);
    expect(found?.[1]).toBeCloseTo(1.2 * 2, 9);
  });

  it('lets what explodes leave it: it has room for three times the bulk of the median net', () => {
    const falls = Array.from({ length: 100 }, (_, i) => 2 - i / 100);
    const explodes = Array.from({ length: 100 }, (_, i) => 2 * 10 ** (i / 3));
    const found = lossRange([falls, falls, explodes]);
    expect(found?.[1]).toBeCloseTo(1.2 * 3 * 1.99, 9); // the 99th of 100
    expect(lossRange([falls, falls])?.[1]).toBeCloseTo(1.2 * 2, 9);
  });

  it('is not moved by one bad number, which is told', () => {
    const bad = Array.from({ length: 100 }, (_, i) => (i === 30 ? 1e6 : 1));
    expect(lossRange([bad])?.[1]).toBeCloseTo(1.2 * 3, 9);
    const explodes = Array.from({ length: 100 }, (_, i) => (i > 50 ? 1e6 : 1));
    const steps = bad.map((_, i) => i + 1);
    expect(excursions(steps, bad, 3)).toEqual([{ step: 31, value: 1e6 }]);
    expect(excursions(steps, explodes, 3)).toEqual([]);
  });

  it('is one even where all have exploded', () => {
    const found = lossRange([[1e20], [1e25]]);
    expect(found?.[0]).toBeLessThan(found?.[1] ?? 0);
  });
});

it('smooths over what came before by the median, which one bad number does not move, and keeps gaps', () => {
  expect(smoothed([3, 0, 3, null], 3)).toEqual([3, 1.5, 3, null]);
  expect(smoothed([2, 2, 1e6, 1, 1], 3)).toEqual([2, 2, 2, 2, 1]);
  expect([1, 39, 40, 400, 4000].map(window)).toEqual([1, 1, 3, 21, 25]);
});

describe('words', () => {
  it('name values', () => {
    expect([say(0.00001, 'lr'), say('SGD', 'optimizer'), say(12345678, 'seed')]).toEqual(['1e−5', 'SGD', '12345678']);
    expect(title('momentum', { optimizer: 'Adam' } as never)).toBe('Momentum (beta 1)');
  });

  it('say to everybody whether it is on', () => {
    expect(stripWords(racing())).toBe('A race of 3 learning rates is on.');
    expect(stripWords(racing({ state: 'stopped', differs: 'optimizer' }))).toBe('A race of 3 optimisers is over.');
  });

  it.each([
    [{}, 'Epoch 0.4 of 1 · 3 200 examples a second, all nets together'],
    [{ samples_per_second: 0 }, 'Epoch 0.4 of 1'],
    [{ state: 'starting' as const }, 'Waiting for the first numbers.'],
    [{ steps: [] }, 'Waiting for the first numbers.'],
    [{ state: 'done' as const, epoch: 1, step: 2345 }, 'Done at epoch 1 of 1, step 2 345.'],
    [{ state: 'stopped' as const }, 'Stopped at epoch 0.4 of 1, step 4.'],
    [{ state: 'failed' as const }, 'Stopped at step 4.'],
    [{ state: 'away' as const }, ''],
    [{ samples_per_second: 0, epoch: 0.99 }, 'Epoch 0.9 of 1'],
    [{ samples_per_second: 0, epoch: 0.056 }, 'Epoch 0.05 of 1'],
    [{ samples_per_second: 0, epoch: 0.7, epochs: 50 }, 'Epoch 0.7 of 50'],
    [{ samples_per_second: 0, epoch: 0.249, epochs: 0.25 }, 'Epoch 0.24 of 0.25'],
    [{ state: 'done' as const, epoch: 0.25, epochs: 0.25 }, 'Done at epoch 0.25 of 0.25, step 4.'],
    [{ state: 'done' as const, epoch: 0.0001, epochs: 0.0001 }, 'Done at epoch 0.0001 of 0.0001, step 4.'],
  ])('say how far it is: %o', (change, words) => {
    expect(progressWords(racing(change)).replace(/\u202f/g, ' ')).toBe(words);
  });

  it('say what it was measured on, and how long it is', () => {
    expect(measuredWords(racing())).toBe('on a fixed sub-sample of 500 test examples');
    expect(measuredWords(racing({ whole: true, size: 360 }))).toBe('on all 360 test examples');
    expect(measuredWords(racing({ measured: [] }))).toBe('');
    expect([1, 0.5, 0.25, 0.0001, 0.96, 12.25].map(passesWords)).toEqual([
      '1 pass over the examples',
      '0.5 passes over the examples',
      '0.25 passes over the examples',
      '0.0001 passes over the examples',
      '0.96 passes over the examples',
      '12.25 passes over the examples',
    ]);
  });

  it('say that the last of a finished race was measured on more than the others', () => {
    const whole = (size: number, measured: number[]) =>
      measuredWords(racing({ whole: true, size, measured })).replace(/\u202f/g, ' ');
    expect(whole(10_000, [2, 4])).toBe('the last on all 10 000 test examples, the others on a sub-sample of 500');
    expect(whole(10_000, [4])).toBe('on all 10 000 test examples');
    expect(whole(360, [2, 4])).toBe('on all 360 test examples');
  });

  it('say who is out, and who leads', () => {
    const lanes = read(racing(), ACCURACY).lanes;
    expect(lanes.map(laneWords)).toEqual(['', 'leads', 'out at step 3: its loss was no number any more']);
    expect(announced(racing({ state: 'done' }), lanes, ACCURACY)).toBe('The race is over. 0.1 leads with 50.00 %.');
    expect(announced(racing(), lanes, ACCURACY)).toBe('The race runs.');
    expect(announced(racing({ state: 'failed', message: 'No memory.' }), lanes, ACCURACY)).toBe('No memory.');
  });
});
