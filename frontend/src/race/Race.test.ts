import { fireEvent, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Catalog } from '../link/catalog.gen';
import type { Command, Experiment, RaceSoFar, Report } from '../link/protocol.gen';
import { Store } from '../state/store.svelte';
import Race from './Race.svelte';
import { RaceSheet } from './race.svelte';
import RaceStrip from './RaceStrip.svelte';

// uPlot needs a real canvas; what it draws is looked at in a browser.
vi.mock('uplot', () => ({ default: class {} }));
beforeEach(() => {
  vi.stubGlobal('ResizeObserver', class { observe() {} disconnect() {} }); // prettier-ignore
});

const training = { optimizer: 'SGD', lr: 0.01, momentum: 0.9, weight_decay: 0, schedule: 'constant' };
const experiment = { net: {}, data: { dataset: 'digits' }, training, seed: 5 } as unknown as Experiment;
const catalog = {
  datasets: [{ name: 'digits', task: 'images' }],
  tasks: [
    {
      name: 'images',
      measures: [{ name: 'accuracy', title: 'Accuracy', short: 'acc.', better: 'more', share: true }],
    },
  ],
  rates: { SGD: { usual: 0.1, least: 0.001, most: 1 }, Adam: { usual: 0.003, least: 0.00003, most: 0.1 } },
  training: {
    properties: {
      lr: { type: 'number', minimum: 0, maximum: 100 },
      optimizer: { type: 'string', enum: ['SGD', 'Adam'] },
      momentum: { type: 'number', minimum: 0, exclusiveMaximum: 1 },
      weight_decay: { type: 'number', minimum: 0, maximum: 10 },
    },
  },
  seed: { type: 'integer', minimum: 0, maximum: 2 ** 31 - 1 },
} as unknown as Catalog;

function matrix(rows: number[][]) {
  return { shape: [rows.length, rows[0]?.length ?? 0], data: new Uint8Array(Float32Array.from(rows.flat()).buffer) };
}

const racing = (change: Partial<RaceSoFar> = {}): RaceSoFar => ({
  kind: 'racing',
  state: 'running',
  differs: 'lr',
  values: [0.01, 1],
  epochs: 1,
  epoch: 0.5,
  step: 2,
  samples_per_second: 900,
  steps: [1, 2],
  losses: matrix([
    [2.3, 1.75],
    [2.3, NaN],
  ]),
  measured: [2],
  measures: { accuracy: matrix([[0.5], [0.125]]) },
  size: 500,
  whole: false,
  out: [null, 2],
  rates: [],
  message: '',
  ...change,
});

function page(large = false) {
  const sent: Command[] = [];
  const outside = { send: (command: Command) => sent.push(command) > 0, nextFrame: () => undefined };
  const store = new Store(outside);
  store.editing.experiment = experiment;
  store.choosing.catalog = catalog;
  store.editing.report = { ok: true } as Report;
  const sheet = new RaceSheet(store, (part) => store.editing.change({ ...experiment, ...part }));
  render(Race, { sheet, store, theme: 'light', large });
  const values = () => screen.getAllByTestId<HTMLInputElement>('race-value').map(({ value }) => value);
  return { store, sheet, sent, outside, values };
}

async function type(element: HTMLElement, value: string) {
  await fireEvent.input(element, { target: { value } });
}

describe('the set-up', () => {
  it('begins with learning rates around this one, and asks for a race of them', async () => {
    const { sheet, sent, values } = page();
    sheet.show();
    await tick();
    expect(values()).toEqual(['0.0003', '0.001', '0.003', '0.01', '0.03', '0.1']);
    await fireEvent.click(screen.getByTestId('race-start'));
    expect(sent).toEqual([
      { kind: 'race', race: { differs: 'lr', values: [0.0003, 0.001, 0.003, 0.01, 0.03, 0.1], epochs: 1 } },
    ]);
  });

  it('says what is wrong at its field, and sends nothing', async () => {
    const { sheet, sent } = page();
    sheet.show();
    await tick();
    const field = screen.getAllByTestId('race-value')[1] as HTMLElement;
    await type(field, '1e4');
    await fireEvent.click(screen.getByTestId('race-start'));
    expect(sent).toEqual([]);
    expect(document.getElementById(field.getAttribute('aria-describedby') ?? '')?.textContent).toBe('At most 100.');
  });

  it('takes values away and adds some, and the field is ready to type in', async () => {
    const { sheet, values } = page();
    sheet.show();
    await tick();
    await fireEvent.click(screen.getByRole('button', { name: 'Remove 0.001' }));
    await fireEvent.click(screen.getByTestId('race-add'));
    await tick();
    expect(values()).toEqual(['0.0003', '0.003', '0.01', '0.03', '0.1', '']);
    expect(document.activeElement).toBe(screen.getAllByTestId('race-value').at(-1));
  });

  it('races optimisers', async () => {
    const { sheet, sent } = page();
    sheet.show();
    await tick();
    await fireEvent.change(screen.getByTestId('race-differs'), { target: { value: 'optimizer' } });
    expect(screen.getByText('One net for each, at its own learning rate')).toBeTruthy();
    expect(['SGD', 'Adam'].map((name) => screen.getByText(name).textContent)).toEqual(['SGDat 0.1', 'Adamat 0.003']);
    await type(screen.getByTestId('race-epochs'), '0.25');
    await fireEvent.click(screen.getByTestId('race-start'));
    expect(sent).toEqual([{ kind: 'race', race: { differs: 'optimizer', values: ['SGD', 'Adam'], epochs: 0.25 } }]);
  });

  it('says that a training will pause, and why a race was refused', async () => {
    const { store, sheet } = page();
    store.run.status = { ...store.run.status, state: 'running' };
    sheet.show();
    await tick();
    expect(screen.getByTestId('race-pauses').textContent).toContain('Start pauses the training');
    store.apply({ kind: 'refused', command: 'race', message: 'No data.', needs_restart: false });
    await tick();
    expect(screen.getByRole('alert').textContent).toBe('No data.');
    expect(store.notices.list).toEqual([]);
  });

  it('says that there is no connection', async () => {
    const { sheet, outside } = page();
    outside.send = () => false;
    sheet.show();
    await tick();
    await fireEvent.click(screen.getByTestId('race-start'));
    expect(screen.getByRole('alert').textContent).toContain('no connection');
  });
});

describe('a race of optimisers', () => {
  const optimisers = racing({
    state: 'done',
    differs: 'optimizer',
    values: ['SGD', 'Adam'],
    rates: [0.1, 0.003],
    out: [null, null],
  });

  it('shows the learning rate of each, and brings both into the experiment', async () => {
    const { store, sheet } = page();
    store.apply(optimisers);
    sheet.look();
    await tick();
    expect(screen.getAllByTestId('race-net').map(({ dataset }) => [dataset['value'], dataset['lr']])).toEqual([
      ['SGD', '0.1'],
      ['Adam', '0.003'],
    ]);
    await fireEvent.click(screen.getByRole('button', { name: 'Use this: Adam at 0.003' }));
    expect(store.editing.experiment?.training).toEqual({ ...training, optimizer: 'Adam', lr: 0.003 });
    expect(store.notices.list.at(-1)).toMatchObject({
      what: 'Optimiser: set to Adam at 0.003.',
      todo: 'Undo brings back SGD at 0.01.',
    });
  });

  it('brings the rate alone where the optimiser is this one', async () => {
    const { store, sheet } = page();
    store.apply(optimisers);
    sheet.look();
    await tick();
    await fireEvent.click(screen.getByRole('button', { name: 'Use this: SGD at 0.1' }));
    expect(store.editing.experiment?.training).toEqual({ ...training, lr: 0.1 });
  });
});

describe('the chart', () => {
  const losses = (first: number[]) => matrix([Array.from({ length: 40 }, (_, i) => first[i] ?? 2 - i / 50)]);
  const steps = Array.from({ length: 40 }, (_, i) => i + 1);

  it.each([
    ['is off the chart where it is above its axis', [2.3, 9, 2.3], 1],
    ['is on it where it is above the smoothed line alone', [2.3, 2.4, 2.3], 0],
  ])('says of a loss that it %s', async (_, first, said) => {
    const { store, sheet } = page();
    store.apply(racing({ values: [0.01], steps, losses: losses(first), out: [null] }));
    sheet.look();
    await tick();
    expect(screen.getByText(/smoothed over 3 numbers/)).toBeTruthy();
    expect(screen.queryAllByText(/above .* is off the chart/)).toHaveLength(said);
  });
});

describe('where there is room for one of them', () => {
  it('one button stops, asks for another, and starts', async () => {
    const { store, sheet, sent } = page(true);
    store.apply(racing());
    sheet.look();
    await tick();
    const button = screen.getByTestId('race-stop');
    expect(screen.getByText('2 learning rates, 1 pass over the examples')).toBeTruthy();
    button.focus();
    await fireEvent.click(button);
    store.apply(racing({ state: 'stopped' }));
    await tick();
    expect(screen.getByTestId('race-again')).toBe(button);
    await fireEvent.click(button);
    expect(screen.getByTestId('race-start')).toBe(button);
    expect(sent).toEqual([{ kind: 'end-race', away: false }]);
    await fireEvent.click(button);
    store.apply(racing({ state: 'starting' }));
    await tick();
    expect(screen.getByTestId('race-stop')).toBe(button);
    expect(screen.queryByTestId('race-differs')).toBeNull();
    expect(document.activeElement).toBe(button);
    expect(sent).toHaveLength(2);
  });

  it('the set-up stays until its race comes, and says why there is none', async () => {
    const { store, sheet } = page(true);
    store.apply(racing({ state: 'done' }));
    sheet.look();
    await tick();
    await fireEvent.click(screen.getByTestId('race-again'));
    await fireEvent.click(screen.getByTestId('race-start'));
    store.apply({ kind: 'refused', command: 'race', message: 'No data.', needs_restart: false });
    await tick();
    expect(screen.getByTestId('race-differs')).toBeTruthy();
    expect(screen.getByRole('alert').textContent).toBe('No data.');
    await fireEvent.change(screen.getByTestId('race-differs'), { target: { value: 'seed' } });
    expect(screen.getByRole('alert').textContent).toBe('');
  });

  it('whoever was in a field goes on at the button', async () => {
    const { store, sheet } = page(true);
    sheet.show();
    await tick();
    screen.getByTestId('race-epochs').focus();
    await fireEvent.submit(screen.getByTestId('race-epochs').closest('form') as HTMLFormElement);
    store.apply(racing({ state: 'starting' }));
    await tick();
    await tick();
    expect(document.activeElement).toBe(screen.getByTestId('race-stop'));
  });

  it('somebody else’s race leaves a set-up that is being typed', async () => {
    const { store, sheet } = page(true);
    sheet.show();
    store.apply(racing({ state: 'starting' }));
    await tick();
    expect(screen.getByTestId('race-differs')).toBeTruthy();
  });
});

describe('a net whose name was pressed', () => {
  const marked = () => screen.getAllByTestId('race-net').map((row) => row.classList.contains('marked'));
  const press = (i: number) =>
    fireEvent.click(screen.getAllByTestId('race-net')[i]?.querySelector('.net') as HTMLElement);

  it('stays marked until it is pressed again', async () => {
    const { store, sheet } = page();
    store.apply(racing());
    sheet.look();
    await tick();
    await press(1);
    store.apply(racing({ step: 3 }));
    await tick();
    expect(marked()).toEqual([false, true]);
    await press(1);
    expect(marked()).toEqual([false, false]);
  });

  it.each<[string, (page: { store: Store; sheet: RaceSheet }) => unknown]>([
    ['the next race', ({ store }) => store.apply(racing({ state: 'starting' }))],
    ['a race of other nets', ({ store }) => store.apply(racing({ values: [0.1, 1] }))],
    ['a sheet that is opened again', async ({ sheet }) => (sheet.close(), await tick(), sheet.look())],
  ])('is forgotten by %s', async (_, happens) => {
    const { store, sheet } = page();
    store.apply(racing());
    sheet.look();
    await tick();
    await press(1);
    await happens({ store, sheet });
    await tick();
    expect(marked()).toEqual([false, false]);
  });
});

describe('a race', () => {
  it('is listed net by net, stopped, and put away', async () => {
    const { store, sheet, sent } = page();
    store.apply(racing());
    sheet.look();
    await tick();
    const [first, second] = screen.getAllByTestId('race-net') as [HTMLElement, HTMLElement];
    expect(first.textContent?.replace(/\s+/g, ' ')).toMatch(/0.01 ?leads.*1.750.*50.00 %/);
    expect(second.textContent).toContain('out at step 2: its loss was no number any more');
    expect(screen.getByRole('slider').getAttribute('aria-valuetext')).toBe('Step 2: 0.01 1.750, 1 out');
    await fireEvent.click(screen.getByTestId('race-stop'));
    store.apply(racing({ state: 'stopped' }));
    await tick();
    await fireEvent.click(screen.getByTestId('race-away'));
    expect(sent).toEqual([
      { kind: 'end-race', away: false },
      { kind: 'end-race', away: true },
    ]);
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('gives a value to the experiment, which undo takes back', async () => {
    const { store, sheet, sent } = page();
    store.apply(racing());
    sheet.look();
    await tick();
    await fireEvent.click(screen.getByRole('button', { name: 'Use this: 1' }));
    expect(sent).toEqual([{ kind: 'change', experiment: { ...experiment, training: { ...training, lr: 1 } } }]);
    expect(sheet.open).toBe(false);
    expect(store.notices.list[0]).toMatchObject({
      what: 'Learning rate: set to 1.',
      todo: 'Undo brings back 0.01.',
    });
    sheet.use('lr', 1);
    expect(sent).toHaveLength(1);
    sheet.use('seed', 7);
    expect(sent.at(-1)).toMatchObject({ kind: 'change', experiment: { seed: 7 } });
  });

  it('can be looked at by viewers, and no more', async () => {
    const { store, sheet } = page();
    store.room.role = 'viewer';
    store.apply(racing());
    sheet.look();
    await tick();
    expect(screen.getAllByTestId('race-net')).toHaveLength(2);
    for (const id of ['race-start', 'race-stop', 'race-use', 'race-away', 'race-differs'])
      expect(screen.queryByTestId(id), id).toBeNull();
  });

  it('says why it failed', async () => {
    const { store, sheet } = page();
    store.apply(racing({ state: 'failed', message: 'The trainer ran out of memory.' }));
    sheet.look();
    await tick();
    expect(screen.getByTestId('race-progress').textContent).toContain('ran out of memory');
  });

  it('goes when it is put away', async () => {
    const { store, sheet } = page();
    store.apply(racing());
    sheet.look();
    store.apply(racing({ state: 'away' }));
    await tick();
    expect(screen.queryAllByTestId('race-net')).toEqual([]);
    expect(screen.getByTestId('race-start')).toBeTruthy();
  });
});

it('is announced to everybody, with a way to it', async () => {
  const onlook = vi.fn();
  const { rerender } = render(RaceStrip, { race: racing(), onlook });
  expect(screen.getByRole('status').textContent).toBe('A race of 2 learning rates is on.');
  await fireEvent.click(screen.getByTestId('race-look'));
  expect(onlook).toHaveBeenCalledOnce();
  await rerender({ race: null, onlook });
  expect(screen.queryByTestId('race-strip')).toBeNull();
  expect(screen.getByRole('status').textContent).toBe('');
});
