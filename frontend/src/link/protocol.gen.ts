// Generated from the models in backend/inkling/protocol by `npm run protocol`. Do not edit.

export type Event =
  | Welcome
  | Restored
  | Refused
  | Pong
  | Status
  | Curves
  | Evaluation
  | Failure
  | Changed
  | Runs
  | DataState
  | SampleExample
  | ThumbnailImages
  | PreviewImages
  | ShiftCurve
  | Prediction
  | Maps
  | Filters
  | Starts
  | Keyframe
  | Showcase
  | Arithmetic
  | Dissection
  | Viewers
  | YourRole
  | Copied
  | Shown
  | Question
  | Guesses
  | Guessed
  | HandedIn
  | Wall
  | Verdicts
  | RaceSoFar;
export type Command =
  | Hello
  | Fetch
  | Copy
  | Ping
  | Change
  | Train
  | Pause
  | Step
  | Reset
  | Edit
  | Back
  | Sample
  | Thumbnails
  | Preview
  | Shifts
  | Watch
  | Draw
  | Dissect
  | Control
  | Volunteer
  | Rules
  | Show
  | Ask
  | Guess
  | Reveal
  | HandItIn
  | Strike
  | Race
  | EndRace;

export interface Protocol {
  event: Event;
  command: Command;
}
/**
 * The first event on every socket: all there is to know about the room, unless what was missed can be replayed.
 */
export interface Welcome {
  kind: 'welcome';
  version: string;
  form: string;
  room: string;
  house: boolean;
  epoch: string;
  number: number;
  viewer: string;
  role: 'viewer' | 'driver' | 'presenter';
  key: string;
  people: Viewers;
  scene: Scene | null;
  question: Question | null;
  replayed: boolean;
  changed: Changed;
  status: Status;
  data: DataState[];
  curves: Curves[];
  evaluations: Evaluation[];
  showcase: Showcase | null;
  failure: Failure | null;
  keyframes: Keyframe[];
  runs: Runs;
  refused: string;
}
/**
 * Who is in the room, and what they may do. The newest counts.
 */
export interface Viewers {
  kind: 'viewers';
  count: number;
  driver: Person | null;
  volunteers: Person[];
  closed: boolean;
  copies: boolean;
}
/**
 * Somebody in the room, for the others.
 */
export interface Person {
  id: string;
  name: string;
}
/**
 * What is on a screen, for others to follow. Each page shows of it what it can, and leaves out the rest.
 */
export interface Scene {
  place: string;
  layer: string | null;
  unit: Unit | null;
  tab: string;
  step: number | null;
  layers: number | null;
  lab: string | null;
}
/**
 * One number of a layer's output.
 */
export interface Unit {
  layer: string;
  /**
   * @minItems 1
   * @maxItems 3
   */
  at: number[];
}
/**
 * What the presenter asks. The newest counts.
 */
export interface Question {
  kind: 'question';
  id: string;
  about: 'answer' | 'filter' | 'words';
  text: string;
  options: string[];
  picture: QuantisedPictures | null;
  pictures: QuantisedPictures | null;
  state: 'open' | 'revealed' | 'over';
  truth: number | null;
  counts: number[] | null;
}
/**
 * Pictures quantised one by one: value = low[i] + byte / 255 * (high[i] - low[i]) for picture i.
 *
 * Shape (pictures, height, width), or (pictures, rows, columns) for anything else that is shown as a grid.
 */
export interface QuantisedPictures {
  /**
   * @minItems 3
   * @maxItems 3
   */
  shape: [number, number, number];
  low: number[];
  high: number[];
  data: Uint8Array;
}
/**
 * The room has another experiment. With `fresh`, it is at step 0 of another run, or where `restored` says.
 */
export interface Changed {
  kind: 'changed';
  experiment: Experiment;
  report: Report;
  schedule: number[];
  fresh: boolean;
  by: string | null;
  name: string;
  parked: Parked | null;
}
/**
 * All that decides a run. On one machine's CPU, with one number of threads, the same experiment gives the same run.
 */
export interface Experiment {
  net: NetSpec;
  /**
   * Nets that learn beside it, by name
   */
  nets?: {
    [k: string]: NetSpec;
  };
  data: DataSettings;
  training: TrainingSettings;
  /**
   * Decides the first weights, the order of the examples and every other chance
   */
  seed: number;
}
/**
 * A net: the shape of one input, and the layers in order.
 */
export interface NetSpec {
  /**
   * @minItems 1
   * @maxItems 3
   */
  input: number[];
  layers: LayerSpec[];
}
/**
 * One layer of a net as data: its id, its type in torch.nn, and that type's arguments.
 */
export interface LayerSpec {
  id: string;
  type: string;
  [k: string]: unknown;
}
/**
 * Which examples are learned from, and what is done to them.
 */
export interface DataSettings {
  /**
   * Data set
   */
  dataset: string;
  /**
   * How many training examples are used; empty: all
   */
  training_size: number | null;
  /**
   * The share of the training examples held back for validation
   */
  validation: number;
  /**
   * The share of training labels replaced by one of another class; at 100 % none is true
   */
  label_noise: number;
  augment: Augment;
}
/**
 * Random changes to each training example, made anew every time it is shown. All zero: none.
 */
export interface Augment {
  /**
   * Shift, up to so many pixels each way
   */
  shift: number;
  /**
   * Rotate, up to so many degrees each way
   */
  rotate: number;
  /**
   * Scale, up to this fraction larger or smaller
   */
  scale: number;
  /**
   * Slant, up to so many degrees each way
   */
  shear: number;
  /**
   * Make strokes thinner or thicker, up to so many pixels
   */
  stroke: number;
  /**
   * Bend like rubber, by up to about so many pixels
   */
  elastic: number;
}
/**
 * How the net is trained, in torch.optim's words.
 */
export interface TrainingSettings {
  loss?: LossSpec;
  /**
   * The rule that turns gradients into steps
   */
  optimizer: 'SGD' | 'Adam' | 'AdamW' | 'RMSprop' | 'Adadelta';
  /**
   * Learning rate; the peak, where a schedule moves it
   */
  lr: number;
  /**
   * SGD, RMSprop: how much of the last step is kept; Adam, AdamW: beta 1
   */
  momentum: number;
  /**
   * SGD: look ahead along the momentum
   */
  nesterov: boolean;
  /**
   * Adam, AdamW: how slowly the mean square of the gradient moves
   */
  beta2: number;
  /**
   * L2 penalty (AdamW: decoupled)
   */
  weight_decay: number;
  /**
   * How the learning rate moves during training
   */
  schedule: 'constant' | 'step' | 'cosine' | 'one-cycle';
  /**
   * Step schedule: epochs between two drops
   */
  step_epochs: number;
  /**
   * Step schedule: the factor of each drop
   */
  gamma: number;
  /**
   * One-cycle: the share of training until the peak
   */
  warm: number;
  /**
   * Examples per step (mini-batch)
   */
  batch_size: number;
  /**
   * Passes over the training examples
   */
  epochs: number;
  /**
   * Early stopping: epochs without a better validation loss before it stops and keeps the best; 0: off
   */
  patience: number;
}
/**
 * Left out: the usual one.
 */
export interface LossSpec {
  type: string;
  [k: string]: unknown;
}
/**
 * All that `check` found. No number is larger than 2⁵³ − 1, the largest whole number that a browser holds.
 */
export interface Report {
  parameters: number;
  macs: number;
  bytes: Bytes;
  layers: LayerReport[];
  problems: Problem[];
  ok: boolean;
}
/**
 * Memory in training, in bytes; float32.
 *
 * What must be there at once: temporary memory inside an operation comes on top.
 */
export interface Bytes {
  weights: number;
  gradients: number;
  optimizer: number;
  activations: number;
  total: number;
}
/**
 * What one layer gets, gives and costs.
 *
 * Where a layer has a problem, these are the numbers of the net with the problem mended, if that can be done.
 */
export interface LayerReport {
  id: string;
  type: string;
  input: number[] | null;
  output: number[] | null;
  parameters: number;
  frozen: number;
  macs: number;
  bytes: Bytes;
  sources: LayerSource[];
  choices: Candidate[];
  joins: {
    [k: string]: string;
  };
}
/**
 * One of the inputs of a layer, and which part of it each number is made of, when the net answers.
 */
export interface LayerSource {
  layer: string | null;
  along: [number, number, number, number][][] | null;
}
/**
 * An earlier layer that a layer with two inputs could take.
 */
export interface Candidate {
  layer: string;
  why: string;
}
/**
 * What is wrong, where, and what to do.
 */
export interface Problem {
  layer: string | null;
  severity: 'error' | 'warning';
  message: string;
  fix: Fix | null;
}
/**
 * A way out of a problem, as a whole list of layers to use instead.
 */
export interface Fix {
  label: string;
  layers: LayerSpec[];
  input: number[] | null;
}
/**
 * A run that has made way for another. It is kept, and can be gone back to.
 */
export interface Parked {
  run: number;
  name: string;
  experiment: Experiment;
  step: number;
  epoch: number;
  measures: {
    [k: string]: number;
  };
  measured: number | null;
  examples: number | null;
  best: number | null;
  state: 'leaving' | 'kept' | 'here';
}
/**
 * Where training is.
 */
export interface Status {
  kind: 'status';
  state: 'idle' | 'running' | 'paused' | 'done' | 'failed';
  step: number;
  epoch: number;
  epochs: number;
  steps_per_epoch: number;
  samples_per_second: number;
  seconds_left: number | null;
  lr: number | null;
  device: string;
  message: string;
}
/**
 * Whether a data set is here, and how far its download is.
 */
export interface DataState {
  kind: 'data';
  dataset: string;
  state: 'ready' | 'absent' | 'downloading' | 'failed';
  train: number;
  test: number;
  done: number;
  total: number;
  seconds_left: number | null;
  message: string;
  warning: string;
}
/**
 * Loss and measures of some training steps that followed each other, each on its own mini-batch.
 */
export interface Curves {
  kind: 'curves';
  first: number;
  stride: number;
  loss: Floats;
  measures: {
    [k: string]: Floats;
  };
  high: Floats | null;
  at: number[];
  gradients: {
    [k: string]: number;
  };
}
/**
 * float32 numbers, little-endian, row by row.
 */
export interface Floats {
  shape: number[];
  data: Uint8Array;
}
/**
 * Loss and measures on examples it does not learn from, and on a sample of those it does.
 */
export interface Evaluation {
  kind: 'evaluation';
  step: number;
  epoch: number;
  train: Score | null;
  validation: Score | null;
  test: Score | null;
}
/**
 * How well the net does on some examples.
 */
export interface Score {
  loss: number;
  measures: {
    [k: string]: number;
  };
  size: number;
  whole: boolean;
}
/**
 * Where the net is wrong, after an evaluation on the test examples.
 */
export interface Showcase {
  kind: 'showcase';
  task: string;
  step: number;
  size: number;
  whole: boolean;
  worst: Wrong[];
  most: number;
  tables: {
    [k: string]: Floats;
  };
}
/**
 * A test example that the net gets wrong.
 */
export interface Wrong {
  index: number;
  target: number[];
  said: number[];
  example: Example;
}
/**
 * One input, as a data set keeps it; its task makes it ready for the net.
 */
export interface Example {
  signal: 'list' | 'sequence' | 'picture' | 'tokens';
  /**
   * @minItems 1
   * @maxItems 3
   */
  size: number[];
  values: Uint8Array;
}
/**
 * Training stopped because of a failure. The last good weights stay.
 */
export interface Failure {
  kind: 'failure';
  what: string;
  why: string;
  todo: string;
  step: number;
  layer: string | null;
}
/**
 * A layer's weights as they were at a step that is kept: the time machine.
 */
export interface Keyframe {
  kind: 'keyframe';
  layer: string;
  step: number;
  passing: boolean;
  pictures: QuantisedPictures;
}
/**
 * The parked runs of the room. The newest counts.
 */
export interface Runs {
  kind: 'runs';
  runs: Parked[];
  at: number | null;
}
/**
 * After `changed`: it is no new run, but one that was parked, and this is all there is of it.
 */
export interface Restored {
  kind: 'restored';
  run: number;
  status: Status;
  curves: Curves[];
  evaluations: Evaluation[];
  showcase: Showcase | null;
  failure: Failure | null;
  keyframes: Keyframe[];
}
/**
 * A command that was not obeyed, and why.
 */
export interface Refused {
  kind: 'refused';
  command: string;
  message: string;
  needs_restart: boolean;
}
/**
 * Yes.
 */
export interface Pong {
  kind: 'pong';
}
/**
 * An example of the data set, for the pad.
 */
export interface SampleExample {
  kind: 'sample';
  dataset: string;
  split: 'train' | 'test';
  index: number;
  target: number[];
  example: Example;
}
/**
 * Test images, to be shown small.
 */
export interface ThumbnailImages {
  kind: 'thumbnails';
  dataset: string;
  indices: number[];
  images: Uint8Array;
}
/**
 * Training images before and after augmentation.
 */
export interface PreviewImages {
  kind: 'preview';
  before: QuantisedPictures;
  after: QuantisedPictures;
  labels: number[];
  warnings: string[];
}
/**
 * Accuracy on a fixed sample of test images that were moved sideways, as far as it has been measured.
 */
export interface ShiftCurve {
  kind: 'shifts';
  step: number;
  size: number;
  shifts: number[];
  accuracy: number[];
  done: boolean;
}
/**
 * What the net says of this viewer's drawing.
 */
export interface Prediction {
  kind: 'prediction';
  drawing: number;
  step: number;
  answer: Answer;
  milliseconds: number;
  empty: boolean;
  example: Example | null;
  target: number[];
}
/**
 * The numbers that a task makes of a net's output for one example. The catalogue has their names, data set by data set.
 */
export interface Answer {
  task: string;
  values: number[];
}
/**
 * One layer's output for this viewer's drawing.
 *
 * Feature maps as (channels, height, width), a flat list as (1, 1, features).
 */
export interface Maps {
  kind: 'maps';
  layer: string;
  drawing: number;
  step: number;
  pictures: QuantisedPictures;
}
/**
 * One layer's weights as pictures. A layer with kernels: (units·inputs, kernel height, kernel width), row by unit, of a
 * sequence's kernels with height 1; a Linear straight after the input or its Flatten: (out_features, height, width).
 */
export interface Filters {
  kind: 'filters';
  layer: string;
  step: number;
  inputs: number;
  drift: number[];
  pictures: QuantisedPictures;
}
/**
 * A layer's kernels as they were at step 0, in the layout of `filters`.
 */
export interface Starts {
  kind: 'starts';
  layer: string;
  inputs: number;
  pictures: QuantisedPictures;
}
/**
 * How the number of one unit comes about for this viewer's drawing: the inputs it looks at, its weights, each step.
 */
export interface Arithmetic {
  kind: 'arithmetic';
  layer: string;
  at: number[];
  drawing: number;
  step: number;
  value: number;
  source: string | null;
  shape: number[];
  first: number[];
  apart: number[];
  inputs: Floats | null;
  weights: Floats | null;
  ordered: boolean;
  winner: number | null;
  besides: Besides | null;
  largest: Contribution[];
  lines: ArithmeticLine[];
  reach: Reach[];
  logits: number[];
  loss: ExampleLoss | null;
}
/**
 * The one number that a unit takes from the second input of its layer (Add).
 */
export interface Besides {
  source: string | null;
  at: number[];
  value: number;
}
/**
 * One product of a weighted sum.
 */
export interface Contribution {
  at: number[];
  input: number;
  weight: number;
  product: number;
}
/**
 * One line of a calculation.
 */
export interface ArithmeticLine {
  name: string;
  formula: string;
  value: number;
}
/**
 * What a unit depends on in an earlier layer's output.
 */
export interface Reach {
  layer: string | null;
  box: number[][];
}
/**
 * The loss of the example on the pad, from the net's outputs on.
 */
export interface ExampleLoss {
  target: number[];
  value: number;
  terms: Term[];
  lines: ArithmeticLine[];
  points: [number, number][];
}
/**
 * What is done to each output of the net on the way to the loss.
 */
export interface Term {
  name: string;
  formula: string;
  values: number[];
}
/**
 * One step of training, taken apart for the weights of one unit.
 */
export interface Dissection {
  kind: 'dissection';
  layer: string;
  unit: number;
  step: number;
  loss: number;
  size: number;
  pictures: QuantisedPictures | null;
  targets: number[][];
  answers: Answer[];
  losses: number[];
  lr: number;
  optimizer: string;
  rule: string[];
  parameters: Parameter[];
}
/**
 * What one step does to some weights.
 */
export interface Parameter {
  name: string;
  before: Floats;
  gradient: Floats;
  after: Floats;
  state: {
    [k: string]: Floats[];
  };
}
/**
 * What this viewer may do from now on.
 */
export interface YourRole {
  kind: 'role';
  role: 'viewer' | 'driver' | 'presenter';
  key: string;
}
/**
 * A room of one's own was made.
 */
export interface Copied {
  kind: 'copied';
  room: string;
  key: string;
}
/**
 * What is on the big screen, for viewers to follow. The newest counts; who leads is not told.
 */
export interface Shown {
  kind: 'shown';
  scene: Scene;
}
/**
 * How many have guessed what so far, for the presenter. The newest counts.
 */
export interface Guesses {
  kind: 'guesses';
  question: string;
  counts: number[];
}
/**
 * This viewer's guess has arrived and counts.
 */
export interface Guessed {
  kind: 'guessed';
  question: string;
  option: number;
}
/**
 * What became of a drawing that this viewer handed in.
 */
export interface HandedIn {
  kind: 'handed';
  number: number;
  id: number | null;
  problem: string;
}
/**
 * What was handed in: all of it, or what is new or has changed. For presenters who look at it.
 */
export interface Wall {
  kind: 'wall';
  whole: boolean;
  digits: WallDigit[];
}
/**
 * Something that was handed in.
 */
export interface WallDigit {
  id: number;
  name: string;
  label: number;
  struck: boolean;
  image: Uint8Array;
}
/**
 * What the net says of all that was handed in. For presenters who look at the wall.
 */
export interface Verdicts {
  kind: 'verdicts';
  step: number;
  ids: number[];
  probabilities: Floats;
  right: number;
  total: number;
  beside: Score | null;
  beside_dataset: string;
}
/**
 * A race of copies of the room's net, from its start until now. The newest counts.
 */
export interface RaceSoFar {
  kind: 'racing';
  state: 'starting' | 'running' | 'done' | 'stopped' | 'failed' | 'away';
  differs: 'lr' | 'optimizer' | 'loss' | 'momentum' | 'weight_decay' | 'seed';
  values: (number | string)[];
  rates: number[];
  epochs: number;
  epoch: number;
  step: number;
  samples_per_second: number;
  steps: number[];
  losses: Floats;
  measured: number[];
  measures: {
    [k: string]: Floats;
  };
  size: number;
  whole: boolean;
  out: (number | null)[];
  message: string;
}
/**
 * The first message on every socket. Without a room: the house room, or one of its own for another's experiment.
 *
 * Where no such room is open, it is made, and who said hello is its presenter; but with `join`, or where that was no presenter
 * before a reconnect, none is.
 */
export interface Hello {
  kind: 'hello';
  room?: string | null;
  house?: boolean;
  experiment?: unknown;
  last?: number | null;
  epoch?: string | null;
  join?: boolean;
  key?: string | null;
  name?: string;
}
/**
 * Get the data set's files from their public mirrors, if they are missing. With `cancel`: stop doing so.
 */
export interface Fetch {
  kind: 'fetch';
  dataset: string;
  cancel?: boolean;
}
/**
 * Make a room of one's own with this room's experiment, and weights as they are now. The answer is `copied`.
 */
export interface Copy {
  kind: 'copy';
}
/**
 * Is anyone there? The answer is `pong`.
 */
export interface Ping {
  kind: 'ping';
}
/**
 * Use this experiment from now on.
 *
 * Learning rate, momentum, weight decay, batch size, augmentation and what is frozen follow at once, also while it runs.
 * Anything else starts anew, at step 0: with random weights, or, with `keep`, with those of the layers that stay the same.
 * While it runs, such a change needs `restart`, or it is refused with `needs_restart`. A run that is left so is parked.
 */
export interface Change {
  kind: 'change';
  experiment: Experiment;
  keep?: boolean;
  restart?: boolean;
  name?: string | null;
}
/**
 * Train until the last epoch's end, from where it is. After the end: on for as many epochs again.
 */
export interface Train {
  kind: 'train';
}
/**
 * Stop after the step under way; everything is kept.
 */
export interface Pause {
  kind: 'pause';
}
/**
 * Exactly one mini-batch, then paused.
 */
export interface Step {
  kind: 'step';
}
/**
 * Back to step 0 and the first weights of this seed. The run that is left so is parked.
 */
export interface Reset {
  kind: 'reset';
}
/**
 * Set some of a layer's weights, while it trains or not. Training goes on from there.
 */
export interface Edit {
  kind: 'edit';
  layer: string;
  parameter: 'weight' | 'bias';
  /**
   * @minItems 1
   * @maxItems 4
   */
  at: number[];
  values: Uint8Array;
}
/**
 * Go back to a parked run: net, weights, optimiser, curves and settings are as they were. What is left is parked.
 */
export interface Back {
  kind: 'back';
  run: number;
}
/**
 * Put an example of the data set on the pad. The answer is `sample`.
 */
export interface Sample {
  kind: 'sample';
  split?: 'train' | 'test';
  index?: number | null;
}
/**
 * Send these test images. The answer is `thumbnails`.
 */
export interface Thumbnails {
  kind: 'thumbnails';
  /**
   * @maxItems 128
   */
  indices: number[];
}
/**
 * Show some training images as these settings would change them. The answer is `preview`.
 */
export interface Preview {
  kind: 'preview';
  data: DataSettings;
}
/**
 * Measure the accuracy on test images that are moved sideways. The answer is `shifts`, several times, until it is done.
 */
export interface Shifts {
  kind: 'shifts';
}
/**
 * What is on this viewer's screen; only that is computed.
 */
export interface Watch {
  kind: 'watch';
  looks?: {
    /**
     * @maxItems 256
     */
    [k: string]: string[];
  };
  unit?: Unit | null;
  wall?: boolean;
  rate?: number;
}
/**
 * What is on the viewer's pad. Only the newest counts.
 */
export interface Draw {
  kind: 'draw';
  id: number;
  example?: Example | null;
  target?: number[] | null;
}
/**
 * Exactly one mini-batch, then paused; what it does to one unit's weights is told with `dissection`.
 */
export interface Dissect {
  kind: 'dissect';
  layer: string;
  unit: number;
}
/**
 * Hand control to a viewer of this room: to change and train the net. Whoever had it has not any more.
 */
export interface Control {
  kind: 'control';
  viewer: string | null;
}
/**
 * Offer to take control. The presenter sees who does.
 */
export interface Volunteer {
  kind: 'volunteer';
  on?: boolean;
  name?: string;
}
/**
 * What others may do in this room; None: as it was.
 */
export interface Rules {
  kind: 'rules';
  closed?: boolean | null;
  copies?: boolean | null;
}
/**
 * This is on the screen of who leads the room. Only the newest counts.
 */
export interface Show {
  kind: 'show';
  scene: Scene;
}
/**
 * Ask the viewers something, in the place of what was asked before. All are told with `question`.
 */
export interface Ask {
  kind: 'ask';
  about: 'answer' | 'filter' | 'words';
  text: string;
  /**
   * @minItems 2
   * @maxItems 20
   */
  options: string[];
  picture?: QuantisedPictures | null;
  pictures?: QuantisedPictures | null;
  truth?: number | null;
}
/**
 * An answer to what was asked; a later one takes its place, until the truth is shown. The answer is `guessed`.
 */
export interface Guess {
  kind: 'guess';
  question: string;
  option: number;
  sender: string;
}
/**
 * Show the truth, and who guessed what.
 */
export interface Reveal {
  kind: 'reveal';
  truth?: number | null;
  over?: boolean;
}
/**
 * Hand a drawing in, and say what it is. The answer is `handed`.
 *
 * Who hears no answer says it again, also after a reconnect: it is handed in once.
 */
export interface HandItIn {
  kind: 'hand-in';
  sender: string;
  number: number;
  label: number;
  image: Uint8Array;
}
/**
 * Strike out what was handed in under this number, or take it in again: it is not learned from, and does not count.
 */
export interface Strike {
  kind: 'strike';
  id: number;
  on?: boolean;
}
/**
 * Have copies of this net race: trained at once from step 0, each with another setting. All are told with `racing`.
 *
 * A training that is under way is paused, and a race that is on makes way.
 */
export interface Race {
  kind: 'race';
  race: RaceSettings;
}
/**
 * Which nets run, and how far.
 */
export interface RaceSettings {
  differs?: 'lr' | 'optimizer' | 'loss' | 'momentum' | 'weight_decay' | 'seed';
  /**
   * @minItems 2
   * @maxItems 12
   */
  values: (number | string)[];
  epochs?: number;
}
/**
 * Stop the race; all see it as it is then. Training stops it too.
 */
export interface EndRace {
  kind: 'end-race';
  away?: boolean;
}

/** The form of the events above: a server that says another in its `welcome` is not understood. */
export const FORM = '944aaf93098c';
