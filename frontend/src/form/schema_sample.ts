/** For tests: a schema as pydantic writes it for Conv2d and its like, and its fields. */
import { fieldsOf, type Field, type Schema } from './schema';

const PAIR: Schema[] = [
  { type: 'integer' },
  { type: 'array', minItems: 2, maxItems: 2, prefixItems: [{ type: 'integer' }, { type: 'integer' }] },
];
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
export const fields = fieldsOf(SCHEMA);
export const field = (name: string): Field => fields.find((one) => one.name === name) as Field;
