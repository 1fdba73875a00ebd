import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Command, Filters, QuantisedPictures, Maps, Question, Report } from '../link/protocol.gen';
import AskDialog from './AskDialog.svelte';
import { Cover } from './cover.svelte';
import { Guessing } from './guessing.svelte';
import { answerQuestion, filterQuestion, onePicture, withoutAnswer } from './questions';
import QuestionSheet from './QuestionSheet.svelte';

afterEach(cleanup);
beforeEach(() => sessionStorage.clear());

const question = (more: Partial<Question> = {}): Question => ({
  kind: 'question',
  id: 'one',
  about: 'words',
  text: 'Which wins?',
  options: ['conv', 'perceptron'],
  picture: null,
  pictures: null,
  state: 'open',
  truth: null,
  counts: null,
  ...more,
});

/** Pictures of 1×2 numbers: low, high for each. */
function pictures(...ranges: [number, number][]): QuantisedPictures {
  return {
    shape: [ranges.length, 1, 2],
    low: ranges.map(([low]) => low),
    high: ranges.map(([, high]) => high),
    data: Uint8Array.from(ranges.flatMap((_, i) => [i, 255 - i])),
  };
}

const report = (...outputs: number[][]): Report =>
  ({ layers: outputs.map((output, i) => ({ id: `l${i}`, output })) }) as unknown as Report;

function page() {
  const sent: Command[] = [];
  return { sent, guessing: new Guessing((command) => sent.push(command) > 0) };
}

describe('a guess', () => {
  it('counts when the server says so, and may be changed', () => {
    const { sent, guessing } = page();
    guessing.take(question());
    guessing.guess(0);
    expect([guessing.own, guessing.counted]).toEqual([0, false]);
    guessing.take({ kind: 'guessed', question: 'one', option: 0 });
    expect(guessing.counted).toBe(true);
    guessing.guess(1);
    expect(guessing.counted).toBe(false);
    // The answer to the older one does not stand for the newer.
    guessing.take({ kind: 'guessed', question: 'one', option: 0 });
    expect(guessing.counted).toBe(false);
    const [first, second] = sent as Extract<Command, { kind: 'guess' }>[];
    expect(first).toMatchObject({ question: 'one', option: 0 });
    expect(second).toMatchObject({ question: 'one', option: 1, sender: first?.sender });
    expect(first?.sender).toMatch(/^[0-9a-f]{32}$/);
  });

  it('is said again after a reconnect, and known after the page is loaded anew', () => {
    const first = page();
    first.guessing.take(question());
    first.guessing.guess(1);
    first.guessing.take(question());
    expect(first.sent).toHaveLength(2);
    const again = page();
    again.guessing.take(question());
    expect(again.guessing.own).toBe(1);
    expect(again.sent).toMatchObject([{ kind: 'guess', option: 1 }]);
    const other = page();
    other.guessing.take(question({ id: 'two' }));
    expect(other.guessing.own).toBeNull();
    sessionStorage.setItem('inkling-guess', '["one", 7]');
    const broken = page();
    broken.guessing.take(question());
    expect(broken.guessing.own).toBeNull();
  });

  it('is not taken when the truth is shown, and gone with the question', () => {
    const { sent, guessing } = page();
    guessing.take(question({ state: 'revealed', truth: 0, counts: [1, 2] }));
    guessing.guess(1);
    expect(sent).toEqual([]);
    guessing.take({ kind: 'guesses', question: 'another', counts: [9, 9] });
    expect(guessing.question?.counts).toEqual([1, 2]);
    guessing.take(question({ state: 'over' }));
    expect(guessing.question).toBeNull();
    guessing.take(null);
    expect(guessing.question).toBeNull();
  });
});

describe('a question that the page puts together', () => {
  it('is of the classes, with what the net is given', () => {
    const input = Uint8Array.of(0, 255, 7, 9);
    expect(answerQuestion(['cat', 'dog'], input, [1, 2, 2])).toEqual({
      about: 'answer',
      text: 'What will it say?',
      options: ['cat', 'dog'],
      picture: { shape: [1, 2, 2], low: [0], high: [1], data: input },
    });
    expect(answerQuestion(['cat', 'dog'], new Uint8Array(12), [3, 2, 2])?.picture).toBeNull();
    expect(answerQuestion(['cat', 'dog'], null, [1, 2, 2])).toBeNull();
  });

  it('has the true filter among others that are there, whatever chance says', () => {
    const maps = { layer: 'c', pictures: pictures([0, 1], [0, 0.1], [-1, 1], [0, 0], [0, 2], [0, 1.5]) } as Maps;
    const filters = {
      layer: 'c',
      inputs: 1,
      pictures: pictures([0, 1], [0, 2], [0, 3], [0, 4], [0, 5], [0, 6]),
    } as Filters;
    let seed = 1;
    const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
    const truths = new Set<number>();
    for (let i = 0; i < 60; i++) {
      const asked = filterQuestion('c', maps, filters, random);
      const { picture, pictures, truth, options } = asked ?? {};
      expect(options).toEqual(['A', 'B', 'C', 'D']);
      const shown = (pictures?.high ?? []).map((high) => high - 1);
      expect(new Set(shown).size).toBe(4);
      // The map is that of the filter at the truth: the same channel of both.
      const channel = shown[truth as number] as number;
      expect(picture).toEqual(onePicture(maps.pictures, channel));
      expect([...(pictures?.data ?? [])]).toEqual(shown.flatMap((each) => [each, 255 - each]));
      // Not one in which nothing is to be seen.
      expect([1, 3]).not.toContain(channel);
      truths.add(truth as number);
    }
    expect(truths.size).toBe(4);
  });

  it('is none where nothing can be asked', () => {
    const maps = { layer: 'c', pictures: pictures([0, 1], [0, 1]) } as Maps;
    const filters = { layer: 'c', inputs: 1, pictures: pictures([0, 1], [0, 1]) } as Filters;
    expect(filterQuestion('c', undefined, filters)).toBeNull();
    expect(filterQuestion('c', maps, { ...filters, inputs: 8 })).toBeNull();
    expect(filterQuestion('d', maps, filters)).toBeNull();
    expect(filterQuestion('c', { ...maps, pictures: pictures([0, 0], [0, 0]) }, filters)).toBeNull();
    expect(filterQuestion('c', { ...maps, pictures: pictures([0, 1]) }, filters)).toBeNull();
  });
});

describe('what is covered', () => {
  const net = report([8, 26, 26], [10], [5408], [64], [10], [10]);

  it('is every layer that holds the answer, and no other', () => {
    expect(withoutAnswer(net, 10)).toBe(4);
    expect(withoutAnswer(report([10]), 10)).toBe(0);
    expect(withoutAnswer(report([8, 26, 26], [5408]), 10)).toBe(2);
    expect(withoutAnswer(null, 10)).toBe(0);
  });

  it.each([
    ['who asks', 'presenter', false, true],
    ['who follows', 'viewer', true, true],
    ['who looks around', 'viewer', false, false],
  ] as const)('is so for %s', (_, role, following, hidden) => {
    const { guessing } = page();
    const view = { unit: { layer: 'l4', at: [3] as [number] }, layers: null };
    const cover = new Cover(guessing, { room: { role }, editing: { report: net } }, view, { following }, () => 10);
    const state = () => [cover.answer, cover.layers, cover.unit !== null];
    expect(state()).toEqual([false, null, true]);
    guessing.take(question({ about: 'answer' }));
    expect(state()).toEqual(hidden ? [true, 4, false] : [false, null, true]);
    guessing.take(question({ about: 'filter', id: 'two' }));
    expect(state()).toEqual(hidden ? [false, 0, false] : [false, null, true]);
    guessing.take(question({ about: 'filter', id: 'two', state: 'revealed', truth: 0 }));
    expect(state()).toEqual([false, null, true]);
  });
});

describe('the sheet', () => {
  function sheet(of: Question, more: Record<string, unknown> = {}) {
    const said = { onguess: vi.fn(), onreveal: vi.fn(), onend: vi.fn() };
    const given = { own: null, counted: false, asks: false, computed: null, theme: 'light' as const, ...more };
    return { ...said, ...render(QuestionSheet, { question: of, ...given, ...said }) };
  }

  it('lets a viewer guess, and shows no counts before the truth', async () => {
    const { onguess, rerender } = sheet(question());
    expect(screen.queryAllByTestId('guesses')).toHaveLength(0);
    await fireEvent.click(screen.getAllByTestId('guess')[1] as HTMLElement);
    expect(onguess).toHaveBeenCalledExactlyOnceWith(1);
    await rerender({ own: 1, counted: true });
    expect(screen.getAllByTestId('guess')[1]?.getAttribute('aria-pressed')).toBe('true');
    await rerender({ question: question({ state: 'revealed', truth: 0, counts: [3, 1] }) });
    expect(screen.queryAllByTestId('guess')).toHaveLength(0);
    expect(screen.getAllByTestId('guesses').map((each) => each.dataset['count'])).toEqual(['3', '1']);
    expect(screen.getByTestId('truth').closest('li')?.textContent).toContain('conv');
    expect(screen.getByTestId('question-line').textContent).toBe('3 of 4 guessed right. You were not.');
  });

  it('has who asked mark what is right, where nobody can compute it', async () => {
    const { onreveal } = sheet(question({ counts: [0, 2] }), { asks: true });
    expect(screen.queryAllByTestId('mark')).toHaveLength(0);
    await fireEvent.click(screen.getByTestId('reveal'));
    expect(onreveal).not.toHaveBeenCalled();
    await fireEvent.click(screen.getAllByTestId('mark')[1] as HTMLElement);
    expect(onreveal).toHaveBeenCalledExactlyOnceWith(1);
  });

  it('reveals what was computed, and nothing where nothing was', async () => {
    const { onreveal, rerender } = sheet(question({ about: 'answer', counts: [0, 0] }), { asks: true });
    expect(screen.getByTestId<HTMLButtonElement>('reveal').disabled).toBe(true);
    await rerender({ computed: 1 });
    await fireEvent.click(screen.getByTestId('reveal'));
    expect(onreveal).toHaveBeenCalledExactlyOnceWith(1);
  });
});

describe('asking', () => {
  it('takes two to four answers that differ', async () => {
    const onask = vi.fn();
    HTMLDialogElement.prototype.showModal ??= () => undefined;
    render(AskDialog, { answer: () => null, filter: () => null, onask, onclose: vi.fn() });
    const button = screen.getByTestId<HTMLButtonElement>('ask-words');
    const fields = screen.getAllByTestId('ask-option');
    const type = (i: number, value: string) => fireEvent.input(fields[i] as HTMLElement, { target: { value } });
    expect(screen.getByTestId<HTMLButtonElement>('ask-answer').disabled).toBe(true);
    await type(0, 'SGD');
    expect(button.disabled).toBe(true);
    await type(2, 'SGD ');
    expect(button.disabled).toBe(true);
    await type(2, 'Adam');
    await fireEvent.click(button);
    const text = 'Which will be right more often?';
    expect(onask).toHaveBeenCalledExactlyOnceWith({ about: 'words', text, options: ['SGD', 'Adam'] });
  });
});
