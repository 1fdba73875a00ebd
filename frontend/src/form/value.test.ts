import { describe, expect, it } from 'vitest';
import { fieldsOf, type Field, type Schema } from './schema';
import { parse, texts } from './value';

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

describe('what is typed in a field', () => {
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
    expect(parse(field('out_channels'), '0')).toEqual({ problem: 'At least 1.' });
    expect(parse(field('out_channels'), '2.5')).toEqual({ problem: 'A whole number is wanted.' });
    expect(parse(field('out_channels'), '')).toEqual({ problem: 'A number is wanted.' });
    expect(parse(field('kernel_size'), '3', 'x')).toEqual({ problem: 'A number is wanted.' });
    expect(parse(field('p'), 'much')).toEqual({ problem: 'A number is wanted.' });
    expect(parse(field('p'), 'Infinity')).toEqual({ problem: 'A number is wanted.' });
    expect(parse(field('mode'), 'other')).toEqual({ problem: 'One of zeros, reflect.' });
  });

  it('and back again', () => {
    expect(texts(3)).toEqual(['3']);
    expect(texts([3, 5])).toEqual(['3', '5']);
    expect(texts(null)).toEqual(['']);
  });

  it('of a shape is read as it is written', () => {
    const [size] = fieldsOf({ properties: { size: { type: 'array', items: { type: 'integer' }, shape: true } } });
    if (!size) throw new Error('no field');
    expect(parse(size, '7 x 7×32')).toEqual({ value: [32, 7, 7] });
    expect(parse(size, '100×4')).toEqual({ value: [4, 100] });
    expect(texts([32, 7, 7], 'shape')).toEqual(['7×7×32']);
    expect(parse(size, '7')).toEqual({ problem: 'Height×width×channels, or length×channels.' });
    expect(parse(size, '7×x')).toEqual({ problem: 'A number is wanted.' });
  });
});
