/**
 * The address holds the whole experiment, so a link is an experiment: `?room=CODE#e=…`, compact JSON, compressed. That of somebody
 * who looks at another's room holds the room alone: `?room=CODE`. And `#key=…` is how a presenter comes from another machine; it is
 * taken out at once. `lab=…` holds the kernel lab, where somebody has used it.
 *
 * What an address says is given to the server as it is; the server checks it and says what it can't use. Nothing here throws.
 */
import LZString from 'lz-string';
import type { Experiment } from '../link/protocol.gen';

export interface Address {
  /** The room's code; null: none is named. */
  room: string | null;
  /** What the fragment holds, unchecked; undefined: nothing. */
  experiment: unknown;
  /** The fragment holds something that can't be read. */
  broken: boolean;
  /** A presenter's key, as the terminal shows it; null: none. */
  key: string | null;
  /** The packed kernel lab, unchecked; null: none. */
  lab: string | null;
}

/** Longer fragments are not looked at: a net of the largest size allowed is far below it. */
const LONGEST = 200_000;

export function read(url: URL): Address {
  const room = url.searchParams.get('room');
  const code = room && /^[A-Za-z0-9-]{1,12}$/.test(room) ? room : null;
  const fragment = new URLSearchParams(url.hash.slice(1));
  const given = fragment.get('key');
  const key = given && /^[A-Za-z0-9_-]{1,64}$/.test(given) ? given : null;
  const packed = fragment.get('e');
  const lab = fragment.get('lab');
  if (packed === null) return { room: code, experiment: undefined, broken: false, key, lab };
  const experiment = unpack(packed.replaceAll(' ', '+'));
  return { room: code, experiment, broken: experiment === undefined, key, lab };
}

/**
 * The address of an experiment; null: of none, but of its room. `room`: the room's code, null for the house room. `lab`: the packed
 * kernel lab, null for none. Everything else in `url` stays.
 */
export function write(url: URL, experiment: Experiment | null, room: string | null, lab: string | null = null): URL {
  const next = new URL(url);
  if (room === null) next.searchParams.delete('room');
  else next.searchParams.set('room', room);
  const parts = lab === null ? [] : [`lab=${lab}`];
  if (experiment !== null) parts.unshift(`e=${LZString.compressToEncodedURIComponent(JSON.stringify(experiment))}`);
  next.hash = parts.join('&');
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
