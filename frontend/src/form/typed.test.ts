import { fireEvent } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { parse as parseCell } from '../places/kernel-lab/fractions';
import { parse as parseSetting } from './number';
import { fieldsOf, type Schema } from './schema';
import { read, refuse, wholeIn } from './typed';
import { parse as parseLayer } from './value';

/** What is typed, as a number, and where only a whole one makes sense; null: it is refused. */
const CASES: [text: string, number: number | null, whole: number | null][] = [
  ['1000', 1000, 1000],
  ['1,5', 1.5, 1.5],
  ['0,5', 0.5, 0.5],
  ['0,005', 0.005, 0.005],
  ['0.005', 0.005, 0.005],
  ['12,3456', 12.3456, 12.3456],
  ['1,000', null, 1000],
  ['60,000', null, 60000],
  ['1.000', 1, null],
  ['1.500', 1.5, null],
  ['1234,567', 1234.567, 1234.567],
  ['1,000,000', 1e6, 1e6],
  ['1.000.000', 1e6, 1e6],
  ['1,234.5', 1234.5, 1234.5],
  ['1.234,5', 1234.5, 1234.5],
  ['1 000', 1000, 1000],
  ['60\u202f000', 60000, 60000],
  ['60\u00a0000,5', 60000.5, 60000.5],
  ["1'000", 1000, 1000],
  ['1_000_000', 1e6, 1e6],
  ['1 2', null, null],
  ['1 00', null, null],
  ['1,00,000', null, null],
  ['1,0,0', null, null],
  ['1.2.3', null, null],
  ['1,234,5', null, null],
  ['−2', -2, -2],
  ['- 2', -2, -2],
  ['+3', 3, 3],
  ['.5', 0.5, 0.5],
  ['5.', 5, 5],
  ['1e-3', 0.001, 0.001],
  ['1,5e3', 1500, 1500],
  ['1e999', null, null],
  ['0x10', null, null],
  ['Infinity', null, null],
  ['', null, null],
  ['seven', null, null],
];

describe('what is typed', () => {
  it.each(CASES)('%s', (text, number, whole) => {
    const [found, alone] = [read(text), read(text, true)];
    expect('value' in found ? found.value : null).toBe(number);
    expect('value' in alone ? alone.value : null).toBe(whole);
  });

  it('is the same in a layer’s field, a training setting and a cell of the lab', () => {
    const schema: Schema = { properties: { p: { type: 'number' }, n: { type: 'integer' } } };
    const [real, whole] = fieldsOf(schema);
    if (!real || !whole) throw new Error('no fields');
    for (const [text, number, integer] of CASES) {
      const setting = parseSetting(text, { type: 'number' });
      expect('value' in setting ? setting.value : null, text).toBe(number);
      const ofReal = parseLayer(real, text);
      expect('value' in ofReal ? ofReal.value : null, text).toBe(number);
      expect(parseCell(text), text).toBe(number);
      const count = parseSetting(text, { type: 'integer' });
      const ofWhole = parseLayer(whole, text);
      const expected = integer !== null && Number.isInteger(integer) ? integer : null;
      expect('value' in count ? count.value : null, text).toBe(expected);
      expect('value' in ofWhole ? ofWhole.value : null, text).toBe(expected);
    }
  });

  it('that can be read in two ways is refused in words', () => {
    expect(read('1,000')).toEqual({ problem: '1,000 may be 1000 or 1: write it as one of them.' });
    expect(read('2.500', true)).toEqual({ problem: '2.500 may be 2500 or 2.5: write it as one of them.' });
    expect(parseSetting('1,000', { type: 'number' })).toEqual(read('1,000'));
  });
});

it('is said at its field until it is typed anew', async () => {
  const field = document.createElement('input');
  field.value = '2.500';
  expect(wholeIn(field, 1, 8)).toBeNull();
  expect(field.validationMessage).toContain('2500 or 2.5');
  await fireEvent.input(field, { target: { value: '12' } });
  expect(field.validationMessage).toBe('');
  expect(wholeIn(field, 1, 8)).toBe(8);
  refuse(field, 'No.');
  refuse(field, '');
  expect(field.validity.valid).toBe(true);
});
