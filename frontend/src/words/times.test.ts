import { expect, it } from 'vitest';
import { duration } from './times';

it.each([
  [0.2, '0 s'],
  [9.4, '9 s'],
  [59.7, '1 min'],
  [125, '2 min 5 s'],
  [1380, '23 min'],
  [4320, '1 h 12 min'],
  [7200, '2 h'],
])('%d seconds are %s', (seconds, text) => expect(duration(seconds)).toBe(text));
