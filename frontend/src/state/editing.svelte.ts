/** The experiment as it is edited here: shown at once, and sent; what the server answers is the truth. */
import type { Change, Changed, Experiment, Report } from '../link/protocol.gen';
import { equal } from './equal';
import { History } from './history';
import type { Server } from './server';

export class Editing {
  /** As it is edited here; null until the server has said what it is. */
  experiment = $state.raw<Experiment | null>(null);
  report = $state.raw<Report | null>(null);
  schedule = $state.raw<number[]>([]);
  /** A change that would start the training anew, and waits for a word; null: none. */
  asked = $state.raw<Experiment | null>(null);
  canUndo = $state(false);
  canRedo = $state(false);

  readonly #server: Server;
  readonly #edited: () => void;
  readonly #history = new History<Experiment>();
  /** The experiment as the server has it. */
  #confirmed: Experiment | null = null;
  /** The name of the run that it has. */
  #name: string | null = null;
  /** Changes that are on their way and not answered yet. */
  #underWay = 0;
  #unsent = false;

  /** `edited`: something was changed here, or a change was taken back. */
  constructor(server: Server, edited: () => void) {
    this.#server = server;
    this.#edited = edited;
  }

  /** How many changes are on their way and not answered yet. */
  get underWay(): number {
    return this.#underWay;
  }

  // --- what comes from the server ---------------------------------------------------------------------------------------

  /** The connection is back, and nothing was missed. */
  resume(): void {
    this.#underWay = 0;
    if (this.#unsent && this.experiment) this.change(this.experiment);
  }

  /** A room's experiment. `known`: it is the room where this page was; else what was asked or is on its way was for the one that was left. */
  begin(event: Changed, known: boolean): void {
    this.#underWay = 0;
    if (!known) {
      this.#unsent = false;
      this.asked = null;
    }
    const edited = this.#unsent ? this.experiment : null;
    this.#take(event);
    if (known) this.#history.settle(event.experiment, event.name);
    else this.#history.reset(event.experiment, event.name);
    this.#look();
    if (edited) this.change(edited);
  }

  /** `mine`: it was changed here. False: a newer edit of ours is on its way, and until it is answered the page shows that. */
  changed(event: Changed, mine: boolean): boolean {
    if (mine) this.#underWay = Math.max(0, this.#underWay - 1);
    if (mine && this.#underWay > 0) {
      this.#confirmed = event.experiment;
      this.#name = event.name;
      this.#history.note(event.experiment, event.name);
      return false;
    }
    this.#history.settle(event.experiment, event.name);
    this.#look();
    if (!mine) this.asked = null;
    this.#take(event);
    return true;
  }

  /** Whether a command of this kind, which was refused, was a change; '': it is not known which it was. */
  awaits(command: string): boolean {
    return command === 'change' || command === 'back' || (command === '' && this.#underWay > 0);
  }

  /** A change was refused. */
  refused(needsRestart: boolean): void {
    this.#underWay = Math.max(0, this.#underWay - 1);
    if (this.#underWay > 0) return;
    if (needsRestart) this.asked = this.experiment;
    else this.cancel();
  }

  // --- what people do ---------------------------------------------------------------------------------------------------

  /**
   * Use this experiment. What starts the training anew while it runs is asked about first (`asked`), but for `restart`: who
   * chooses another data set or preset wants a new beginning.
   */
  change(experiment: Experiment, restart = false): void {
    this.#history.add(experiment);
    this.#show(experiment);
    if (equal(experiment, this.#confirmed) && this.#underWay === 0) return;
    this.#send(restart ? { kind: 'change', experiment, restart } : { kind: 'change', experiment });
  }

  /** Use this experiment, with the weights there are, whether it is another or not: its data may be. */
  goOn(experiment: Experiment): void {
    this.#history.add(experiment);
    this.#show(experiment);
    this.#send({ kind: 'change', experiment, keep: true, restart: true });
  }

  /** The answer to `asked`: start anew, with the weights of unchanged layers or without. */
  restart(keep: boolean): void {
    const experiment = this.asked;
    this.asked = null;
    if (experiment) this.#send({ kind: 'change', experiment, keep, restart: true });
  }

  /** The other answer to `asked`: leave everything as it was. */
  cancel(): void {
    this.asked = null;
    this.#unsent = false;
    if (!this.#confirmed) return;
    this.experiment = this.#confirmed;
    this.#history.reject(this.#confirmed, this.#name);
    this.#look();
  }

  undo(): void {
    this.#turn(this.#history.undo());
  }

  redo(): void {
    this.#turn(this.#history.redo());
  }

  /** Forget what was learned. It is answered like a change: by `changed`. */
  reset(): void {
    if (this.#server.ask({ kind: 'reset' })) this.#leave();
  }

  /** Go back to a parked run: net, weights, curves and settings as they were left. */
  back(run: number): void {
    if (this.#server.ask({ kind: 'back', run })) this.#leave();
  }

  #leave(): void {
    this.#underWay += 1;
    this.#edited();
  }

  /**
   * Use the experiment that the history has come to, with the weights of the run that was there then. Nothing is asked: the run that
   * is left is kept too, and the opposite leads back to it.
   */
  #turn(experiment: Experiment | null): void {
    if (!experiment) return;
    this.#show(experiment);
    const name = this.#history.name;
    if (equal(experiment, this.#confirmed) && name === this.#name && this.#underWay === 0) return;
    this.#send({ kind: 'change', experiment, restart: true, name });
  }

  #show(experiment: Experiment): void {
    this.#look();
    this.#edited();
    this.experiment = experiment;
  }

  #send(change: Change): void {
    this.#unsent = !this.#server.send(change);
    if (!this.#unsent) this.#underWay += 1;
  }

  #take(event: Changed): void {
    this.#confirmed = event.experiment;
    this.#name = event.name;
    if (!equal(this.experiment, event.experiment)) this.experiment = event.experiment;
    this.report = event.report;
    this.schedule = event.schedule;
  }

  #look(): void {
    this.canUndo = this.#history.canUndo;
    this.canRedo = this.#history.canRedo;
  }
}
