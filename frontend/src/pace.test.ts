import { expect, it } from 'vitest';
import { Pace } from './pace';

function paint(pace: Pace, after: number, frames: number): number {
  let changes = 0;
  for (let i = 0; i < frames; i++) if (pace.painted(after)) changes += 1;
  return changes;
}

it('asks for as many as are painted in time', () => {
  const pace = new Pace();
  expect(pace.rate).toBe(15);
  expect(paint(pace, 9, 1000)).toBe(0);
  expect(pace.rate).toBe(15);
});

it('asks for fewer where painting is slow, and for more again when it is not', () => {
  const pace = new Pace();
  paint(pace, 120, 20);
  expect(pace.rate).toBe(8);
  paint(pace, 120, 200);
  expect(pace.rate).toBe(2);
  paint(pace, 8, 200);
  expect(pace.rate).toBe(15);
});

it('does not waver between two rates', () => {
  const pace = new Pace();
  paint(pace, 60, 20);
  expect(paint(pace, 30, 1000)).toBe(0);
  expect(pace.rate).toBe(8);
});

it('takes one long pause for what it is', () => {
  const pace = new Pace();
  paint(pace, 8, 50);
  pace.painted(60_000);
  expect(paint(pace, 8, 50)).toBe(0);
});
