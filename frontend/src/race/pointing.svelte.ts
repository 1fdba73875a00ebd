/** What is pointed at in a race: one of its nets, and a place in its chart. */
export class Pointing {
  /** The net whose name was pressed: its line stays thick. */
  pinned = $state<number | null>(null);
  /** The net under the pointer or the keyboard. */
  over = $state<number | null>(null);
  /** The place in the chart, among the steps that it shows; null: none, the newest counts. */
  at = $state<number | null>(null);
  /** The place among the steps of the losses. */
  place = $state<number | null>(null);

  /** The net whose line is thick; null: none. */
  get marked(): number | null {
    return this.over ?? this.pinned;
  }

  /** Its line stays thick, or does no more. */
  press(net: number): void {
    this.pinned = this.pinned === net ? null : net;
    this.over = null;
  }

  reset(): void {
    this.pinned = this.over = this.at = this.place = null;
  }
}
