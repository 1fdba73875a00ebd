/** The runs that have made way for others. */
import type { Parked, Runs } from '../link/protocol.gen';

export class Shelf {
  /** What was left last comes last. */
  runs = $state.raw<readonly Parked[]>([]);
  /** The number of the one that the room has gone back to, and where nothing has changed since; null: it is another. */
  at = $state<number | null>(null);
  /** The number of the run that has made way just now, until that was read; null: none. */
  left = $state<number | null>(null);

  take(event: Runs): void {
    this.runs = event.runs;
    this.at = event.at;
    if (!event.runs.some((each) => each.run === this.left)) this.left = null;
  }

  /** A run has made way: that is said, and it is listed, before the list itself comes. */
  park(parked: Parked): void {
    this.left = parked.run;
    if (!this.runs.some((each) => each.run === parked.run)) this.runs = [...this.runs, parked];
  }

  /** What was said of the run that has made way was read, or holds no more. */
  dismiss(): void {
    this.left = null;
  }
}
