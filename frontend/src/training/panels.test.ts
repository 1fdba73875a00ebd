import { fireEvent, render, screen } from '@testing-library/svelte';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Augment, DataSettings, TrainingSettings } from '../link/protocol.gen';
import { taskOf } from '../tasks/task';
import DataPanel from './DataPanel.svelte';
import type { Schema } from '../form/schema';
import TrainingPanel from './TrainingPanel.svelte';

const schema: Schema = {
  properties: {
    optimizer: { title: 'Optimiser', enum: ['SGD', 'Adam'], type: 'string', description: 'The rule', anew: true },
    lr: { title: 'Learning rate', type: 'number', minimum: 0, maximum: 100 },
    momentum: { title: 'Momentum', type: 'number', minimum: 0, exclusiveMaximum: 1 },
    nesterov: { title: 'Nesterov', type: 'boolean' },
    schedule: {
      title: 'Schedule',
      enum: ['constant', 'one-cycle'],
      type: 'string',
      description: 'The course',
      anew: false,
    },
    warm: { title: 'Peak at', type: 'number', minimum: 0, maximum: 1 },
    batch_size: { title: 'Batch size', type: 'integer', minimum: 1, maximum: 8192 },
  },
};
const settings: TrainingSettings = {
  optimizer: 'SGD',
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

describe('training settings', () => {
  function panel(change: Partial<TrainingSettings> = {}) {
    const onchange = vi.fn<(settings: TrainingSettings) => void>();
    const view = render(TrainingPanel, { schema, settings: { ...settings, ...change }, schedule: [1, 1], onchange });
    return { ...view, onchange, lr: screen.getByRole<HTMLInputElement>('textbox', { name: /Learning rate/ }) };
  }

  it('show the fields that matter, and which start anew', () => {
    panel();
    expect(screen.getByLabelText(/Optimiser/)).toBeTruthy();
    expect(screen.queryByLabelText(/Peak at/)).toBeNull();
    expect(screen.getByLabelText(/Optimiser/).getAttribute('aria-describedby')).toMatch(/-help$/);
    expect(screen.getByText('The rule. Starts the training anew.')).toBeTruthy();
    expect(screen.getByText('The course')).toBeTruthy();
    expect(screen.getAllByText('↺')).toHaveLength(1);
  });

  it('show the schedule’s own', () => {
    panel({ schedule: 'one-cycle' });
    expect(screen.getByLabelText(/Peak at/)).toBeTruthy();
    expect(screen.getByRole('img')).toBeTruthy();
  });

  it('commit on Enter and on leaving, once', async () => {
    const { onchange, lr } = panel();
    await fireEvent.input(lr, { target: { value: '1e-2' } });
    expect(onchange).not.toHaveBeenCalled();
    await fireEvent.keyDown(lr, { key: 'Enter' });
    expect(onchange).toHaveBeenCalledExactlyOnceWith({ ...settings, lr: 0.01 });
    await fireEvent.blur(lr);
    expect(onchange).toHaveBeenCalledTimes(1);
    await fireEvent.input(lr, { target: { value: '0.5' } });
    await fireEvent.blur(lr);
    expect(onchange).toHaveBeenLastCalledWith({ ...settings, lr: 0.5 });
  });

  it('take back what was typed on Escape', async () => {
    const { onchange, lr } = panel();
    await fireEvent.input(lr, { target: { value: '7' } });
    await fireEvent.keyDown(lr, { key: 'Escape' });
    expect(lr.value).toBe('0.003');
    await fireEvent.blur(lr);
    expect(onchange).not.toHaveBeenCalled();
  });

  it('say what is not allowed, and do not send it', async () => {
    const { onchange, lr } = panel();
    await fireEvent.input(lr, { target: { value: '-1' } });
    await fireEvent.keyDown(lr, { key: 'Enter' });
    expect(screen.getByRole('alert').textContent).toBe('At least 0.');
    expect(lr.getAttribute('aria-invalid')).toBe('true');
    expect(onchange).not.toHaveBeenCalled();
    await fireEvent.input(lr, { target: { value: '1' } });
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('step by arrow keys, each number in its own way', async () => {
    const { onchange, lr } = panel();
    await fireEvent.keyDown(lr, { key: 'ArrowUp' });
    expect(onchange).toHaveBeenLastCalledWith({ ...settings, lr: 0.005 });
    await fireEvent.keyDown(screen.getByLabelText(/Batch size/), { key: 'ArrowDown' });
    expect(onchange).toHaveBeenLastCalledWith({ ...settings, batch_size: 64 });
  });

  it('let the learning rate go with the optimiser, unless it was typed', async () => {
    const rates = { SGD: { usual: 0.1, least: 0.001, most: 1 }, Adam: { usual: 0.003, least: 0.00003, most: 0.1 } };
    const onchange = vi.fn<(settings: TrainingSettings) => void>();
    const given = { ...settings, lr: 0.1 };
    const props = { schema, rates, schedule: [1, 1], onchange };
    const { rerender } = render(TrainingPanel, { ...props, settings: given });
    const choose = (value: string) => fireEvent.change(screen.getByLabelText(/Optimiser/), { target: { value } });
    await choose('Adam');
    expect(onchange).toHaveBeenLastCalledWith({ ...given, optimizer: 'Adam', lr: 0.003 });
    // The same number, but typed.
    const lr = screen.getByRole('textbox', { name: /Learning rate/ });
    await rerender({ ...props, settings: { ...given, lr: 0.2 } });
    await fireEvent.input(lr, { target: { value: '0.1' } });
    await fireEvent.keyDown(lr, { key: 'Enter' });
    await rerender({ ...props, settings: given });
    await choose('Adam');
    expect(onchange).toHaveBeenLastCalledWith({ ...given, optimizer: 'Adam' });
  });

  it('say of a learning rate that the optimiser can make nothing of it, beside its field', () => {
    const rates = { SGD: { usual: 0.1, least: 0.001, most: 1 } };
    render(TrainingPanel, { schema, rates, settings: { ...settings, lr: 20 }, schedule: [1, 1], onchange: vi.fn() });
    const hint = screen.getByText('Very large: SGD usually has about 0.1. The loss may explode.');
    expect(screen.getByRole('textbox', { name: /Learning rate/ }).getAttribute('aria-describedby')).toContain(hint.id);
  });

  it('send choices and switches at once', async () => {
    const { onchange } = panel();
    await fireEvent.change(screen.getByLabelText(/Optimiser/), { target: { value: 'Adam' } });
    expect(onchange).toHaveBeenLastCalledWith({ ...settings, optimizer: 'Adam' });
    await fireEvent.click(screen.getByLabelText(/Nesterov/));
    expect(onchange).toHaveBeenLastCalledWith({ ...settings, nesterov: true });
  });
});

describe('data settings', () => {
  const none: Augment = { shift: 0, rotate: 0, scale: 0, shear: 0, stroke: 0, elastic: 0 };
  const data: DataSettings = { dataset: 'mnist', training_size: null, validation: 0.1, label_noise: 0, augment: none };
  const props = {
    schema: {
      properties: {
        training_size: { title: 'Training examples', anyOf: [{ type: 'integer', minimum: 10 }, { type: 'null' }] },
        validation: { minimum: 0, maximum: 0.5 },
        label_noise: { title: 'Label noise', minimum: 0, maximum: 1 },
      },
    },
    augmentSchema: {
      properties: {
        shift: { title: 'Shift', minimum: 0, maximum: 8 },
        rotate: { title: 'Rotate', minimum: 0, maximum: 180 },
      },
    },
    seedSchema: { title: 'Seed', type: 'integer', minimum: 0 },
    seed: 0,
    task: taskOf('images'),
    names: [...'0123456789'].map((name) => ({ name, unit: '' })),
    size: 60000,
    warnings: { rotate: '6 and 9 look alike.' },
    preview: null,
    theme: 'light' as const,
  };

  function panel(augment: Partial<Augment> = {}) {
    const calls = { onchange: vi.fn(), onseed: vi.fn(), onpreview: vi.fn() };
    render(DataPanel, { ...props, ...calls, data: { ...data, augment: { ...none, ...augment } } });
    return calls;
  }

  beforeEach(() => {
    vi.useFakeTimers();
    return () => vi.useRealTimers();
  });

  it('ask for a preview when they come, and while a slider is dragged', async () => {
    const { onpreview, onchange } = panel();
    expect(onpreview).toHaveBeenCalledExactlyOnceWith(data);
    const shift = screen.getByLabelText('Shift');
    for (const value of [1, 2, 3]) await fireEvent.input(shift, { target: { value } });
    vi.advanceTimersByTime(500);
    expect(onpreview).toHaveBeenLastCalledWith({ ...data, augment: { ...none, shift: 3 } });
    expect(onpreview.mock.calls.length).toBeLessThan(4);
    expect(onchange).not.toHaveBeenCalled();
    await fireEvent.change(shift, { target: { value: 3 } });
    expect(onchange).toHaveBeenCalledExactlyOnceWith({ ...data, augment: { ...none, shift: 3 } });
  });

  it('warn of a rotation that turns a 6 into a 9, already while it is dragged', async () => {
    panel({ rotate: 89 });
    expect(screen.queryByText('6 and 9 look alike.')).toBeNull();
    await fireEvent.input(screen.getByLabelText('Rotate'), { target: { value: 90 } });
    expect(screen.getByText('6 and 9 look alike.')).toBeTruthy();
  });

  it('know that no number of examples means all of them', async () => {
    const { onchange } = panel();
    const field = screen.getByLabelText<HTMLInputElement>(/Training examples/);
    expect(field.placeholder).toBe('all 60\u202f000');
    await fireEvent.input(field, { target: { value: '1,000' } });
    await fireEvent.keyDown(field, { key: 'Enter' });
    expect(onchange).toHaveBeenLastCalledWith({ ...data, training_size: 1000 });
  });

  it('say which of them start anew, as the server has it', () => {
    const properties = props.schema.properties;
    const schema = {
      properties: {
        ...properties,
        training_size: { ...properties.training_size, anew: true },
        validation: { ...properties.validation, anew: false },
        augment: { anew: false },
      },
    };
    render(DataPanel, { ...props, schema, data, onchange: vi.fn(), onseed: vi.fn(), onpreview: vi.fn() });
    expect(screen.getAllByText('↺').map((mark) => mark.parentElement?.textContent?.trim())).toEqual([
      'Training examples↺',
    ]);
  });

  it('say which classes are missing', () => {
    const picture = { shape: [0, 28, 28] as [number, number, number], low: [], high: [], data: new Uint8Array() };
    const preview = { kind: 'preview' as const, before: picture, after: picture, labels: [], warnings: ['No 9.'] };
    render(DataPanel, { ...props, preview, data, onchange: vi.fn(), onseed: vi.fn(), onpreview: vi.fn() });
    expect(screen.getByText('No 9.')).toBeTruthy();
  });

  it('send a seed, and take all augmentation away', async () => {
    const { onseed, onchange } = panel({ shift: 2 });
    const seed = screen.getByLabelText(/Seed/);
    await fireEvent.input(seed, { target: { value: '42' } });
    await fireEvent.blur(seed);
    expect(onseed).toHaveBeenCalledExactlyOnceWith(42);
    await fireEvent.click(screen.getByText('None'));
    expect(onchange).toHaveBeenLastCalledWith({ ...data, augment: { shift: 0, rotate: 0 } });
  });
});
