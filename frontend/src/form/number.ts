/** A number that a schema describes: typed, shown, and moved by arrow keys. */
import { inner, mayBeEmpty, type Schema } from './schema';
import { read } from './typed';

export type Parsed<T> = { readonly value: T } | { readonly problem: string };

/** What was typed, as a number the schema allows; else what is wrong with it, in words. */
export function parse(text: string, schema: Schema): Parsed<number | null> {
  if (text.trim() === '' && mayBeEmpty(schema)) return { value: null };
  const { type, minimum, maximum, exclusiveMinimum, exclusiveMaximum } = inner(schema);
  const whole = type === 'integer';
  const typed = read(text, whole);
  if ('problem' in typed) return typed;
  const { value } = typed;
  if (whole && !Number.isInteger(value)) return { problem: 'A whole number is wanted.' };
  if (minimum !== undefined && value < minimum) return { problem: `At least ${say(minimum)}.` };
  if (exclusiveMinimum !== undefined && value <= exclusiveMinimum)
    return { problem: `More than ${say(exclusiveMinimum)}.` };
  if (maximum !== undefined && value > maximum) return { problem: `At most ${say(maximum)}.` };
  if (exclusiveMaximum !== undefined && value >= exclusiveMaximum)
    return { problem: `Less than ${say(exclusiveMaximum)}.` };
  return { value };
}

/** A number as it stands in a field: what `parse` reads back as the same number. */
export function show(value: number | null | undefined): string {
  if (value === null || value === undefined) return '';
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.0001 || size >= 1e7)) return value.toExponential().replace('e+', 'e');
  return String(value);
}

function say(bound: number): string {
  return show(bound).replace('-', '−');
}

/** What numbers a schema allows, in words: "1 to 64". */
export function range(schema: Schema): string {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = inner(schema);
  if (minimum !== undefined && maximum !== undefined) return `${say(minimum)} to ${say(maximum)}`;
  const low =
    minimum !== undefined
      ? `${say(minimum)} or more`
      : exclusiveMinimum !== undefined
        ? `more than ${say(exclusiveMinimum)}`
        : '';
  const high =
    maximum !== undefined
      ? `${say(maximum)} or less`
      : exclusiveMaximum !== undefined
        ? `less than ${say(exclusiveMaximum)}`
        : '';
  return [low, high].filter(Boolean).join(', ');
}

/** How arrow keys change a number: by a fixed amount, by doubling, along 1, 2, 5, 10, or by a step of the number's own size. */
export type Stepping = number | 'double' | '1-2-5' | 'own';

/** The next number up or down that the schema allows. */
export function stepped(value: number, way: 1 | -1, stepping: Stepping, schema: Schema): number {
  const { type, minimum = -Infinity, maximum = Infinity, exclusiveMinimum, exclusiveMaximum } = inner(schema);
  const by = stepping === 'own' ? (type === 'integer' ? 1 : ownStep(value, way, maximum)) : stepping;
  let next = move(value, way, by);
  if (type === 'integer') next = Math.round(next);
  next = Math.max(minimum, Math.min(maximum, next));
  if (exclusiveMinimum !== undefined && next <= exclusiveMinimum) return value;
  if (exclusiveMaximum !== undefined && next >= exclusiveMaximum) return value;
  return next;
}

function move(value: number, way: 1 | -1, stepping: Exclude<Stepping, 'own'>): number {
  if (stepping === '1-2-5') return oneTwoFive(value, way);
  if (stepping !== 'double') return Number((value + way * stepping).toPrecision(12));
  // To the next power of two.
  return way > 0
    ? 2 ** (Math.floor(Math.log2(Math.max(value, 0.5))) + 1)
    : 2 ** (Math.ceil(Math.log2(Math.max(value, 1))) - 1);
}

/** 0.1 for 0.5, 0.01 for 0.05, 1 for 1 to 99: a power of ten. Of 0: a tenth of the most there may be. */
function ownStep(value: number, way: 1 | -1, most: number): number {
  const start = value === 0 ? Math.min(most, 1) / 10 : Math.abs(value);
  const exact = Number.isInteger(Math.log10(start));
  const size = 10 ** Math.floor(Math.log10(start) - (way < 0 && exact ? 1e-9 : 0));
  return size === start && start >= 1 ? 1 : size;
}

const SMALLEST = 1e-7;

/** The neighbour in …, 0.1, 0.2, 0.5, 1, 2, 5, 10, …; below 10⁻⁷ comes 0. */
function oneTwoFive(value: number, way: 1 | -1): number {
  if (value < SMALLEST * 0.999) return way > 0 ? SMALLEST : 0;
  const power = Math.floor(Math.log10(value * 1.0000001));
  const steps = [0.5, 1, 2, 5, 10].map((factor) => Number(`${factor}e${power}`));
  const close = value * 1e-6;
  const next = way > 0 ? steps.find((step) => step > value + close) : steps.findLast((step) => step < value - close);
  return next !== undefined && next >= SMALLEST * 0.999 ? next : 0;
}
