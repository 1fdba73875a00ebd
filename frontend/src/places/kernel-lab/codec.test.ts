import LZString from 'lz-string';
import { describe, expect, it } from 'vitest';
import { leftOut, LONGEST, pack, unpack } from './codec';
import type { Bench, LabData } from './data';
import { EXHIBITS } from './exhibits';
import { PRESETS, type Kernel } from './kernels';
import { picture } from './picture';
import { CELLS, PAGE, PHOTOGRAPHS } from './sources';
import { stage, type Filter, type Stage } from './stage';

/** Numbers that follow from a seed: mulberry32. */
function chance(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Any lab that there can be. */
function anything(seed: number): LabData {
  const next = chance(seed);
  const whole = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1));
  const pick = <T>(among: readonly T[]): T => among[whole(0, among.length - 1)] as T;
  const number = (): number => pick([0, 1, -1, 1 / 9, 1e-30, -1e30, next() - 0.5, whole(-999, 999), next() * 1e9]);
  const some = <T>(least: number, most: number, make: () => T): T[] => Array.from({ length: whole(least, most) }, make);
  const kernel = (): Kernel => {
    const [height, width] = [whole(1, 9), whole(1, 9)];
    return { height, width, weights: Array.from({ length: height * width }, number), scale: number() };
  };
  const filter = (): Filter => ({ kernel: kernel(), preset: pick(['', pick(PRESETS).name]), bias: number() });
  const stages = some(1, 4, (): Stage => ({
    ...filter(),
    stride: whole(1, 8),
    padding: whole(0, 8),
    mode: pick(['zeros', 'reflect', 'replicate'] as const),
    dilation: whole(1, 8),
    activation: pick(['none', 'ReLU', 'Tanh', 'Sigmoid'] as const),
    pooling: pick([null, { kind: 'max' as const, everywhere: true, size: whole(1, 8), stride: whole(1, 8) }]),
    others: [],
    at: 0,
  }));
  const others = some(0, 3, filter);
  stages[stages.length - 1] = { ...(stages.at(-1) as Stage), others, at: whole(0, others.length) };
  const channels = pick([1, 3]);
  const [height, width] = [whole(1, 13), whole(1, 13)];
  const names = some(2, 20, () => pick(['cat', 'é', '<b>', '0', 'x'.repeat(24)]));
  const kind = pick<Bench['kind']>(['logits', 'probabilities']);
  const values = (): number[] => names.map(() => (kind === 'logits' ? number() : next()));
  const rows = some(1, 4, () => ({ values: values(), right: pick([null, whole(0, names.length - 1)]) }));
  const image = picture(channels, height, width, Array.from({ length: channels * height * width }, number));
  return {
    exhibit: pick(EXHIBITS).name,
    source: pick([...CELLS, PAGE, ...PHOTOGRAPHS, { name: 'own' }, { name: 'seen' }, { name: 'kept' }]).name,
    picture: pick([null, image]),
    shift: [whole(-9, 9), whole(-9, 9)],
    colour: pick([true, false]),
    channel: pick([null, 0, 1, 2]),
    stages,
    chosen: whole(0, stages.length - 1),
    corner: whole(0, 99),
    place: whole(0, 260_000),
    bench: { kind, names, rows, row: whole(0, rows.length - 1) },
    sizes: {
      input: whole(1, 64),
      kernel: whole(1, 15),
      stride: whole(1, 8),
      padding: whole(0, 8),
      dilation: whole(1, 8),
    },
    channels: whole(1, 512),
  };
}

const squeeze = (text: string): string => LZString.compressToEncodedURIComponent(text);
const json = (data: LabData): Record<string, unknown> =>
  JSON.parse(LZString.decompressFromEncodedURIComponent(pack(data) ?? '')) as Record<string, unknown>;
const repacked = (given: unknown): LabData | null => unpack(squeeze(JSON.stringify(given)));

describe('the lab as a text', () => {
  it('gives back what was put in, whatever that was', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const data = anything(seed);
      const packed = pack(data);
      if (packed === null) continue;
      expect(packed, `${seed}`).toMatch(/^[A-Za-z0-9+$-]+$/);
      expect(unpack(packed), `${seed}`).toEqual(data);
      // In an address, pluses may have become blanks.
      expect(unpack(packed.replaceAll('+', ' ')), `${seed}`).toEqual(data);
    }
  });

  it('holds a picture of 28×28 in all greys, and the largest kernels, and refuses what would be too long', () => {
    const next = chance(7);
    const grey = picture(
      1,
      28,
      28,
      Array.from({ length: 784 }, () => Math.round(255 * next()) / 255),
    );
    const nine = { height: 9, width: 9, weights: Array.from({ length: 81 }, next), scale: 1 / 9 };
    const stages = Array.from({ length: 4 }, () => stage('identity', { kernel: nine }));
    const data = { ...anything(1), picture: grey, stages, chosen: 0 };
    const packed = pack(data);
    expect(packed?.length).toBeLessThan(LONGEST);
    expect(unpack(packed ?? '')).toEqual(data);
    const every = picture(3, 32, 32, Array.from({ length: 3072 }, next));
    const endless = Array.from({ length: 3072 }, (_, i) => next() + i);
    expect(pack({ ...data, picture: { ...every, data: Float32Array.from(endless) } })).toBeNull();
  });
});

describe('what is no lab', () => {
  const good = json(anything(3));

  it.each([
    '',
    'x',
    '<script>',
    '%',
    'e=1',
    'N4Ig',
    'A'.repeat(LONGEST + 1),
    squeeze('{'),
    squeeze('null'),
    squeeze('[]'),
  ])('is refused: %.20s', (text) => expect(unpack(text)).toBeNull());

  it('is taken as it was', () => expect(repacked(good)).not.toBeNull());

  it('is refused where any field is missing, of another sort, or one more is there', () => {
    for (const name of Object.keys(good)) {
      const { [name]: _gone, ...rest } = good;
      expect(repacked(rest), name).toBeNull();
      for (const wrong of [undefined, {}, [], 'x'.repeat(30), -1e9, 1.5, [1, 2, 3, 4]])
        expect(repacked({ ...good, [name]: wrong }), `${name} ${String(wrong)}`).toBeNull();
    }
    expect(repacked({ ...good, more: 1 })).toBeNull();
    expect(repacked({ ...good, ['__proto__']: {} })).toBeNull();
  });

  it.each([
    ['a picture with too few numbers', { picture: [1, 2, 2, [1, 2, 3]] }],
    ['a picture of two channels', { picture: [2, 1, 1, [1, 2]] }],
    ['a picture that is too large', { picture: [1, 3073, 1, new Array(3073).fill(0)] }],
    ['a picture beyond 32 bits', { picture: [1, 1, 1, [1e300]] }],
    ['a picture without rows', { picture: [1, 0, 3, []] }],
    ['a source that nobody knows', { source: 'https' }],
    ['a stage that is not there', { chosen: 4 }],
    ['no stage', { stages: [] }],
    ['five stages', { stages: new Array(5).fill(stage()) }],
    [
      'a kernel of 10',
      { stages: [{ ...stage(), kernel: { height: 10, width: 1, weights: new Array(10).fill(0), scale: 1 } }] },
    ],
    [
      'a weight that is a text',
      { stages: [{ ...stage(), kernel: { height: 1, width: 1, weights: ['1'], scale: 1 } }] },
    ],
    ['a stride of 0', { stages: [{ ...stage(), stride: 0 }] }],
    ['an activation that nobody knows', { stages: [{ ...stage(), activation: 'Swish' }] }],
    [
      'a stack before another stage',
      { stages: [{ ...stage(), others: [{ kernel: stage().kernel, preset: '', bias: 0 }] }, stage()] },
    ],
    [
      'a probability of 2',
      { bench: { kind: 'probabilities', names: ['a', 'b'], rows: [{ values: [2, 0], right: 0 }], row: 0 } },
    ],
    [
      'a class that is not there',
      { bench: { kind: 'logits', names: ['a', 'b'], rows: [{ values: [2, 0], right: 2 }], row: 0 } },
    ],
    ['a row too short', { bench: { kind: 'logits', names: ['a', 'b'], rows: [{ values: [2], right: 0 }], row: 0 } }],
    ['no rows', { bench: { kind: 'logits', names: ['a', 'b'], rows: [], row: 0 } }],
    ['one class', { bench: { kind: 'logits', names: ['a'], rows: [{ values: [2], right: 0 }], row: 0 } }],
  ])('is refused: %s', (_, part) => expect(repacked({ ...good, ...part })).toBeNull());

  it('names that are unknown here begin anew', () => {
    const found = repacked({ ...good, exhibit: 'of-tomorrow' });
    expect(found?.exhibit).toBe('edges');
  });
});

it('what a link does not hold is said: a picture of one’s own, or all of a lab that is too long', () => {
  expect(leftOut(null, { begun: true, own: false })).toBe('');
  expect(leftOut('packed', { begun: false, own: false })).toBe('');
  expect(leftOut('packed', { begun: false, own: true })).toMatch(/picture of one’s own/);
  expect(leftOut(null, { begun: false, own: false })).toMatch(/more in it than a link can hold/);
  expect(leftOut(null, { begun: false, own: false })).not.toMatch(/own/);
});
