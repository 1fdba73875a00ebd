/** What a task asks the server for that no other has. The task stands above the store, which tells it what comes of that. */
import type { Event } from '../link/protocol.gen';

/** Training examples, as settings of the data change them. */
export type Previewed = Extract<Event, { kind: 'preview' }>;
export type OfTask = Previewed | Extract<Event, { kind: 'thumbnails' | 'shifts' }>;

export interface Beside {
  take(event: OfTask): void;
  /** The net is gone, and what was said of it. */
  forget(): void;
  /** A change was answered. `mine`: it was made here; `fresh`: it has brought another net. */
  changed(mine: boolean, fresh: boolean): void;
  /** A command of this kind was refused. `change`: it was, or may have been, a change of the net. */
  refused(command: string, change: boolean): void;
  /** There is a new connection: what was under way on the last one won't come to an end. */
  stop(): void;
}
