import { describe, expect, it } from 'vitest';
import type { LossInfo } from '../link/catalog.gen';
import type { LossSpec, TrainingSettings } from '../link/protocol.gen';
import { lossOf, lossWords, withLoss, withLossNamed } from './loss';

const info = (defaults: { type: string; [key: string]: unknown }): LossInfo => ({
  type: defaults.type,
  title: defaults.type,
  help: '',
  after: '',
  answers: defaults.type === 'MSELoss' ? 'parts' : '',
  schema: {},
  defaults,
});
const LOSSES = [
  info({ type: 'CrossEntropyLoss', label_smoothing: 0 }),
  info({ type: 'MultiMarginLoss', p: 1, margin: 1 }),
  info({ type: 'MSELoss' }),
];
const SETTINGS = { optimizer: 'SGD', lr: 0.1 } as TrainingSettings;

describe('the loss', () => {
  it('is the usual one where none is said', () => {
    expect(lossOf(SETTINGS, LOSSES)).toEqual({ type: 'CrossEntropyLoss', label_smoothing: 0 });
    expect(lossOf(SETTINGS, [])).toBeUndefined();
  });

  it('that is usual is left out of the settings, so that links and presets are the same', () => {
    const hinge = withLossNamed(SETTINGS, 'MultiMarginLoss', LOSSES);
    expect(hinge.loss).toEqual({ type: 'MultiMarginLoss', p: 1, margin: 1 });
    expect(withLossNamed(hinge, 'CrossEntropyLoss', LOSSES)).toEqual(SETTINGS);
    expect(withLossNamed(hinge, 'CrossEntropyLoss', LOSSES)).not.toHaveProperty('loss');
    const smoothed = withLoss(SETTINGS, { type: 'CrossEntropyLoss', label_smoothing: 0.1 }, LOSSES);
    expect(smoothed.loss).toEqual({ type: 'CrossEntropyLoss', label_smoothing: 0.1 });
  });

  it('that is chosen again keeps its arguments; one that is not offered changes nothing', () => {
    const wide = withLoss(SETTINGS, { type: 'MultiMarginLoss', p: 2, margin: 5 }, LOSSES);
    expect(withLossNamed(wide, 'MultiMarginLoss', LOSSES)).toBe(wide);
    expect(withLossNamed(wide, 'OtherLoss', LOSSES)).toBe(wide);
  });

  it('of one image is −log p with plain cross-entropy alone', () => {
    const words = (loss?: LossSpec) => lossWords(loss ? { ...SETTINGS, loss } : SETTINGS, LOSSES);
    expect(words()).toMatchObject({ each: '−log p of the right class', logs: true, answers: '' });
    const smoothed = words({ type: 'CrossEntropyLoss', label_smoothing: 0.1 });
    expect(smoothed).toMatchObject({ each: 'CrossEntropyLoss', logs: true });
    expect(words({ type: 'MultiMarginLoss', p: 1, margin: 1 })).toMatchObject({ each: 'MultiMarginLoss', logs: false });
    expect(words({ type: 'MSELoss' })).toMatchObject({ logs: false, answers: 'parts' });
  });
});
