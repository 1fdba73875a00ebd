import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { DatasetInfo, PresetInfo } from '../link/catalog.gen';
import type { DataState, Status } from '../link/protocol.gen';
import type { Role } from '../room/words';
import DataStrip from '../training/DataStrip.svelte';
import { downloadWords } from '../training/download';
import HelpDialog from './HelpDialog.svelte';
import LostBanner from './LostBanner.svelte';
import Notices from './Notices.svelte';
import RestartDialog from './RestartDialog.svelte';
import TopBar from './TopBar.svelte';
import { answerWords, placeWords, stateWords } from './words';

afterEach(cleanup);

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
  device: 'CPU, 2 threads',
  message: '',
  ...more,
});

const data = (more: Partial<DataState> = {}): DataState => ({
  kind: 'data',
  dataset: 'mnist',
  state: 'ready',
  train: 60000,
  test: 10000,
  done: 0,
  total: 0,
  seconds_left: null,
  message: '',
  warning: '',
  ...more,
});

function bar(more: Record<string, unknown> = {}) {
  const said = {
    ondataset: vi.fn(),
    onpreset: vi.fn(),
    ontrain: vi.fn(),
    onpause: vi.fn(),
    onstep: vi.fn(),
    onreset: vi.fn(),
    onundo: vi.fn(),
    onredo: vi.fn(),
    onshare: vi.fn(),
    ontheme: vi.fn(),
    onhelp: vi.fn(),
    onplace: vi.fn(),
    onroom: vi.fn(),
    onjoin: vi.fn(),
  };
  render(TopBar, {
    status: status(),
    lost: null,
    starting: false,
    datasets: [
      { name: 'digits', title: 'Inkling digits' },
      { name: 'mnist', title: 'MNIST', help: 'Sixty thousand digits.' },
    ] as DatasetInfo[],
    data: { mnist: data() },
    dataset: 'mnist',
    presets: [{ name: 'softmax', title: 'Softmax regression', help: 'One layer.' }] as PresetInfo[],
    preset: 'softmax',
    trainable: true,
    canUndo: true,
    canRedo: false,
    theme: 'light' as const,
    room: 'K7AX',
    viewers: 3,
    volunteers: 0,
    role: 'presenter' as Role,
    joinProblem: '',
    place: 'net' as const,
    ...said,
    ...more,
  });
  return said;
}

describe('the top bar', () => {
  it('trains, or pauses where it runs', async () => {
    const said = bar();
    await fireEvent.click(screen.getByTestId('train'));
    expect(said.ontrain).toHaveBeenCalledOnce();
    expect(screen.queryByTestId('pause')).toBeNull();
    cleanup();
    const running = bar({ status: status({ state: 'running', step: 930, epoch: 1.98 }) });
    await fireEvent.click(screen.getByTestId('pause'));
    expect(running.onpause).toHaveBeenCalledOnce();
    expect(screen.queryByTestId('train')).toBeNull();
    const said2 = screen.getByTestId('train-status');
    expect(said2.dataset).toMatchObject({ state: 'running', step: '930' });
    expect(said2.textContent).toContain('epoch 2 of 3');
  });

  it('does not train a net that can not be', () => {
    bar({ trainable: false });
    expect(screen.getByTestId<HTMLButtonElement>('train').disabled).toBe(true);
    expect(screen.getByTestId<HTMLButtonElement>('step').disabled).toBe(true);
    expect(screen.getByTestId<HTMLButtonElement>('reset').disabled).toBe(false);
  });

  it('leaves a viewer nothing to press, and says why', () => {
    const said = bar({ role: 'viewer' });
    for (const id of ['train', 'step', 'reset', 'dataset', 'preset']) {
      const control = screen.getByTestId<HTMLButtonElement>(id);
      expect(control.disabled, id).toBe(true);
      expect(control.title, id).toContain('Only the presenter of this room');
    }
    expect(screen.getByTestId('room-role').textContent).toBe('Viewer');
    expect(said.ontrain).not.toHaveBeenCalled();
    cleanup();
    bar({ role: 'driver' });
    expect(screen.getByTestId<HTMLButtonElement>('train').disabled).toBe(false);
  });

  it('marks data that can not be learned from, and says why to everybody', () => {
    const none = 'Every training label is of another class than its image: none is true.';
    bar({ deviations: ['100 % noise'], warnings: [none] });
    expect(screen.getByTestId('data-mark').textContent).toBe('!');
    const button = screen.getByTestId('whole-data');
    expect(button.title.startsWith(`${none} 100 % noise. `)).toBe(true);
    expect(button.getAttribute('aria-label')).toContain(none);
    cleanup();
    bar({ deviations: ['50 % noise'] });
    expect(screen.getByTestId('whole-data').title).toContain('50 % noise');
    expect(screen.queryByTestId('data-mark')).toBeNull();
  });

  it('shows the room and how many look', async () => {
    const said = bar({ viewers: 300 });
    expect(screen.getByTestId('room-code').textContent).toBe('K7AX');
    expect(screen.getByTestId('viewers').dataset.count).toBe('300');
    await fireEvent.click(screen.getByTestId('room-code'));
    expect(said.onroom).toHaveBeenCalledOnce();
  });

  it('says what the chosen data set and preset are', () => {
    bar();
    expect(screen.getByTestId('dataset').title).toBe('Sixty thousand digits.');
    expect(screen.getByTestId('preset').title).toBe('One layer.');
  });

  it('says of each data set whether it is here', () => {
    bar({ data: { mnist: data({ state: 'absent' }) } });
    expect(screen.getByTestId('dataset').textContent).toContain('MNIST · download');
    cleanup();
    bar();
    expect(screen.getByTestId('dataset').textContent).toContain('MNIST · 60\u202f000');
  });

  it('chooses data set and preset by name; a net of one’s own is called Custom', async () => {
    const said = bar({ preset: '' });
    expect(screen.getByTestId('preset').textContent).toContain('Custom');
    await fireEvent.change(screen.getByTestId('preset'), { target: { value: 'softmax' } });
    expect(said.onpreset).toHaveBeenCalledWith('softmax');
    await fireEvent.change(screen.getByTestId('dataset'), { target: { value: 'digits' } });
    expect(said.ondataset).toHaveBeenCalledWith('digits');
  });

  it('says that the connection is gone, and why', () => {
    const onreload = vi.fn();
    render(LostBanner, { why: 'Room K7QX is full.', outdated: false, onreload });
    expect(screen.getByRole('status').textContent).toContain('Connection lost. Reconnecting…');
    expect(screen.getByRole('status').textContent).toContain('Room K7QX is full.');
    expect(screen.queryByTestId('reload')).toBeNull();
  });

  it('says that the server is of another version, with a press that loads the page anew', async () => {
    const onreload = vi.fn();
    render(LostBanner, { why: '', outdated: true, onreload });
    expect(screen.getByRole('status').textContent).toContain('Inkling has been renewed.');
    await fireEvent.click(screen.getByTestId('reload'));
    expect(onreload).toHaveBeenCalledOnce();
  });
});

describe('what is said', () => {
  it('words', () => {
    expect(stateWords(status({ state: 'failed' }))).toBe('Stopped by a failure');
    expect(placeWords(status())).toBe('');
    expect(placeWords(status({ step: 1407, epoch: 3 }))).toBe('step 1\u202f407 · epoch 3 of 3');
    expect(downloadWords(data({ done: 3e6, total: 12e6, seconds_left: 12 }))).toBe(
      '25 % · 3\u202fMB of 12\u202fMB · 12 s left',
    );
    expect(answerWords([0.1, 0.9], ['zero', 'one'])).toBe('Answer: one, 90 % sure');
    expect(answerWords([], [])).toBe('');
  });

  it('a download can be cancelled, and begun', async () => {
    const [onfetch, oncancel] = [vi.fn(), vi.fn()];
    const { rerender } = render(DataStrip, {
      title: 'MNIST',
      state: data({ state: 'downloading', done: 1, total: 4 }),
      onfetch,
      oncancel,
    });
    expect(screen.getByRole<HTMLProgressElement>('progressbar').value).toBe(1);
    await fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(oncancel).toHaveBeenCalledOnce();
    await rerender({ state: data({ state: 'failed', message: 'MNIST could not be downloaded.' }) });
    expect(screen.getByText('MNIST could not be downloaded.')).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(onfetch).toHaveBeenCalledOnce();
  });

  it('plain notices go by themselves, problems stay', async () => {
    vi.useFakeTimers();
    const ondismiss = vi.fn();
    const notices = [
      { id: 1, tone: 'plain' as const, what: 'The link is copied.', why: '', todo: '' },
      {
        id: 2,
        tone: 'problem' as const,
        what: 'The loss became NaN.',
        why: 'It grew.',
        todo: 'Lower the learning rate.',
      },
    ];
    render(Notices, { notices, ondismiss, onlost: vi.fn() });
    vi.advanceTimersByTime(20_000);
    expect(ondismiss.mock.calls).toEqual([[1]]);
    expect(screen.getByRole('alert').textContent).toContain('Lower the learning rate.');
    vi.useRealTimers();
    await fireEvent.click(screen.getAllByRole('button', { name: 'Put this notice away' })[1]!);
    expect(ondismiss).toHaveBeenLastCalledWith(2);
  });
});

describe('dialogs', () => {
  it('a restart is asked about with three answers', async () => {
    const [onrestart, oncancel] = [vi.fn(), vi.fn()];
    render(RestartDialog, { step: 930, onrestart, oncancel });
    const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));
    await press('Start anew');
    await press('Keep the weights of unchanged layers');
    await press('Cancel');
    expect(onrestart.mock.calls).toEqual([[false], [true]]);
    expect(oncancel).toHaveBeenCalledOnce();
  });

  it('the keys are all listed, and Escape closes', async () => {
    const onclose = vi.fn();
    render(HelpDialog, { onclose });
    expect(screen.getAllByRole('definition').length).toBeGreaterThanOrEqual(8);
    await fireEvent(screen.getByRole('dialog'), new window.Event('cancel', { cancelable: true }) as unknown as Event);
    expect(onclose).toHaveBeenCalledOnce();
  });
});
