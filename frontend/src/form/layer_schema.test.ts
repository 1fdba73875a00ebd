import { describe, expect, it } from 'vitest';
import type { Schema } from '../link/layers';
import { fieldsOf, parse, range, step, texts, type Field } from './layer_schema';

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
      low: 1,
      high: 4096,
      optional: false,
    });
    expect(field('negative_slope').label).toBe('Negative slope');
    expect(field('stride').optional).toBe(true);
    expect(field('mode').choices).toEqual(['zeros', 'reflect']);
  });

  it('say their range', () => {
    expect(range(field('kernel_size'))).toBe('1 to 64');
    expect(range(field('negative_slope'))).toBe('');
  });
});

describe('what is typed', () => {
  it('becomes a value', () => {
    expect(parse(field('out_channels'), ' 16 ')).toEqual({ value: 16 });
    expect(parse(field('kernel_size'), '5')).toEqual({ value: 5 });
    expect(parse(field('kernel_size'), '3', '5')).toEqual({ value: [3, 5] });
    expect(parse(field('stride'), '')).toEqual({ value: null });
    expect(parse(field('p'), '0,25')).toEqual({ value: 0.25 });
    expect(parse(field('p'), '1e-3')).toEqual({ value: 0.001 });
    expect(parse(field('bias'), 'false')).toEqual({ value: false });
    expect(parse(field('mode'), 'reflect')).toEqual({ value: 'reflect' });
    expect(parse(field('negative_slope'), '−2')).toEqual({ value: -2 });
  });

  it('or says what is wanted', () => {
    expect(parse(field('out_channels'), '0').error).toBe('1 to 4096');
    expect(parse(field('out_channels'), '2.5').error).toBe('A whole number, 1 to 4096');
    expect(parse(field('out_channels'), '').error).toBe('A whole number, 1 to 4096');
    expect(parse(field('kernel_size'), '3', 'x').error).toBe('A whole number, 1 to 64');
    expect(parse(field('p'), 'much').error).toBe('A number, 0 to 1');
    expect(parse(field('p'), 'Infinity').error).toBe('A number, 0 to 1');
    expect(parse(field('mode'), 'other').error).toBe('One of zeros, reflect');
  });

  it('and back again', () => {
    expect(texts(3)).toEqual(['3']);
    expect(texts([3, 5])).toEqual(['3', '5']);
    expect(texts(null)).toEqual(['']);
  });

  it('moves by steps of a fitting size, within the bounds', () => {
    expect(step(field('kernel_size'), 3, 1)).toBe(4);
    expect(step(field('kernel_size'), 1, -1)).toBe(1);
    expect(step(field('p'), 0.5, 1)).toBe(0.6);
    expect(step(field('p'), 0.1, -1)).toBe(0.09);
    expect(step(field('p'), 1, 1)).toBe(1);
    expect(step(field('p'), 0, 1)).toBe(0.1);
    expect(step(field('negative_slope'), 10, 1)).toBe(11);
  });
});
