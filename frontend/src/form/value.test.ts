import { describe, expect, it } from 'vitest';
import { fieldsOf } from './schema';
import { field } from './schema_sample';
import { parse, texts } from './value';

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
