/**
 * The fields of a form, read off the JSON Schema that pydantic writes: what kind each is, its bounds, its words. Layers, losses and
 * settings are described in it; nothing here knows one of them.
 */
import type { Schema } from '../link/catalog.gen';

export type { Schema };

/**
 * `list`: of things that have an editor of their own. `earlier`: an earlier layer of the net. `shape`: a picture's or a sequence's,
 * typed as it is read: 32×32×3.
 */
export type FieldKind = 'integer' | 'number' | 'pair' | 'shape' | 'boolean' | 'choice' | 'text' | 'list' | 'earlier';

export interface Field {
  name: string;
  /** For people: "Kernel size". */
  label: string;
  help: string;
  kind: FieldKind;
  /** Of its value, or of each of its numbers. */
  schema: Schema;
  /** Empty is allowed, and means null. */
  optional: boolean;
  choices: readonly (string | number)[];
  default: unknown;
}

/** Names that every layer and every loss has and nobody edits. */
const FIXED = new Set(['id', 'type']);

function words(name: string): string {
  const text = name.replace(/_/g, ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The schema of a value itself: of one that may be empty, or one number or two, the part that is one. */
export function inner(schema: Schema): Schema {
  const part = schema.anyOf?.find(({ type }) => type !== 'null');
  return part ? { ...schema, ...part, title: schema.title, description: schema.description } : schema;
}

export function mayBeEmpty(schema: Schema): boolean {
  return alternatives(schema).some(({ type }) => type === 'null');
}

/** A schema and all its alternatives, flat. */
function alternatives(schema: Schema): Schema[] {
  return schema.anyOf ? schema.anyOf.flatMap(alternatives) : [schema];
}

function kindOf(property: Schema): FieldKind {
  if (property['earlier'] === true) return 'earlier';
  if (property['shape'] === true) return 'shape';
  const options = alternatives(property);
  const types = new Set(options.map((option) => option.type));
  if (options.some((option) => option.type === 'array' && !option.prefixItems)) return 'list';
  if (types.has('array')) return 'pair';
  if (options.some((option) => option.enum)) return 'choice';
  if (types.has('boolean')) return 'boolean';
  if (types.has('integer') && !types.has('number')) return 'integer';
  if (types.has('number')) return 'number';
  return 'text';
}

/** The fields of a layer type or a loss, in the schema's order. */
export function fieldsOf(schema: Schema): Field[] {
  return Object.entries(schema.properties ?? {})
    .filter(([name, property]) => !FIXED.has(name) && property.const === undefined)
    .map(([name, property]) => ({
      name,
      label: property.title ? property.title : words(name),
      help: property.description ?? '',
      kind: kindOf(property),
      schema: { ...inner(property), anyOf: undefined },
      optional: mayBeEmpty(property),
      choices: alternatives(property)
        .flatMap((option) => option.enum ?? [])
        .filter((one): one is string | number => one !== null),
      default: property.default,
    }));
}
