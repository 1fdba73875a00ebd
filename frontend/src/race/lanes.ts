/** What a `racing` event says of each net, made ready to be listed and drawn. */
import { extent, type Column } from '../charts/curve';
import { beats } from '../charts/measure';
import { above, bulk, ROOM, type Peak } from '../charts/peaks';
import type { Measure } from '../link/catalog.gen';
import type { Floats, RaceSoFar } from '../link/protocol.gen';
import { floats } from '../link/floats';
import type { Value } from './setup';

/** A net of a race. */
export interface Lane {
  readonly value: Value;
  /** Its newest training loss; null: none, or none that is a number. */
  readonly loss: number | null;
  /** What the task judges by, on test examples, as of its newest; null: none yet. */
  readonly figure: number | null;
  /** The step at which its loss was no finite number any more; null: it runs. */
  readonly out: number | null;
  /** Ahead of all others. */
  readonly leads: boolean;
}

type Standing = Omit<Lane, 'leads' | 'value'>;

export interface Reading {
  readonly lanes: readonly Lane[];
  /** Training losses: one column a net against these steps. */
  readonly losses: { readonly steps: number[]; readonly columns: Column[] };
  /** The losses as they are drawn and read: smoothed over so many numbers. */
  readonly smooth: { readonly span: number; readonly columns: Column[] };
  /** What the task judges by, on test examples, likewise. */
  readonly figures: { readonly steps: number[]; readonly columns: Column[] };
}

/** Parses an event, once. */
export function read(event: RaceSoFar, measure: Measure | null): Reading {
  const losses = columns(event.losses, event.values.length, event.steps.length);
  const figures = columns(
    (measure && event.measures[measure.name]) ?? undefined,
    event.values.length,
    event.measured.length,
  );
  const bare = event.values.map((value, i) => ({
    value,
    loss: losses[i]?.at(-1) ?? null,
    figure: figures[i]?.at(-1) ?? null,
    out: event.out[i] ?? null,
  }));
  // Losses of different kinds can't be compared.
  const first = leader(event.differs === 'loss' ? bare.map((lane) => ({ ...lane, loss: null })) : bare, measure);
  const span = window(event.steps.length);
  return {
    lanes: bare.map((lane, i) => ({ ...lane, leads: i === first })),
    losses: { steps: event.steps, columns: losses },
    smooth: { span, columns: losses.map((column) => smoothed(column, span)) },
    figures: { steps: event.measured, columns: figures },
  };
}

/** Rows of a [nets, steps] field. What is not finite is a gap. */
function columns(field: Floats | undefined, nets: number, steps: number): Column[] {
  const all = field ? floats(field) : [];
  return Array.from({ length: nets }, (_, net) =>
    Array.from({ length: steps }, (_, step) => {
      const value = all[net * steps + step];
      return value !== undefined && Number.isFinite(value) ? value : null;
    }),
  );
}

/**
 * Which net is ahead: of those that are not out, the one with the best figure on test examples; of two alike, the one with the lower loss.
 * Before figures: the one with the lowest loss. -1: nothing is known of any.
 */
export function leader(lanes: readonly Standing[], measure: Measure | null): number {
  let best = -1;
  lanes.forEach((lane, i) => {
    if (lane.out !== null || (lane.loss === null && lane.figure === null)) return;
    const ahead = lanes[best];
    if (!ahead || better(lane, ahead, measure)) best = i;
  });
  return best;
}

function better(a: Standing, b: Standing, measure: Measure | null): boolean {
  return a.figure === b.figure ? (a.loss ?? Infinity) < (b.loss ?? Infinity) : beats(measure, a.figure, b.figure);
}

/** The lowest loss that is drawn: a logarithm has no place for 0. */
const LOWEST = 1e-8;

/** Losses as they are drawn on a logarithmic axis. */
export function drawn(column: Column): Column {
  return column.map((value) => (typeof value === 'number' ? Math.max(value, LOWEST) : null));
}

/** Losses above the axis of a net that comes back: it has not exploded. */
export function excursions(steps: readonly number[], column: Column, end: number): Peak[] {
  const last = column.findLastIndex((value) => typeof value === 'number' && value <= end);
  return above(steps, column.slice(0, last + 1), end);
}

/**
 * The vertical axis of the losses, in their own unit, from where to where; null: there are none. It has room for three times the
 * bulk of the median net's losses: what explodes leaves it.
 */
export function lossRange(columns: readonly Column[]): [number, number] | null {
  const found = extent(columns, 0);
  if (!found) return null;
  const bulks = columns
    .map((column) => bulk(column))
    .filter((value) => value !== null)
    .sort((a, b) => a - b);
  const median = bulks[Math.floor((bulks.length - 1) / 2)] ?? found[1];
  const end = Math.min(found[1], Math.max(ROOM * median, found[0] * 2));
  return [found[0] / 1.2, end * 1.2];
}

/** How many numbers a line of so many losses is smoothed over: a twentieth of them, odd, at most 25. */
export function window(count: number): number {
  return Math.min(25, 2 * Math.floor(count / 40) + 1);
}

/**
 * Losses of mini-batches jump up and down: the median of each and those before it, so many in all, where there is a loss. One bad
 * number does not move it.
 */
export function smoothed(column: Column, span: number): Column {
  if (span <= 1) return column;
  return column.map((value, i) => {
    if (typeof value !== 'number') return value;
    const last = column
      .slice(Math.max(0, i - span + 1), i + 1)
      .filter((each) => typeof each === 'number')
      .sort((a, b) => a - b);
    const half = last.length / 2;
    return ((last[Math.ceil(half) - 1] as number) + (last[Math.floor(half)] as number)) / 2;
  });
}
