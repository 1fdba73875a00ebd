/**
 * Undo and redo over whole states. A state is proposed when it is asked for and confirmed from outside, so that an undo
 * right after an edit undoes that edit, and what others changed is held too.
 */
import { differences, equal } from './equal';

/** Changes of the same fields within so many milliseconds are one entry: a slider that is dragged. */
export const TOGETHER = 900;

export class History<State> {
  #states: State[] = [];
  #at = -1;
  #aim: number | null = null;
  #proposed = false;
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
    this.#aim = null;
    this.#proposed = false;
    this.#fields = '';
  }

  /** This state is asked for: it is the newest, unless it is abandoned. */
  propose(state: State, now = Date.now()): void {
    const before = this.#states[this.#at];
    this.confirm(state, now);
    this.#proposed = before !== this.#states[this.#at];
  }

  /** This is the state now. Where it is one that an undo or redo leads to, it is gone to; otherwise it is new. */
  confirm(state: State, now = Date.now()): void {
    if (this.#onTheWay(state)) return;
    const current = this.#states[this.#at];
    if (current === undefined) return this.reset(state);
    const fields = differences(current, state).join();
    this.#proposed = false;
    if (!fields) return;
    this.#aim = null;
    this.#states.length = this.#at + 1;
    const together = fields === this.#fields && now - this.#when < TOGETHER && this.#at > 0;
    if (together) this.#states[this.#at] = state;
    else this.#states.push(state);
    if (this.#states.length > this.#most) this.#states.shift();
    this.#at = this.#states.length - 1;
    this.#fields = fields;
    this.#when = now;
  }

  get canUndo(): boolean {
    return this.#at > 0;
  }

  get canRedo(): boolean {
    return this.#at < this.#states.length - 1;
  }

  /** The state before; null if there is none. It is gone to when it is confirmed. */
  undo(): State | null {
    return this.#look(-1);
  }

  /** The state after; null if there is none. It is gone to when it is confirmed. */
  redo(): State | null {
    return this.#look(+1);
  }

  /** What was proposed, or the undo or redo under way, came to nothing. */
  abandon(): void {
    this.#aim = null;
    if (!this.#proposed || this.#at === 0) return;
    this.#states.length = this.#at;
    this.#at -= 1;
    this.#proposed = false;
    this.#fields = '';
  }

  /** Is this a state between here and where undo and redo lead? Then this is where it is now. */
  #onTheWay(state: State): boolean {
    const aim = this.#aim;
    if (aim === null) return false;
    const by = Math.sign(aim - this.#at);
    for (let at = aim; at !== this.#at - by; at -= by) {
      if (!equal(this.#states[at], state)) continue;
      this.#at = at;
      this.#fields = '';
      this.#proposed = false;
      if (at === aim) this.#aim = null;
      return true;
    }
    return false;
  }

  #look(by: number): State | null {
    const aim = (this.#aim ?? this.#at) + by;
    const state = this.#states[aim];
    if (state === undefined) return null;
    this.#aim = aim;
    return state;
  }
}
