/** Words for races. */
import { figure } from '../charts/measure';
import { rate } from '../charts/words';
import type { Measure } from '../link/catalog.gen';
import type { RaceSoFar, TrainingSettings } from '../link/protocol.gen';
import type { Lane } from './lanes';
import type { Differs, Value } from './setup';
import { count } from '../words/numbers';

const NAMES: Record<Differs, readonly [one: string, many: string]> = {
  lr: ['learning rate', 'learning rates'],
  optimizer: ['optimiser', 'optimisers'],
  loss: ['loss', 'losses'],
  momentum: ['momentum', 'values of momentum'],
  weight_decay: ['weight decay', 'weight decays'],
  seed: ['seed of the first weights', 'seeds of the first weights'],
};

/** What differs, as a field is named. Adam calls its momentum beta 1. */
export function title(differs: Differs, training?: TrainingSettings): string {
  const name = NAMES[differs][0];
  const own = differs === 'momentum' && training?.optimizer.startsWith('Adam') ? ' (beta 1)' : '';
  return name.charAt(0).toUpperCase() + name.slice(1) + own;
}

/** "6 learning rates". */
export function manyOf(differs: Differs, nets: number): string {
  return `${nets} ${NAMES[differs][1]}`;
}

/** A value, short: "0.003", "1e−5", "SGD". */
export function say(value: Value, differs: Differs): string {
  if (typeof value === 'string') return value;
  return differs === 'seed' ? String(value) : rate(value);
}

/** With the learning rate that goes with it: "SGD at 0.1". */
export function said(value: Value, differs: Differs, lr: number | null | undefined): string {
  return lr === null || lr === undefined ? say(value, differs) : `${say(value, differs)} at ${rate(lr)}`;
}

export function runs(race: RaceSoFar | null): boolean {
  return race?.state === 'starting' || race?.state === 'running';
}

/** What the page says to everybody while there is a race. */
export function stripWords(race: RaceSoFar): string {
  const nets = manyOf(race.differs, race.values.length);
  return runs(race) ? `A race of ${nets} is on.` : `A race of ${nets} is over.`;
}

/** How far it is to go, as it was typed: "1", "0.25", "0.0001". */
function passes(epochs: number): string {
  return String(Number(epochs.toPrecision(4))).replace('e-', 'e−');
}

/** Where it is, never more than it is: in tenths, or finer where that is more than a tenth of the whole way. */
function placeOf(epoch: number, epochs: number): string {
  if (Math.abs(epoch - epochs) <= 1e-9 * epochs) return passes(epochs);
  const digits = Math.max(epoch < 0.1 ? 2 : 1, 1 - Math.floor(Math.log10(epochs)));
  const unit = 10 ** digits;
  return passes(Math.floor(epoch * unit + 1e-9) / unit);
}

/** "1 pass over the examples". */
export function passesWords(epochs: number): string {
  const said = passes(epochs);
  return `${said} ${said === '1' ? 'pass' : 'passes'} over the examples`;
}

/** Where it is, and how fast: "Epoch 0.4 of 1 · 3 200 examples a second, all nets together". */
export function progressWords(race: RaceSoFar): string {
  const place = `${placeOf(race.epoch, race.epochs)} of ${passes(race.epochs)}`;
  const speed =
    race.samples_per_second > 0 ? `${count(race.samples_per_second)} examples a second, all nets together` : '';
  switch (race.state) {
    case 'starting':
      return 'Waiting for the first numbers.';
    case 'running':
      return race.steps.length === 0
        ? 'Waiting for the first numbers.'
        : [`Epoch ${place}`, speed].filter(Boolean).join(' · ');
    case 'done':
      return `Done at epoch ${place}, step ${count(race.step)}.`;
    case 'stopped':
      return `Stopped at epoch ${place}, step ${count(race.step)}.`;
    case 'failed':
      return `Stopped at step ${count(race.step)}.`;
    case 'away':
      return '';
  }
}

/** What is said of a net beside its numbers: who leads, and who is out; '' for nothing. */
export function laneWords(lane: Lane): string {
  if (lane.out !== null) return `out at step ${count(lane.out)}: its loss was no number any more`;
  return lane.leads ? 'leads' : '';
}

/** So many test examples are measured on while a race is on; on all only at its end. */
const SAMPLE = 500;

/** What the figures were measured on; '' before there are any. */
export function measuredWords(race: RaceSoFar): string {
  if (race.measured.length === 0) return '';
  if (!race.whole) return `on a fixed sub-sample of ${count(race.size)} test examples`;
  const all = `on all ${count(race.size)} test examples`;
  return race.measured.length > 1 && race.size > SAMPLE
    ? `the last ${all}, the others on a sub-sample of ${SAMPLE}`
    : all;
}

/** For those who hear it: not its figures, but how it stands. */
export function announced(race: RaceSoFar, lanes: readonly Lane[], measure: Measure | null): string {
  if (race.state === 'failed') return race.message;
  if (race.state === 'running') return 'The race runs.';
  if (race.state !== 'done' && race.state !== 'stopped') return '';
  const first = lanes.find((lane) => lane.leads);
  const best = first
    ? ` ${said(first.value, race.differs, race.rates[lanes.indexOf(first)])} leads${first.figure === null ? '' : ` with ${figure(measure, first.figure)}`}.`
    : '';
  return `The race is over.${best}`;
}
