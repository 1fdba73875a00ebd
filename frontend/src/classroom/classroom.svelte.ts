/**
 * The class, as this page knows it: what it has handed in itself, and, for presenters, what everybody has.
 *
 * What is handed in is kept here until the server has said that it has arrived: where there is no connection it waits for the next, and
 * where no answer comes it is said again, by the page that is loaded next if need be. The server takes it once, however often it is
 * said.
 */
import type { Command, HandedIn, Verdicts, Wall, WallDigit } from '../link/protocol.gen';
import { keep, kept, type Waiting } from './waiting';
import { withDigits } from './wall';

/** Milliseconds after which a hand-in that was not answered is said again. */
const PATIENCE = 4_000;
const MOST_WAITING = 20;
const ON_ITS_WAY = 'On its way…';

export interface Outcome {
  tone: 'waiting' | 'arrived' | 'problem';
  words: string;
}

export class Classroom {
  /** What became of what was handed in last; null: nothing was. */
  outcome = $state.raw<Outcome | null>(null);
  /** How many this page has handed in that have arrived. */
  arrived = $state(0);
  digits = $state.raw<ReadonlyMap<number, WallDigit>>(new Map());
  verdicts = $state.raw<Verdicts | null>(null);

  #send: (command: Command) => boolean;
  #room: () => string;
  #sender = crypto.getRandomValues(new Uint8Array(16)).reduce((text, b) => text + b.toString(16).padStart(2, '0'), '');
  #waiting: Waiting[] = kept();
  /** No two that wait have the same number. */
  #number = Math.max(0, ...this.#waiting.map(({ command }) => command.number));
  #again: ReturnType<typeof setInterval> | undefined;

  /** `send`: false where there is no connection. `room`: the code of the room this page is in. */
  constructor(send: (command: Command) => boolean, room: () => string) {
    this.#send = send;
    this.#room = room;
    if (this.#waiting.length) this.#sayAgainSometimes();
  }

  apply(event: HandedIn | Wall | Verdicts): void {
    switch (event.kind) {
      case 'handed':
        return this.#answered(event);
      case 'wall':
        this.digits = withDigits(this.digits, event.digits, event.whole);
        return;
      case 'verdicts':
        this.verdicts = event;
        return;
    }
  }

  /** Hand a drawing in as one of this class. */
  handIn(image: Uint8Array, label: number): void {
    if (this.#waiting.length >= MOST_WAITING) {
      this.outcome = { tone: 'problem', words: 'Too many wait to be handed in. Try again when there is a connection.' };
      return;
    }
    const command = { kind: 'hand-in', sender: this.#sender, number: ++this.#number, label, image } as const;
    this.#waiting.push({ room: this.#room(), command });
    keep(this.#waiting);
    const sent = this.#send(command);
    this.outcome = {
      tone: 'waiting',
      words: sent ? ON_ITS_WAY : 'No connection. It is kept here, and handed in as soon as there is one.',
    };
    this.#sayAgainSometimes();
  }

  /** Strike one out, or take it in again. */
  strike(id: number, on: boolean): void {
    this.#send({ kind: 'strike', id, on });
  }

  /** There is a connection, perhaps to another room. */
  linked(): void {
    this.#waiting = this.#waiting.filter(({ room }) => room === this.#room());
    keep(this.#waiting);
    if (this.#waiting.length) this.outcome = { tone: 'waiting', words: ON_ITS_WAY };
    this.#sayAgain();
  }

  /** Another net: it has said nothing of the wall yet. */
  renewed(): void {
    this.verdicts = null;
  }

  /** The wall of another room, or of none. */
  forget(): void {
    this.digits = new Map();
    this.verdicts = null;
    this.outcome = null;
    this.arrived = 0;
  }

  close(): void {
    clearInterval(this.#again);
  }

  #sayAgainSometimes(): void {
    this.#again ??= setInterval(() => this.#sayAgain(), PATIENCE);
  }

  #sayAgain(): void {
    for (const { command } of this.#waiting) if (!this.#send(command)) return;
  }

  #answered({ number, id, problem }: HandedIn): void {
    const before = this.#waiting.length;
    this.#waiting = this.#waiting.filter(({ command }) => command.number !== number);
    if (this.#waiting.length === before) return;
    keep(this.#waiting);
    if (this.#waiting.length === 0) {
      clearInterval(this.#again);
      this.#again = undefined;
    }
    if (id !== null) this.arrived += 1;
    this.outcome =
      id === null
        ? { tone: 'problem', words: `Not handed in: ${problem}` }
        : { tone: 'arrived', words: `Arrived as number ${id}.` };
  }
}
