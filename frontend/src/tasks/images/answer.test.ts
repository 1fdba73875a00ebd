import { describe, expect, it } from 'vitest';
import { answer, milliseconds } from './answer';

describe('the answer', () => {
  it('is the likeliest class, then the next', () => {
    expect(answer([0.1, 0.2, 0.65, 0.05])).toEqual({ best: 2, probability: 0.65, second: 1 });
    expect(answer([0.65, 0.2, 0.1])).toEqual({ best: 0, probability: 0.65, second: 1 });
    expect(answer([0.1, 0.2, 0.7])).toEqual({ best: 2, probability: 0.7, second: 1 });
  });
  it('is none of nothing, and leaves out what is not a number', () => {
    expect(answer([])).toBeNull();
    expect(answer([NaN, NaN])).toBeNull();
    expect(answer([NaN, 0.4])).toEqual({ best: 1, probability: 0.4, second: null });
  });
});

it.each([
  [0.02, '0.1 ms'],
  [0.64, '0.6 ms'],
  [2.7, '3 ms'],
])('%d ms is said as %s', (time, text) => expect(milliseconds(time)).toBe(text));
