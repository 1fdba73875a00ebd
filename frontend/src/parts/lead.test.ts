import { describe, expect, it } from 'vitest';
import { Lead } from './lead';

type Kind = 'mouse' | 'pen' | 'touch';

/** A pointer event at a time in milliseconds. */
function at(time: number, pointerId: number, pointerType: Kind, button = 0): PointerEvent {
  const event = new PointerEvent('pointerdown', { pointerId, pointerType, button });
  Object.defineProperty(event, 'timeStamp', { value: time });
  return event;
}

describe('the pointer that leads', () => {
  it.each<[Kind, Kind, 'first' | 'instead' | null]>([
    ['touch', 'touch', null],
    ['touch', 'mouse', null],
    ['touch', 'pen', 'instead'],
    ['pen', 'touch', null],
    ['pen', 'pen', null],
    ['pen', 'mouse', null],
    ['mouse', 'touch', null],
    ['mouse', 'pen', null],
  ])('is %s; then %s comes: %s', (first, second, outcome) => {
    const lead = new Lead();
    expect(lead.press(at(0, 1, first))).toBe('first');
    expect(lead.press(at(10, 2, second))).toBe(outcome);
    expect(lead.is(at(20, 1, first))).toBe(outcome === null);
    expect(lead.is(at(20, 2, second))).toBe(outcome === 'instead');
    // The other is lifted: nothing ends.
    expect(lead.end(outcome ? at(30, 1, first) : at(30, 2, second))).toBe(false);
    expect(lead.led).toBe(true);
    expect(lead.end(outcome ? at(40, 2, second) : at(40, 1, first))).toBe(true);
    expect(lead.led).toBe(false);
  });

  it('is no finger while a pen is near, nor for a moment after it', () => {
    const lead = new Lead();
    expect(lead.is(at(0, 7, 'pen')), 'it hovers').toBe(false);
    expect(lead.press(at(500, 1, 'touch'))).toBeNull();
    expect(lead.press(at(600, 7, 'pen'))).toBe('first');
    expect(lead.end(at(900, 7, 'pen'))).toBe(true);
    expect(lead.press(at(1500, 2, 'touch')), 'the palm between two strokes').toBeNull();
    expect(lead.press(at(2000, 3, 'touch'))).toBe('first');
  });

  it('is one with its main button pressed', () => {
    const lead = new Lead();
    expect(lead.press(at(0, 1, 'mouse', 2))).toBeNull();
    expect(lead.press(at(0, 2, 'pen', 5)), 'a pen’s eraser').toBeNull();
    expect(lead.led).toBe(false);
  });

  it('is none after it was let go', () => {
    const lead = new Lead();
    lead.press(at(0, 1, 'touch'));
    lead.free();
    expect([lead.is(at(1, 1, 'touch')), lead.press(at(2, 2, 'touch'))]).toEqual([false, 'first']);
  });
});
