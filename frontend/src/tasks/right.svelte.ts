/** The right answer to what is on the pad: its label, or what somebody at this page says. Nobody's word outlives what it was said of. */
export class Right {
  readonly #what: () => unknown;
  readonly #label: () => number | null;
  readonly #changed: () => void;
  #word = $state.raw<{ of: unknown; class: number } | null>(null);

  /**
   * `what`: what is on the pad; another is not the same by `===`. `label`: the class it is known to be. `changed`: called when
   * somebody has said what it is.
   */
  constructor(what: () => unknown, label: () => number | null, changed: () => void) {
    this.#what = what;
    this.#label = label;
    this.#changed = changed;
  }

  /** The class that it is labelled with; null: it has no label. */
  get label(): number | null {
    return this.#label();
  }

  /** The class that somebody says it is; null: nobody does. */
  get said(): number | null {
    return this.#word && this.#word.of === this.#what() ? this.#word.class : null;
  }

  /** What it is taken for; null: that is not known. */
  get class(): number | null {
    return this.said ?? this.label;
  }

  /** It is this; null, or its label: what it is labelled with. */
  say(next: number | null): void {
    this.#word = next === null || next === this.label ? null : { of: this.#what(), class: next };
    this.#changed();
  }

  /** What is on the pad has changed: what was said of something else is forgotten, also if the same comes back. */
  settle(): void {
    if (this.#word && this.said === null) this.#word = null;
  }
}
