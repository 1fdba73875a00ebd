import type { Example } from '../../link/protocol.gen';

/** Pixels as a net is given them: one byte each, of this many channels, rows and columns. */
export function exampleOf(pixels: Uint8Array, size: readonly number[]): Example {
  return { signal: 'picture', size: [...size], values: pixels };
}
