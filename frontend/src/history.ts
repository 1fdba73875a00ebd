/** Undo and redo over whole states. A state is confirmed from outside, so it also holds what others changed. */
import { differences, equal } from './equal';

/** Changes of the same fields within so many milliseconds are one entry: a slider that is dragged. */
export const TOGETHER = 900;

export class History<State> {
  #states: State[] = [];
  #at = -1;
  #aim: number | null = null;
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
    this.#fields = '';
  }

  /** This is the state now. Where it is the one an undo or redo aimed at, it is gone to; otherwise it is new. */
  confirm(state: State, now = Date.now()): void {
    const aim = this.#aim;
    this.#aim = null;
    if (aim !== null && equal(this.#states[aim], state)) {
      this.#at = aim;
      this.#fields = '';
      return;
    }
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

  /** The undo or redo under way came to nothing. */
  abandon(): void {
    this.#aim = null;
  }

  #look(by: number): State | null {
    const aim = (this.#aim ?? this.#at) + by;
    const state = this.#states[aim];
    if (state === undefined) return null;
    this.#aim = aim;
    return state;
  }
}
