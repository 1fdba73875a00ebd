/**
 * Everything the page knows, in one place. Events change it through `apply`, people through the methods below it.
 *
 * The experiment is edited here at once, and the server is told; what it answers is the truth. While it trains, news come faster
 * than they can be read, and each costs the browser a frame: they are gathered, and taken over together at the pictures' pace.
 */
import type { Catalog } from '../link/catalog.gen';
import { withDataset, withPreset } from './choices';
import { EMPTY, Thinning, type Series } from './curves';
import { equal } from './equal';
import { History } from './history';
import type {
  Arithmetic,
  Change,
  Changed,
  Command,
  Curves,
  DataSettings,
  DataState,
  Dissection,
  Edit,
  Evaluation,
  Event,
  Example,
  Experiment,
  Failure,
  Filters,
  Guessed,
  Guesses,
  HandedIn,
  Hello,
  Keyframe,
  Maps,
  Parked,
  Prediction,
  PreviewImages,
  Question,
  RaceSettings,
  RaceSoFar,
  Refused,
  Report,
  Restored,
  Runs,
  SampleExample,
  Scene,
  ShiftCurve,
  Showcase,
  Starts,
  Status,
  ThumbnailImages,
  TrainingSettings,
  Unit,
  Verdicts,
  Viewers,
  Wall,
  Welcome,
  YourRole,
} from '../link/protocol.gen';
import { upTo, withEvaluation, withKeyframe } from './record';
import type { Link } from '../link/socket';
import { laidOut } from '../link/layers';
import type { Frame } from '../link/wire';

export interface Notice {
  id: number;
  tone: 'plain' | 'problem';
  what: string;
  why: string;
  todo: string;
}

const NO_CONNECTION = 'No connection to the server.';

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

export interface Outside {
  /** Sends a command; false: there is no connection. */
  send(command: Command): boolean;
  /**
   * Calls back before a frame is painted: the next one if `urgent`, else one at the pace that this browser can keep. `words`: texts and
   * curves may change with it too; true: they have. They can't be read any faster, and cost a browser more than pictures.
   */
  nextFrame(callback: (words: boolean) => boolean, urgent: boolean): void;
  /** Connects anew, with another greeting. */
  reconnect?(): void;
  /** Something came of what is asked, and guessed; null: nothing is asked. */
  asked?(event: Question | Guesses | Guessed | null): void;
  /** Keeps the presenter's key of a room that was made here, for the next time. */
  keep?(room: string, key: string): void;
  /** The net, the data or the settings were changed here, or a change was taken back. */
  edited?(): void;
  /** Another net has come: what the last one has said is not this one's. */
  renewed?(): void;
  /** How a net does on shifted images, as far as it was measured; null: it will not be measured any further. */
  measured?(event: ShiftCurve | null): void;
  /** Takes what there is to hear of the class. */
  heard?(event: HandedIn | Wall | Verdicts): void;
}

/** Where to go: as the address says, or as somebody typed. */
export interface Aim {
  room: string | null;
  experiment: unknown;
  /** The room is one of others: come in as a viewer, or not at all. */
  join: boolean;
  /** The presenter's key, where it is known. */
  key: string | null;
}

export class Store {
  link = $state<Link>('connecting');
  lostWhy = $state('');
  room = $state('');
  house = $state(true);
  viewer = $state('');
  /** What one may do here. Until the server has said, nothing is shown as forbidden. */
  role = $state<YourRole['role']>('presenter');
  people = $state.raw<Viewers | null>(null);
  /** What is on the big screen, for viewers; null: nobody has shown anything. */
  scene = $state.raw<Scene | null>(null);
  /** This page came as a viewer, by a code: its address names the room, and not the experiment. */
  joined = $state(false);
  /** Why the last attempt to enter another room failed; '': it did not. */
  joinProblem = $state('');
  version = $state('');
  catalog = $state.raw<Catalog | null>(null);

  /** As it is edited here; null until the server has said what it is. */
  experiment = $state.raw<Experiment | null>(null);
  report = $state.raw<Report | null>(null);
  schedule = $state.raw<number[]>([]);
  status = $state.raw<Status>(IDLE);
  /** Training was asked for, and the server has not said yet that it runs. */
  starting = $state(false);
  /** Copies of the net that race, or have raced; null: none. */
  race = $state.raw<RaceSoFar | null>(null);
  /** Why the last race that was asked for is none; '': it is one. */
  raceProblem = $state('');
  data = $state.raw<Record<string, DataState>>({});
  /** A data set that was chosen and is not here yet: it is used as soon as it is. */
  wanted = $state<string | null>(null);
  series = $state.raw<Series>(EMPTY);
  gradients = $state.raw<Record<string, number>>({});
  /** The step that the gradients are of. */
  gradientsAt = $state(0);
  evaluations = $state.raw<Evaluation[]>([]);
  showcase = $state.raw<Showcase | null>(null);
  /** Test images that were asked for, by their number. */
  thumbnails = $state.raw<ReadonlyMap<number, Uint8Array>>(new Map());
  failure = $state.raw<Failure | null>(null);
  keyframes = $state.raw<Keyframe[]>([]);

  prediction = $state.raw<Prediction | null>(null);
  /** The answer and the pictures are of a net that is gone: this one has not answered yet. */
  stale = $state(false);
  /** The newest of each layer. */
  maps = $state.raw<ReadonlyMap<string, Maps>>(new Map());
  filters = $state.raw<ReadonlyMap<string, Filters>>(new Map());
  /** Of the unit that is looked at. */
  arithmetic = $state.raw<Arithmetic | null>(null);
  dissection = $state.raw<Dissection | null>(null);
  /** Kernels at step 0, of layers that were looked at. */
  starts = $state.raw<ReadonlyMap<string, Starts>>(new Map());
  sample = $state.raw<SampleExample | null>(null);
  preview = $state.raw<PreviewImages | null>(null);

  /** The runs that have made way for others; what was left last comes last. */
  runs = $state.raw<readonly Parked[]>([]);
  /** The number of the one that the room has gone back to, and where nothing has changed since; null: it is another. */
  runAt = $state<number | null>(null);
  /** The number of the run that has made way just now, until that was read; null: none. */
  left = $state<number | null>(null);

  notices = $state.raw<Notice[]>([]);
  /** A change that would start the training anew, and waits for a word; null: none. */
  asked = $state.raw<Experiment | null>(null);
  canUndo = $state(false);
  canRedo = $state(false);

  #outside: Outside;
  #aim: Aim | null = null;
  #key: string | null = null;
  #epoch: string | null = null;
  #last: number | null = null;
  /** The experiment as the server has it. */
  #confirmed: Experiment | null = null;
  /** The name of the run that it has. */
  #name: string | null = null;
  /** Changes that are on their way and not answered yet. */
  #underWay = 0;
  /** Of these, those that were on their way when a measurement was asked for. */
  #ahead = 0;
  #unsent = false;
  #history = new History<Experiment>();
  #curves = new Thinning();
  #drawing = 0;
  /** Predictions of drawings before this one are of another kind: of an empty pad, or of a drawing that was cleared. */
  #turned = 0;
  #empty = true;
  #newMaps = new Map<string, Maps>();
  #newFilters = new Map<string, Filters>();
  #newArithmetic: Arithmetic | null = null;
  #gradientsAt = 0;
  #newGradients: Record<string, number> | null = null;
  #newStatus: Status | null = null;
  #newPrediction: Prediction | null = null;
  /** Test images that are on their way. */
  #awaited = new Set<number>();
  #frameDue: 'soon' | 'now' | null = null;
  #noticeId = 0;
  /** Why no connection comes about, as it was said; '': there is one, or nothing was. */
  #unreached = '';
  /** The device that was said to be another than was meant. */
  #device = '';

  constructor(outside: Outside) {
    this.#outside = outside;
  }

  // --- what comes from the server ---------------------------------------------------------------------------------------

  /** The greeting: where this page was, so that nothing is missed. `address`: what the address holds, for the first time. */
  hello(address: Aim): Hello {
    if (this.#epoch === null) this.#aim ??= address;
    if (this.#aim) return { kind: 'hello', ...this.#aim, experiment: this.#aim.experiment ?? null };
    return {
      kind: 'hello',
      room: this.room,
      house: this.house,
      join: this.joined,
      key: this.#key,
      experiment: this.experiment,
      last: this.#last,
      epoch: this.#epoch,
    };
  }

  linked(state: Link, reason: string): void {
    if (state === 'lost' && reason && this.#aim && this.#epoch !== null) {
      // The room that was typed is not to be had; back to where this page was.
      this.joinProblem = reason;
      if (!this.#aim.join) this.notify('problem', 'The link could not be opened.', reason);
      this.#aim = null;
      return this.#outside.reconnect?.();
    }
    this.link = state;
    if (state === 'open' && this.#unreached) {
      this.#unreached = '';
      this.notices = this.notices.filter((notice) => notice.what !== NO_CONNECTION);
    }
    // Attempts that fail after it do not say why: what was said last still holds.
    this.lostWhy = state === 'lost' ? reason || this.lostWhy : reason;
  }

  /** Why no connection comes about, as far as that was found out; '': it was not. */
  unreached(why: string): void {
    if (this.link === 'open' || !why || why === this.#unreached) return;
    this.#unreached = why;
    this.notify('problem', NO_CONNECTION, why);
  }

  /** Where it trains is not where one may think: said once. */
  #noteDevice(device: string): void {
    if (this.role === 'viewer' || device === this.#device || !/, not .+: /.test(device)) return;
    this.#device = device;
    this.notify('plain', 'It does not train on the device that was meant.', `${device}.`);
  }

  /** Take over a frame; one that was seen already is ignored. */
  receive({ number, event }: Frame): void {
    if (number !== 0) {
      if (this.#last !== null && number <= this.#last) return;
      this.#last = number;
    }
    this.apply(event);
  }

  apply(event: Event): void {
    switch (event.kind) {
      case 'welcome':
        return this.#welcome(event);
      case 'changed':
        return this.#changed(event);
      case 'restored':
        this.#forget();
        if (event.run === this.left) this.left = null;
        return this.#takeRun(event);
      case 'runs':
        return this.#runsCame(event);
      case 'status':
        return this.#statusCame(event);
      case 'curves':
        if (event.first <= this.#curves.steps) this.#goBack(event);
        this.#curves.add(event);
        this.#newGradients = event.gradients;
        this.#gradientsAt = event.first + event.stride * (event.loss.data.length / 4) - 1;
        // The first loss is what everybody waits for.
        if (this.series.step.length === 0) return void this.#flush(true);
        return this.#awaitFrame();
      case 'evaluation':
        this.evaluations = withEvaluation(this.evaluations, event);
        return;
      case 'showcase':
        this.showcase = event;
        return;
      case 'failure':
        this.failure = event;
        this.starting = false;
        this.notify('problem', event.what, event.why, event.todo);
        return;
      case 'keyframe':
        this.keyframes = withKeyframe(this.keyframes, event);
        return;
      case 'data':
        return this.#dataCame(event);
      case 'prediction':
        return this.#predictionCame(event);
      case 'maps':
        this.#newMaps.set(event.layer, event);
        return this.#awaitFrame(event.drawing !== this.maps.get(event.layer)?.drawing);
      case 'filters':
        this.#newFilters.set(event.layer, event);
        return this.#awaitFrame();
      case 'arithmetic':
        this.#newArithmetic = event;
        return this.#awaitFrame(event.drawing !== this.arithmetic?.drawing || event.step === this.arithmetic.step);
      case 'dissection':
        this.dissection = event;
        return;
      case 'sample':
        this.sample = event;
        return;
      case 'thumbnails':
        return this.#thumbnailsCame(event);
      case 'preview':
        this.preview = event;
        return;
      case 'viewers':
        this.people = event;
        return;
      case 'role':
        this.role = event.role;
        this.#key = event.key || null;
        return;
      case 'shown':
        this.scene = event.scene;
        return;
      case 'question':
      case 'guesses':
      case 'guessed':
        return this.#outside.asked?.(event);
      case 'copied':
        this.#outside.keep?.(event.room, event.key);
        return this.enter(event.room, event.key);
      case 'starts':
        this.starts = new Map([...this.starts, [event.layer, event]]);
        return;
      case 'shifts':
        return this.#outside.measured?.(event);
      case 'handed':
      case 'wall':
      case 'verdicts':
        return this.#outside.heard?.(event);
      case 'racing':
        this.race = event.state === 'away' ? null : event;
        if (event.state === 'starting') this.raceProblem = '';
        return;
      case 'refused':
        return this.#refused(event);
      case 'pong':
        return;
      default:
        // A newer server may say more than this page knows; all that it knows is handled above.
        event satisfies never;
    }
  }

  #welcome(event: Welcome): void {
    this.race = null; // what there is of one follows
    this.raceProblem = '';
    this.viewer = event.viewer;
    this.role = event.role;
    this.people = event.people;
    this.scene = event.scene;
    this.#outside.asked?.(event.question);
    if (this.#aim) {
      const link = this.#aim.room === null && this.#aim.experiment !== null;
      if (link && this.#epoch !== null && event.room !== this.room)
        this.notify('plain', "The link's experiment is open.", `Room ${this.room} goes on; Back leads there.`);
      this.joined = this.#aim.join;
      this.#key = this.#aim.key;
      this.#aim = null;
      this.joinProblem = '';
    }
    if (event.key) {
      this.#key = event.key;
      this.#outside.keep?.(event.room, event.key);
    }
    this.starting = false;
    this.#stopMeasuring();
    this.version = event.version;
    this.#underWay = 0;
    this.#runsCame(event.runs);
    if (event.replayed) return this.#resend();
    const known = this.#epoch === event.epoch;
    this.room = event.room;
    this.house = event.house;
    this.#epoch = event.epoch;
    this.#last = event.number;
    this.#forget();
    this.maps = new Map();
    this.filters = new Map();
    this.starts = new Map();
    this.prediction = null;
    this.stale = false;
    this.data = Object.fromEntries(event.data.map((state) => [state.dataset, state]));
    this.#takeRun(event);
    this.left = null;
    if (!known) {
      // What was asked, or is on its way, was for the room that was left.
      this.#unsent = false;
      this.asked = null;
      this.wanted = null;
    }
    const edited = this.#unsent ? this.experiment : null;
    this.#take(event.changed);
    if (known) this.#history.settle(event.changed.experiment, event.changed.name);
    else this.#history.reset(event.changed.experiment, event.changed.name);
    this.#look();
    if (event.refused) this.notify('problem', event.refused);
    if (edited) this.change(edited);
  }

  /** All that was measured of a run. */
  #takeRun(event: Welcome | Restored): void {
    this.status = event.status;
    for (const part of event.curves) this.#curves.add(part);
    this.series = this.#curves.series();
    this.gradients = event.curves.at(-1)?.gradients ?? {};
    this.gradientsAt = this.series.step.at(-1) ?? 0;
    this.evaluations = event.evaluations;
    this.showcase = event.showcase;
    this.failure = event.failure;
    this.keyframes = event.keyframes;
  }

  #runsCame(event: Runs): void {
    this.runs = event.runs;
    this.runAt = event.at;
    if (!event.runs.some((each) => each.run === this.left)) this.left = null;
  }

  /** What was edited while there was no connection. */
  #resend(): void {
    if (this.#unsent && this.experiment) this.change(this.experiment);
  }

  #changed(event: Changed): void {
    const mine = event.by === this.viewer;
    if (mine) this.#underWay = Math.max(0, this.#underWay - 1);
    // A net that was asked for before its measurement is the one that is measured.
    const ahead = mine && this.#ahead > 0;
    if (ahead) this.#ahead -= 1;
    if (event.fresh) {
      if (!ahead) this.#stopMeasuring();
      this.#forget();
      this.#outdate(event.report.ok);
      this.#outside.renewed?.();
      this.status = { ...IDLE, device: this.status.device, epochs: event.experiment.training.epochs };
    }
    if (event.parked) this.#left(event.parked);
    if (this.#underWay > 0 && mine) {
      // A newer edit of ours is on its way; until it is answered the page shows that.
      this.#confirmed = event.experiment;
      this.#name = event.name;
      this.#history.note(event.experiment, event.name);
      return;
    }
    this.#history.settle(event.experiment, event.name);
    this.#look();
    if (!mine) this.asked = null;
    this.#take(event);
  }

  /** A run has made way: that is said, and it is listed, before the list itself comes. */
  #left(parked: Parked): void {
    this.left = parked.run;
    if (!this.runs.some((each) => each.run === parked.run)) this.runs = [...this.runs, parked];
  }

  #take(event: Changed): void {
    this.#confirmed = event.experiment;
    this.#name = event.name;
    if (!equal(this.experiment, event.experiment)) this.experiment = event.experiment;
    this.report = event.report;
    this.schedule = event.schedule;
    this.#dropMisfits();
  }

  #refused(event: Refused): void {
    this.starting = false;
    if (event.command === 'race') {
      // It is said where it was asked for.
      this.raceProblem = event.message;
      return;
    }
    if (event.command === 'shifts') this.#stopMeasuring();
    if (event.command === 'thumbnails') this.#awaited.clear();
    if (event.command === 'change' || event.command === 'back' || (event.command === '' && this.#underWay > 0)) {
      this.#underWay = Math.max(0, this.#underWay - 1);
      if (this.#ahead > 0) this.#stopMeasuring();
      if (event.needs_restart) {
        if (this.#underWay === 0) this.asked = this.experiment;
        return;
      }
      if (this.#underWay === 0) this.cancelChange();
    }
    this.notify('problem', event.message);
  }

  #dataCame(event: DataState): void {
    const before = this.data[event.dataset];
    this.data = { ...this.data, [event.dataset]: event };
    if (event.state === 'failed' && before?.state !== 'failed') this.notify('problem', event.message);
    if (event.dataset !== this.wanted || event.state === 'downloading') return;
    this.wanted = null;
    if (event.state === 'ready') this.chooseDataset(event.dataset);
  }

  #thumbnailsCame({ dataset, indices, images }: ThumbnailImages): void {
    if (dataset !== this.experiment?.data.dataset || indices.length === 0) return;
    const size = images.length / indices.length;
    const found = indices.map((index, i): [number, Uint8Array] => [index, images.subarray(i * size, (i + 1) * size)]);
    this.thumbnails = new Map([...this.thumbnails, ...found]);
    for (const index of indices) this.#awaited.delete(index);
  }

  /** The net is gone, or can't be measured. */
  #stopMeasuring(): void {
    this.#ahead = 0;
    this.#outside.measured?.(null);
  }

  /** Everything measured so far is gone. */
  #forget(): void {
    this.#dropNew();
    this.starts = new Map();
    this.#curves.clear();
    this.series = EMPTY;
    this.gradients = {};
    this.evaluations = [];
    this.showcase = null;
    this.thumbnails = new Map();
    this.#awaited.clear();
    this.failure = null;
    this.keyframes = [];
    this.arithmetic = this.#newArithmetic = null;
    this.dissection = null;
  }

  /** Another net has come. What can't be answers nothing and shows nothing; else what the last one said stays, as such, for a moment. */
  #outdate(valid: boolean): void {
    this.stale = valid && (this.prediction?.answer.values.length ?? 0) > 0;
    if (valid) return;
    this.maps = new Map();
    this.filters = new Map();
    if (this.prediction) {
      const { answer } = this.prediction;
      this.prediction = { ...this.prediction, answer: { ...answer, values: [] } };
    }
  }

  /** Training goes on from before these steps: what was said of them and of later ones is said anew. */
  #goBack({ first, loss }: Curves): void {
    this.evaluations = upTo(this.evaluations, first - 1);
    this.keyframes = upTo(this.keyframes, first - 1);
    if (this.showcase && this.showcase.step >= first) this.showcase = null;
    // A step that is taken apart is told before its loss.
    if (this.dissection && this.dissection.step >= first + (loss.shape[0] ?? 0)) this.dissection = null;
  }

  /** Pictures of layers that are gone, or have another shape now, would show what is not there. */
  #dropMisfits(): void {
    const shapes = new Map(this.report?.layers.map((layer) => [layer.id, layer.output]) ?? []);
    const fits = (maps: Maps) => {
      const output = shapes.get(maps.layer);
      return output ? equal(laidOut(output), [...maps.images.shape]) : false;
    };
    this.maps = new Map([...this.maps].filter(([, maps]) => fits(maps)));
    this.filters = new Map([...this.filters].filter(([id]) => shapes.has(id)));
    this.starts = new Map([...this.starts].filter(([id]) => shapes.has(id)));
  }

  #statusCame(event: Status): void {
    this.starting = false;
    this.#noteDevice(event.device);
    if (event.state === 'running') this.failure = this.left = null;
    if (event.state === this.status.state && event.state === 'running') {
      this.#newStatus = event;
      return this.#awaitFrame();
    }
    this.#newStatus = null;
    this.status = event;
    // What was measured until it stopped is shown with it.
    this.#flush(true);
  }

  #predictionCame(event: Prediction): void {
    if (event.empty !== this.#empty || event.drawing < this.#turned) return;
    // The answer to a new drawing can't wait; the same drawing seen by newer weights can.
    if (event.drawing === this.prediction?.drawing && !this.stale) {
      this.#newPrediction = event;
      return this.#awaitFrame();
    }
    this.#newPrediction = null;
    this.stale = false;
    this.prediction = event;
  }

  /** What came is shown soon: at the pace of the pictures, or, `urgent`, with the next frame. */
  #awaitFrame(urgent = false): void {
    if (this.#frameDue === 'now' || (this.#frameDue === 'soon' && !urgent)) return;
    this.#frameDue = urgent ? 'now' : 'soon';
    this.#outside.nextFrame((words) => this.#flush(words), urgent);
  }

  #flush(words: boolean): boolean {
    this.#frameDue = null;
    if (this.#newMaps.size) this.maps = new Map([...this.maps, ...this.#newMaps]);
    if (this.#newFilters.size) this.filters = new Map([...this.filters, ...this.#newFilters]);
    this.#newMaps.clear();
    this.#newFilters.clear();
    if (this.#newArithmetic) this.arithmetic = this.#newArithmetic;
    this.#newArithmetic = null;
    if (!this.#newGradients && !this.#newStatus && !this.#newPrediction) return false;
    if (!words) {
      this.#awaitFrame();
      return false;
    }
    if (this.#newGradients) {
      this.series = this.#curves.series();
      this.gradients = this.#newGradients;
      this.gradientsAt = this.#gradientsAt;
    }
    if (this.#newStatus) this.status = this.#newStatus;
    if (this.#newPrediction) this.prediction = this.#newPrediction;
    this.#newGradients = this.#newStatus = this.#newPrediction = null;
    return true;
  }

  #dropNew(): void {
    this.#newGradients = this.#newStatus = this.#newPrediction = null;
    this.#newMaps.clear();
    this.#newFilters.clear();
  }

  // --- what people do ---------------------------------------------------------------------------------------------------

  train(): void {
    this.starting = this.#ask({ kind: 'train' });
  }

  pause(): void {
    this.#ask({ kind: 'pause' });
  }

  step(): void {
    this.starting = this.#ask({ kind: 'step' });
  }

  /** One step, taken apart for a layer's unit. */
  dissect(layer: string, unit: number): void {
    this.#ask({ kind: 'dissect', layer, unit });
  }

  /** Set some of a layer's weights. */
  edit(edit: Edit): void {
    this.#ask(edit);
  }

  reset(): void {
    // It is answered like a change: by `changed`.
    if (!this.#ask({ kind: 'reset' })) return;
    this.#underWay += 1;
    this.#outside.edited?.();
  }

  /** Go back to a parked run: net, weights, curves and settings as they were left. */
  back(run: number): void {
    if (!this.#ask({ kind: 'back', run })) return;
    this.#underWay += 1;
    this.#outside.edited?.();
  }

  /** What was said of the run that has made way was read. */
  dismissLeft(): void {
    this.left = null;
  }

  /**
   * Use this experiment. What starts the training anew while it runs is asked about first (`asked`), but for `restart`: who
   * chooses another data set or preset wants a new beginning.
   */
  change(experiment: Experiment, restart = false): void {
    this.#history.add(experiment);
    this.#use(experiment, restart);
  }

  #use(experiment: Experiment, restart = false): void {
    this.#look();
    this.#outside.edited?.();
    this.experiment = experiment;
    if (equal(experiment, this.#confirmed) && this.#underWay === 0) return;
    this.#send(restart ? { kind: 'change', experiment, restart } : { kind: 'change', experiment });
  }

  /**
   * Use the experiment that the history has come to, with the weights of the run that was there then. Nothing is asked: the run that
   * is left is kept too, and the opposite leads back to it.
   */
  #turn(experiment: Experiment | null): void {
    if (!experiment) return;
    this.#look();
    this.#outside.edited?.();
    this.experiment = experiment;
    const name = this.#history.name;
    if (equal(experiment, this.#confirmed) && name === this.#name && this.#underWay === 0) return;
    this.#send({ kind: 'change', experiment, restart: true, name });
  }

  /** The answer to `asked`: start anew, with the weights of unchanged layers or without. */
  restart(keep: boolean): void {
    const experiment = this.asked;
    this.asked = null;
    if (experiment) this.#send({ kind: 'change', experiment, keep, restart: true });
  }

  /** The other answer to `asked`: leave everything as it was. */
  cancelChange(): void {
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

  /** What is on the pad now; null: nothing. `target`: what the net is to say of it; null: that is not known here. */
  draw(example: Example | null, target: number[] | null = null): void {
    this.#drawing += 1;
    if ((example === null) !== this.#empty) {
      this.#empty = example === null;
      this.#turned = this.#drawing;
      this.prediction = this.#newPrediction = null;
      this.stale = false;
    }
    this.#outside.send({ kind: 'draw', id: this.#drawing, example, target });
  }

  /** Ask for an example of the data set for the pad; null: one at random. */
  askSample(split: 'train' | 'test', index: number | null): void {
    this.#ask({ kind: 'sample', split, index });
  }

  /** Ask for test images, to be shown small, as far as they are not here or on their way. */
  askThumbnails(wanted: readonly number[]): void {
    const indices = wanted.filter((index) => !this.thumbnails.has(index) && !this.#awaited.has(index));
    if (indices.length === 0 || !this.#outside.send({ kind: 'thumbnails', indices })) return;
    for (const index of indices) this.#awaited.add(index);
  }

  /** Ask for training images as these settings change them. */
  askPreview(data: DataSettings): void {
    this.#outside.send({ kind: 'preview', data });
  }

  /** Ask for this net to be measured on images that are shifted; false: it can't be asked for. */
  askShifts(): boolean {
    const sent = this.#ask({ kind: 'shifts' });
    if (sent) this.#ahead = this.#underWay;
    return sent;
  }

  /** Have copies of this net race. */
  startRace(race: RaceSettings): void {
    const sent = this.#outside.send({ kind: 'race', race });
    this.raceProblem = sent ? '' : 'There is no connection to the server. Try again when it is back.';
  }

  /** Stop the race; `away`: and put it away, for everybody. */
  endRace(away = false): void {
    this.#ask({ kind: 'end-race', away });
  }

  /**
   * Say what is on this screen: by the kind of a probe the layers that it is shown of, pictures a second at most, a unit's
   * arithmetic, and the wall of the class.
   */
  watch(looks: Record<string, string[]>, rate: number, unit: Unit | null = null, wall = false): void {
    this.#outside.send({ kind: 'watch', looks, unit, wall, rate });
  }

  /** Learn from this data set; one that is not here is fetched first, and what there is goes on meanwhile. */
  chooseDataset(name: string): void {
    const info = this.catalog?.datasets.find((each) => each.name === name);
    if (!info || !this.experiment) return;
    if (this.data[name]?.state === 'ready') {
      this.wanted = null;
      this.change(withDataset(this.experiment, info), true);
      if (this.data[name].warning) this.notify('plain', this.data[name].warning);
    } else if (info.of_room) {
      this.notify('plain', this.data[name]?.message || `${info.title} are not here.`);
    } else {
      this.wanted = name;
      this.fetch(name);
    }
  }

  /**
   * Go on learning, with the weights there are, from another data set, or from the images that the same one has by now. It trains at
   * once. `training`: with these settings.
   */
  learnFrom(name: string, training?: TrainingSettings): void {
    const info = this.catalog?.datasets.find((each) => each.name === name);
    if (!info || !this.experiment || this.data[name]?.state !== 'ready') return;
    const other = withDataset(this.experiment, info);
    const experiment = training ? { ...other, training } : other;
    this.wanted = null;
    this.#history.add(experiment);
    this.#look();
    this.#outside.edited?.();
    this.experiment = experiment;
    this.#send({ kind: 'change', experiment, keep: true, restart: true });
    this.train();
  }

  choosePreset(name: string): void {
    const preset = this.catalog?.presets.find((each) => each.name === name);
    if (preset && this.experiment) this.change(withPreset(this.experiment, preset), true);
  }

  /** Get a data set, or stop getting it. */
  fetch(dataset: string, cancel = false): void {
    this.#ask({ kind: 'fetch', dataset, cancel });
  }

  /** Go to another room: by a code, as a viewer, or with the key of a room of one's own. */
  enter(room: string, key: string | null = null): void {
    this.open({ room, experiment: null, join: key === null, key });
  }

  /** Go where an address leads. The room that is left goes on, and if there is no way in, it is come back to. */
  open(aim: Aim): void {
    this.#aim = aim;
    this.joinProblem = '';
    this.#outside.reconnect?.();
  }

  /** Let a viewer change and train the net; null: nobody but presenters any more. */
  hand(viewer: string | null): void {
    this.#ask({ kind: 'control', viewer });
  }

  /** Offer to take control, or do not any more. */
  volunteer(on: boolean, name = ''): void {
    this.#ask({ kind: 'volunteer', on, name });
  }

  /** Say what others may do in this room. */
  rule(rules: { closed?: boolean; copies?: boolean }): void {
    this.#ask({ kind: 'rules', ...rules });
  }

  /** Say what is on this screen, for those who follow it. */
  show(scene: Scene): void {
    this.#outside.send({ kind: 'show', scene });
  }

  /** Go on in a room of one's own, copied from this one. */
  copy(): void {
    this.#ask({ kind: 'copy' });
  }

  /** Say something beside the page. */
  notify(tone: Notice['tone'], what: string, why = '', todo = ''): void {
    const same = this.notices.filter((notice) => notice.what !== what || notice.why !== why);
    this.notices = [...same, { id: ++this.#noticeId, tone, what, why, todo }].slice(-3);
  }

  dismiss(id: number): void {
    this.notices = this.notices.filter((notice) => notice.id !== id);
  }

  #send(change: Change): void {
    this.#unsent = !this.#outside.send(change);
    if (!this.#unsent) this.#underWay += 1;
  }

  #ask(command: Command): boolean {
    const sent = this.#outside.send(command);
    if (!sent) this.notify('plain', 'There is no connection to the server.', '', 'Try again when it is back.');
    return sent;
  }

  #look(): void {
    this.canUndo = this.#history.canUndo;
    this.canRedo = this.#history.canRedo;
  }
}
