/** What must not be seen before the truth is revealed: not by who asks, and not by who follows. */
import type { Report, Unit } from '../link/protocol.gen';
import type { Role } from '../room/words';
import type { Guessing } from './guessing.svelte';
import { withoutAnswer } from './questions';

/** What is needed of the store, and of what is on the screen. */
interface Needed {
  readonly room: { readonly role: Role };
  readonly editing: { readonly report: Report | null };
}
interface Screen {
  readonly unit: Unit | null;
  readonly layers: number | null;
}

export class Cover {
  #guessing: Guessing;
  #store: Needed;
  #view: Screen;
  #follow: { readonly following: boolean };
  #size: () => number;

  /** `size`: how many numbers an answer has. */
  constructor(
    guessing: Guessing,
    store: Needed,
    view: Screen,
    follow: { readonly following: boolean },
    size: () => number,
  ) {
    this.#guessing = guessing;
    this.#store = store;
    this.#view = view;
    this.#follow = follow;
    this.#size = size;
  }

  get #about(): 'answer' | 'filter' | null {
    return this.#store.room.role !== 'viewer' || this.#follow.following ? this.#guessing.covers : null;
  }

  /** The net's answer is covered. */
  get answer(): boolean {
    return this.#about === 'answer';
  }

  /** How many of the net's layers are shown: as far as the presenter has revealed them, and what is asked about is not. Null: all. */
  get layers(): number | null {
    const about = this.#about;
    if (about === null) return this.#view.layers;
    const shown = about === 'filter' ? 0 : withoutAnswer(this.#store.editing.report, this.#size());
    return Math.min(this.#view.layers ?? shown, shown);
  }

  /** The arithmetic of a covered layer would tell. */
  get unit(): Unit | null {
    const { unit } = this.#view;
    const layers = this.#about === null ? null : this.layers;
    const place = this.#store.editing.report?.layers.findIndex((layer) => layer.id === unit?.layer) ?? -1;
    return layers !== null && place >= layers ? null : unit;
  }
}
