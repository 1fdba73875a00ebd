import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { throttle } from './throttle';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('sends the first at once, then the newest now and again, and never loses the last', () => {
  const sent: number[] = [];
  const send = throttle<number>(100, (value) => sent.push(value));
  for (let i = 0; i < 10; i++) {
    send(i);
    vi.advanceTimersByTime(30);
  }
  vi.advanceTimersByTime(1000);
  expect(sent).toEqual([0, 3, 6, 9]);
  send(10);
  expect(sent.at(-1)).toBe(10);
});

it('sends nothing after it was cancelled', () => {
  const sent: number[] = [];
  const send = throttle<number>(100, (value) => sent.push(value));
  send(1);
  send(2);
  send.cancel();
  vi.advanceTimersByTime(1000);
  expect(sent).toEqual([1]);
});
