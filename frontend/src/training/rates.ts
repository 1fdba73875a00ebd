/** Learning rates, each in the light of its optimiser: the same number is much to one and nothing to another. */
import type { Catalog, PresetInfo } from '../link/catalog.gen';
import type { TrainingSettings } from '../link/protocol.gen';
import { show } from '../form/number';

type Rates = Catalog['rates'];

/** Whether this learning rate comes with the optimiser, or with a preset; else somebody chose it. */
export function isGiven(settings: TrainingSettings, rates: Rates, presets: readonly PresetInfo[]): boolean {
  const { lr, optimizer, schedule } = settings;
  if (lr === rates[optimizer]?.usual) return true;
  return presets.some(
    ({ training }) => training.lr === lr && training.optimizer === optimizer && training.schedule === schedule,
  );
}

/** With another optimiser, which brings its own usual rate; one that somebody chose stays. */
export function withOptimizer(
  settings: TrainingSettings,
  optimizer: TrainingSettings['optimizer'],
  rates: Rates,
  chosen: boolean,
): TrainingSettings {
  const usual = rates[optimizer]?.usual;
  return { ...settings, optimizer, lr: chosen || usual === undefined ? settings.lr : usual };
}

/** What is to be said of the learning rate; '': nothing, it is within what the optimiser can use. */
export function rateHint({ optimizer, lr }: TrainingSettings, rates: Rates): string {
  const rate = rates[optimizer];
  if (!rate || (lr >= rate.least && lr <= rate.most)) return '';
  const usual = `${optimizer} usually has about ${show(rate.usual)}`;
  if (lr === 0) return `With 0 nothing is learned; ${usual}.`;
  return lr < rate.least
    ? `Very small: ${usual}. It will hardly learn.`
    : `Very large: ${usual}. The loss may explode.`;
}
