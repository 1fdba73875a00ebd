/** The room that this page is in, who else is there, and what one may do. */
import type { Experiment, Hello, Scene, Shown, Viewers, Welcome, YourRole } from '../link/protocol.gen';
import type { Link } from '../link/socket';
import type { Notices } from './notices.svelte';
import type { Server } from './server';

const NO_CONNECTION = 'No connection to the server.';

/** Where to go: as the address says, or as somebody typed. */
export interface Aim {
  room: string | null;
  experiment: unknown;
  /** The room is one of others: come in as a viewer, or not at all. */
  join: boolean;
  /** The presenter's key, where it is known. */
  key: string | null;
}

/** What the browser does for it. */
export interface Door {
  /** Connects anew, with another greeting. */
  reconnect?(): void;
  /** Keeps the presenter's key of a room that was made here, for the next time. */
  keep?(room: string, key: string): void;
}

export class Room {
  link = $state<Link>('connecting');
  lostWhy = $state('');
  /** The server's messages have another form than this page was built for: it has to be loaded anew. */
  outdated = $state(false);
  code = $state('');
  house = $state(true);
  /** This connection; '': there was none yet. */
  viewer = $state('');
  /** What one may do here. Until the server has said, nothing is shown as forbidden. */
  role = $state<YourRole['role']>('presenter');
  people = $state.raw<Viewers | null>(null);
  /** What is on the big screen, for viewers; null: nobody has shown anything. */
  scene = $state.raw<Scene | null>(null);
  /** This page came as a viewer, by a code: its address names the room, and not the experiment. */
  joined = $state(false);
  /** Why the last attempt to enter another room failed; '': it did not. */
  joinProblem = $state('');

  readonly #server: Server;
  readonly #notices: Notices;
  readonly #door: Door;
  #aim: Aim | null = null;
  #key: string | null = null;
  /** The life of the room that was seen last; null: none was. */
  #epoch: string | null = null;
  /** The number of the last event that was seen. */
  #last: number | null = null;
  /** Why no connection comes about, as it was said; '': there is one, or nothing was. */
  #unreached = '';

  constructor(server: Server, notices: Notices, door: Door) {
    this.#server = server;
    this.#notices = notices;
    this.#door = door;
  }

  // --- what comes from the server ---------------------------------------------------------------------------------------

  /** The greeting: where this page was, so that nothing is missed. `address`: what the address holds, for the first time. */
  hello(address: Aim, experiment: Experiment | null): Hello {
    if (this.#epoch === null) this.#aim ??= address;
    if (this.#aim) return { kind: 'hello', ...this.#aim, experiment: this.#aim.experiment ?? null };
    return {
      kind: 'hello',
      room: this.code,
      house: this.house,
      join: this.joined,
      key: this.#key,
      experiment,
      last: this.#last,
      epoch: this.#epoch,
    };
  }

  linked(state: Link, reason: string): void {
    if (state === 'lost' && reason && this.#aim && this.#epoch !== null) {
      // The room that was typed is not to be had; back to where this page was.
      this.joinProblem = reason;
      if (!this.#aim.join) this.#notices.say('problem', 'The link could not be opened.', reason);
      this.#aim = null;
      return this.#door.reconnect?.();
    }
    this.link = state;
    if (state === 'open' && this.#unreached) {
      this.#unreached = '';
      this.#notices.withdraw(NO_CONNECTION);
    }
    // Attempts that fail after it do not say why: what was said last still holds.
    this.lostWhy = state === 'lost' ? reason || this.lostWhy : reason;
  }

  /** Why no connection comes about, as far as that was found out; '': it was not. */
  unreached(why: string): void {
    if (this.link === 'open' || !why || why === this.#unreached) return;
    this.#unreached = why;
    this.#notices.say('problem', NO_CONNECTION, why);
  }

  /** Nothing that the server says is understood here. */
  outdate(): void {
    this.outdated = true;
    this.link = 'lost';
  }

  /** Whether an event of this number has not been seen yet; 0: it has none, and is always new. */
  isNew(number: number): boolean {
    if (number === 0) return true;
    if (this.#last !== null && number <= this.#last) return false;
    this.#last = number;
    return true;
  }

  /** True: it is the room where this page was. */
  begin(event: Welcome): boolean {
    this.viewer = event.viewer;
    this.role = event.role;
    this.people = event.people;
    this.scene = event.scene;
    if (this.#aim) this.#arrive(event, this.#aim);
    if (event.key) this.#keep(event.room, event.key);
    const known = this.#epoch === event.epoch;
    if (!event.replayed) {
      this.code = event.room;
      this.house = event.house;
      this.#epoch = event.epoch;
      this.#last = event.number;
    }
    return known;
  }

  take(event: Viewers | YourRole | Shown): void {
    switch (event.kind) {
      case 'viewers':
        this.people = event;
        return;
      case 'role':
        this.role = event.role;
        this.#key = event.key || null;
        return;
      case 'shown':
        this.scene = event.scene;
        return;
      default:
        event satisfies never;
    }
  }

  /** A copy of the room was made here: it goes on there. */
  copied(room: string, key: string): void {
    this.#door.keep?.(room, key);
    this.enter(room, key);
  }

  /** What was aimed at is reached. */
  #arrive(event: Welcome, aim: Aim): void {
    const link = aim.room === null && aim.experiment !== null;
    if (link && this.#epoch !== null && event.room !== this.code)
      this.#notices.say('plain', "The link's experiment is open.", `Room ${this.code} goes on; Back leads there.`);
    this.joined = aim.join;
    this.#key = aim.key;
    this.#aim = null;
    this.joinProblem = '';
  }

  #keep(room: string, key: string): void {
    this.#key = key;
    this.#door.keep?.(room, key);
  }

  // --- what people do ---------------------------------------------------------------------------------------------------

  /** Go to another room: by a code, as a viewer, or with the key of a room of one's own. */
  enter(room: string, key: string | null = null): void {
    this.open({ room, experiment: null, join: key === null, key });
  }

  /** Go where an address leads. The room that is left goes on, and if there is no way in, it is come back to. */
  open(aim: Aim): void {
    this.#aim = aim;
    this.joinProblem = '';
    this.#door.reconnect?.();
  }

  /** Let a viewer change and train the net; null: nobody but presenters any more. */
  hand(viewer: string | null): void {
    this.#server.ask({ kind: 'control', viewer });
  }

  /** Offer to take control, or do not any more. */
  volunteer(on: boolean, name = ''): void {
    this.#server.ask({ kind: 'volunteer', on, name });
  }

  /** Say what others may do in this room. */
  rule(rules: { closed?: boolean; copies?: boolean }): void {
    this.#server.ask({ kind: 'rules', ...rules });
  }

  /** Say what is on this screen, for those who follow it. */
  show(scene: Scene): void {
    this.#server.send({ kind: 'show', scene });
  }

  /** Go on in a room of one's own, copied from this one. */
  copy(): void {
    this.#server.ask({ kind: 'copy' });
  }
}
