/**
 * The address holds the whole experiment, so a link is an experiment: `?room=CODE#e=…`, compact JSON, compressed.
 *
 * What an address says is given to the server as it is; the server checks it and says what it can't use. Nothing here throws.
 */
import LZString from 'lz-string';
import type { Experiment } from './protocol.gen';

export interface Address {
  /** The room's code; null: none is named. */
  room: string | null;
  /** What the fragment holds, unchecked; undefined: nothing. */
  experiment: unknown;
  /** The fragment holds something that can't be read. */
  broken: boolean;
}

/** Longer fragments are not looked at: a net of the largest size allowed is far below it. */
const LONGEST = 200_000;

export function read(url: URL): Address {
  const room = url.searchParams.get('room');
  const code = room && /^[A-Za-z0-9-]{1,12}$/.test(room) ? room : null;
  const packed = new URLSearchParams(url.hash.slice(1)).get('e');
  if (packed === null) return { room: code, experiment: undefined, broken: false };
  const experiment = unpack(packed.replaceAll(' ', '+'));
  return { room: code, experiment, broken: experiment === undefined };
}

/** The address of an experiment; `room`: its room's code, null for the house room. Everything else in `url` stays. */
export function write(url: URL, experiment: Experiment, room: string | null): URL {
  const next = new URL(url);
  if (room === null) next.searchParams.delete('room');
  else next.searchParams.set('room', room);
  next.hash = `e=${LZString.compressToEncodedURIComponent(JSON.stringify(experiment))}`;
  return next;
}

function unpack(packed: string): unknown {
  if (packed.length > LONGEST) return undefined;
  try {
    const text = LZString.decompressFromEncodedURIComponent(packed);
    return text ? (JSON.parse(text) as unknown) : undefined;
  } catch {
    // Anything may stand in an address; what is no compressed JSON counts as nothing.
    return undefined;
  }
}
