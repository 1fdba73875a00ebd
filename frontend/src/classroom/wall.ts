/** What was handed in, and what the net says of it: put together, in the order of the wall, in words. */
import type { Verdicts, WallDigit } from '../link/protocol.gen';
import { likeliest } from '../words/likeliest';
import { percent } from '../words/numbers';

/** How the net stands to a digit: sure of something else, not sure, right; struck out; or not asked yet. */
export type Standing = 'wrong' | 'unsure' | 'right' | 'struck' | 'unknown';

export interface Judged {
  digit: WallDigit;
  standing: Standing;
  /** The class it says, and how sure it is, 0 to 1; null: not asked yet, or its output is no number. */
  guess: number | null;
  confidence: number;
  /** How sure it is of what the digit is said to be. */
  truth: number;
}

/** Below this confidence in its answer the net counts as unsure, right or wrong. */
export const SURE = 0.6;

const RANK: Record<Standing, number> = { wrong: 0, unsure: 1, right: 2, unknown: 3, struck: 4 };

/** `digits` with those of the other list in it: new ones, and others in the place of old ones of the same number. */
export function withDigits(
  digits: ReadonlyMap<number, WallDigit>,
  more: readonly WallDigit[],
  whole: boolean,
): ReadonlyMap<number, WallDigit> {
  return new Map([...(whole ? [] : digits), ...more.map((digit) => [digit.id, digit] as const)]);
}

/** What the net says of each digit: number → probabilities. */
export function probabilitiesOf(verdicts: Verdicts | null): ReadonlyMap<number, Float32Array> {
  if (!verdicts) return new Map();
  const { data, shape } = verdicts.probabilities;
  const numbers = new Float32Array(data.slice().buffer);
  const classes = shape[1] ?? 0;
  return new Map(verdicts.ids.map((id, i) => [id, numbers.subarray(i * classes, (i + 1) * classes)]));
}

/** A digit and what the net says of it. */
export function judge(digit: WallDigit, probabilities: Float32Array | undefined): Judged {
  const guess = probabilities?.every(Number.isFinite) ? likeliest(probabilities) : null;
  const confidence = guess === null ? 0 : (probabilities?.[guess] ?? 0);
  const truth = guess === null ? 0 : (probabilities?.[digit.label] ?? 0);
  const standing: Standing = digit.struck
    ? 'struck'
    : guess === null
      ? 'unknown'
      : confidence < SURE
        ? 'unsure'
        : guess === digit.label
          ? 'right'
          : 'wrong';
  return { digit, standing, guess, confidence, truth };
}

/**
 * The wall's order: confident mistakes, the most confident first; then what it is unsure of, the least sure first; then what it gets
 * right, the least sure first; then what it has not seen yet, and what is struck out, newest first. Whole percents count: hundreds of
 * tiles do not change places for less.
 */
export function inOrder(judged: readonly Judged[]): Judged[] {
  return [...judged].sort((a, b) => {
    if (a.standing !== b.standing) return RANK[a.standing] - RANK[b.standing];
    const [one, other] = [Math.round(100 * a.confidence), Math.round(100 * b.confidence)];
    const sure = a.standing === 'wrong' ? other - one : one - other;
    const said = a.standing === 'unknown' || a.standing === 'struck' ? 0 : sure;
    return said || b.digit.id - a.digit.id;
  });
}

/** The same digits in an order that was shown before; new ones at the end. */
export function inOrderOf(ids: readonly number[], judged: readonly Judged[]): Judged[] {
  const place = new Map(ids.map((id, i) => [id, i]));
  return [...judged].sort((a, b) => (place.get(a.digit.id) ?? Infinity) - (place.get(b.digit.id) ?? Infinity) || 0);
}

const name = (classes: readonly string[], index: number) => classes[index] ?? String(index);

/** "Says 7, 93 % sure"; what a reader is told of one digit. */
export function verdictWords({ standing, guess, confidence }: Judged, classes: readonly string[]): string {
  if (standing === 'struck') return 'Struck out';
  if (guess === null) return 'Not looked at yet';
  return `The net says ${name(classes, guess)}, ${percent(confidence, 0)} sure`;
}

/** "Number 23, by Ada: a 7. The net says 1, 93 % sure: wrong". */
export function digitWords(judged: Judged, classes: readonly string[]): string {
  const { digit, standing, guess } = judged;
  const wrong = standing !== 'struck' && guess !== null ? (guess === digit.label ? ': right' : ': wrong') : '';
  return `Number ${digit.id}, by ${digit.name}: ${name(classes, digit.label)}. ${verdictWords(judged, classes)}${wrong}`;
}
