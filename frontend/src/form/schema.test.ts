import { describe, expect, it } from 'vitest';
import { fieldsOf, type Field, type Schema } from './schema';

const PAIR: Schema[] = [
  { type: 'integer' },
  { type: 'array', minItems: 2, maxItems: 2, prefixItems: [{ type: 'integer' }, { type: 'integer' }] },
];
/** As pydantic writes it for Conv2d and its like. */
const SCHEMA: Schema = {
  properties: {
    id: { type: 'string' },
    type: { const: 'Made', type: 'string' },
    out_channels: { type: 'integer', minimum: 1, maximum: 4096, default: 8, title: 'Filters', description: 'How many' },
    kernel_size: { anyOf: PAIR, minimum: 1, maximum: 64, default: 3, title: 'Kernel size' },
    stride: { anyOf: [...PAIR, { type: 'null' }], minimum: 1, maximum: 32, default: null },
    p: { type: 'number', minimum: 0, maximum: 1, default: 0.5 },
    bias: { type: 'boolean', default: true },
    mode: { enum: ['zeros', 'reflect'], type: 'string', default: 'zeros' },
    negative_slope: { type: 'number' },
    kernels: { type: 'array', items: { $ref: '#/$defs/GivenKernel' }, default: [] },
  },
};
const fields = fieldsOf(SCHEMA);
const field = (name: string): Field => fields.find((one) => one.name === name) as Field;

describe('fields from a schema', () => {
  it('are all arguments but id and type, in order', () => {
    expect(fields.map((one) => [one.name, one.kind])).toEqual([
      ['out_channels', 'integer'],
      ['kernel_size', 'pair'],
      ['stride', 'pair'],
      ['p', 'number'],
      ['bias', 'boolean'],
      ['mode', 'choice'],
      ['negative_slope', 'number'],
      ['kernels', 'list'],
    ]);
    expect(field('out_channels')).toMatchObject({
      label: 'Filters',
      help: 'How many',
      schema: { type: 'integer', minimum: 1, maximum: 4096 },
      optional: false,
    });
    expect(field('negative_slope').label).toBe('Negative slope');
    expect(field('stride').optional).toBe(true);
    expect(field('mode').choices).toEqual(['zeros', 'reflect']);
  });

  it('have the bounds of each of their numbers', () => {
    expect(field('kernel_size').schema).toMatchObject({ type: 'integer', minimum: 1, maximum: 64 });
    expect(field('stride').schema).toMatchObject({ type: 'integer', minimum: 1, maximum: 32 });
  });
});
