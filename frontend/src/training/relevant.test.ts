import { describe, expect, it } from 'vitest';
import type { TrainingSettings } from '../link/protocol.gen';
import { layout, nameOf, stepping } from './relevant';

const settings: TrainingSettings = {
  optimizer: 'Adam',
  lr: 0.003,
  momentum: 0.9,
  nesterov: false,
  beta2: 0.999,
  weight_decay: 0,
  schedule: 'constant',
  step_epochs: 1,
  gamma: 0.5,
  warm: 0.25,
  batch_size: 128,
  epochs: 10,
  patience: 0,
};
const known = Object.keys(settings);

describe('the fields shown', () => {
  it('are those of the optimiser', () => {
    const shown = (optimizer: TrainingSettings['optimizer'], momentum = 0.9) => {
      const { main, more } = layout({ ...settings, optimizer, momentum }, known);
      return [...main, ...more].filter((field) => ['momentum', 'nesterov', 'beta2'].includes(field));
    };
    expect(shown('SGD')).toEqual(['momentum', 'nesterov']);
    expect(shown('SGD', 0)).toEqual(['momentum']);
    expect(shown('Adam')).toEqual(['momentum', 'beta2']);
    expect(shown('RMSprop')).toEqual(['momentum']);
    expect(shown('Adadelta')).toEqual([]);
  });

  it('are those of the schedule', () => {
    const shown = (schedule: TrainingSettings['schedule']) => layout({ ...settings, schedule }, known).main;
    expect(shown('constant')).not.toContain('gamma');
    expect(shown('step')).toEqual(expect.arrayContaining(['step_epochs', 'gamma']));
    expect(shown('one-cycle')).toContain('warm');
    expect(shown('cosine')).not.toContain('warm');
  });

  it('are each shown once, and only if the server has them; a new one is shown too', () => {
    for (const optimizer of ['SGD', 'Adam', 'AdamW', 'RMSprop', 'Adadelta'] as const) {
      const { main, more } = layout({ ...settings, optimizer }, known);
      expect(new Set([...main, ...more]).size).toBe(main.length + more.length);
    }
    expect(layout(settings, ['lr', 'clip'])).toEqual({ main: ['lr'], more: ['clip'] });
  });
});

it('steps each number in its own way', () => {
  expect(stepping('lr')).toBe('1-2-5');
  expect(stepping('epochs')).toBe(1);
});

it('names Adam’s momentum as its paper does', () => {
  expect(nameOf('momentum', 'Momentum', settings)).toBe('Beta 1');
  expect(nameOf('momentum', 'Momentum', { ...settings, optimizer: 'SGD' })).toBe('Momentum');
});
