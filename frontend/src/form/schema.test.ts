import { describe, expect, it } from 'vitest';
import { field, fields } from './schema_sample';

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
