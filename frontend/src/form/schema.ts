/** The part of JSON Schema that settings are described in, and numbers typed into their fields. */
import { read } from './typed';

export interface Schema {
  readonly type?: string;
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly anyOf?: readonly Schema[];
  /** A change of it starts the training anew; the server says so. */
  readonly anew?: boolean;
  readonly properties?: Readonly<Record<string, Schema>>;
}

/** The schema of a field itself: of one that may be empty, the part that is not. */
export function inner(schema: Schema): Schema {
  const part = schema.anyOf?.find(({ type }) => type !== 'null');
  return part ? { ...schema, ...part, title: schema.title, description: schema.description } : schema;
}

export function mayBeEmpty(schema: Schema): boolean {
  return schema.anyOf?.some(({ type }) => type === 'null') ?? false;
}

export type Parsed = { readonly value: number | null } | { readonly problem: string };

/** What was typed, as a number the schema allows; else what is wrong with it, in words. */
export function parse(text: string, schema: Schema): Parsed {
  if (text.trim() === '' && mayBeEmpty(schema)) return { value: null };
  const typed = read(text, inner(schema).type === 'integer');
  if ('problem' in typed) return typed;
  const { value } = typed;
  const { type, minimum, maximum, exclusiveMinimum, exclusiveMaximum } = inner(schema);
  if (type === 'integer' && !Number.isInteger(value)) return { problem: 'A whole number is wanted.' };
  if (minimum !== undefined && value < minimum) return { problem: `At least ${show(minimum)}.` };
  if (exclusiveMinimum !== undefined && value <= exclusiveMinimum)
    return { problem: `More than ${show(exclusiveMinimum)}.` };
  if (maximum !== undefined && value > maximum) return { problem: `At most ${show(maximum)}.` };
  if (exclusiveMaximum !== undefined && value >= exclusiveMaximum)
    return { problem: `Less than ${show(exclusiveMaximum)}.` };
  return { value };
}

/** A number as it stands in a field: what `parse` reads back as the same number. */
export function show(value: number | null | undefined): string {
  if (value === null || value === undefined) return '';
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.0001 || size >= 1e7)) return value.toExponential().replace('e+', 'e');
  return String(value);
}

/** How arrow keys change a number: by a fixed amount, by doubling, or along 1, 2, 5, 10. */
export type Stepping = number | 'double' | '1-2-5';

/** The next number up or down that the schema allows. */
export function stepped(value: number, way: 1 | -1, stepping: Stepping, schema: Schema): number {
  const { type, minimum = -Infinity, maximum = Infinity, exclusiveMinimum, exclusiveMaximum } = inner(schema);
  let next = move(value, way, stepping);
  if (type === 'integer') next = Math.round(next);
  next = Math.max(minimum, Math.min(maximum, next));
  if (exclusiveMinimum !== undefined && next <= exclusiveMinimum) return value;
  if (exclusiveMaximum !== undefined && next >= exclusiveMaximum) return value;
  return next;
}

function move(value: number, way: 1 | -1, stepping: Stepping): number {
  if (stepping === '1-2-5') return oneTwoFive(value, way);
  if (stepping !== 'double') return Number((value + way * stepping).toPrecision(12));
  // To the next power of two.
  return way > 0
    ? 2 ** (Math.floor(Math.log2(Math.max(value, 0.5))) + 1)
    : 2 ** (Math.ceil(Math.log2(Math.max(value, 1))) - 1);
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
