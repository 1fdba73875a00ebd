import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { reloadOnce } from './renewed';

beforeEach(() => sessionStorage.clear());
afterEach(() => vi.unstubAllGlobals());

describe('a page of another version', () => {
  it('is loaded anew once for each form that the server has', () => {
    const reload = vi.fn();
    expect([reloadOnce('a', reload), reloadOnce('a', reload), reloadOnce('b', reload)]).toEqual([true, false, true]);
    expect(reload).toHaveBeenCalledTimes(2);
  });

  it('is not where that could go on for ever', () => {
    const forbidden = () => {
      throw new Error('forbidden');
    };
    vi.stubGlobal('sessionStorage', { getItem: () => null, setItem: forbidden });
    const reload = vi.fn();
    expect(reloadOnce('a', reload)).toBe(false);
    expect(reload).not.toHaveBeenCalled();
  });
});
