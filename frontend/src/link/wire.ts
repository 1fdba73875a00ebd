/**
 * Frame ↔ event, command → message; see backend/inkling/protocol/wire.py.
 *
 * A frame is four bytes, the event's number in its room (big-endian; 0: not numbered), and the event in MessagePack. A message
 * is one frame; or several: 2³²−1, and then each after its length.
 */
import { decode, encode } from '@msgpack/msgpack';
import type { Command, Event } from './protocol.gen';

const HEAD = 4;
const SEVERAL = 2 ** 32 - 1;

export interface Frame {
  number: number;
  event: Event;
}

/** The frames of a message, as views into it. Throws if it is none. */
export function frames(message: ArrayBuffer): Uint8Array[] {
  const view = new DataView(message);
  if (view.byteLength < HEAD || view.getUint32(0) !== SEVERAL) return [new Uint8Array(message)];
  const found: Uint8Array[] = [];
  for (let at = HEAD; at < view.byteLength;) {
    const length = view.getUint32(at);
    found.push(new Uint8Array(message, at + HEAD, length));
    at += HEAD + length;
  }
  return found;
}

/** The number and event of a frame. Its byte fields are views into `frame`. Throws if it is no frame. */
export function unframe(frame: Uint8Array): Frame {
  const number = new DataView(frame.buffer, frame.byteOffset, frame.byteLength).getUint32(0);
  const event = decode(frame.subarray(HEAD)) as Event;
  if (typeof event !== 'object' || event === null || typeof event.kind !== 'string') throw new Error('not an event');
  return { number, event };
}

/** A command as it goes over the socket. */
export function pack(command: Command): Uint8Array<ArrayBuffer> {
  return encode(command);
}
