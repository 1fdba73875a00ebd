import { describe, expect, it } from 'vitest';
import { numbersOf } from './numbers';

describe('the numbers of an example', () => {
  it('are bytes of a picture', () => {
    expect(numbersOf({ signal: 'picture', size: [1, 1, 3], values: Uint8Array.of(0, 7, 255) })).toEqual([0, 7, 255]);
  });

  it('are float32 of a list, wherever they lie in memory', () => {
    const bytes = Uint8Array.of(9, 0, 0, 192, 63, 0, 0, 0, 192); // 1.5 is 3fc00000, −2 is c0000000
    expect(numbersOf({ signal: 'list', size: [2], values: bytes.subarray(1) })).toEqual([1.5, -2]);
  });

  it('are int32 of tokens', () => {
    expect(numbersOf({ signal: 'tokens', size: [2], values: Uint8Array.of(1, 1, 0, 0, 255, 255, 255, 255) })).toEqual([
      257, -1,
    ]);
  });
});
