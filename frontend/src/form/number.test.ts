import { describe, expect, it } from 'vitest';
import { parse, range, show, stepped } from './number';
import { inner, mayBeEmpty, type Schema } from './schema';

const lr: Schema = { type: 'number', minimum: 0, maximum: 100 };
const batch: Schema = { type: 'integer', minimum: 1, maximum: 8192 };
const momentum: Schema = { type: 'number', minimum: 0, exclusiveMaximum: 1 };
const size: Schema = { title: 'Training examples', anyOf: [{ type: 'integer', minimum: 10 }, { type: 'null' }] };

describe('typing', () => {
  it.each([
    ['0.003', 0.003],
    [' 1e-3 ', 0.001],
    ['1e−3', 0.001],
    ['.5', 0.5],
    ['5.', 5],
    ['0,5', 0.5],
    ['0', 0],
    ['100', 100],
  ])('%s is understood', (text, value) => expect(parse(text, lr)).toEqual({ value }));

  it.each([
    ['', 'A number is wanted.'],
    ['fast', 'A number is wanted.'],
    ['1e', 'A number is wanted.'],
    ['0x10', 'A number is wanted.'],
    ['-1', 'At least 0.'],
    ['101', 'At most 100.'],
    ['1e999', 'That is too large.'],
  ])('%s is not', (text, problem) => expect(parse(text, lr)).toEqual({ problem }));

  it('knows whole numbers, thousands and open bounds', () => {
    expect(parse('1.5', batch)).toEqual({ problem: 'A whole number is wanted.' });
    expect(parse('1,024', batch)).toEqual({ value: 1024 });
    expect(parse('1 024', batch)).toEqual({ value: 1024 });
    expect(parse('1', momentum)).toEqual({ problem: 'Less than 1.' });
    expect(parse('0', { type: 'number', exclusiveMinimum: 0 })).toEqual({ problem: 'More than 0.' });
  });

  it('may be empty where the schema says so', () => {
    expect(mayBeEmpty(size)).toBe(true);
    expect(mayBeEmpty(lr)).toBe(false);
    expect(parse('  ', size)).toEqual({ value: null });
    expect(parse('9', size)).toEqual({ problem: 'At least 10.' });
    expect(inner(size)).toMatchObject({ type: 'integer', minimum: 10, title: 'Training examples' });
  });

  it('reads back what is shown', () => {
    for (const value of [0, 0.003, 0.0001, 0.00001, 3e-7, 1, 8192, 12345678, 0.30000000000000004, 1e22]) {
      expect(parse(show(value), { type: 'number' })).toEqual({ value });
    }
    expect(show(null)).toBe('');
    expect(show(0.00001)).toBe('1e-5');
  });
});

describe('arrow keys', () => {
  it('go along 1, 2, 5', () => {
    const up = [0.001];
    for (let i = 0; i < 5; i++) up.push(stepped(up.at(-1)!, 1, '1-2-5', lr));
    expect(up).toEqual([0.001, 0.002, 0.005, 0.01, 0.02, 0.05]);
    const down = [0.02];
    for (let i = 0; i < 4; i++) down.push(stepped(down.at(-1)!, -1, '1-2-5', lr));
    expect(down).toEqual([0.02, 0.01, 0.005, 0.002, 0.001]);
    expect(stepped(0.003, 1, '1-2-5', lr)).toBe(0.005);
    expect(stepped(0.003, -1, '1-2-5', lr)).toBe(0.002);
  });

  it('reach 0 and leave it, and keep within bounds', () => {
    expect(stepped(1e-7, -1, '1-2-5', lr)).toBe(0);
    expect(stepped(0, 1, '1-2-5', lr)).toBe(1e-7);
    expect(stepped(0, -1, '1-2-5', lr)).toBe(0);
    expect(stepped(100, 1, '1-2-5', lr)).toBe(100);
  });

  it('go back the way they came', () => {
    for (let value = 1e-6; value < 50; value = stepped(value, 1, '1-2-5', lr)) {
      expect(stepped(stepped(value, 1, '1-2-5', lr), -1, '1-2-5', lr)).toBe(value);
    }
  });

  it('double and halve, through powers of two', () => {
    expect(stepped(128, 1, 'double', batch)).toBe(256);
    expect(stepped(128, -1, 'double', batch)).toBe(64);
    expect(stepped(100, 1, 'double', batch)).toBe(128);
    expect(stepped(100, -1, 'double', batch)).toBe(64);
    expect(stepped(1, -1, 'double', batch)).toBe(1);
    expect(stepped(8192, 1, 'double', batch)).toBe(8192);
  });

  it('add without crumbs, and stay below an open bound', () => {
    expect(stepped(0.2, 1, 0.1, momentum)).toBe(0.3);
    expect(stepped(0.95, 1, 0.05, momentum)).toBe(0.95);
    expect(stepped(0.05, -1, 0.1, momentum)).toBe(0);
    expect(stepped(3, 1, 1, batch)).toBe(4);
  });

  it('go by a step of the number’s own size, within the bounds', () => {
    const kernel: Schema = { type: 'integer', minimum: 1, maximum: 64 };
    const share: Schema = { type: 'number', minimum: 0, maximum: 1 };
    expect(stepped(3, 1, 'own', kernel)).toBe(4);
    expect(stepped(1, -1, 'own', kernel)).toBe(1);
    expect(stepped(0.5, 1, 'own', share)).toBe(0.6);
    expect(stepped(0.1, -1, 'own', share)).toBe(0.09);
    expect(stepped(1, 1, 'own', share)).toBe(1);
    expect(stepped(0, 1, 'own', share)).toBe(0.1);
    expect(stepped(10, 1, 'own', { type: 'number' })).toBe(11);
  });
});

it.each([
  [lr, '0 to 100'],
  [{ type: 'number' }, ''],
  [{ type: 'number', minimum: -1 }, '−1 or more'],
  [{ type: 'number', exclusiveMinimum: 0 }, 'more than 0'],
  [{ type: 'number', exclusiveMinimum: 0, maximum: 100 }, 'more than 0, 100 or less'],
  [momentum, '0 or more, less than 1'],
])('of %j the range is "%s"', (schema, words) => expect(range(schema)).toBe(words));
