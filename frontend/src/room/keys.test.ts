import { beforeEach, describe, expect, it, vi } from 'vitest';
import { HOUSE, keepKey, keyOf } from './keys';

describe('keys of rooms', () => {
  beforeEach(() => localStorage.clear());

  it('are kept by room, the newest', () => {
    expect(keyOf('K7QX')).toBe(null);
    keepKey('K7QX', 'one');
    keepKey(HOUSE, 'two');
    keepKey('K7QX', 'three');
    expect(keyOf('K7QX')).toBe('three');
    expect(keyOf(HOUSE)).toBe('two');
  });

  it('are fifty at most', () => {
    for (let i = 0; i < 60; i++) keepKey(`R${i}`, 'key');
    expect(keyOf('R9')).toBe(null);
    expect(keyOf('R10')).toBe('key');
  });

  it('do no harm where storage is broken or forbidden', () => {
    for (const broken of ['{', '3', '[3, ["a"], ["b", 1]]']) {
      localStorage.setItem('inkling-keys', broken);
      expect(keyOf('a')).toBe(null);
    }
    vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new Error('forbidden');
    });
    expect(() => keepKey('a', 'key')).not.toThrow();
    expect(keyOf('a')).toBe('key');
    vi.restoreAllMocks();
    keepKey('a', 'newer');
    expect(keyOf('a')).toBe('newer');
  });
});
