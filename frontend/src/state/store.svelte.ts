/** Everything the page knows, by parts that each own their state: the store puts them together, and hands each event to its part. */
import {
  FORM,
  type Changed,
  type Command,
  type Event,
  type Guessed,
  type Guesses,
  type HandedIn,
  type Hello,
  type Question,
  type Refused,
  type Restored,
  type TrainingSettings,
  type Verdicts,
  type Wall,
  type Welcome,
} from '../link/protocol.gen';
import type { Frame } from '../link/wire';
import type { Beside } from './beside';
import { Choosing } from './choosing.svelte';
import { Editing } from './editing.svelte';
import { Gathering, type NextFrame } from './gathering';
import { Looking } from './looking.svelte';
import { Notices } from './notices.svelte';
import { Races } from './races.svelte';
import { Room, type Aim, type Door } from './room.svelte';
import { Run } from './run.svelte';
import type { Server } from './server';
import { Shelf } from './shelf.svelte';

export interface Outside extends Door {
  /** Sends a command; false: there is no connection. */
  send(command: Command): boolean;
  /**
   * Calls back before a frame is painted: the next one if `urgent`, else one at the pace that this browser can keep. `words`: texts and
   * curves may change with it too; true: they have. They can't be read any faster, and cost a browser more than pictures.
   */
  nextFrame: NextFrame;
  /** The server's messages have this form, and not the one that this page was built for. */
  outdated?(form: string): void;
  /** Something came of what is asked, and guessed; null: nothing is asked. */
  asked?(event: Question | Guesses | Guessed | null): void;
  /** The net, the data or the settings were changed here, or a change was taken back. */
  edited?(): void;
  /** Another net has come: what the last one has said is not this one's. */
  renewed?(): void;
  /** What a task asks for that no other has. */
  beside?(): Beside;
  /** Takes what there is to hear of the class. */
  heard?(event: HandedIn | Wall | Verdicts): void;
}

export class Store {
  readonly notices = new Notices();
  readonly room: Room;
  readonly editing: Editing;
  readonly choosing: Choosing;
  readonly run: Run;
  readonly shelf = new Shelf();
  readonly races: Races;
  readonly looking: Looking;
  /** The way to the server. */
  readonly server: Server;

  readonly #outside: Outside;

  constructor(outside: Outside) {
    this.#outside = outside;
    this.server = {
      send: (command) => outside.send(command),
      ask: (command) => {
        const sent = outside.send(command);
        const todo = this.room.outdated ? 'Reload the page.' : 'Try again when it is back.';
        if (!sent) this.notices.say('plain', 'There is no connection to the server.', '', todo);
        return sent;
      },
    };
    const { server } = this;
    const gathering = new Gathering((callback, urgent) => outside.nextFrame(callback, urgent));
    this.room = new Room(server, this.notices, outside);
    this.editing = new Editing(server, () => outside.edited?.());
    this.choosing = new Choosing(server, this.editing, this.notices);
    this.run = new Run(server, gathering, this.notices);
    this.races = new Races(server);
    this.looking = new Looking(server, gathering);
  }

  get #beside(): Beside | undefined {
    return this.#outside.beside?.();
  }

  /** The greeting: where this page was, so that nothing is missed. `address`: what the address holds, for the first time. */
  hello(address: Aim): Hello {
    return this.room.hello(address, this.editing.experiment);
  }

  /** Take over a frame; one that was seen already is ignored. */
  receive({ number, event }: Frame): void {
    if (this.room.isNew(number)) this.apply(event);
  }

  apply(event: Event): void {
    switch (event.kind) {
      case 'welcome':
        return this.#welcome(event);
      case 'changed':
        return this.#changed(event);
      case 'restored':
        return this.#restored(event);
      case 'refused':
        return this.#refused(event);
      case 'status':
        if (event.state === 'running') this.shelf.dismiss();
        if (this.room.role !== 'viewer') this.run.noteDevice(event.device);
        return this.run.take(event);
      case 'curves':
        if (this.run.measured(event)) this.looking.goBack(event);
        return;
      case 'evaluation':
      case 'showcase':
      case 'failure':
      case 'keyframe':
        return this.run.take(event);
      case 'runs':
        return this.shelf.take(event);
      case 'racing':
        return this.races.take(event);
      case 'data':
        return this.choosing.take(event);
      case 'prediction':
      case 'maps':
      case 'filters':
      case 'starts':
      case 'arithmetic':
      case 'dissection':
      case 'sample':
        return this.looking.take(event);
      case 'preview':
      case 'thumbnails':
      case 'shifts':
        return this.#beside?.take(event);
      case 'viewers':
      case 'role':
      case 'shown':
        return this.room.take(event);
      case 'copied':
        return this.room.copied(event.room, event.key);
      case 'question':
      case 'guesses':
      case 'guessed':
        return this.#outside.asked?.(event);
      case 'handed':
      case 'wall':
      case 'verdicts':
        return this.#outside.heard?.(event);
      case 'pong':
        return;
      default:
        // A newer server may say more than this page knows; all that it knows is handled above.
        event satisfies never;
    }
  }

  #welcome(event: Welcome): void {
    if (event.form !== FORM) {
      this.room.outdate();
      return this.#outside.outdated?.(event.form);
    }
    const known = this.room.begin(event);
    this.#outside.asked?.(event.question);
    this.run.starting = false;
    this.#beside?.stop();
    this.races.forget();
    this.shelf.take(event.runs);
    if (event.replayed) return this.editing.resume();
    this.shelf.dismiss();
    this.run.begin(event);
    this.looking.begin();
    this.#beside?.forget();
    this.choosing.begin(event.data, known);
    this.editing.begin(event.changed, known);
    if (event.refused) this.notices.say('problem', event.refused);
  }

  #changed(event: Changed): void {
    const mine = event.by === this.room.viewer;
    this.#beside?.changed(mine, event.fresh);
    if (event.fresh) {
      this.run.beginAnew(event.experiment.training.epochs);
      this.looking.beginAnew(event.report.ok);
      this.#beside?.forget();
      this.#outside.renewed?.();
    }
    if (event.parked) this.shelf.park(event.parked);
    if (this.editing.changed(event, mine)) this.looking.fit(event.report);
  }

  #restored(event: Restored): void {
    if (event.run === this.shelf.left) this.shelf.dismiss();
    this.looking.forget();
    this.#beside?.forget();
    this.run.begin(event);
  }

  #refused({ command, message, needs_restart }: Refused): void {
    this.run.starting = false;
    if (command === 'race') {
      // It is said where it was asked for.
      this.races.problem = message;
      return;
    }
    const change = this.editing.awaits(command);
    this.#beside?.refused(command, change);
    if (change) this.editing.refused(needs_restart);
    if (!change || !needs_restart) this.notices.say('problem', message);
  }

  /** Go on learning from a data set, with the weights there are: see `Choosing.goOnWith`. It trains at once. */
  learnFrom(name: string, training?: TrainingSettings): void {
    if (this.choosing.goOnWith(name, training)) this.run.train();
  }
}
