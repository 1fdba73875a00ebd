// @vitest-environment node
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Command, Floats } from './protocol.gen';
import { floats } from './floats';
import { frames, pack, unframe } from './wire';

const golden = new URL('../../../tests/protocol/golden/', import.meta.url);
const names = readdirSync(golden)
  .filter((file) => file.endsWith('.bin'))
  .map((file) => file.slice(0, -4));

/** {"bytes": hex} → Uint8Array, everywhere. */
function revive(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(revive);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  if (entries.length === 1 && entries[0]![0] === 'bytes')
    return Uint8Array.from(Buffer.from(String(entries[0]![1]), 'hex'));
  return Object.fromEntries(entries.map(([key, each]) => [key, revive(each)]));
}

function bytes(file: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(readFileSync(new URL(file, golden)));
}

it('there are golden frames', () => expect(names.length).toBeGreaterThan(10));

it.each(names)('reads the frame %s as the server means it', (name) => {
  const meaning = revive(JSON.parse(readFileSync(new URL(`${name}.json`, golden), 'utf8')));
  expect(unframe(bytes(`${name}.bin`))).toEqual(meaning);
});

it('reads float32 fields wherever they lie', () => {
  const { event } = unframe(bytes('curves.bin'));
  if (event.kind !== 'curves') throw new Error('not curves');
  expect([...floats(event.loss)]).toEqual([0.25, 0.125]);
  expect([...floats(event.measures.accuracy as Floats)]).toEqual([0.875, 1]);
});

describe('what is no frame', () => {
  it.each([[new Uint8Array(0)], [new Uint8Array(3)], [new Uint8Array(5)], [Uint8Array.of(0, 0, 0, 0, 0xc1)]])(
    'throws and does nothing else',
    (frame) => {
      expect(() => unframe(frame)).toThrow();
    },
  );
});

describe('a message', () => {
  it.each(names)('may be the frame %s alone', (name) => {
    expect(frames(bytes(`${name}.bin`).buffer)).toEqual([bytes(`${name}.bin`)]);
  });

  it('of several frames is read as the server means it', () => {
    const found = frames(bytes('several.message').buffer);
    expect(found).toHaveLength(names.length);
    expect(found).toEqual(expect.arrayContaining(names.map((name) => bytes(`${name}.bin`))));
  });

  it('that was cut is none', () => {
    const whole = bytes('several.message');
    expect(() => frames(whole.slice(0, -1).buffer)).toThrow();
    expect(() => frames(whole.slice(0, 6).buffer)).toThrow();
  });
});

const COMMANDS: Command[] = [
  { kind: 'hello', room: null, experiment: { net: 'anything at all' }, last: 12, epoch: '0123456789ab' },
  { kind: 'watch', looks: { maps: ['conv1', 'pool1'], filters: ['conv1'] }, rate: 15 },
  { kind: 'watch', looks: {}, rate: 15, unit: { layer: 'conv1', at: [2, 0, 13] } },
  { kind: 'draw', id: 5, example: { signal: 'picture', size: [1, 2, 2], values: Uint8Array.of(0, 1, 127, 255) } },
  { kind: 'draw', id: 6, example: null },
  { kind: 'ask', about: 'words', text: 'Which wins?', options: ['A', 'B'], truth: null },
  { kind: 'guess', question: '0123456789ab', option: 1, sender: 'aaaaaaaaaaaaaaaa' },
  { kind: 'reveal', truth: 1 },
  { kind: 'race', race: { differs: 'lr', values: [0.001, 0.25, 1], epochs: 0.5 } },
  { kind: 'race', race: { differs: 'optimizer', values: ['SGD', 'Adam'] } },
  { kind: 'end-race', away: true },
  {
    kind: 'show',
    scene: { place: 'net', layer: 'conv1', unit: null, tab: 'training', step: 60, layers: 2, lab: 'N4Ig-+$' },
  },
  { kind: 'sample', split: 'test', index: null },
  { kind: 'train' },
  { kind: 'pause' },
  { kind: 'step' },
  {
    kind: 'edit',
    layer: 'conv1',
    parameter: 'weight',
    at: [2, 0, 1],
    values: Uint8Array.of(0, 0, 128, 63, 0, 0, 0, 191),
  },
  { kind: 'dissect', layer: 'conv1', unit: 2 },
  { kind: 'reset' },
  { kind: 'hand-in', sender: '0123456789abcdef', number: 3, label: 7, image: Uint8Array.of(0, 1, 127, 255) },
  { kind: 'strike', id: 23, on: false },
  { kind: 'fetch', dataset: 'mnist', cancel: false },
  { kind: 'ping' },
];

it('packs commands as the server reads them (tests/protocol/golden/commands.json, read by pytest too)', () => {
  const said = (command: Command): unknown =>
    JSON.parse(
      JSON.stringify(command, (_, value: unknown) =>
        value instanceof Uint8Array ? { bytes: Buffer.from(value).toString('hex') } : value,
      ),
    );
  const list = COMMANDS.map((command) => ({ packed: Buffer.from(pack(command)).toString('hex'), says: said(command) }));
  const file = new URL('commands.json', golden);
  if (!existsSync(file)) writeFileSync(file, JSON.stringify(list, null, 1) + '\n');
  expect(list).toEqual(JSON.parse(readFileSync(file, 'utf8')));
});
