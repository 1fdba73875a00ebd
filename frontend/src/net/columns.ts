/** What each layer's column shows, read off the net, its report and the catalogue. No pixels, no places. */
import type {
  Filters,
  QuantisedPictures,
  LayerReport,
  LayerSpec,
  Maps,
  NetSpec,
  Problem,
  Report,
} from '../link/protocol.gen';
import { earlierOf } from './earlier';
import { answerPlace } from './edit';
import type { CatalogEntry } from '../link/catalog.gen';
import { laidOut, type Family } from '../link/layers';
import { detail, nameOf, titleOf } from './words';
import { shape } from '../words/shapes';

/**
 * `maps`: one picture a channel. `units`: a flat list, as a grid of cells. `answer`: what the net says, a bar a number.
 * `strip`: a flat list that only passes through, as a thin strip. `none`: nothing of its own to show.
 */
export type Kind = 'maps' | 'units' | 'answer' | 'strip' | 'none';

/** Pictures of the weights beside each channel. */
export interface Kernels {
  /** Pictures per channel. */
  inputs: number;
  height: number;
  width: number;
}

export interface Column {
  id: string;
  layer: LayerSpec;
  entry: CatalogEntry | undefined;
  family: Family | undefined;
  place: number;
  name: string;
  detail: string;
  /** "Conv 3×3 · 8" */
  title: string;
  /** "26×26×8", or what is known of it. */
  shape: string;
  report: LayerReport | undefined;
  kind: Kind;
  /** Channels, or length of the list. */
  count: number;
  height: number;
  width: number;
  kernels: Kernels | null;
  /** It belongs visually to the layer before it: an activation or a normalisation. */
  attached: boolean;
  /** The place of the earlier layer that it takes too; −1: the net's input; null: none. */
  earlier: number | null;
  problems: Problem[];
}

/** Height and width of a layer's kernels, which over a `sequence` are one row high; null: it has none. */
export function kernelSize(layer: LayerSpec, sequence = false): [number, number] | null {
  const size = layer['kernel_size'];
  if (typeof size !== 'number' && !Array.isArray(size)) return null;
  const [high, wide] = Array.isArray(size) ? [Number(size[0]), Number(size[1])] : [size, size];
  return [sequence ? 1 : high, wide];
}

/** Layers through which a picture passes as it is, when asked: they have none of their own. */
const PASSES: ReadonlySet<Family | undefined> = new Set<Family | undefined>(['regularisation']);
const ATTACHED: ReadonlySet<Family | undefined> = new Set<Family | undefined>(['activation', 'normalisation']);
/** One column a layer, in the net's order. */
export function columnsOf(
  net: NetSpec,
  report: Report | null,
  catalog: readonly CatalogEntry[],
  outputs: number,
): Column[] {
  const entries = new Map(catalog.map((entry) => [entry.type, entry]));
  const reports = new Map(report?.layers.map((layer) => [layer.id, layer]) ?? []);
  const answer = answerPlace(net, (type) => entries.get(type)?.family);
  let onPicture = true;
  return net.layers.map((layer, place) => {
    const entry = entries.get(layer.type);
    const family = entry?.family;
    const known = reports.get(layer.id);
    const output = known?.output ?? null;
    const input = known?.input ?? null;
    const flat = output?.length === 1;
    const count = output?.[0] ?? Number(layer['out_channels'] ?? layer['out_features'] ?? 0);
    const laid = output && output.length > 1;
    const [, height, width] = laid ? laidOut(output) : [1, 1, 1];
    let kind: Kind = 'none';
    if (PASSES.has(family)) kind = 'none';
    else if (laid) kind = 'maps';
    else if (flat) {
      if (place >= answer && answer >= 0 && count === outputs) kind = 'answer';
      else kind = family === 'shape' ? 'strip' : 'units';
    } else if (family === 'dense') kind = 'units';
    else if (family !== 'shape') kind = 'maps';

    let kernels: Kernels | null = null;
    const size = kernelSize(layer, (output ?? input)?.length === 2);
    if (family === 'convolution' && size) {
      kernels = {
        inputs: input && input.length > 1 ? (input[0] as number) : 1,
        height: size[0],
        width: size[1],
      };
    } else if (family === 'dense' && onPicture) {
      const [inputs, height, width] = laidOut(net.input);
      kernels = { inputs, height, width };
    }
    if (family !== 'shape') onPicture = false;

    return {
      id: layer.id,
      layer,
      entry,
      family,
      place,
      name: nameOf(layer, entry),
      detail: detail(layer),
      title: titleOf(layer, entry),
      shape: shape(output),
      report: known,
      kind,
      count,
      height,
      width,
      kernels,
      attached: ATTACHED.has(family) && place > 0,
      earlier: earlierOf(net, place, entry),
      problems: report?.problems.filter((problem) => problem.layer === layer.id) ?? [],
    };
  });
}

/** Layers whose pictures are worth asking for, of those that can be seen. */
export function watched(columns: readonly Column[], seen: ReadonlySet<string>): { maps: string[]; filters: string[] } {
  const visible = columns.filter((column) => seen.has(column.id));
  return {
    maps: visible.filter((column) => column.kind !== 'none').map((column) => column.id),
    filters: visible.filter((column) => column.kernels !== null).map((column) => column.id),
  };
}

/**
 * A layer's maps; null if there are none, or if they are of another net than the one that is shown. Of very wide layers the
 * server sends the first ones.
 */
export function pictureOf(column: Column, maps: ReadonlyMap<string, Maps>, valid: boolean): QuantisedPictures | null {
  const pictures = maps.get(column.id)?.pictures;
  const output = column.report?.output;
  if (!pictures || !output || !valid) return null;
  const [first, ...size] = laidOut(output);
  const [there, height, width] = pictures.shape;
  if (output.length > 1) return there <= first && height === size[0] && width === size[1] ? pictures : null;
  return there === 1 && height === 1 && width <= (size[1] ?? 0) ? pictures : null;
}

/** A layer's weights as pictures. */
export interface Weights {
  pictures: QuantisedPictures;
  /** Pictures per channel. */
  inputs: number;
  step: number;
  /** They are those of the time machine. */
  frozen: boolean;
  /** How far each channel's kernels are from where they began; empty where that is not known. */
  drift: readonly number[];
}

/** Weights as they were at an earlier step, by layer. */
export interface Frozen {
  step: number;
  filters: ReadonlyMap<string, QuantisedPictures>;
}

/** A layer's weights: those of the time machine, if it is on, else the live ones; null if there are none that fit. */
export function weightsOf(
  column: Column,
  filters: ReadonlyMap<string, Filters>,
  frozen: Frozen | null,
): Weights | null {
  if (!column.kernels) return null;
  const kept = frozen?.filters.get(column.id);
  const live = filters.get(column.id);
  const pictures = kept ?? live?.pictures;
  if (!pictures || pictures.shape[1] !== column.kernels.height || pictures.shape[2] !== column.kernels.width)
    return null;
  const { inputs } = column.kernels;
  if (pictures.shape[0] % inputs !== 0 || pictures.shape[0] > inputs * column.count) return null;
  if (!kept && live && live.inputs !== inputs) return null;
  return {
    pictures,
    inputs,
    step: kept ? (frozen?.step ?? 0) : (live?.step ?? 0),
    frozen: kept !== undefined,
    drift: kept ? [] : (live?.drift ?? []),
  };
}
