import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Catalog } from '../link/catalog.gen';
import {
  FORM,
  type Changed,
  type Command,
  type Curves,
  type Event,
  type Example,
  type Experiment,
  type QuantisedPictures,
  type Maps,
  type Parked,
  type Prediction,
  type RaceSoFar,
  type Refused,
  type Report,
  type Status,
  type Welcome,
} from '../link/protocol.gen';
import { Answered } from '../tasks/images/answered.svelte';
import type { Measuring } from '../tasks/images/measuring.svelte';
import type { Aim } from './room.svelte';
import { Store } from './store.svelte';

function floats(...numbers: number[]) {
  return { shape: [numbers.length], data: new Uint8Array(Float32Array.from(numbers).buffer) };
}

function experiment(change: { seed?: number; lr?: number; layers?: string[]; dataset?: string } = {}): Experiment {
  const { seed = 0, lr = 0.003, layers = ['Flatten', 'Linear'], dataset = 'digits' } = change;
  return {
    net: { input: [1, 28, 28], layers: layers.map((type, i) => ({ id: `l${i}`, type })) },
    data: { dataset, training_size: null, validation: 0.1, label_noise: 0, augment: {} },
    training: { lr },
    seed,
  } as unknown as Experiment;
}

function report(outputs: Record<string, number[] | null> = { l0: [784], l1: [10] }): Report {
  const layers = Object.entries(outputs).map(([id, output]) => ({
    id,
    type: 'Linear',
    input: null,
    output,
    parameters: 0,
    macs: 0,
  }));
  return { parameters: 0, macs: 0, layers, problems: [], ok: true } as unknown as Report;
}

const changed = (to: Experiment, more: Partial<Changed> = {}): Changed => ({
  kind: 'changed',
  experiment: to,
  report: report(),
  schedule: [1, 0.5],
  fresh: false,
  by: 'me',
  name: 'a',
  parked: null,
  ...more,
});

const status = (more: Partial<Status> = {}): Status => ({
  kind: 'status',
  state: 'idle',
  step: 0,
  epoch: 0,
  epochs: 3,
  steps_per_epoch: 469,
  samples_per_second: 0,
  seconds_left: null,
  lr: null,
  device: 'CPU',
  message: '',
  ...more,
});

const curves = (first: number, ...loss: number[]): Curves => ({
  kind: 'curves',
  first,
  stride: 1,
  loss: floats(...loss),
  measures: { accuracy: floats(...loss.map(() => 0.5)) },
  high: null,
  at: [],
  gradients: { l1: 0.25 },
});

const sketch = (ink: number): Example => ({ signal: 'picture', size: [1, 1, 1], values: Uint8Array.of(ink) });
const pictures = (...shape: [number, number, number]): QuantisedPictures => ({
  shape,
  low: [],
  high: [],
  data: new Uint8Array(),
});
const maps = (layer: string, ...shape: [number, number, number]): Maps => ({
  kind: 'maps',
  layer,
  drawing: 0,
  step: 0,
  pictures: pictures(...shape),
});

const BARE: Aim = { room: null, experiment: null, join: false, key: null };

const welcome = (more: Partial<Welcome> = {}): Welcome => ({
  kind: 'welcome',
  version: '0.1.0',
  form: FORM,
  room: 'K7QX',
  house: true,
  epoch: 'life',
  number: 10,
  viewer: 'me',
  role: 'presenter',
  key: '',
  people: { kind: 'viewers', count: 1, driver: null, volunteers: [], closed: false, copies: false },
  scene: null,
  question: null,
  replayed: false,
  changed: changed(experiment(), { by: null }),
  status: status({ state: 'paused', step: 2 }),
  data: [],
  curves: [curves(1, 2, 1)],
  evaluations: [],
  showcase: null,
  failure: null,
  keyframes: [],
  runs: { kind: 'runs', runs: [], at: null },
  refused: '',
  ...more,
});

const prediction = (drawing: number, empty: boolean): Prediction => ({
  kind: 'prediction',
  drawing,
  step: 0,
  answer: { task: 'images', values: [1] },
  milliseconds: 1,
  empty,
  example: null,
  target: [],
});

const refused = (more: Partial<Refused> = {}): Refused => ({
  kind: 'refused',
  command: 'change',
  message: 'No.',
  needs_restart: false,
  ...more,
});

let store: Store;
let sent: Command[];
let online: boolean;
let renewed: number;
let answered: Answered;
let measuring: Measuring;
let frame: ((words: boolean) => boolean) | null;
let urgent: boolean;

beforeEach(() => {
  sent = [];
  online = true;
  renewed = 0;
  frame = null;
  store = new Store({
    send: (command) => {
      if (online) sent.push(command);
      return online;
    },
    renewed: () => renewed++,
    beside: () => answered,
    nextFrame: (callback, soon) => {
      frame = callback;
      urgent = soon;
    },
  });
  answered = new Answered(store);
  measuring = answered.measuring;
  store.receive({ number: 0, event: welcome() });
});

const last = () => sent.at(-1)!;

/** The browser paints. */
function flush(words = true): void {
  const callback = frame!;
  frame = null;
  callback(words);
}

describe('every event', () => {
  it('welcome says all there is', () => {
    expect(store.room.code).toBe('K7QX');
    expect(store.editing.experiment).toEqual(experiment());
    expect(store.run.status.state).toBe('paused');
    expect(store.run.curves).toMatchObject({ step: [1, 2], loss: [2, 1] });
    expect(store.run.gradients).toEqual({ l1: 0.25 });
    expect(store.editing.schedule).toEqual([1, 0.5]);
    expect(store.hello(BARE)).toMatchObject({ room: 'K7QX', last: 10, epoch: 'life' });
  });

  it('welcome says why an address was not used', () => {
    store.apply(welcome({ epoch: 'other', refused: 'The address holds nonsense.' }));
    expect(store.notices.list.at(-1)?.what).toBe('The address holds nonsense.');
  });

  it('status, curves, evaluations, mistakes and keyframes are kept', () => {
    store.apply(status({ state: 'running', step: 3 }));
    store.apply(curves(3, 0.5));
    store.apply({ kind: 'evaluation', step: 3, epoch: 0.1, train: null, validation: null, test: null });
    store.apply({ kind: 'showcase', task: 'images', step: 3, size: 1, whole: false, worst: [], most: 0, tables: {} });
    store.apply({ kind: 'keyframe', layer: 'l1', step: 0, passing: false, pictures: pictures(1, 2, 2) });
    flush();
    expect(store.run.status.step).toBe(3);
    expect(store.run.curves.loss).toEqual([2, 1, 0.5]);
    expect(store.run.evaluations).toHaveLength(1);
    expect(store.run.showcase?.size).toBe(1);
    expect(store.run.keyframes).toHaveLength(1);
  });

  it('changed, fresh: what was measured is gone', () => {
    store.apply(changed(experiment({ seed: 4 }), { fresh: true, by: 'else' }));
    expect(store.editing.experiment?.seed).toBe(4);
    expect(store.run.curves.step).toEqual([]);
    expect(store.run.keyframes).toEqual([]);
    expect(store.run.status).toMatchObject({ state: 'idle', step: 0, device: 'CPU' });
  });

  it('failure is said, and gone once it runs again', () => {
    store.apply({
      kind: 'failure',
      what: 'The loss became NaN.',
      why: 'It grew.',
      todo: 'Lower it.',
      step: 3,
      layer: 'l1',
    });
    expect(store.run.failure?.layer).toBe('l1');
    expect(store.notices.list[0]).toMatchObject({
      tone: 'problem',
      what: 'The loss became NaN.',
      why: 'It grew.',
      todo: 'Lower it.',
    });
    store.apply(status({ state: 'running' }));
    expect(store.run.failure).toBeNull();
  });

  it('pictures are taken over once a frame, the newest of each layer', () => {
    store.apply(maps('l1', 1, 1, 10));
    const newest = maps('l1', 1, 1, 10);
    store.apply(newest);
    store.apply({ kind: 'filters', layer: 'l1', step: 0, inputs: 1, drift: [], pictures: pictures(1, 2, 2) });
    expect(store.looking.maps.size).toBe(0);
    flush();
    expect(store.looking.maps.get('l1')).toBe(newest);
    expect(store.looking.filters.has('l1')).toBe(true);
  });

  it('words wait longer than pictures', () => {
    store.apply(status({ state: 'running', step: 3 }));
    store.apply(curves(3, 0.5));
    store.apply(status({ state: 'running', step: 4 }));
    store.apply(maps('l1', 1, 1, 10));
    flush(false);
    expect(store.looking.maps.has('l1')).toBe(true);
    expect([store.run.status.step, store.run.curves.step.length]).toEqual([3, 2]);
    flush(true);
    expect([store.run.status.step, store.run.curves.step.length]).toEqual([4, 3]);
    expect(frame).toBeNull();
  });

  it('what comes while it trains is gathered; an end, and the answer to a new drawing, are not', () => {
    store.apply(status({ state: 'running', step: 3 }));
    expect(store.run.status.step).toBe(3);
    store.apply(status({ state: 'running', step: 4 }));
    store.apply(curves(3, 0.5));
    expect([store.run.status.step, store.run.curves.step.length]).toEqual([3, 2]);
    expect(urgent).toBe(false);
    store.apply(status({ state: 'done', step: 5 }));
    expect([store.run.status.step, store.run.curves.step.length]).toEqual([5, 3]);
    flush();
    expect(store.run.status.state).toBe('done');

    store.looking.draw(sketch(1));
    store.apply(prediction(1, false));
    expect(store.looking.prediction?.step).toBe(0);
    store.apply({ ...prediction(1, false), step: 9 });
    expect(store.looking.prediction?.step).toBe(0);
    store.apply({ ...maps('l1', 1, 1, 10), drawing: 1 });
    expect(urgent).toBe(true);
    flush();
    expect(store.looking.prediction?.step).toBe(9);
  });

  it('pictures of what is not in the net any more are dropped', () => {
    for (const map of [maps('l0', 1, 1, 784), maps('l1', 1, 1, 10), maps('old', 8, 2, 2)]) store.apply(map);
    flush();
    store.apply(changed(experiment(), { by: 'else', report: report({ l0: [784], l1: [20] }) }));
    expect([...store.looking.maps.keys()]).toEqual(['l0']);
  });

  it('sample, preview and data states are kept', () => {
    store.apply({ kind: 'sample', dataset: 'digits', split: 'test', index: 1, target: [7], example: sketch(1) });
    store.apply({ kind: 'preview', before: pictures(1, 2, 2), after: pictures(4, 2, 2), labels: [3], warnings: [] });
    expect(store.looking.sample?.target).toEqual([7]);
    expect(answered.preview?.labels).toEqual([3]);
  });

  it('pong, and what is newer than this page, do nothing', () => {
    store.apply({ kind: 'pong' });
    store.apply({ kind: 'from the future' } as unknown as Event);
    expect(store.notices.list).toEqual([]);
  });
});

describe('a server whose messages have another form', () => {
  it('is not listened to: the page says so once, and what is here stays', () => {
    const forms: string[] = [];
    const store = new Store({ send: () => false, nextFrame: () => {}, outdated: (form) => forms.push(form) });
    store.apply(welcome());
    store.room.linked('open', '');
    store.apply(welcome({ form: 'another', epoch: 'other', room: 'H4LL', curves: [] }));
    expect([forms, store.room.outdated, store.room.link]).toEqual([['another'], true, 'lost']);
    expect([store.room.code, store.run.curves.step]).toEqual(['K7QX', [1, 2]]);
    store.run.train();
    expect(store.notices.list.at(-1)?.todo).toBe('Reload the page.');
  });
});

describe('numbers', () => {
  it('what was seen already is ignored', () => {
    store.receive({ number: 11, event: curves(3, 0.5) });
    store.receive({ number: 11, event: curves(3, 0.5) });
    store.receive({ number: 9, event: status({ step: 1 }) });
    flush();
    expect(store.run.curves.step).toEqual([1, 2, 3]);
    expect(store.run.status.step).toBe(2);
    expect(store.hello(BARE)).toMatchObject({ last: 11 });
  });

  it('a reconnect that replays keeps what is here; one that can not begins anew', () => {
    store.receive({ number: 0, event: welcome({ replayed: true, number: 12, viewer: 'me2', curves: [] }) });
    store.receive({ number: 11, event: curves(3, 0.5) });
    flush();
    expect(store.run.curves.step).toEqual([1, 2, 3]);
    expect(store.room.viewer).toBe('me2');
    store.receive({ number: 0, event: welcome({ epoch: 'another', number: 3, curves: [] }) });
    store.receive({ number: 4, event: curves(1, 9) });
    // The first loss of all does not wait for a frame.
    expect(store.run.curves).toMatchObject({ step: [1], loss: [9] });
  });
});

describe('a change', () => {
  it('shows at once, and the answer is the truth', () => {
    store.editing.change(experiment({ lr: 0.1 }));
    expect(store.editing.experiment?.training.lr).toBe(0.1);
    expect(last()).toMatchObject({ kind: 'change', experiment: { training: { lr: 0.1 } } });
    store.apply(changed(experiment({ lr: 0.2 })));
    expect(store.editing.experiment?.training.lr).toBe(0.2);
  });

  it('an answer to an older edit does not undo a newer one', () => {
    store.editing.change(experiment({ lr: 0.1 }));
    store.editing.change(experiment({ lr: 0.2 }));
    store.apply(changed(experiment({ lr: 0.1 })));
    expect(store.editing.experiment?.training.lr).toBe(0.2);
    store.apply(changed(experiment({ lr: 0.2 })));
    expect(store.editing.experiment?.training.lr).toBe(0.2);
  });

  it('refused: it is taken back, and why is said', () => {
    store.editing.change(experiment({ lr: 0.1 }));
    store.apply(refused());
    expect(store.editing.experiment).toEqual(experiment());
    expect(store.notices.list.at(-1)?.what).toBe('No.');
  });

  it('that starts anew while it runs is asked about; each of the three answers holds', () => {
    const anew = experiment({ layers: ['Flatten', 'ReLU', 'Linear'] });
    store.editing.change(anew);
    store.apply(refused({ needs_restart: true }));
    expect(store.editing.asked).toEqual(anew);
    expect(store.notices.list).toEqual([]);
    store.editing.cancel();
    expect(store.editing.experiment).toEqual(experiment());
    expect(store.editing.asked).toBeNull();

    for (const keep of [false, true]) {
      store.editing.change(anew);
      store.apply(refused({ needs_restart: true }));
      store.editing.restart(keep);
      expect(last()).toEqual({ kind: 'change', experiment: anew, keep, restart: true });
      expect(store.editing.experiment).toEqual(anew);
      store.apply(changed(anew, { fresh: true }));
      store.apply(changed(experiment(), { fresh: true, by: 'else' }));
    }
  });

  it('can be undone and redone', () => {
    vi.useFakeTimers();
    store.editing.change(experiment({ seed: 1 }));
    store.apply(changed(experiment({ seed: 1 }), { fresh: true }));
    expect([store.editing.canUndo, store.editing.canRedo]).toEqual([true, false]);
    store.editing.undo();
    expect(last()).toMatchObject({ kind: 'change', experiment: { seed: 0 } });
    store.apply(changed(experiment(), { fresh: true }));
    expect([store.editing.canUndo, store.editing.canRedo]).toEqual([false, true]);
    store.editing.redo();
    expect(store.editing.experiment?.seed).toBe(1);
    vi.useRealTimers();
  });

  it('can be undone, redone and undone faster than the server answers', () => {
    const [before, after] = [experiment(), experiment({ layers: ['Flatten', 'ReLU', 'Linear'] })];
    store.editing.change(after);
    store.editing.undo();
    store.editing.redo();
    store.editing.undo();
    expect(sent.map((command) => command.kind === 'change' && command.experiment.net.layers.length)).toEqual([
      3, 2, 3, 2,
    ]);
    for (const answer of [after, before, after, before]) store.apply(changed(answer, { fresh: true }));
    expect(store.editing.experiment).toEqual(before);
    expect([store.editing.canUndo, store.editing.canRedo]).toEqual([false, true]);
    store.editing.redo();
    expect(store.editing.experiment).toEqual(after);
  });

  it('that is cancelled leaves nothing to redo', () => {
    store.editing.change(experiment({ seed: 3 }));
    store.apply(refused({ needs_restart: true }));
    store.editing.cancel();
    expect([store.editing.canUndo, store.editing.canRedo]).toEqual([false, false]);
  });

  it('made while the connection is gone is sent when it is back', () => {
    online = false;
    store.editing.change(experiment({ lr: 0.5 }));
    expect(store.editing.experiment?.training.lr).toBe(0.5);
    online = true;
    store.receive({ number: 0, event: welcome({ replayed: true }) });
    expect(last()).toMatchObject({ kind: 'change', experiment: { training: { lr: 0.5 } } });
  });

  it('a reset is answered like one', () => {
    store.editing.reset();
    store.apply(changed(experiment(), { fresh: true }));
    store.editing.change(experiment({ lr: 0.1 }));
    store.apply(changed(experiment({ lr: 0.1 })));
    expect(store.editing.experiment?.training.lr).toBe(0.1);
  });
});

describe('runs', () => {
  const parked = (run: number, name: string, more: Partial<Parked> = {}): Parked => ({
    run,
    name,
    experiment: experiment(),
    step: 120,
    epoch: 1,
    measures: { accuracy: 0.9878 },
    measured: 120,
    examples: null,
    best: 0.99,
    state: 'leaving',
    ...more,
  });

  it('one that has made way is listed and said at once; the list that comes is the truth', () => {
    store.editing.reset();
    store.apply(changed(experiment(), { fresh: true, name: 'b', parked: parked(3, 'a') }));
    expect([store.shelf.left, store.shelf.runs.map((each) => each.run)]).toEqual([3, [3]]);
    store.apply({ kind: 'runs', runs: [parked(3, 'a', { step: 121, state: 'kept' })], at: null });
    expect([store.shelf.left, store.shelf.runs[0]?.step]).toEqual([3, 121]);
    store.apply({ kind: 'runs', runs: [], at: null });
    expect(store.shelf.left).toBeNull();
  });

  it('what was said goes when it is read, and when it trains again', () => {
    for (const end of [() => store.shelf.dismiss(), () => store.apply(status({ state: 'running', step: 1 }))]) {
      store.apply(changed(experiment(), { fresh: true, name: 'b', parked: parked(3, 'a') }));
      expect(store.shelf.left).toBe(3);
      end();
      expect(store.shelf.left).toBeNull();
      expect(store.shelf.runs).toHaveLength(1);
      store.apply(status());
    }
  });

  it('one that is gone back to brings all that was measured of it', () => {
    store.apply(changed(experiment({ seed: 6 }), { fresh: true, name: 'b', parked: parked(3, 'a') }));
    store.apply(changed(experiment({ seed: 7 }), { fresh: true, name: 'c' }));
    expect(store.shelf.left).toBe(3);
    store.editing.back(3);
    expect(last()).toEqual({ kind: 'back', run: 3 });
    store.apply(changed(experiment({ seed: 5 }), { fresh: true, name: 'a' }));
    expect([store.run.status.step, store.run.curves.step.length]).toEqual([0, 0]);
    store.apply({
      kind: 'restored',
      run: 3,
      status: status({ state: 'paused', step: 3 }),
      curves: [curves(1, 3, 2, 1)],
      evaluations: [],
      showcase: null,
      failure: null,
      keyframes: [],
    });
    expect(store.shelf.left).toBeNull();
    expect(store.editing.experiment?.seed).toBe(5);
    expect(store.run.status).toMatchObject({ state: 'paused', step: 3 });
    expect(store.run.curves.loss).toEqual([3, 2, 1]);
    store.apply(curves(4, 0.5));
    store.apply(status({ state: 'running', step: 4 }));
    expect(store.run.curves.step).toEqual([1, 2, 3, 4]);
  });

  it('are there after a reconnect that replays, too', () => {
    const runs = { kind: 'runs' as const, runs: [parked(1, 'z')], at: 1 };
    store.receive({ number: 0, event: welcome({ replayed: true, runs }) });
    expect([store.shelf.runs.length, store.shelf.at]).toEqual([1, 1]);
  });

  it('undo names the run that was there, and so does redo', () => {
    store.editing.change(experiment({ seed: 1 }));
    store.apply(changed(experiment({ seed: 1 }), { fresh: true, name: 'b', parked: parked(1, 'a') }));
    store.editing.undo();
    expect(last()).toEqual({ kind: 'change', experiment: experiment(), restart: true, name: 'a' });
    store.apply(changed(experiment(), { fresh: true, name: 'a', parked: parked(2, 'b') }));
    store.editing.redo();
    expect(last()).toEqual({ kind: 'change', experiment: experiment({ seed: 1 }), restart: true, name: 'b' });
  });

  it('a reset can be undone: the experiment is the same, the run is another', () => {
    store.editing.reset();
    expect(store.editing.canUndo).toBe(false);
    store.apply(changed(experiment(), { fresh: true, name: 'b', parked: parked(1, 'a') }));
    expect(store.editing.canUndo).toBe(true);
    store.editing.undo();
    expect(last()).toEqual({ kind: 'change', experiment: experiment(), restart: true, name: 'a' });
    store.apply(changed(experiment(), { fresh: true, name: 'a' }));
    expect([store.editing.canUndo, store.editing.canRedo]).toEqual([false, true]);
    store.editing.redo();
    expect(last()).toEqual({ kind: 'change', experiment: experiment(), restart: true, name: 'b' });
  });

  it('changes that follow at once belong to the same run', () => {
    vi.useFakeTimers();
    store.editing.change(experiment({ lr: 0.1 }));
    store.apply(changed(experiment({ lr: 0.1 })));
    vi.advanceTimersByTime(5000);
    store.editing.change(experiment({ lr: 0.1, seed: 1 }));
    store.apply(changed(experiment({ lr: 0.1, seed: 1 }), { fresh: true, name: 'b', parked: parked(1, 'a') }));
    store.editing.undo();
    expect(last()).toMatchObject({ experiment: { training: { lr: 0.1 } }, name: 'a' });
    store.apply(changed(experiment({ lr: 0.1 }), { fresh: true, name: 'a' }));
    store.editing.undo();
    expect(last()).toMatchObject({ experiment: { training: { lr: 0.003 } }, name: 'a' });
    vi.useRealTimers();
  });

  it('what others begin anew can be undone with its weights', () => {
    store.apply(changed(experiment({ seed: 8 }), { fresh: true, by: 'else', name: 'b', parked: parked(1, 'a') }));
    store.editing.undo();
    expect(last()).toMatchObject({ experiment: { seed: 0 }, name: 'a' });
  });

  it('one that can not be gone back to leaves what there is', () => {
    store.editing.back(3);
    store.apply(refused({ command: 'back', message: 'Run 3 is not kept any more.' }));
    expect(store.editing.experiment).toEqual(experiment());
    expect(store.notices.list.at(-1)?.what).toBe('Run 3 is not kept any more.');
    store.editing.change(experiment({ lr: 0.1 }));
    store.apply(changed(experiment({ lr: 0.1 })));
    expect(store.editing.experiment?.training.lr).toBe(0.1);
  });
});

describe('drawing', () => {
  it('counts, and shows no answer that was meant for another pad', () => {
    store.apply(prediction(0, true));
    expect(store.looking.prediction?.empty).toBe(true);
    store.looking.draw(sketch(1));
    expect(last()).toMatchObject({ kind: 'draw', id: 1 });
    expect(store.looking.prediction).toBeNull();
    store.apply(prediction(0, true));
    expect(store.looking.prediction).toBeNull();
    store.looking.draw(sketch(2));
    store.apply(prediction(1, false));
    expect(store.looking.prediction?.drawing).toBe(1);
    store.looking.draw(null);
    store.apply(prediction(2, false));
    expect(store.looking.prediction).toBeNull();
    store.apply(prediction(3, true));
    expect(store.looking.prediction?.drawing).toBe(3);
  });
});

describe('data sets and presets', () => {
  const catalog = {
    layers: [],
    presets: [
      { name: 'softmax', title: 'Softmax', help: '', net: experiment().net, training: { lr: 1 }, augment: null },
    ],
    datasets: [
      { name: 'digits', title: 'Digits', help: '', task: 'images', classes: [], input: [1, 28, 28], warnings: {} },
      { name: 'mnist', title: 'MNIST', help: '', task: 'images', classes: [], input: [1, 28, 28], warnings: {} },
    ],
    tasks: [
      { name: 'images', losses: ['CrossEntropyLoss', 'MSELoss'] },
      { name: 'numbers', losses: ['MSELoss', 'L1Loss'] },
    ],
    losses: ['CrossEntropyLoss', 'MSELoss', 'L1Loss'].map((type) => ({ type, defaults: { type } })),
  } as unknown as Catalog;
  const data = (state: 'ready' | 'absent' | 'downloading' | 'failed', message = ''): Event => ({
    kind: 'data',
    dataset: 'mnist',
    state,
    train: 0,
    test: 0,
    done: 0,
    total: 0,
    seconds_left: null,
    message,
    warning: '',
  });

  beforeEach(() => (store.choosing.catalog = catalog));

  it('one of another task takes its first loss, but for one that is of both', () => {
    const { digits } = Object.fromEntries(catalog.datasets.map((each) => [each.name, each]));
    const throws = { ...digits!, name: 'mnist', task: 'numbers', input: [2] };
    store.choosing.catalog = { ...catalog, datasets: [digits!, throws] };
    store.apply(data('ready'));
    store.choosing.dataset('mnist');
    const changed = () => last() as { experiment: Experiment };
    expect(changed().experiment.net.input).toEqual([2]);
    expect(changed().experiment.training.loss).toEqual({ type: 'MSELoss' });
    store.choosing.preset('softmax');
    expect(changed().experiment.training).toEqual({ lr: 1, loss: { type: 'MSELoss' } });
  });

  it('one that is here is used at once', () => {
    store.apply(data('ready'));
    store.choosing.dataset('mnist');
    expect(last()).toMatchObject({ kind: 'change', experiment: { data: { dataset: 'mnist' } } });
  });

  it('one that is not is fetched first, then used', () => {
    store.apply(data('absent'));
    store.choosing.dataset('mnist');
    expect(last()).toEqual({ kind: 'fetch', dataset: 'mnist', cancel: false });
    expect(store.choosing.wanted).toBe('mnist');
    store.apply(data('downloading'));
    expect(store.editing.experiment?.data.dataset).toBe('digits');
    store.apply(data('ready'));
    expect(store.choosing.wanted).toBeNull();
    expect(last()).toMatchObject({ kind: 'change', experiment: { data: { dataset: 'mnist' } } });
  });

  it('one that is on its way, and a change that waits for a word, are of the room that is left', () => {
    store.choosing.dataset('mnist');
    store.editing.change(experiment({ layers: ['Flatten', 'ReLU', 'Linear'] }));
    store.apply(refused({ needs_restart: true }));
    expect(store.editing.asked).not.toBeNull();
    store.room.enter('H4LL', 'mine');
    store.hello(BARE);
    store.apply(welcome({ room: 'H4LL', epoch: 'another', number: 3 }));
    expect([store.editing.asked, store.choosing.wanted]).toEqual([null, null]);
    const before = sent.length;
    store.apply(data('ready'));
    expect(sent).toHaveLength(before);
  });

  it('one that can not be had is said, and the other goes on', () => {
    store.choosing.dataset('mnist');
    store.apply(data('failed', 'MNIST could not be downloaded.'));
    expect(store.choosing.wanted).toBeNull();
    expect(store.editing.experiment?.data.dataset).toBe('digits');
    expect(store.notices.list.at(-1)?.what).toBe('MNIST could not be downloaded.');
  });

  it("a room's own is not fetched", () => {
    store.choosing.catalog = {
      ...catalog,
      datasets: [...catalog.datasets, { ...catalog.datasets[0]!, name: 'class', title: 'The class', of_room: true }],
    };
    store.apply({ ...data('absent', 'No digits have been handed in.'), dataset: 'class' } as Event);
    store.choosing.dataset('class');
    expect(sent.filter(({ kind }) => kind === 'fetch' || kind === 'change')).toEqual([]);
    expect(store.notices.list.at(-1)?.what).toBe('No digits have been handed in.');
    store.learnFrom('class');
    expect(sent.filter(({ kind }) => kind === 'train' || kind === 'change')).toEqual([]);
  });

  it('one is gone on with, with the weights there are, and with the images that have come since', () => {
    store.apply(data('ready'));
    const training = { lr: 0.5 } as Experiment['training'];
    store.learnFrom('mnist', training);
    const asked = { kind: 'change', keep: true, restart: true, experiment: { data: { dataset: 'mnist' }, training } };
    expect(sent.slice(-2)).toMatchObject([asked, { kind: 'train' }]);
    store.apply(changed(store.editing.experiment!, { fresh: true }));
    // The same once more is no change here, but may be one there.
    store.learnFrom('mnist');
    expect(sent.slice(-2)).toMatchObject([asked, { kind: 'train' }]);
    expect(sent.filter(({ kind }) => kind === 'change')).toHaveLength(2);
  });

  it('a preset brings its net and training, and leaves data set and seed', () => {
    store.editing.change(experiment({ seed: 5 }));
    store.choosing.preset('softmax');
    expect(last()).toMatchObject({
      experiment: { seed: 5, training: { lr: 1 }, data: { dataset: 'digits', augment: { rotate: 0 } } },
    });
  });
});

describe('nets on shifted images', () => {
  const curve = (step: number, done: boolean): Event => ({
    kind: 'shifts',
    step,
    size: 1000,
    shifts: [-1, 0],
    accuracy: [0.5, 0.9],
    done,
  });

  it('are measured under a name, and stay when another net comes', () => {
    measuring.begin('Perceptron');
    expect(last()).toEqual({ kind: 'shifts' });
    store.apply(curve(30, false));
    expect(measuring.now).toBe('Perceptron');
    store.apply(curve(30, true));
    expect(measuring.now).toBeNull();
    store.apply(changed(experiment({ seed: 9 }), { fresh: true }));
    expect(measuring.nets.map((net) => [net.name, net.curve.step])).toEqual([['Perceptron', 30]]);
    measuring.forget(0);
    expect(measuring.nets).toEqual([]);
  });

  it('that are gone before the end leave nothing', () => {
    measuring.begin('Perceptron');
    store.apply(curve(30, false));
    store.apply(changed(experiment({ seed: 9 }), { fresh: true }));
    expect([measuring.now, measuring.nets]).toEqual([null, []]);
    store.apply(curve(30, true));
    expect(measuring.nets).toEqual([]);
  });

  it('that were asked for just before are those that are measured', () => {
    store.editing.change(experiment({ seed: 9 }));
    measuring.begin('Another');
    store.apply(changed(experiment({ seed: 9 }), { fresh: true }));
    expect(measuring.now).toBe('Another');
    store.apply(curve(0, true));
    expect(measuring.nets.map((net) => net.name)).toEqual(['Another']);
    // But not where that net was refused.
    store.editing.change(experiment({ seed: 10 }));
    measuring.begin('A third');
    store.apply({ kind: 'refused', command: 'change', message: 'No.', needs_restart: false });
    store.apply(curve(0, true));
    expect([measuring.now, measuring.nets.length]).toEqual([null, 1]);
  });

  it('that can not be measured are said', () => {
    measuring.begin('Perceptron');
    store.apply({ kind: 'refused', command: 'shifts', message: 'There are none.', needs_restart: false });
    expect(measuring.now).toBeNull();
    expect(store.notices.list.at(-1)?.what).toBe('There are none.');
  });
});

describe('kernels at step 0', () => {
  const pictures: QuantisedPictures = { shape: [1, 1, 1], low: [0], high: [0], data: new Uint8Array(1) };

  it('stay until the net is another', () => {
    store.apply({ kind: 'starts', layer: 'l0', inputs: 1, pictures });
    expect([...store.looking.starts.keys()]).toEqual(['l0']);
    store.apply(changed(experiment(), { fresh: true }));
    expect(store.looking.starts.size).toBe(0);
  });
});

describe('without a connection', () => {
  it('says that a press did nothing', () => {
    online = false;
    store.run.train();
    expect(store.notices.list.at(-1)?.what).toBe('There is no connection to the server.');
  });

  it('never piles up the same notice', () => {
    online = false;
    for (let i = 0; i < 10; i++) store.run.step();
    expect(store.notices.list).toHaveLength(1);
    store.notices.dismiss(store.notices.list[0]!.id);
    expect(store.notices.list).toEqual([]);
  });
});

describe('rooms', () => {
  function make() {
    const kept: [string, string][] = [];
    let count = 0;
    const store = new Store({
      send: () => true,
      nextFrame: () => {},
      reconnect: () => count++,
      keep: (room, key) => kept.push([room, key]),
    });
    return { store, kept, reconnects: () => count };
  }

  it('greets as the address says, and after that as what it has become', () => {
    const { store } = make();
    const aim = { room: 'K7QX', experiment: null, join: true, key: null };
    expect(store.hello(aim)).toEqual({ kind: 'hello', ...aim });
    store.apply(welcome({ role: 'viewer' }));
    expect(store.room.joined).toBe(true);
    expect(store.hello(BARE)).toMatchObject({ room: 'K7QX', join: true, key: null, epoch: 'life' });
  });

  it('keeps the key of a room that it has made, and says it after a reconnect', () => {
    const { store, kept } = make();
    store.hello(BARE);
    store.apply(welcome({ house: false, key: 'mine' }));
    expect(kept).toEqual([['K7QX', 'mine']]);
    expect(store.hello(BARE)).toMatchObject({ key: 'mine' });
    store.apply({ kind: 'role', role: 'driver', key: 'lent' });
    expect(store.room.role).toBe('driver');
    expect(store.hello(BARE)).toMatchObject({ key: 'lent' });
  });

  it('knows what is on the big screen, also after a reconnect that replays', () => {
    const scene = { place: 'net', layer: 'l1', unit: null, tab: 'data', step: null, layers: 1, lab: 'N4Ig' };
    store.apply({ kind: 'shown', scene });
    expect(store.room.scene).toEqual(scene);
    store.apply(welcome({ replayed: true, scene: { ...scene, layers: null } }));
    expect(store.room.scene?.layers).toBeNull();
  });

  it('enters another by its code, or comes back with the reason', () => {
    const { store, reconnects } = make();
    store.hello(BARE);
    store.apply(welcome());
    store.room.enter('H4LL');
    expect(reconnects()).toBe(1);
    expect(store.hello(BARE)).toEqual({ kind: 'hello', room: 'H4LL', experiment: null, join: true, key: null });
    store.room.linked('lost', 'There is no room H4LL.');
    expect(reconnects()).toBe(2);
    expect(store.room.joinProblem).toBe('There is no room H4LL.');
    expect(store.hello(BARE)).toMatchObject({ room: 'K7QX', epoch: 'life' });
    store.room.enter('H4LL');
    store.hello(BARE);
    store.apply(welcome({ room: 'H4LL', epoch: 'another', role: 'viewer', number: 3 }));
    expect([store.room.code, store.room.role, store.room.joined, store.room.joinProblem]).toEqual([
      'H4LL',
      'viewer',
      true,
      '',
    ]);
  });

  it("opens a link's experiment beside the room at hand, or stays with the reason", () => {
    const { store, reconnects } = make();
    store.hello(BARE);
    store.apply(welcome());
    const aim = { room: null, experiment: { seed: 5 }, join: false, key: null };
    store.room.open(aim);
    expect(reconnects()).toBe(1);
    expect(store.hello(BARE)).toEqual({ kind: 'hello', ...aim });
    store.room.linked('lost', 'There are 64 rooms.');
    expect(store.hello(BARE)).toMatchObject({ room: 'K7QX', epoch: 'life' });
    expect(store.notices.list.at(-1)).toMatchObject({ tone: 'problem', why: 'There are 64 rooms.' });
    store.room.open(aim);
    store.hello(BARE);
    store.apply(welcome({ room: 'H4LL', epoch: 'another', key: 'mine', number: 3 }));
    expect(store.room.code).toBe('H4LL');
    expect(store.notices.list.at(-1)?.why).toContain('K7QX goes on');
  });

  it('says once why no connection comes about, until one does', () => {
    const { store } = make();
    store.room.linked('connecting', '');
    store.room.unreached('');
    expect(store.notices.list).toEqual([]);
    for (let i = 0; i < 3; i++) {
      store.room.linked('lost', '');
      store.room.unreached('Start Inkling with INKLING_PROXY=true.');
    }
    expect(store.notices.list.map(({ tone, why }) => [tone, why])).toEqual([
      ['problem', 'Start Inkling with INKLING_PROXY=true.'],
    ]);
    store.hello(BARE);
    store.apply(welcome());
    store.room.linked('open', '');
    expect(store.notices.list).toEqual([]);
    store.room.unreached('Too late.');
    expect(store.notices.list).toEqual([]);
  });

  it('says once that it trains elsewhere than was meant, to who presents', () => {
    const { store } = make();
    store.hello(BARE);
    store.apply(welcome());
    store.apply(status({ device: 'CPU, 1 thread' }));
    expect(store.notices.list).toEqual([]);
    const device = 'CPU, 1 thread, not the GPU: its memory is taken';
    for (let step = 1; step < 4; step++) store.apply(status({ device, step }));
    expect(store.notices.list.map(({ why }) => why)).toEqual([`${device}.`]);
    const viewer = make().store;
    viewer.hello(BARE);
    viewer.apply(welcome({ role: 'viewer' }));
    viewer.apply(status({ device }));
    expect(viewer.notices.list).toEqual([]);
  });

  it('goes on in the copy that was made, as its presenter', () => {
    const { store, kept } = make();
    store.hello(BARE);
    store.apply(welcome({ role: 'viewer' }));
    store.apply({ kind: 'copied', room: 'H4LL', key: 'mine' });
    expect(kept).toEqual([['H4LL', 'mine']]);
    expect(store.hello(BARE)).toMatchObject({ room: 'H4LL', key: 'mine', join: false });
  });
});

describe('why a race was refused', () => {
  const refuse = () => store.apply(refused({ command: 'race', message: 'No data.' }));

  it('is kept until a race starts', () => {
    refuse();
    expect(store.races.problem).toBe('No data.');
    store.apply({ kind: 'racing', state: 'starting' } as RaceSoFar);
    expect(store.races.problem).toBe('');
  });

  it('is nothing to a new connection', () => {
    refuse();
    store.apply(welcome());
    expect(store.races.problem).toBe('');
  });
});

describe('test images to be shown small', () => {
  it('are asked for once, kept, and gone with the net that they were asked for', () => {
    const came = (...indices: number[]): Event => ({
      kind: 'thumbnails',
      dataset: 'digits',
      indices,
      images: Uint8Array.from(indices.flatMap((index) => [index, index])),
    });
    sent.length = 0;
    answered.askThumbnails([3, 5]);
    answered.askThumbnails([3, 5, 8]);
    expect(sent).toEqual([
      { kind: 'thumbnails', indices: [3, 5] },
      { kind: 'thumbnails', indices: [8] },
    ]);
    store.apply(came(3, 5));
    expect([...answered.thumbnails]).toEqual([[3, Uint8Array.of(3, 3)], [5, Uint8Array.of(5, 5)]]); // prettier-ignore
    store.apply({ ...came(8), dataset: 'mnist' } as Event);
    expect(answered.thumbnails.has(8)).toBe(false);
    store.apply(changed(experiment({ seed: 9 }), { fresh: true, by: 'another' }));
    expect(answered.thumbnails.size).toBe(0);
    answered.askThumbnails([8]);
    expect(sent.at(-1)).toEqual({ kind: 'thumbnails', indices: [8] });
  });
});

describe('what another net has said', () => {
  const answer = (step: number): Prediction => ({
    ...prediction(1, true),
    step,
    answer: { task: 'images', values: [0.1, 0.9] },
  });
  beforeEach(() => {
    store.looking.draw(null);
    store.apply({ ...answer(2), drawing: 1 });
    store.apply(maps('l1', 1, 1, 10));
    flush();
  });

  it('is marked as such until the new one has answered the same drawing', () => {
    expect([store.looking.prediction?.step, store.looking.stale]).toEqual([2, false]);
    store.apply(changed(experiment({ seed: 3 }), { fresh: true, by: 'another' }));
    expect([store.looking.prediction?.step, store.looking.stale, renewed]).toEqual([2, true, 1]);
    store.apply({ ...answer(0), drawing: 1 });
    expect([store.looking.prediction?.step, store.looking.stale]).toEqual([0, false]);
  });

  it('is gone where the new one can’t run, and its pictures with it', () => {
    const invalid = { ...report(), ok: false };
    store.apply(changed(experiment({ seed: 3 }), { fresh: true, by: 'another', report: invalid }));
    expect(store.looking.prediction?.answer.values).toEqual([]);
    expect([store.looking.maps.size, store.looking.filters.size, store.looking.stale]).toEqual([0, 0, false]);
    expect([store.run.showcase, store.looking.arithmetic, store.run.evaluations]).toEqual([null, null, []]);
    store.apply(changed(experiment({ seed: 4 }), { fresh: true, by: 'another' }));
    expect([store.looking.prediction?.answer.values, store.looking.stale]).toEqual([[], false]);
  });

  it('stays what it is where training goes on', () => {
    store.apply(changed(experiment({ lr: 0.1 }), { by: 'another' }));
    expect([store.looking.prediction?.step, store.looking.stale, store.looking.maps.size, renewed]).toEqual([
      2,
      false,
      1,
      0,
    ]);
  });

  it('is said with the step of its gradients', () => {
    store.apply(curves(3, 0.5, 0.25, 0.125));
    flush();
    expect(store.run.gradientsAt).toBe(5);
  });
});
