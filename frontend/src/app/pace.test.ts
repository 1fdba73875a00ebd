import { expect, it } from 'vitest';
import { Pace } from './pace';

function paint(pace: Pace, work: number, frames: number, wait = 12): number {
  let changes = 0;
  for (let i = 0; i < frames; i++) if (pace.painted(wait, work)) changes += 1;
  return changes;
}

it('asks for as many as fit in a small share of the time', () => {
  const pace = new Pace();
  expect(pace.rate).toBe(10);
  paint(pace, 0.5, 400);
  expect(pace.rate).toBe(30);
  paint(pace, 4, 400);
  expect(pace.rate).toBe(7);
  paint(pace, 14, 400);
  expect(pace.rate).toBe(4);
  paint(pace, 0.5, 400);
  expect(pace.rate).toBe(30);
});

it('asks for few where frames are long in coming, but always for some', () => {
  const pace = new Pace();
  paint(pace, 2, 1000, 120);
  expect(pace.rate).toBe(4);
});

it('does not waver between two rates', () => {
  const pace = new Pace();
  paint(pace, 4, 200);
  expect(pace.rate).toBe(7);
  expect(paint(pace, 3, 1000)).toBe(0);
  expect(paint(pace, 4.2, 1000)).toBe(0);
});

it('takes one long pause for what it is', () => {
  const pace = new Pace();
  paint(pace, 3.6, 50);
  pace.painted(60_000, 3.6);
  expect(paint(pace, 3.6, 50)).toBe(0);
});
