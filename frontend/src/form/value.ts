/** The value of a field, and the text that is typed for it. */
import { shape } from '../words/shapes';
import { parse as parseNumber, type Parsed } from './number';
import type { Field, FieldKind } from './schema';

/** "7×7×32" or "7 x 7 x 32" as [32, 7, 7]; "100×4" as [4, 100]. */
function parseShape(field: Field, text: string): Parsed<unknown> {
  const sides = text.split(/[×xX*,]/).map((side) => parseNumber(side, { ...field.schema, type: 'integer' }));
  if (sides.length !== 2 && sides.length !== 3) return { problem: 'Height×width×channels, or length×channels.' };
  const wrong = sides.find((side) => 'problem' in side);
  if (wrong) return wrong;
  const values = sides.map((side) => 'value' in side && side.value);
  return { value: [values.at(-1), ...values.slice(0, -1)] };
}

/** What was typed, as a value of the field, or what is wrong with it. For a pair: one text, or two. */
export function parse(field: Field, ...texts: string[]): Parsed<unknown> {
  if (field.kind === 'boolean') return { value: texts[0] === 'true' };
  if (field.kind === 'choice') {
    const found = field.choices.find((choice) => String(choice) === texts[0]);
    return found === undefined ? { problem: `One of ${field.choices.join(', ')}.` } : { value: found };
  }
  if (field.kind === 'text') return { value: texts[0] ?? '' };
  if (field.kind === 'shape') return parseShape(field, texts[0] ?? '');
  if (field.optional && texts.every((text) => text.trim() === '')) return { value: null };
  const parsed = texts.map((text) => parseNumber(text, field.schema));
  const wrong = parsed.find((one) => 'problem' in one);
  if (wrong) return wrong;
  const values = parsed.map((one) => 'value' in one && one.value);
  return { value: field.kind === 'pair' && values.length > 1 ? values : values[0] };
}

/** A value as it is typed: one text, or two for a pair of different numbers. */
export function texts(value: unknown, kind?: FieldKind): string[] {
  if (kind === 'shape' && Array.isArray(value)) return [shape(value)];
  if (value === null || value === undefined) return [''];
  return Array.isArray(value) ? value.map(String) : [String(value)];
}
