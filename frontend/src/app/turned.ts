/**
 * The address has changed under an open page: something was typed or pasted behind its #, or the browser went back or forth. Where that
 * leads is gone to by a new greeting, never by loading the page anew, and what the page holds (strokes, choices, the other room) stays.
 *
 * Entries that the page has written carry their room's code as `history.state`; what somebody typed carries nothing.
 */
import type { Address } from './address';
import { equal } from '../state/equal';
import type { Experiment } from '../link/protocol.gen';
import type { Aim } from '../state/room.svelte';

export interface Here {
  /** The room's code. */
  room: string;
  /** What is shown; null: nothing yet. */
  experiment: Experiment | null;
}

/** The presenter's key of the room with this code, of the house room for null; null where it is not known. */
type Keys = (room: string | null) => string | null;

/** Where an address leads that was typed; null: nowhere, as any fragment does that is neither a link's nor a presenter's key. */
export function typed(address: Address, here: Here, keyOf: Keys): Aim | null {
  if (address.key) return { room: address.room, experiment: null, join: false, key: keyOf(address.room) };
  if (address.experiment === undefined || equal(address.experiment, here.experiment)) return null;
  // A link's experiment gets a room of its own, whatever room's code it was typed behind.
  return { room: null, experiment: address.experiment, join: false, key: null };
}

/** Where an address leads that the page wrote itself, in the room with code `room`; null: to the room at hand. */
export function returned(address: Address, room: string, here: Here, keyOf: Keys): Aim | null {
  if (room === here.room) return null;
  const key = keyOf(address.room);
  const experiment = address.room === null ? null : (address.experiment ?? null);
  return { room: address.room, experiment, join: address.room !== null && experiment === null && key === null, key };
}
