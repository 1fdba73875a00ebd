/**
 * The lab as a short text, for addresses and for screens that follow: compact JSON, compressed. What is read may be anything: each
 * field is checked, and one that is wrong refuses the whole.
 */
import LZString from 'lz-string';
import type { Activation } from './activate';
import type { PaddingMode } from './convolve';
import { LIMITS, type Bench, type BenchRow, type LabData, type Sizes } from './data';
import { EXHIBITS } from './exhibits';
import { PRESETS, type Kernel } from './kernels';
import type { Picture } from './picture';
import { isSource } from './sources';
import { FILTERS, STAGES, type Filter, type Stage, type StagePooling } from './stage';

/** Characters, at most; the server has the same. */
export const LONGEST = 24_000;
/** Characters of its JSON: more is not read. */
const LARGEST = 200_000;
/** Of the pixels along a side of a picture, however it came. */
const SIDE = 4096;

class Wrong extends Error {}

/** The text; null: it would be too long. */
export function pack(data: LabData): string | null {
  const { picture } = data;
  const plain = {
    ...data,
    picture: picture && [picture.channels, picture.height, picture.width, Array.from(picture.data, short)],
  };
  const packed = LZString.compressToEncodedURIComponent(JSON.stringify(plain));
  return packed.length <= LONGEST ? packed : null;
}

/** What a link with this packed lab does not hold, in a sentence; '': nothing is missing. */
export function leftOut(
  packed: string | null,
  { begun, own }: { readonly begun: boolean; readonly own: boolean },
): string {
  if (begun) return '';
  if (packed === null) return 'The kernel lab is not in it: there is more in it than a link can hold.';
  return own ? 'The lab’s picture is not in it: a picture of one’s own stays in this browser.' : '';
}

/** What was packed; null: this is no lab. */
export function unpack(packed: string): LabData | null {
  // Pluses get lost on the way.
  const text = packed.replaceAll(' ', '+');
  if (text.length > LONGEST || !/^[A-Za-z0-9+$-]+$/.test(text)) return null;
  try {
    const json = LZString.decompressFromEncodedURIComponent(text);
    return json && json.length <= LARGEST ? read(JSON.parse(json)) : null;
  } catch {
    // Not JSON, or wrong: either way it is none.
    return null;
  }
}

/** The shortest number that is the same one in 32 bits. */
function short(value: number): number {
  for (let digits = 1; digits < 9; digits++) {
    const found = Number(value.toPrecision(digits));
    if (Math.fround(found) === value) return found;
  }
  return value;
}

type Fields = Record<string, unknown>;

function read(given: unknown): LabData {
  const all = fields(given, 13);
  const stages = list(all['stages'], 1, STAGES).map(stage);
  const last = stages.length - 1;
  if (stages.slice(0, last).some(({ others }) => others.length > 0)) throw new Wrong();
  const found = {
    exhibit: known(text(all['exhibit'], 24), EXHIBITS) ?? FIRST,
    source: text(all['source'], 24),
    picture: all['picture'] === null ? null : picture(all['picture']),
    shift: pair(all['shift']),
    colour: flag(all['colour']),
    channel: all['channel'] === null ? null : whole(all['channel'], 0, 2),
    stages,
    chosen: whole(all['chosen'], 0, last),
    corner: whole(all['corner'], 0, SIDE * SIDE),
    place: whole(all['place'], 0, SIDE * SIDE),
    bench: bench(all['bench']),
    sizes: sizes(all['sizes']),
    channels: whole(all['channels'], ...LIMITS.channels),
  };
  if (!isSource(found.source)) throw new Wrong();
  return found;
}

const FIRST = EXHIBITS[0]?.name ?? '';
const MODES: readonly PaddingMode[] = ['zeros', 'reflect', 'replicate'];
const ACTIVATIONS: readonly Activation[] = ['none', 'ReLU', 'Tanh', 'Sigmoid'];
const KINDS: readonly StagePooling['kind'][] = ['max', 'average'];
const ROWS: readonly Bench['kind'][] = ['logits', 'probabilities'];

function stage(given: unknown): Stage {
  const all = fields(given, 11);
  const others = list(all['others'], 0, FILTERS - 1).map(filter);
  return {
    ...filter({ kernel: all['kernel'], preset: all['preset'], bias: all['bias'] }),
    stride: whole(all['stride'], 1, 8),
    padding: whole(all['padding'], 0, 8),
    mode: oneOf(all['mode'], MODES),
    dilation: whole(all['dilation'], 1, 8),
    activation: oneOf(all['activation'], ACTIVATIONS),
    pooling: all['pooling'] === null ? null : pooling(all['pooling']),
    others,
    at: whole(all['at'], 0, others.length),
  };
}

function filter(given: unknown): Filter {
  const all = fields(given, 3);
  return {
    kernel: kernel(all['kernel']),
    preset: known(text(all['preset'], 24), PRESETS) ?? '',
    bias: real(all['bias']),
  };
}

function kernel(given: unknown): Kernel {
  const all = fields(given, 4);
  const [height, width] = [whole(all['height'], 1, 9), whole(all['width'], 1, 9)];
  const weights = list(all['weights'], height * width, height * width).map(real);
  return { height, width, weights, scale: real(all['scale']) };
}

function pooling(given: unknown): StagePooling {
  const all = fields(given, 4);
  return {
    kind: oneOf(all['kind'], KINDS),
    everywhere: flag(all['everywhere']),
    size: whole(all['size'], 1, 8),
    stride: whole(all['stride'], 1, 8),
  };
}

function picture(given: unknown): Picture {
  const [channels, height, width, numbers] = list(given, 4, 4);
  const shape = { channels: whole(channels, 1, 3), height: whole(height, 1, SIDE), width: whole(width, 1, SIDE) };
  const size = shape.channels * shape.height * shape.width;
  if (shape.channels === 2 || size > LIMITS.pixels) throw new Wrong();
  const data = Float32Array.from(list(numbers, size, size), real);
  if (data.some((value) => !Number.isFinite(value))) throw new Wrong();
  return { ...shape, data };
}

function bench(given: unknown): Bench {
  const all = fields(given, 4);
  const kind = oneOf(all['kind'], ROWS);
  const names = list(all['names'], ...LIMITS.classes).map((each) => text(each, LIMITS.name));
  const rows = list(all['rows'], 1, LIMITS.rows).map((each) => benchRow(each, kind, names.length));
  return { kind, names, rows, row: whole(all['row'], 0, rows.length - 1) };
}

function benchRow(given: unknown, kind: Bench['kind'], classes: number): BenchRow {
  const all = fields(given, 2);
  const values = list(all['values'], classes, classes).map(real);
  if (kind === 'probabilities' && values.some((value) => value < 0 || value > 1)) throw new Wrong();
  return { values, right: all['right'] === null ? null : whole(all['right'], 0, classes - 1) };
}

function sizes(given: unknown): Sizes {
  const all = fields(given, 5);
  return {
    input: whole(all['input'], ...LIMITS.input),
    kernel: whole(all['kernel'], ...LIMITS.kernel),
    stride: whole(all['stride'], ...LIMITS.stride),
    padding: whole(all['padding'], ...LIMITS.padding),
    dilation: whole(all['dilation'], ...LIMITS.dilation),
  };
}

function fields(given: unknown, count: number): Fields {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw new Wrong();
  if (Object.keys(given).length !== count) throw new Wrong();
  return given as Fields;
}

function list(given: unknown, least: number, most: number): unknown[] {
  if (!Array.isArray(given) || given.length < least || given.length > most) throw new Wrong();
  return given;
}

function real(given: unknown): number {
  if (typeof given !== 'number' || !Number.isFinite(given)) throw new Wrong();
  return given;
}

function whole(given: unknown, least: number, most: number): number {
  const found = real(given);
  if (!Number.isInteger(found) || found < least || found > most) throw new Wrong();
  return found;
}

function pair(given: unknown): readonly [number, number] {
  const [right, down] = list(given, 2, 2);
  return [whole(right, -SIDE, SIDE), whole(down, -SIDE, SIDE)];
}

function flag(given: unknown): boolean {
  if (typeof given !== 'boolean') throw new Wrong();
  return given;
}

function text(given: unknown, most: number): string {
  if (typeof given !== 'string' || given.length > most) throw new Wrong();
  return given;
}

/** The name, where it is one of these: others may come from a page of another age. */
function known(name: string, among: readonly { readonly name: string }[]): string | undefined {
  return among.find((each) => each.name === name)?.name;
}

function oneOf<Name extends string>(given: unknown, names: readonly Name[]): Name {
  const found = names.find((each) => each === given);
  if (found === undefined) throw new Wrong();
  return found;
}
