import { describe, expect, it, vi } from 'vitest';
import { Right } from './right.svelte';

function some(label: number | null = null) {
  const pad = { what: 'a drawing' as unknown, label };
  const changed = vi.fn();
  return {
    pad,
    changed,
    right: new Right(
      () => pad.what,
      () => pad.label,
      changed,
    ),
  };
}

describe('the right answer', () => {
  it('is not known of a drawing until somebody says it', () => {
    const { right, changed } = some();
    expect(right.class).toBeNull();
    right.say(3);
    expect([right.said, right.label, right.class]).toEqual([3, null, 3]);
    expect(changed).toHaveBeenCalledOnce();
    right.say(null);
    expect(right.class).toBeNull();
  });

  it('is the label, unless somebody says something else', () => {
    const { right } = some(7);
    expect([right.said, right.class]).toEqual([null, 7]);
    right.say(3);
    expect([right.said, right.class]).toEqual([3, 3]);
    right.say(7);
    expect([right.said, right.class]).toEqual([null, 7]);
  });

  it('that was said holds for what it was said of', () => {
    const { right, pad } = some();
    right.say(3);
    pad.what = 'an image';
    pad.label = 5;
    expect([right.said, right.class]).toEqual([null, 5]);
    right.settle();
    pad.what = 'a drawing';
    pad.label = null;
    expect(right.class).toBeNull();
  });
});
