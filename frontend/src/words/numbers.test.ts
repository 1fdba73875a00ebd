import { expect, it } from 'vitest';
import { bytes, count, percent, plural, roughly } from './numbers';

const plain = (text: string): string => text.replace(/\u202f/g, ' ');

it.each([
  [0, '0'],
  [999, '999'],
  [1000, '1\u202f000'],
  [1234567.4, '1\u202f234\u202f567'],
  [-60000, '-60\u202f000'],
])('%d is written as %s', (value, text) => expect(count(value)).toBe(text));

it.each([
  [950, '950'],
  [9999, '9 999'],
  [12_345, '12.3 k'],
  [4_790_000, '4.79 M'],
  [2.5e9, '2.5 G'],
])('%d is roughly %s', (value, text) => expect(plain(roughly(value))).toBe(text));

it.each([
  [320, '320 B'],
  [999.4, '999 B'],
  [1000, '1 kB'],
  [21_032, '21 kB'],
  [512_000, '512 kB'],
  [999_600, '1 MB'],
  [11_594_722, '11.6 MB'],
  [250e6, '250 MB'],
  [3e9, '3 GB'],
])('%d bytes are %s', (value, text) => expect(plain(bytes(value))).toBe(text));

it.each([
  [0.9808, 2, '98.08 %'],
  [0.99999, 2, '> 99.99 %'],
  [1, 2, '100.00 %'],
  [0.998, 1, '99.8 %'],
  [0.99999, 1, '> 99.9 %'],
  [0.00001, 1, '0.0 %'],
  [0.0005, 1, '0.1 %'],
  [0, 0, '0 %'],
  [0.001, 0, '< 1 %'],
  [0.5, 0, '50 %'],
  [0.9999, 0, '> 99 %'],
  [1, 0, '100 %'],
  [NaN, 0, '–'],
  [Infinity, 2, '–'],
])('%d with %d places is %s', (share, places, text) => expect(percent(share, places)).toBe(text));

it('says one, and many', () => {
  expect([plural(1, 'layer'), plural(8, 'layer'), plural(2, 'loss', 'losses')]).toEqual([
    '1 layer',
    '8 layers',
    '2 losses',
  ]);
});
