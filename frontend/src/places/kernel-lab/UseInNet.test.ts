import { fireEvent, render, screen } from '@testing-library/svelte';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { tables } from '../../paint/colours';
import type { LayerSpec, NetSpec } from '../../link/protocol.gen';
import UseInNet from './UseInNet.svelte';

beforeAll(() => {
  // Not there in this DOM.
  HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
    this.open = true;
  };
});

const EDGE = { height: 3, width: 3, weights: [-1, 0, 1, -2, 0, 2, -1, 0, 1], scale: 0.5 };
const conv = (id: string, more: object = {}): LayerSpec => ({
  id,
  type: 'Conv2d',
  out_channels: 4,
  kernel_size: 3,
  ...more,
});

async function open(layers: LayerSpec[], kernel = EDGE) {
  const onuse = vi.fn<(net: NetSpec, layer: string) => void>();
  const net: NetSpec = { input: [1, 28, 28], layers };
  render(UseInNet, { kernel, net, report: null, tables: tables('light'), onuse });
  await fireEvent.click(screen.getByTestId('use-in-net'));
  return onuse;
}

const use = async () => fireEvent.click(screen.getByTestId('use-it'));

describe('a kernel of the lab', () => {
  it('goes, times its scale, into the first filter that has none, frozen', async () => {
    const taken = { filter: 0, weights: [[0, 0, 0], [0, 1, 0], [0, 0, 0]], frozen: false }; // prettier-ignore
    const onuse = await open([conv('a', { kernel_size: 5 }), conv('b', { kernels: [taken] })]);
    await use();
    const [net, layer] = onuse.mock.calls[0]!;
    expect(layer).toBe('b');
    expect(net.layers[0]?.['kernels']).toBeUndefined();
    expect(net.layers[1]?.['kernels']).toEqual([
      taken,
      { filter: 1, weights: [[-0.5, 0, 0.5], [-1, 0, 1], [-0.5, 0, 0.5]], frozen: true },
    ]); // prettier-ignore
  });

  it('goes into the filter and layer that are chosen, free', async () => {
    const onuse = await open([conv('a'), conv('b')]);
    await fireEvent.change(screen.getByTestId('use-layer'), { target: { value: 'b' } });
    await fireEvent.input(screen.getByTestId('use-filter'), { target: { value: '4' } });
    await fireEvent.click(screen.getByTestId('use-free'));
    await use();
    const [net, layer] = onuse.mock.calls[0]!;
    expect(layer).toBe('b');
    expect(net.layers[1]?.['kernels']).toMatchObject([{ filter: 3, frozen: false }]);
  });

  it('gets zeros around it where filters are larger, or sets their size', async () => {
    const first = await open([conv('a', { kernel_size: 5 })]);
    await use();
    expect(first.mock.calls[0]![0].layers[0]).toMatchObject({ kernel_size: 5 });
    const rows = (first.mock.calls[0]![0].layers[0]!['kernels'] as { weights: number[][] }[])[0]!.weights;
    expect(rows).toHaveLength(5);
    expect(rows[2]).toEqual([0, -1, 0, 1, 0]);
    document.body.innerHTML = '';
    const second = await open([conv('a', { kernel_size: 5 })]);
    await fireEvent.click(screen.getByLabelText('Set kernel_size to 3×3'));
    await use();
    expect(second.mock.calls[0]![0].layers[0]).toMatchObject({ kernel_size: 3 });
  });

  it('is not used where it can not be', async () => {
    await open([conv('a')], { height: 1, width: 1, weights: [2000], scale: 1 });
    expect(screen.getByRole('alert').textContent).toContain('1000');
    expect((screen.getByTestId('use-it') as HTMLButtonElement).disabled).toBe(true);
    document.body.innerHTML = '';
    await open([conv('a')]);
    await fireEvent.input(screen.getByTestId('use-filter'), { target: { value: '5' } });
    expect(screen.getByRole('alert').textContent).toContain('1 to 4');
  });

  it('brings a convolution to a net that has none', async () => {
    const onuse = await open([{ id: 'f', type: 'Flatten' }]);
    expect(screen.getByText(/This net has no convolution/)).toBeTruthy();
    await use();
    const [net, layer] = onuse.mock.calls[0]!;
    expect(net.layers.map((each) => each.type)).toEqual(['Conv2d', 'ReLU', 'Flatten']);
    expect(net.layers[0]?.id).toBe(layer);
  });
});
