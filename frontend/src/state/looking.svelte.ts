/** What is looked at: the drawing and its answer, pictures of layers, a unit's arithmetic, and an example that was asked for. */
import { laidOut } from '../link/layers';
import type {
  Arithmetic,
  Curves,
  Dissection,
  Edit,
  Example,
  Filters,
  Maps,
  Prediction,
  Report,
  SampleExample,
  Starts,
  Unit,
} from '../link/protocol.gen';
import { equal } from './equal';
import type { Gathering } from './gathering';
import type { Server } from './server';

type Seen = Prediction | Maps | Filters | Starts | Arithmetic | Dissection | SampleExample;

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

  readonly #server: Server;
  readonly #gathering: Gathering;
  #drawing = 0;
  /** Predictions of drawings before this one are of another kind: of an empty pad, or of a drawing that was cleared. */
  #turned = 0;
  #empty = true;
  readonly #newMaps = new Map<string, Maps>();
  readonly #newFilters = new Map<string, Filters>();
  #newArithmetic: Arithmetic | null = null;
  #newPrediction: Prediction | null = null;

  constructor(server: Server, gathering: Gathering) {
    this.#server = server;
    this.#gathering = gathering;
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
      default:
        event satisfies never;
    }
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
}
