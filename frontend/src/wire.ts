/**
 * Frame ↔ event, command → message; see backend/inkling/protocol/wire.py.
 *
 * A frame is four bytes, the event's number in its room (big-endian; 0: not numbered), and the event in MessagePack.
 */
import { decode, encode } from '@msgpack/msgpack';
import type { Command, Event, Floats } from './protocol.gen';

const HEAD = 4;

export interface Frame {
  number: number;
  event: Event;
}

/** The number and event of a frame. Its byte fields are views into `buffer`. Throws if it is no frame. */
export function unframe(buffer: ArrayBuffer): Frame {
  const number = new DataView(buffer).getUint32(0);
  const event = decode(new Uint8Array(buffer, HEAD)) as Event;
  if (typeof event !== 'object' || event === null || typeof event.kind !== 'string') throw new Error('not an event');
  return { number, event };
}

/** A command as it goes over the socket. */
export function pack(command: Command): Uint8Array<ArrayBuffer> {
  return encode(command);
}

/** The numbers of a float32 field, copied, as its bytes need not be aligned. */
export function floats(field: Floats): Float32Array {
  return new Float32Array(field.data.slice().buffer);
}
