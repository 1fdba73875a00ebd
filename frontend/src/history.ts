/** Undo and redo over whole states. It follows what is done on the page at once, and `settle`s where the truth turns out another. */
import { differences, equal } from './equal';

/** Changes of the same fields within so many milliseconds are one entry: a slider that is dragged. */
export const TOGETHER = 900;

export class History<State> {
  #states: State[] = [];
  #at = -1;
  /** The newest entry was added here, and may still be refused. */
  #added = false;
  #fields = '';
  #when = 0;
  #most: number;

  constructor(most = 100) {
    this.#most = most;
  }

  /** Forget everything but this state. */
  reset(state: State): void {
    this.#states = [state];
    this.#at = 0;
    this.#fields = '';
  }

  /** This state is new. What was undone is forgotten. */
  add(state: State, now = Date.now()): void {
    const current = this.#states[this.#at];
    if (current === undefined) return this.reset(state);
    const fields = differences(current, state).join();
    if (!fields) return;
    this.#states.length = this.#at + 1;
    const together = fields === this.#fields && now - this.#when < TOGETHER && this.#at > 0;
    if (together) this.#states[this.#at] = state;
    else this.#states.push(state);
    if (this.#states.length > this.#most) this.#states.shift();
    this.#at = this.#states.length - 1;
    this.#fields = fields;
    this.#when = now;
    this.#added = true;
  }

  /** This is the state now, whoever made it so: go to the nearest entry that is the same, or else add it. */
  settle(state: State): void {
    this.#added = false;
    for (let away = 0; away < this.#states.length; away++) {
      for (const at of [this.#at - away, this.#at + away]) {
        if (!equal(this.#states[at], state)) continue;
        if (at !== this.#at) this.#fields = '';
        this.#at = at;
        return;
      }
    }
    this.add(state);
    this.#added = false;
  }

  /** What was added last was refused: this is the state still, and what was added is forgotten. */
  reject(state: State): void {
    const added = this.#added;
    this.settle(state);
    if (added && this.canRedo) this.#states.length = this.#at + 1;
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

  #go(by: number): State | null {
    const state = this.#states[this.#at + by];
    if (state === undefined) return null;
    this.#at += by;
    this.#added = false;
    this.#fields = '';
    return state;
  }
}
