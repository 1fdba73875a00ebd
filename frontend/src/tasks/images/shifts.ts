/** Curves of accuracy against shift, of several nets. */
import type { ShiftCurve } from '../../link/protocol.gen';

/** The curve of one net, as it was at one step. */
export interface ShiftedNet {
  /** For people: the preset's title, or that it is one's own. */
  readonly name: string;
  readonly curve: ShiftCurve;
}

/** So many nets are compared. */
export const MOST = 4;
export const FARTHEST = 8;
/** All shifts, rising. */
export const SHIFTS: readonly number[] = Array.from({ length: 2 * FARTHEST + 1 }, (_, i) => i - FARTHEST);

/** With a curve that came: in place of the same net's at the same step, else at the end; the oldest makes way. */
export function withCurve(nets: readonly ShiftedNet[], name: string, curve: ShiftCurve): ShiftedNet[] {
  const at = nets.findIndex((net) => net.name === name && net.curve.step === curve.step);
  if (at < 0) return [...nets, { name, curve }].slice(-MOST);
  return nets.map((net, i) => (i === at ? { name, curve } : net));
}

/** One number a shift; null where it has not been measured. */
export function columnOf(curve: ShiftCurve): (number | null)[] {
  const found = new Map(curve.shifts.map((shift, i) => [shift, curve.accuracy[i] ?? null]));
  return SHIFTS.map((shift) => found.get(shift) ?? null);
}

/** The accuracy at a shift; null: not measured. */
export function accuracyAt(curve: ShiftCurve, shift: number): number | null {
  return curve.accuracy[curve.shifts.indexOf(shift)] ?? null;
}
