/** A layer's fields, read off its JSON Schema: what kind of number, its bounds, its words. Nothing here knows a layer type. */
import type { Schema } from '../link/layers';
import { read } from './typed';

/**
 * `list`: of things that have an editor of their own. `earlier`: an earlier layer of the net. `shape`: a picture's or a sequence's,
 * typed as it is read: 28×28×1.
 */
export type FieldKind = 'integer' | 'number' | 'pair' | 'shape' | 'boolean' | 'choice' | 'text' | 'list' | 'earlier';

export interface Field {
  name: string;
  /** For people: "Kernel size". */
  label: string;
  help: string;
  kind: FieldKind;
  low: number;
  high: number;
  /** Empty is allowed, and means null. */
  optional: boolean;
  choices: readonly (string | number)[];
  default: unknown;
}

/** A value, or why what was typed is none. */
export type Parsed = { value: unknown; error?: undefined } | { value?: undefined; error: string };

/** Names that every layer has and nobody edits. */
const FIXED = new Set(['id', 'type']);

function words(name: string): string {
  const text = name.replace(/_/g, ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A schema and all its alternatives, flat. */
function alternatives(schema: Schema): Schema[] {
  return schema.anyOf ? schema.anyOf.flatMap(alternatives) : [schema];
}

function kindOf(options: readonly Schema[]): FieldKind {
  const types = new Set(options.map((option) => option.type));
  if (options.some((option) => option.type === 'array' && !option.prefixItems)) return 'list';
  if (types.has('array')) return 'pair';
  if (options.some((option) => option.enum)) return 'choice';
  if (types.has('boolean')) return 'boolean';
  if (types.has('integer') && !types.has('number')) return 'integer';
  if (types.has('number')) return 'number';
  return 'text';
}

/** The fields of a layer type, in the schema's order. */
export function fieldsOf(schema: Schema): Field[] {
  return Object.entries(schema.properties ?? {})
    .filter(([name, property]) => !FIXED.has(name) && property.const === undefined)
    .map(([name, property]) => {
      const options = alternatives(property);
      const numbers = [property, ...options];
      const bound = (key: 'minimum' | 'maximum', otherwise: number): number =>
        numbers.map((one) => one[key]).find((value) => value !== undefined) ?? otherwise;
      return {
        name,
        label: property.title && property.title !== '' ? property.title : words(name),
        help: property.description ?? '',
        kind: property['earlier'] === true ? 'earlier' : property['shape'] === true ? 'shape' : kindOf(options),
        low: bound('minimum', -Infinity),
        high: bound('maximum', Infinity),
        optional: options.some((option) => option.type === 'null'),
        choices: options.flatMap((option) => option.enum ?? []).filter((one): one is string | number => one !== null),
        default: property.default,
      };
    });
}

function say(number: number): string {
  return String(number).replace('-', '−');
}

/** What a field allows, in words: "1 to 64". */
export function range(field: Field): string {
  const { low, high } = field;
  if (Number.isFinite(low) && Number.isFinite(high)) return `${say(low)} to ${say(high)}`;
  if (Number.isFinite(low)) return `${say(low)} or more`;
  return Number.isFinite(high) ? `${say(high)} or less` : '';
}

function number(field: Field, text: string): Parsed {
  const whole = field.kind === 'integer' || field.kind === 'pair';
  const bounds = range(field);
  const wanted = [whole ? 'A whole number' : 'A number', bounds].filter(Boolean).join(', ');
  const typed = read(text, whole);
  if ('problem' in typed && text.trim() !== '' && /\d/.test(text)) return { error: typed.problem };
  if ('problem' in typed) return { error: wanted };
  const { value } = typed;
  if (whole && !Number.isInteger(value)) return { error: wanted };
  if (value < field.low || value > field.high) return { error: bounds };
  return { value };
}

/** "7×7×32" or "7 x 7 x 32" as [32, 7, 7]; "100×4" as [4, 100]. */
function shape(field: Field, text: string): Parsed {
  const sides = text.split(/[×xX*,]/).map((side) => number({ ...field, kind: 'integer' }, side));
  if (sides.length !== 2 && sides.length !== 3) return { error: 'Height×width×channels, or length×channels' };
  const wrong = sides.find((side) => side.error !== undefined);
  return wrong ?? { value: [sides.at(-1)?.value, ...sides.slice(0, -1).map((side) => side.value)] };
}

/** What was typed, as a value of the field. For a pair: one text, or two. */
export function parse(field: Field, ...texts: string[]): Parsed {
  if (field.kind === 'boolean') return { value: texts[0] === 'true' };
  if (field.kind === 'choice') {
    const found = field.choices.find((choice) => String(choice) === texts[0]);
    return found === undefined ? { error: `One of ${field.choices.join(', ')}` } : { value: found };
  }
  if (field.kind === 'text') return { value: texts[0] ?? '' };
  if (field.kind === 'shape') return shape(field, texts[0] ?? '');
  if (field.optional && texts.every((text) => text.trim() === '')) return { value: null };
  const parsed = texts.map((text) => number(field, text));
  const wrong = parsed.find((one) => one.error !== undefined);
  if (wrong) return wrong;
  const values = parsed.map((one) => one.value as number);
  return { value: field.kind === 'pair' && values.length > 1 ? values : values[0] };
}

/** A value as it is typed: one text, or two for a pair of different numbers. */
export function texts(value: unknown, kind?: FieldKind): string[] {
  if (kind === 'shape' && Array.isArray(value)) return [[...value.slice(1), value[0]].join('×')];
  if (value === null || value === undefined) return [''];
  return Array.isArray(value) ? value.map(String) : [String(value)];
}

/** The next number up or down, for arrow keys and the small buttons: 1 for whole numbers, else a step of the number's own size. */
export function step(field: Field, value: number, direction: 1 | -1): number {
  let size = 1;
  if (field.kind === 'number') {
    const start = value === 0 ? (Number.isFinite(field.high) ? Math.min(field.high, 1) / 10 : 0.1) : Math.abs(value);
    size = 10 ** Math.floor(Math.log10(start) - (direction < 0 && Number.isInteger(Math.log10(start)) ? 1e-9 : 0));
    if (size === start && start >= 1) size = 1;
  }
  const next = Number((value + direction * size).toPrecision(12));
  return Math.max(field.low, Math.min(field.high, next));
}
