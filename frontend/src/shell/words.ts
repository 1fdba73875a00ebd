/** Words for the state of training, and for an answer. */
import type { Status } from '../link/protocol.gen';
import { likeliest } from '../words/likeliest';
import { count, percent } from '../words/numbers';

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

/** "Answer: 3, 98 % sure"; '' where there is none. */
export function answerWords(shares: readonly number[], names: readonly string[]): string {
  const best = likeliest(shares);
  return best === null ? '' : `Answer: ${names[best] ?? best}, ${percent(shares[best] ?? 0, 0)} sure`;
}
