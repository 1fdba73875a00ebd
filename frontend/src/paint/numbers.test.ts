import { expect, it } from 'vitest';
import { count } from './numbers';

it.each([
  [0, '0'],
  [999, '999'],
  [1000, '1\u202f000'],
  [1234567.4, '1\u202f234\u202f567'],
  [-60000, '-60\u202f000'],
])('%d is written as %s', (value, text) => expect(count(value)).toBe(text));
