import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Command, DataState, HandedIn, TrainingSettings, Verdicts, WallDigit } from '../../link/protocol.gen';
import { Classroom } from '../../classroom/classroom.svelte';
import ClassPlace from './ClassPlace.svelte';
import HandIn from '../../classroom/HandIn.svelte';
import { forClass } from './learn';

afterEach(cleanup);

const INK = new Uint8Array(784).fill(255);
const DIGITS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
type Sent = Command & { kind: 'hand-in' };
const handed = (number: number, more: Partial<HandedIn>): HandedIn => ({
  kind: 'handed',
  number,
  id: null,
  problem: '',
  ...more,
});

describe('handing in', () => {
  let sent: Sent[];
  let connected: boolean;
  let room: string;
  let classroom: Classroom;

  beforeEach(() => {
    vi.useFakeTimers();
    sent = [];
    connected = true;
    room = 'K7AX';
    classroom = new Classroom(
      (command) => {
        if (connected) sent.push(command as Sent);
        return connected;
      },
      () => room,
    );
  });

  afterEach(() => {
    classroom.close();
    sessionStorage.clear();
    vi.useRealTimers();
  });

  it('says that it has arrived when the server says so, and not before', () => {
    classroom.handIn(INK, 7);
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({ kind: 'hand-in', number: 1, label: 7, image: INK });
    expect(sent[0]?.sender).toMatch(/^[0-9a-f]{32}$/);
    expect(classroom.outcome?.tone).toBe('waiting');
    classroom.apply(handed(1, { id: 23 }));
    expect(classroom.outcome).toEqual({ tone: 'arrived', words: 'Arrived as number 23.' });
    expect(classroom.arrived).toBe(1);
  });

  it('says why it was not taken, and does not say it again', () => {
    classroom.handIn(INK, 7);
    classroom.apply(handed(1, { problem: 'The pad is empty.' }));
    expect(classroom.outcome).toEqual({ tone: 'problem', words: 'Not handed in: The pad is empty.' });
    vi.advanceTimersByTime(60_000);
    expect(sent).toHaveLength(1);
  });

  it('says it again, the very same, until there is an answer', () => {
    classroom.handIn(INK, 7);
    vi.advanceTimersByTime(9_000);
    expect(sent).toHaveLength(3);
    expect(new Set(sent.map((each) => JSON.stringify([each.sender, each.number]))).size).toBe(1);
    classroom.apply(handed(1, { id: 5 }));
    vi.advanceTimersByTime(60_000);
    expect(sent).toHaveLength(3);
    // An answer that comes twice counts once.
    classroom.apply(handed(1, { id: 5 }));
    expect(classroom.arrived).toBe(1);
  });

  it('is not lost where the page is loaded anew before there is a connection', () => {
    connected = false;
    classroom.handIn(INK, 1);
    classroom.handIn(INK, 2);
    classroom.close();
    const next = new Classroom(
      (command) => sent.push(command as Sent) > 0,
      () => room,
    );
    next.forget(); // it is in a room now
    next.linked();
    expect(sent.map((each) => [each.number, each.label, each.image.length])).toEqual([
      [1, 1, 784],
      [2, 2, 784],
    ]);
    expect(next.outcome?.tone).toBe('waiting');
    next.handIn(INK, 3);
    expect(sent[2]).toMatchObject({ number: 3, label: 3 });
    expect(sent[2]?.sender).not.toBe(sent[0]?.sender);
    for (const number of [1, 2, 3]) next.apply(handed(number, { id: number }));
    expect(next.arrived).toBe(3);
    next.close();
    vi.advanceTimersByTime(60_000);
    expect(sent).toHaveLength(3);
    // What has arrived is not said by the page after that one.
    new Classroom(
      (command) => sent.push(command as Sent) > 0,
      () => room,
    ).linked();
    expect(sent).toHaveLength(3);
  });

  it('of another room is forgotten', () => {
    connected = false;
    classroom.handIn(INK, 1);
    const next = new Classroom(
      (command) => sent.push(command as Sent) > 0,
      () => 'ACDE',
    );
    next.linked();
    next.close();
    expect(sent).toEqual([]);
  });

  it.each(['[1]', '{"a": 1}', '[["K7AX", {}]]', 'null'])('begins with none where what was kept is %s', (text) => {
    sessionStorage.setItem('inkling-hand-ins', text);
    const next = new Classroom(
      (command) => sent.push(command as Sent) > 0,
      () => room,
    );
    next.linked();
    next.close();
    expect(sent).toEqual([]);
  });

  it('waits for a connection', () => {
    connected = false;
    classroom.handIn(INK, 1);
    classroom.handIn(INK, 2);
    expect(classroom.outcome?.words).toContain('No connection');
    connected = true;
    classroom.linked();
    expect(sent.map((each) => [each.number, each.label])).toEqual([
      [1, 1],
      [2, 2],
    ]);
  });

  it('is not taken along to another room', () => {
    connected = false;
    classroom.handIn(INK, 1);
    room = 'K7AC';
    connected = true;
    classroom.linked();
    expect(sent).toEqual([]);
  });

  it('keeps no more than some', () => {
    connected = false;
    for (let i = 0; i < 25; i++) classroom.handIn(INK, 1);
    expect(classroom.outcome?.tone).toBe('problem');
    connected = true;
    classroom.linked();
    expect(sent).toHaveLength(20);
  });
});

describe('the form', () => {
  it('needs a drawing and what it is, and takes it once', async () => {
    const onhand = vi.fn();
    const props = { classes: DIGITS, drawn: null as Uint8Array | null, outcome: null, main: true, onhand };
    const { rerender } = render(HandIn, props);
    const button = screen.getByTestId<HTMLButtonElement>('hand-in');
    const label = screen.getByTestId<HTMLSelectElement>('hand-in-label');
    expect([button.disabled, button.title, label.disabled]).toEqual([true, 'Draw something first', true]);
    await rerender({ drawn: INK });
    expect(button.title).toBe('Say what it is first');
    await fireEvent.change(label, { target: { value: '7' } });
    await fireEvent.click(button);
    expect(onhand).toHaveBeenCalledExactlyOnceWith(INK, 7);
    expect([button.disabled, button.title]).toEqual([true, 'Handed in already']);
    await rerender({ outcome: { tone: 'problem', words: 'Not handed in: no.' } });
    expect(button.disabled).toBe(false);
    await rerender({ outcome: null, drawn: INK.slice() });
    expect(button.disabled).toBe(false);
    await rerender({ drawn: null });
    expect(label.value).toBe('');
  });

  it('says what became of it', () => {
    const outcome = { tone: 'arrived', words: 'Arrived as number 23.' } as const;
    render(HandIn, { classes: DIGITS, drawn: INK, outcome, main: true, onhand: () => {} });
    expect(screen.getByRole('status').textContent?.trim()).toBe('Arrived as number 23.');
  });
});

describe('the wall', () => {
  const digit = (id: number, label: number, more: Partial<WallDigit> = {}): WallDigit => ({
    id,
    name: '<b>Ada</b>',
    label,
    struck: false,
    image: INK,
    ...more,
  });
  /** Sure that everything is a 1. */
  const verdicts = (ids: number[], more: Partial<Verdicts> = {}): Verdicts => ({
    kind: 'verdicts',
    step: 9,
    ids,
    probabilities: {
      shape: [ids.length, 10],
      data: new Uint8Array(Float32Array.from(ids.flatMap(() => [0, 1, 0, 0, 0, 0, 0, 0, 0, 0])).buffer),
    },
    right: 1,
    total: 2,
    beside: null,
    beside_dataset: '',
    ...more,
  });
  it('keeps what a net has said of it no longer than the net', () => {
    const classroom = new Classroom(
      () => true,
      () => 'K7AX',
    );
    classroom.apply({ kind: 'wall', digits: [digit(1, 1)], whole: true });
    classroom.apply(verdicts([1]));
    classroom.renewed();
    expect([classroom.verdicts, classroom.digits.size]).toEqual([null, 1]);
    classroom.close();
  });

  const ready: DataState = {
    kind: 'data',
    dataset: 'class',
    state: 'ready',
    train: 30,
    test: 10,
    done: 0,
    total: 0,
    seconds_left: null,
    message: '',
    warning: '',
  };

  function wall(digits: WallDigit[], more: object = {}) {
    const said = { onshow: vi.fn(), onstrike: vi.fn(), onlearn: vi.fn() };
    render(ClassPlace, {
      digits: new Map(digits.map((each) => [each.id, each])),
      verdicts: verdicts(digits.map(({ id }) => id)),
      classes: DIGITS,
      room: 'K7AX',
      shape: [1, 28, 28],
      dataset: 'mnist',
      state: ready,
      before: null,
      test: { measures: { accuracy: 0.9808 }, size: 10_000, step: 7 },
      titleOf: (name: string) => name.toUpperCase(),
      inputOf: (name: string) => (name === 'small' ? [1, 8, 8] : [1, 28, 28]),
      theme: 'light' as const,
      ...said,
      ...more,
    });
    return said;
  }

  const order = () => screen.getAllByTestId('wall-digit').map((tile) => [tile.dataset.id, tile.dataset.standing]);

  it('has mistakes first, and says how many are right', () => {
    wall([digit(1, 1), digit(2, 7)]);
    expect(order()).toEqual([
      ['2', 'wrong'],
      ['1', 'right'],
    ]);
    expect(screen.getByTestId('class-accuracy').textContent).toContain('50 %');
    expect(screen.getByTestId('beside-accuracy').textContent).toContain('98.1 %');
    // Each with the step that it was measured at.
    expect(screen.getByTestId('class-accuracy').textContent).toContain('1 of 2, step 9');
    expect(screen.getByTestId('beside-accuracy').textContent).toContain('step 7');
    expect(screen.getAllByTestId('wall-show')[0]?.title).toContain(
      'Number 2, by <b>Ada</b>: 7. The net says 1, 100 % sure: wrong',
    );
  });

  it('shows one, strikes one out and takes it in again', async () => {
    const said = wall([digit(1, 1), digit(2, 7)]);
    await fireEvent.click(screen.getAllByTestId('wall-show')[0]!);
    expect(said.onshow).toHaveBeenCalledExactlyOnceWith(digit(2, 7));
    await fireEvent.click(screen.getByLabelText('Strike out number 2'));
    expect(screen.getByText(/Number 2 is struck out/)).toBeTruthy();
    await fireEvent.click(screen.getByTestId('wall-undo'));
    expect(said.onstrike.mock.calls).toEqual([
      [2, true],
      [2, false],
    ]);
    expect(screen.queryByTestId('wall-undo')).toBeNull();
  });

  it('shows the mistakes alone', async () => {
    wall([digit(1, 1), digit(2, 7), digit(3, 7, { struck: true })]);
    await fireEvent.click(screen.getByTestId('wall-mistakes'));
    expect(order()).toEqual([['2', 'wrong']]);
  });

  it('learns from the class, and goes back', async () => {
    const said = wall([digit(1, 1)], {
      dataset: 'class',
      before: { name: 'mnist', title: 'MNIST' },
      verdicts: verdicts([1], {
        beside: { loss: 0.1, measures: { accuracy: 0.9416 }, size: 1000, whole: false },
        beside_dataset: 'mnist',
      }),
    });
    expect(screen.getByTestId('beside-accuracy').textContent).toContain('94.2 %');
    expect(screen.getByText('On MNIST')).toBeTruthy();
    await fireEvent.click(screen.getByTestId('learn-class'));
    await fireEvent.click(screen.getByTestId('learn-before'));
    expect(said.onlearn.mock.calls).toEqual([['class'], ['mnist']]);
  });

  it('says why it can not learn from it', () => {
    const few = 'One digit has been handed in; 10 are needed to learn from them.';
    wall([digit(1, 1)], {
      state: { ...ready, state: 'absent', message: `${few} They are only in the room where they were handed in.` },
    });
    expect(screen.getByTestId<HTMLButtonElement>('learn-class').disabled).toBe(true);
    expect(screen.getByText(/One digit has been handed in; 10 are needed/)).toBeTruthy();
    cleanup();
    wall([digit(1, 1)], { classes: ['Coat', 'Bag'] });
    expect(screen.getByText('Only digits can be learned from.')).toBeTruthy();
  });

  it('says how one hands in while nobody has', () => {
    wall([]);
    expect(screen.getByTestId('class-wall').textContent).toContain('K7AX');
    expect(screen.queryByTestId('written-as')).toBeNull();
  });

  it('says that what is handed in is written anew for a net of other images, and what that says of it', () => {
    wall([digit(1, 1)], { shape: [3, 32, 32] });
    expect(screen.getByTestId('written-as').textContent).toBe('Each drawing is written as 32×32×3 for this net.');
    expect(order()).toEqual([['1', 'right']]);
  });

  describe('of which a net of other images is to learn', () => {
    beforeEach(() => {
      HTMLDialogElement.prototype.showModal ??= () => undefined;
    });
    const small = { shape: [1, 8, 8], dataset: 'small' };

    it('asks before another net begins, and leaves everything as it is unless one says so', async () => {
      const said = wall([digit(1, 1)], small);
      expect(screen.getByTestId('learn-class').title).toBe('Begins anew with a net for 28×28×1');
      await fireEvent.click(screen.getByTestId('learn-class'));
      expect(screen.getByTestId('other-size').textContent).toMatch(
        /^CLASS: 28×28×1\. This net takes 8×8×1, so it begins/,
      );
      await fireEvent.click(screen.getByText('Cancel'));
      expect(screen.queryByTestId('other-size')).toBeNull();
      expect(said.onlearn).not.toHaveBeenCalled();
      await fireEvent.click(screen.getByTestId('learn-class'));
      await fireEvent.click(screen.getByTestId('begin-anew'));
      expect(said.onlearn).toHaveBeenCalledExactlyOnceWith('class');
      expect(screen.queryByTestId('other-size')).toBeNull();
    });

    it('asks on the way back too, and says what can not be measured', async () => {
      const said = wall([digit(1, 1)], { dataset: 'class', before: { name: 'small', title: 'SMALL' } });
      expect(screen.getByTestId('class-wall').textContent).toContain('SMALL is 8×8×1: going back begins anew.');
      expect(screen.getByTestId('class-wall').textContent).not.toContain('The weights stay');
      expect(screen.queryByTestId('beside-accuracy')).toBeNull();
      await fireEvent.click(screen.getByTestId('learn-class'));
      expect(said.onlearn).toHaveBeenCalledExactlyOnceWith('class');
      await fireEvent.click(screen.getByTestId('learn-before'));
      expect(said.onlearn).toHaveBeenCalledTimes(1);
      await fireEvent.click(screen.getByTestId('begin-anew'));
      expect(said.onlearn).toHaveBeenLastCalledWith('small');
    });
  });
});

it.each([
  [{ batch_size: 128, epochs: 1 }, 225, { batch_size: 32, epochs: 38 }],
  [{ batch_size: 8, epochs: 1 }, 8, { batch_size: 8, epochs: 300 }],
  [{ batch_size: 16, epochs: 500 }, 100, { batch_size: 16, epochs: 500 }],
])('trains on few images for long enough: %j, %i images', (training, images, expected) => {
  const given = { ...training, lr: 0.01 } as TrainingSettings;
  expect(forClass(given, images)).toEqual({ ...given, ...expected });
});
