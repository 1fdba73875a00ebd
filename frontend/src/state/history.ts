/**
 * Undo and redo over whole states. It follows what is done on the page at once, and `settle`s where the truth turns out another.
 *
 * A state may carry the name of the run that was there with it: the same state with another run is another entry.
 */
import { differences, equal } from './equal';

/** Changes of the same fields within so many milliseconds are one entry: a slider that is dragged. */
export const TOGETHER = 900;

export class History<State> {
  #states: State[] = [];
  /** The names that go with them; null: not known. */
  #names: (string | null)[] = [];
  #at = -1;
  /** The newest entry was added here, and may still be refused. */
  #added = false;
  /** The places that were gone to and of which the truth is not known yet, in that order. */
  #went: number[] = [];
  #fields = '';
  #when = 0;
  #most: number;

  constructor(most = 100) {
    this.#most = most;
  }

  /** Forget everything but this state. */
  reset(state: State, name: string | null = null): void {
    this.#states = [state];
    this.#names = [name];
    this.#at = 0;
    this.#went = [];
    this.#fields = '';
  }

  /** This state is new. What was undone is forgotten. */
  add(state: State, now = Date.now()): void {
    const current = this.#states[this.#at];
    if (current === undefined) return this.reset(state);
    const fields = differences(current, state).join();
    if (!fields) return;
    const together = fields === this.#fields && now - this.#when < TOGETHER && this.#at > 0;
    this.#cut(together ? this.#at : this.#at + 1);
    this.#push(state, null);
    this.#fields = fields;
    this.#when = now;
    this.#added = true;
    this.#went = [];
  }

  /**
   * This is the state now, whoever made it so: go to the nearest entry that is the same, or else add it. Where it was gone to an
   * entry whose run is no more (nobody trained it, so nobody kept it), the one that began instead is that entry's from now on.
   */
  settle(state: State, name: string | null = null): void {
    this.#added = false;
    const answered = this.#went.findIndex((place) => equal(this.#states[place], state));
    const went = this.#went[answered];
    this.#went.splice(0, answered + 1);
    const at = this.#nearest(state, name);
    if (at !== null) {
      if (at !== this.#at) this.#fields = '';
      this.#at = at;
      this.#names[at] = name ?? this.#names[at] ?? null;
      return;
    }
    if (went !== undefined) {
      this.#names[went] = name;
      if (!this.#went.length) this.#at = went;
      return;
    }
    this.#went = [];
    this.#cut(this.#at + 1);
    this.#push(state, name);
    this.#fields = '';
  }

  /** The run that was there with this state has this name. */
  note(state: State, name: string): void {
    const at = this.#nearest(state, name);
    if (at !== null) this.#names[at] = name;
  }

  /** What was added last was refused: this is the state still, and what was added is forgotten. */
  reject(state: State, name: string | null = null): void {
    const added = this.#added;
    this.settle(state, name);
    if (added && this.canRedo) this.#cut(this.#at + 1);
  }

  /** Of the run that was there with the state now; null: not known. */
  get name(): string | null {
    return this.#names[this.#at] ?? null;
  }

  get canUndo(): boolean {
    return this.#at > 0;
  }

  get canRedo(): boolean {
    return this.#at < this.#states.length - 1;
  }

  /** Go to the state before; null if there is none. */
  undo(): State | null {
    return this.#go(-1);
  }

  /** Go to the state after; null if there is none. */
  redo(): State | null {
    return this.#go(+1);
  }

  /** The place of the nearest entry with this state, and with this run or one that is not known; null: there is none. */
  #nearest(state: State, name: string | null): number | null {
    for (let away = 0; away < this.#states.length; away++) {
      for (const at of [this.#at - away, this.#at + away]) {
        if (at < 0 || at >= this.#states.length || !equal(this.#states[at], state)) continue;
        const other = this.#names[at] ?? null;
        if (name === null || other === null || other === name) return at;
      }
    }
    return null;
  }

  #cut(length: number): void {
    this.#states.length = this.#names.length = length;
  }

  #push(state: State, name: string | null): void {
    this.#states.push(state);
    this.#names.push(name);
    if (this.#states.length > this.#most) {
      this.#states.shift();
      this.#names.shift();
    }
    this.#at = this.#states.length - 1;
  }

  #go(by: number): State | null {
    const state = this.#states[this.#at + by];
    if (state === undefined) return null;
    this.#at += by;
    this.#added = false;
    this.#went.push(this.#at);
    this.#fields = '';
    return state;
  }
}
