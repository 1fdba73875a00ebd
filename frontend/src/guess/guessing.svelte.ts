/** Guess first, as this page knows it: what is asked, what is guessed here, and how many guess what. */
import type { Ask, Command, Guessed, Guesses, Question } from '../link/protocol.gen';
import { sender } from '../room/sender';

const PLACE = 'inkling-guess';

export class Guessing {
  /** What is asked; null: nothing. */
  question = $state.raw<Question | null>(null);
  /** What this page guesses; null: nothing yet. */
  own = $state<number | null>(null);
  /** It has arrived, and counts. */
  counted = $state(false);

  #send: (command: Command) => boolean;

  constructor(send: (command: Command) => boolean) {
    this.#send = send;
  }

  /** What must not be seen yet: the net's answer, or its filters; null: nothing. */
  get covers(): 'answer' | 'filter' | null {
    if (this.question?.state !== 'open' || this.question.about === 'words') return null;
    return this.question.about;
  }

  /** What the server says; null: nothing is asked. A guess that was made before is said again: it counts once. */
  take(event: Question | Guesses | Guessed | null): void {
    if (event === null || (event.kind === 'question' && event.state === 'over')) {
      this.question = this.own = null;
      return;
    }
    if (event.kind === 'question') {
      if (event.id !== this.question?.id) {
        this.own = remembered(event.id, event.options.length);
        this.counted = false;
      }
      this.question = event;
      if (event.state === 'open' && this.own !== null) this.guess(this.own);
    } else if (event.question !== this.question?.id) return;
    else if (event.kind === 'guesses') this.question = { ...this.question, counts: event.counts };
    else if (event.option === this.own) this.counted = true;
  }

  guess(option: number): void {
    if (this.question?.state !== 'open') return;
    this.own = option;
    this.counted = false;
    remember(this.question.id, option);
    this.#send({ kind: 'guess', question: this.question.id, option, sender: sender() });
  }

  ask(ask: Omit<Ask, 'kind'>): void {
    this.#send({ kind: 'ask', ...ask });
  }

  /** `truth`: the right option; null: it was settled when it was asked. */
  reveal(truth: number | null): void {
    this.#send({ kind: 'reveal', truth });
  }

  /** Put the question away. */
  end(): void {
    this.#send({ kind: 'reveal', over: true });
  }
}

function remember(question: string, option: number): void {
  try {
    sessionStorage.setItem(PLACE, JSON.stringify([question, option]));
  } catch {
    // Storage may be forbidden; then a page that is loaded anew asks again.
  }
}

function remembered(question: string, options: number): number | null {
  try {
    const [id, option] = JSON.parse(sessionStorage.getItem(PLACE) ?? '[]') as unknown[];
    return id === question && Number.isInteger(option) && Number(option) >= 0 && Number(option) < options
      ? Number(option)
      : null;
  } catch {
    // What is there was not written by this page, or may not be read.
    return null;
  }
}
