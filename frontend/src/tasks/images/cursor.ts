/** A pen moved by the arrow keys, for those who draw without a pointer. */

/** Share of the pad's side that one press moves; with Shift, four times as far. */
const STEP = 1 / 40;
const FAR = 4;

const WAYS: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export interface Place {
  readonly x: number;
  readonly y: number;
  readonly down: boolean;
}

export class PenCursor {
  place: Place = { x: 0.5, y: 0.3, down: false };

  /** Moves, if it is a key that moves. */
  turn(key: string, far: boolean): boolean {
    const way = WAYS[key];
    if (!way) return false;
    const { x, y, down } = this.place;
    const step = STEP * (far ? FAR : 1);
    const within = (value: number) => Math.max(0.02, Math.min(0.98, value));
    this.place = { x: within(x + way[0] * step), y: within(y + way[1] * step), down };
    return true;
  }

  toggle(): void {
    this.place = { ...this.place, down: !this.place.down };
  }

  /** Lifts the pen; true if it was down. */
  lift(): boolean {
    const { down } = this.place;
    this.place = { ...this.place, down: false };
    return down;
  }
}
