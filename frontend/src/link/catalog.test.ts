import { expect, it } from 'vitest';
import { netName, type Catalog } from './catalog';

it('a net is called like the preset whose layers it has, else by its layers', () => {
  const layers = [
    { id: 'a', type: 'Conv2d', out_channels: 8 },
    { id: 'b', type: 'ReLU' },
    { id: 'c', type: 'Linear' },
  ];
  const entry = (type: string, family: string) => ({
    type,
    family,
    title: type === 'Linear' ? 'Linear' : 'Convolution',
  });
  const catalog = {
    presets: [{ title: 'Small', net: { layers } }],
    layers: [entry('Conv2d', 'convolution'), entry('ReLU', 'activation'), entry('Linear', 'dense')],
  } as unknown as Catalog;
  expect(netName({ input: [1, 8, 8], layers }, catalog)).toBe('Small');
  expect(netName({ input: [1, 8, 8], layers: layers.slice(1) }, catalog)).toBe('Own: Linear');
  expect(netName({ input: [1, 8, 8], layers: [...layers, ...layers] }, catalog)).toBe(
    'Own: Conv, Linear, Conv, Linear',
  );
});
