/** Words for times, sizes and the state of training. */
import type { DataState, Status } from '../link/protocol.gen';

/** "9 s", "2 min", "1 h 5 min". */
export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** "11.5 MB", in steps of 1,000. */
export function size(bytes: number): string {
  if (bytes < 1e6) return `${Math.round(bytes / 1e3)} kB`;
  return `${(bytes / 1e6).toFixed(bytes < 1e8 ? 1 : 0)} MB`;
}

/** A whole number with thin spaces: 60 000. */
export function count(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}

export function stateWords(status: Status): string {
  // Training was asked for, and waits for its turn.
  if (status.message && (status.state === 'idle' || status.state === 'paused')) return status.message;
  switch (status.state) {
    case 'idle':
      return 'Not trained yet';
    case 'running':
      return 'Training';
    case 'paused':
      return 'Paused';
    case 'done':
      return 'Done';
    case 'failed':
      return 'Stopped by a failure';
  }
}

/** "step 930 · epoch 2 of 3"; '' before the first step. */
export function placeWords(status: Status): string {
  if (status.step === 0) return '';
  const epoch = Math.min(Math.max(1, Math.ceil(status.epoch)), Math.max(1, status.epochs));
  return `step ${count(status.step)}${status.epochs ? ` · epoch ${epoch} of ${status.epochs}` : ''}`;
}

/** How a download is going: "34 % · 3.9 of 11.6 MB · 12 s left". */
export function downloadWords(state: DataState): string {
  const left = state.seconds_left === null ? '' : ` · ${duration(state.seconds_left)} left`;
  if (!state.total) return `${size(state.done)}${left}`;
  return `${Math.floor((state.done / state.total) * 100)} % · ${size(state.done)} of ${size(state.total)}${left}`;
}

/** "Answer: 3, 98 % sure"; '' where there is none. */
export function answerWords(probabilities: readonly number[], classes: readonly string[]): string {
  if (probabilities.length === 0) return '';
  const best = probabilities.reduce((found, p, i) => (p > (probabilities[found] ?? -1) ? i : found), 0);
  return `Answer: ${classes[best] ?? best}, ${Math.round((probabilities[best] ?? 0) * 100)} % sure`;
}
