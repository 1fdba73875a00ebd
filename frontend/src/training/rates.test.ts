import { describe, expect, it } from 'vitest';
import type { Catalog, PresetInfo } from '../link/catalog.gen';
import type { TrainingSettings } from '../link/protocol.gen';
import { isGiven, rateHint, withOptimizer } from './rates';

const rates: Catalog['rates'] = {
  SGD: { usual: 0.1, least: 0.001, most: 1 },
  Adam: { usual: 0.003, least: 0.00003, most: 0.1 },
  Adadelta: { usual: 1, least: 0.03, most: 10 },
};
const training = (optimizer: TrainingSettings['optimizer'], lr: number): TrainingSettings => ({
  optimizer,
  lr,
  momentum: 0.9,
  nesterov: false,
  beta2: 0.999,
  weight_decay: 0,
  schedule: 'cosine',
  step_epochs: 1,
  gamma: 0.5,
  warm: 0.25,
  batch_size: 128,
  epochs: 10,
  patience: 0,
});
const presets = [{ training: training('Adam', 0.002) } as PresetInfo];

describe('a learning rate', () => {
  it('comes with its optimiser or with a preset; else somebody chose it', () => {
    expect(isGiven(training('Adam', 0.003), rates, presets)).toBe(true);
    expect(isGiven(training('Adam', 0.002), rates, presets)).toBe(true);
    expect(isGiven(training('Adam', 0.004), rates, presets)).toBe(false);
    expect(isGiven(training('SGD', 0.002), rates, presets)).toBe(false);
    expect(isGiven({ ...training('Adam', 0.002), schedule: 'constant' }, rates, presets)).toBe(false);
  });

  it('goes with its optimiser, unless somebody chose it', () => {
    expect(withOptimizer(training('Adam', 0.002), 'Adadelta', rates, false)).toEqual(training('Adadelta', 1));
    expect(withOptimizer(training('Adam', 0.004), 'Adadelta', rates, true)).toEqual(training('Adadelta', 0.004));
    // One that this page has no rate of.
    expect(withOptimizer(training('Adam', 0.002), 'RMSprop', rates, false)).toEqual(training('RMSprop', 0.002));
  });

  it('is spoken of where the optimiser can make nothing of it', () => {
    expect(rateHint(training('Adadelta', 0.002), rates)).toBe(
      'Very small: Adadelta usually has about 1. It will hardly learn.',
    );
    expect(rateHint(training('Adam', 1), rates)).toBe(
      'Very large: Adam usually has about 0.003. The loss may explode.',
    );
    expect(rateHint(training('SGD', 0), rates)).toBe('With 0 nothing is learned; SGD usually has about 0.1.');
    for (const lr of [0.001, 0.1, 1]) expect(rateHint(training('SGD', lr), rates)).toBe('');
    expect(rateHint(training('RMSprop', 50), rates)).toBe('');
  });
});
