/** Given kernels: filters of a convolution that begin with a kernel of one's own, as the net's data hold them. */
import type { LayerSpec, NetSpec } from '../link/protocol.gen';
import { freshId, insert, setField } from './edit';

export type Rows = readonly (readonly number[])[];

export interface GivenKernel {
  /** From 0. */
  readonly filter: number;
  readonly weights: Rows;
  /** Training leaves it as it is. */
  readonly frozen: boolean;
}

/** No weight may be larger, or below its negative. */
export const LARGEST = 1000;
/** Given kernels of one layer, at most. */
export const MOST = 32;

export function givenOf(layer: LayerSpec): readonly GivenKernel[] {
  return Array.isArray(layer['kernels']) ? (layer['kernels'] as GivenKernel[]) : [];
}

/** Whether training leaves this unit of a layer as it is. */
export function isFrozen(layer: LayerSpec, unit: number): boolean {
  return layer['frozen'] === true || givenOf(layer).some((kernel) => kernel.frozen && kernel.filter === unit);
}

/** The layers that a kernel can be given to. */
export function convolutions(net: NetSpec): LayerSpec[] {
  return net.layers.filter((layer) => layer.type === 'Conv2d');
}

/** Height and width of a convolution's kernels. */
export function sizeOf(layer: LayerSpec): [number, number] {
  const size = layer['kernel_size'] ?? 3;
  return Array.isArray(size) ? [Number(size[0]), Number(size[1])] : [Number(size), Number(size)];
}

/** The kernel at another size, its centre where it was: what does not fit is cut, what is new is 0. */
export function fitted(rows: Rows, height: number, width: number): number[][] {
  const down = Math.floor(rows.length / 2) - Math.floor(height / 2);
  const right = Math.floor((rows[0]?.length ?? 0) / 2) - Math.floor(width / 2);
  return Array.from({ length: height }, (_, row) =>
    Array.from({ length: width }, (_, column) => rows[row + down]?.[column + right] ?? 0),
  );
}

/** The net in which a filter of this layer begins with the kernel, made to fit; another one that it had is gone. */
export function give(net: NetSpec, id: string, kernel: GivenKernel): NetSpec {
  const layer = net.layers.find((each) => each.id === id);
  if (!layer) return net;
  const [height, width] = sizeOf(layer);
  const others = givenOf(layer).filter((each) => each.filter !== kernel.filter);
  const kernels = [...others, kernel]
    .map((each) => ({ ...each, weights: fitted(each.weights, height, width) }))
    .sort((a, b) => a.filter - b.filter);
  return setField(net, id, 'kernels', kernels);
}

/** The net with a convolution and a ReLU put first, and the convolution's id. */
export function withConvolution(net: NetSpec, size: number | number[]): { net: NetSpec; id: string } {
  const id = freshId(net);
  const convolution = { type: 'Conv2d', out_channels: 8, kernel_size: size };
  const first = insert(net, 0, convolution, id);
  return { net: insert(first, 1, { type: 'ReLU' }), id };
}
