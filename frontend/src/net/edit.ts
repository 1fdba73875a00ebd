/** Changes to a net as data. Every function returns a new net and leaves the old one as it was, so that undo is a list of nets. */
import type { Fix, LayerSpec, NetSpec, Report } from '../link/protocol.gen';
import type { Family } from '../link/layers';

/** A layer that has no id yet: its type and arguments. */
export type NewLayer = Omit<LayerSpec, 'id'> & { type: string; id?: string };

/** The place of a layer, from 0; −1: there is none with this id. */
export function placeOf(net: NetSpec, id: string): number {
  return net.layers.findIndex((layer) => layer.id === id);
}

/** 0 → a, 25 → z, 26 → aa: short, since ids are part of the address. */
function letters(number: number): string {
  let text = '';
  for (let rest = number + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    text = String.fromCharCode(97 + ((rest - 1) % 26)) + text;
  }
  return text;
}

/** The first id that no layer has; ids in `avoid` are left out too. */
export function freshId(net: NetSpec, avoid: Iterable<string> = []): string {
  const taken = new Set([...net.layers.map((layer) => layer.id), ...avoid]);
  let number = 0;
  while (taken.has(letters(number))) number++;
  return letters(number);
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}

/** Puts a layer at `index` (0: first); those from there on move one to the right. */
export function insert(net: NetSpec, index: number, layer: NewLayer, id = freshId(net)): NetSpec {
  const layers = [...net.layers];
  layers.splice(clamp(index, 0, layers.length), 0, { ...layer, id });
  return { ...net, layers };
}

export function remove(net: NetSpec, id: string): NetSpec {
  return { ...net, layers: net.layers.filter((layer) => layer.id !== id) };
}

/** Moves a layer to place `to`, as counted once it is there. */
export function move(net: NetSpec, id: string, to: number): NetSpec {
  const from = placeOf(net, id);
  const layer = net.layers[from];
  if (!layer) return net;
  const layers = net.layers.filter((other) => other.id !== id);
  const place = clamp(to, 0, layers.length);
  if (place === from) return net;
  layers.splice(place, 0, layer);
  return { ...net, layers };
}

/** Puts a copy right after the layer. */
export function duplicate(net: NetSpec, id: string, copy = freshId(net)): NetSpec {
  const from = placeOf(net, id);
  const layer = net.layers[from];
  return layer ? insert(net, from + 1, structuredClone(layer), copy) : net;
}

export function setField(net: NetSpec, id: string, field: string, value: unknown): NetSpec {
  const layers = net.layers.map((layer) => (layer.id === id ? { ...layer, [field]: value } : layer));
  return { ...net, layers };
}

/** Uses the layers that a fix proposes. Those without an id, or with one that is taken, get a fresh one. */
export function applyFix(net: NetSpec, fix: Fix): NetSpec {
  const taken = new Set<string>();
  const wanted = new Set(fix.layers.map((layer) => layer.id));
  const layers = fix.layers.map((layer) => {
    const id = layer.id && !taken.has(layer.id) ? layer.id : freshId(net, [...taken, ...wanted]);
    taken.add(id);
    return { ...layer, id };
  });
  return fix.input ? { input: fix.input as NetSpec['input'], layers } : { ...net, layers };
}

/** The layer that gives the answer: the last dense one. −1: there is none. */
export function answerPlace(net: NetSpec, familyOf: (type: string) => Family | undefined): number {
  return net.layers.findLastIndex((layer) => familyOf(layer.type) === 'dense');
}

/**
 * Where a layer added without saying where makes sense: after the selected one where it fits, else as late as it fits, but
 * before the layer that gives the answer. By PyTorch's names, …2d layers take pictures and …1d layers lists.
 */
export function sensiblePlace(
  net: NetSpec,
  report: Report | null,
  familyOf: (type: string) => Family | undefined,
  type: string,
  selected: string | null = null,
): number {
  const family = familyOf(type);
  const outputs = new Map(report?.layers.map((layer) => [layer.id, layer.output]) ?? []);
  const answer = answerPlace(net, familyOf);
  const end = answer < 0 ? net.layers.length : answer;
  const wantsPicture = /2d$/.test(type) || family === 'convolution' || family === 'pooling';
  const wantsList = /1d$/.test(type) || family === 'dense';
  const after = selected === null ? -1 : placeOf(net, selected) + 1;
  if (after > 0 && after <= end) {
    const dimensions = outputs.get(selected as string)?.length;
    if (dimensions === undefined || !((wantsPicture && dimensions === 1) || (wantsList && dimensions !== 1)))
      return after;
  }
  if (wantsPicture) {
    const flat = net.layers.findIndex((layer) => outputs.get(layer.id)?.length === 1);
    return flat < 0 ? end : Math.min(flat, end);
  }
  return end;
}
