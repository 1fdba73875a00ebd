/** The run: how its training goes, and what was measured of it. */
import type { Curves, Evaluation, Failure, Keyframe, Restored, Showcase, Status, Welcome } from '../link/protocol.gen';
import { EMPTY, Thinning, type Series } from './curves';
import type { Gathering } from './gathering';
import type { Notices } from './notices.svelte';
import { upTo, withEvaluation, withKeyframe } from './record';
import type { Server } from './server';

const IDLE: Status = {
  kind: 'status',
  state: 'idle',
  step: 0,
  epoch: 0,
  epochs: 0,
  steps_per_epoch: 0,
  samples_per_second: 0,
  seconds_left: null,
  lr: null,
  device: '',
  message: '',
};

export class Run {
  status = $state.raw<Status>(IDLE);
  /** Training was asked for, and the server has not said yet that it runs. */
  starting = $state(false);
  curves = $state.raw<Series>(EMPTY);
  gradients = $state.raw<Record<string, number>>({});
  /** The step that the gradients are of. */
  gradientsAt = $state(0);
  evaluations = $state.raw<Evaluation[]>([]);
  showcase = $state.raw<Showcase | null>(null);
  failure = $state.raw<Failure | null>(null);
  keyframes = $state.raw<Keyframe[]>([]);

  readonly #server: Server;
  readonly #gathering: Gathering;
  readonly #notices: Notices;
  readonly #thinning = new Thinning();
  #newStatus: Status | null = null;
  #newGradients: Record<string, number> | null = null;
  #newGradientsAt = 0;
  /** The device that was said to be another than was meant. */
  #device = '';

  constructor(server: Server, gathering: Gathering, notices: Notices) {
    this.#server = server;
    this.#gathering = gathering;
    this.#notices = notices;
    gathering.add(this);
  }

  // --- what comes from the server ---------------------------------------------------------------------------------------

  /** All that was measured of it. */
  begin(event: Welcome | Restored): void {
    this.forget();
    this.status = event.status;
    for (const part of event.curves) this.#thinning.add(part);
    this.curves = this.#thinning.series();
    this.gradients = event.curves.at(-1)?.gradients ?? {};
    this.gradientsAt = this.curves.step.at(-1) ?? 0;
    this.evaluations = event.evaluations;
    this.showcase = event.showcase;
    this.failure = event.failure;
    this.keyframes = event.keyframes;
  }

  /** Another begins, of so many epochs, on the same device. */
  beginAnew(epochs: number): void {
    this.forget();
    this.status = { ...IDLE, device: this.status.device, epochs };
  }

  /** Everything measured so far is gone. */
  forget(): void {
    this.#newGradients = this.#newStatus = null;
    this.#thinning.clear();
    this.curves = EMPTY;
    this.gradients = {};
    this.evaluations = [];
    this.showcase = null;
    this.failure = null;
    this.keyframes = [];
  }

  take(event: Status | Evaluation | Showcase | Failure | Keyframe): void {
    switch (event.kind) {
      case 'status':
        return this.#statusCame(event);
      case 'evaluation':
        this.evaluations = withEvaluation(this.evaluations, event);
        return;
      case 'showcase':
        this.showcase = event;
        return;
      case 'failure':
        this.failure = event;
        this.starting = false;
        return this.#notices.say('problem', event.what, event.why, event.todo);
      case 'keyframe':
        this.keyframes = withKeyframe(this.keyframes, event);
        return;
      default:
        event satisfies never;
    }
  }

  /** Numbers of steps. True: training goes on from before these steps; what was said of them and of later ones is said anew. */
  measured(event: Curves): boolean {
    const { first } = event;
    const again = first <= this.#thinning.steps;
    if (again) {
      this.evaluations = upTo(this.evaluations, first - 1);
      this.keyframes = upTo(this.keyframes, first - 1);
      if (this.showcase && this.showcase.step >= first) this.showcase = null;
    }
    this.#thinning.add(event);
    this.#newGradients = event.gradients;
    this.#newGradientsAt = first + event.stride * (event.loss.data.length / 4) - 1;
    // The first loss is what everybody waits for.
    if (this.curves.step.length === 0) this.#gathering.take(true);
    else this.#gathering.await();
    return again;
  }

  /** Where it trains is not where one may think: said once. */
  noteDevice(device: string): void {
    if (device === this.#device || !/, not .+: /.test(device)) return;
    this.#device = device;
    this.#notices.say('plain', 'It does not train on the device that was meant.', `${device}.`);
  }

  #statusCame(event: Status): void {
    this.starting = false;
    if (event.state === 'running') this.failure = null;
    if (event.state === this.status.state && event.state === 'running') {
      this.#newStatus = event;
      return this.#gathering.await();
    }
    this.#newStatus = null;
    this.status = event;
    // What was measured until it stopped is shown with it.
    this.#gathering.take(true);
  }

  // --- what waits for a frame -------------------------------------------------------------------------------------------

  get hasWords(): boolean {
    return this.#newGradients !== null || this.#newStatus !== null;
  }

  takeWords(): void {
    if (this.#newGradients) {
      this.curves = this.#thinning.series();
      this.gradients = this.#newGradients;
      this.gradientsAt = this.#newGradientsAt;
    }
    if (this.#newStatus) this.status = this.#newStatus;
    this.#newGradients = this.#newStatus = null;
  }

  // --- what people do ---------------------------------------------------------------------------------------------------

  train(): void {
    this.starting = this.#server.ask({ kind: 'train' });
  }

  pause(): void {
    this.#server.ask({ kind: 'pause' });
  }

  step(): void {
    this.starting = this.#server.ask({ kind: 'step' });
  }
}
