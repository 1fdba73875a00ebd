/** The numbers of an example. */
import type { Example } from '../../link/protocol.gen';

/** As they are written: a picture's are bytes, tokens int32, all others float32, little-endian. */
export function numbersOf({ signal, values }: Example): number[] {
  if (signal === 'picture') return [...values];
  const view = new DataView(values.buffer, values.byteOffset, values.byteLength);
  const at = (i: number) => (signal === 'tokens' ? view.getInt32(4 * i, true) : view.getFloat32(4 * i, true));
  return Array.from({ length: Math.floor(values.byteLength / 4) }, (_, i) => at(i));
}
