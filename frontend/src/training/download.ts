/** Words for a download. */
import type { DataState } from '../link/protocol.gen';
import { bytes } from '../words/numbers';
import { duration } from '../words/times';

/** How a download is going: "34 % · 3.9 of 11.6 MB · 12 s left". */
export function downloadWords(state: DataState): string {
  const left = state.seconds_left === null ? '' : ` · ${duration(state.seconds_left)} left`;
  if (!state.total) return `${bytes(state.done)}${left}`;
  return `${Math.floor((state.done / state.total) * 100)} % · ${bytes(state.done)} of ${bytes(state.total)}${left}`;
}
