/** How numbers of a run are said. */
import { count } from '../words/numbers';

/** A loss in three places that matter: "2.303", "0.075", "0.0031". */
export function loss(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return '∞';
  if (value >= 1000) return value.toExponential(1);
  if (value >= 0.01 || value === 0) return value.toFixed(3);
  return value >= 0.0001 ? value.toPrecision(2) : value.toExponential(1).replace('-', '−');
}

/** A learning rate as people write it: "0.003", "1e−5". */
export function rate(value: number): string {
  if (value === 0) return '0';
  return Math.abs(value) >= 0.0001 && Math.abs(value) < 10000
    ? String(Number(value.toPrecision(3)))
    : value
        .toExponential()
        .replace(/(\.\d\d)\d+/, '$1')
        .replace('e-', 'e−')
        .replace('e+', 'e');
}

/** What a score was measured on: "on all 10 000 test examples", "on 2 000 of 10 000 test examples". */
export function measured(score: { size: number; whole: boolean }, of: number, what: string): string {
  if (score.whole) return `on all ${count(score.size)} ${what} examples`;
  return of > score.size
    ? `on ${count(score.size)} of ${count(of)} ${what} examples`
    : `on ${count(score.size)} ${what} examples`;
}

/** Which pass is under way, from 1: "Epoch 2 of 3". */
export function epochOf(epoch: number, epochs: number): string {
  if (epochs <= 0) return '';
  const now = Math.min(epochs, Math.floor(epoch + 1e-9) + 1);
  return `Epoch ${count(now)} of ${count(epochs)}`;
}

/** Share of an axis in powers of ten: 0 at `low`, 1 at `high`; beyond: its ends. */
export function logShare(value: number, low: number, high: number): number {
  if (!(value > 0)) return 0;
  const share = (Math.log10(value) - Math.log10(low)) / (Math.log10(high) - Math.log10(low));
  return Math.max(0, Math.min(1, share));
}
