/** Numbers as messages have them. */
import type { Floats } from './protocol.gen';

/** The numbers of a float32 field, copied, as its bytes need not be aligned. */
export function floats(field: Floats): Float32Array {
  return new Float32Array(field.data.slice().buffer);
}
