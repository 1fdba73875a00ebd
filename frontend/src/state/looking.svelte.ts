/** What is looked at: the drawing and its answer, pictures of layers, a unit's arithmetic, and examples that were asked for. */
import { laidOut } from '../link/layers';
import type {
  Arithmetic,
  Curves,
  DataSettings,
  Dissection,
  Edit,
  Example,
  Filters,
  Maps,
  Prediction,
  PreviewImages,
  Report,
  SampleExample,
  ShiftCurve,
  Starts,
  ThumbnailImages,
  Unit,
} from '../link/protocol.gen';
import { equal } from './equal';
import type { Gathering } from './gathering';
import type { Server } from './server';

type Seen = Prediction | Maps | Filters | Starts | Arithmetic | Dissection | SampleExample | PreviewImages | ShiftCurve;

export class Looking {
  prediction = $state.raw<Prediction | null>(null);
  /** The answer and the pictures are of a net that is gone: this one has not answered yet. */
  stale = $state(false);
  /** The newest of each layer. */
  maps = $state.raw<ReadonlyMap<string, Maps>>(new Map());
  filters = $state.raw<ReadonlyMap<string, Filters>>(new Map());
  /** Kernels at step 0, of layers that were looked at. */
  starts = $state.raw<ReadonlyMap<string, Starts>>(new Map());
  /** Of the unit that is looked at. */
  arithmetic = $state.raw<Arithmetic | null>(null);
  dissection = $state.raw<Dissection | null>(null);
  sample = $state.raw<SampleExample | null>(null);
  preview = $state.raw<PreviewImages | null>(null);
  /** Test images that were asked for, by their number. */
  thumbnails = $state.raw<ReadonlyMap<number, Uint8Array>>(new Map());

  readonly #server: Server;
  readonly #gathering: Gathering;
  readonly #measured: (event: ShiftCurve | null) => void;
  #drawing = 0;
  /** Predictions of drawings before this one are of another kind: of an empty pad, or of a drawing that was cleared. */
  #turned = 0;
  #empty = true;
  /** Changes of ours that were on their way when a measurement was asked for: the net that they make is the one that is measured. */
  #ahead = 0;
  /** Test images that are on their way. */
  readonly #awaited = new Set<number>();
  readonly #newMaps = new Map<string, Maps>();
  readonly #newFilters = new Map<string, Filters>();
  #newArithmetic: Arithmetic | null = null;
  #newPrediction: Prediction | null = null;

  /** `measured`: how a net does on shifted images, as far as it was measured; null: it will not be measured any further. */
  constructor(server: Server, gathering: Gathering, measured: (event: ShiftCurve | null) => void) {
    this.#server = server;
    this.#gathering = gathering;
    this.#measured = measured;
    gathering.add(this);
  }

  // --- what comes from the server ---------------------------------------------------------------------------------------

  /** A room was come to: nothing of it is seen yet. */
  begin(): void {
    this.forget();
    this.maps = new Map();
    this.filters = new Map();
    this.prediction = null;
    this.stale = false;
  }

  /** The net is gone, and what was said of it but for its pictures. */
  forget(): void {
    this.#newPrediction = null;
    this.#newMaps.clear();
    this.#newFilters.clear();
    this.starts = new Map();
    this.thumbnails = new Map();
    this.#awaited.clear();
    this.arithmetic = this.#newArithmetic = null;
    this.dissection = null;
  }

  /** Another net has come. What can't be answers nothing and shows nothing; else what the last one said stays, as such, for a moment. */
  beginAnew(valid: boolean): void {
    this.forget();
    this.stale = valid && (this.prediction?.answer.values.length ?? 0) > 0;
    if (valid) return;
    this.maps = new Map();
    this.filters = new Map();
    if (this.prediction) {
      const { answer } = this.prediction;
      this.prediction = { ...this.prediction, answer: { ...answer, values: [] } };
    }
  }

  /** Pictures of layers that are gone, or have another shape now, would show what is not there. */
  fit(report: Report): void {
    const shapes = new Map(report.layers.map((layer) => [layer.id, layer.output]));
    const fits = (maps: Maps) => {
      const output = shapes.get(maps.layer);
      return output ? equal(laidOut(output), [...maps.pictures.shape]) : false;
    };
    this.maps = new Map([...this.maps].filter(([, maps]) => fits(maps)));
    this.filters = new Map([...this.filters].filter(([id]) => shapes.has(id)));
    this.starts = new Map([...this.starts].filter(([id]) => shapes.has(id)));
  }

  /** Training goes on from before these steps. A step that is taken apart is told before its loss. */
  goBack({ first, loss }: Curves): void {
    if (this.dissection && this.dissection.step >= first + (loss.shape[0] ?? 0)) this.dissection = null;
  }

  take(event: Seen): void {
    switch (event.kind) {
      case 'prediction':
        return this.#predictionCame(event);
      case 'maps':
        this.#newMaps.set(event.layer, event);
        return this.#gathering.await(event.drawing !== this.maps.get(event.layer)?.drawing);
      case 'filters':
        this.#newFilters.set(event.layer, event);
        return this.#gathering.await();
      case 'starts':
        this.starts = new Map([...this.starts, [event.layer, event]]);
        return;
      case 'arithmetic':
        this.#newArithmetic = event;
        return this.#gathering.await(event.drawing !== this.arithmetic?.drawing || event.step === this.arithmetic.step);
      case 'dissection':
        this.dissection = event;
        return;
      case 'sample':
        this.sample = event;
        return;
      case 'preview':
        this.preview = event;
        return;
      case 'shifts':
        return this.#measured(event);
      default:
        event satisfies never;
    }
  }

  /** `wanted`: the data set that is learned from now. */
  thumbnailsCame({ dataset, indices, images }: ThumbnailImages, wanted: string | undefined): void {
    if (dataset !== wanted || indices.length === 0) return;
    const size = images.length / indices.length;
    const found = indices.map((index, i): [number, Uint8Array] => [index, images.subarray(i * size, (i + 1) * size)]);
    this.thumbnails = new Map([...this.thumbnails, ...found]);
    for (const index of indices) this.#awaited.delete(index);
  }

  /** A change was answered. `mine`: it was made here; `fresh`: it has brought another net. */
  changed(mine: boolean, fresh: boolean): void {
    const ahead = mine && this.#ahead > 0;
    if (ahead) this.#ahead -= 1;
    else if (fresh) this.stopMeasuring();
  }

  /** A command of this kind was refused. `change`: it was, or may have been, a change of the net. */
  refused(command: string, change: boolean): void {
    if (command === 'shifts' || (change && this.#ahead > 0)) this.stopMeasuring();
    if (command === 'thumbnails') this.#awaited.clear();
  }

  /** The net that was to be measured is gone, or can't be. */
  stopMeasuring(): void {
    this.#ahead = 0;
    this.#measured(null);
  }

  #predictionCame(event: Prediction): void {
    if (event.empty !== this.#empty || event.drawing < this.#turned) return;
    // The answer to a new drawing can't wait; the same drawing seen by newer weights can.
    if (event.drawing === this.prediction?.drawing && !this.stale) {
      this.#newPrediction = event;
      return this.#gathering.await();
    }
    this.#newPrediction = null;
    this.stale = false;
    this.prediction = event;
  }

  // --- what waits for a frame -------------------------------------------------------------------------------------------

  takePictures(): void {
    if (this.#newMaps.size) this.maps = new Map([...this.maps, ...this.#newMaps]);
    if (this.#newFilters.size) this.filters = new Map([...this.filters, ...this.#newFilters]);
    this.#newMaps.clear();
    this.#newFilters.clear();
    if (this.#newArithmetic) this.arithmetic = this.#newArithmetic;
    this.#newArithmetic = null;
  }

  get hasWords(): boolean {
    return this.#newPrediction !== null;
  }

  takeWords(): void {
    if (this.#newPrediction) this.prediction = this.#newPrediction;
    this.#newPrediction = null;
  }

  // --- what people do ---------------------------------------------------------------------------------------------------

  /** What is on the pad now; null: nothing. `target`: what the net is to say of it; null: that is not known here. */
  draw(example: Example | null, target: number[] | null = null): void {
    this.#drawing += 1;
    if ((example === null) !== this.#empty) {
      this.#empty = example === null;
      this.#turned = this.#drawing;
      this.prediction = this.#newPrediction = null;
      this.stale = false;
    }
    this.#server.send({ kind: 'draw', id: this.#drawing, example, target });
  }

  /**
   * Say what is on this screen: by the kind of a probe the layers that it is shown of, pictures a second at most, a unit's
   * arithmetic, and the wall of the class.
   */
  watch(looks: Record<string, string[]>, rate: number, unit: Unit | null = null, wall = false): void {
    this.#server.send({ kind: 'watch', looks, unit, wall, rate });
  }

  /** One step, taken apart for a layer's unit. */
  dissect(layer: string, unit: number): void {
    this.#server.ask({ kind: 'dissect', layer, unit });
  }

  /** Set some of a layer's weights. */
  edit(edit: Edit): void {
    this.#server.ask(edit);
  }

  /** Ask for an example of the data set for the pad; null: one at random. */
  askSample(split: 'train' | 'test', index: number | null): void {
    this.#server.ask({ kind: 'sample', split, index });
  }

  /** Ask for test examples, to be shown small, as far as they are not here or on their way. */
  askThumbnails(wanted: readonly number[]): void {
    const indices = wanted.filter((index) => !this.thumbnails.has(index) && !this.#awaited.has(index));
    if (indices.length === 0 || !this.#server.send({ kind: 'thumbnails', indices })) return;
    for (const index of indices) this.#awaited.add(index);
  }

  /** Ask for training examples as these settings change them. */
  askPreview(data: DataSettings): void {
    this.#server.send({ kind: 'preview', data });
  }

  /** Ask for a net to be measured on images that are shifted: the one that so many changes on their way make. False: it can't be asked for. */
  askShifts(underWay: number): boolean {
    const sent = this.#server.ask({ kind: 'shifts' });
    if (sent) this.#ahead = underWay;
    return sent;
  }
}
