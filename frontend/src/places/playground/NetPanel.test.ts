import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { tick } from 'svelte';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { back } from '../../state/levels';
import { css, tables } from '../../paint/colours';
import type { Filters, LayerReport, Maps, NetSpec, Problem, Report } from '../../link/protocol.gen';
import type { CatalogEntry } from '../../link/catalog.gen';
import type { Family } from '../../link/layers';
import NetPanel from './NetPanel.svelte';

const bytes = { weights: 0, gradients: 0, optimizer: 0, activations: 0, total: 0 };

function entry(type: string, family: Family, defaults: Record<string, unknown> = {}): CatalogEntry {
  const properties = Object.fromEntries(
    Object.entries(defaults).map(([name, value]) => [
      name,
      { type: 'integer', default: value, minimum: 1, maximum: 64, title: name },
    ]),
  );
  return { type, title: type, family, order: 1, help: `About ${type}`, schema: { properties }, defaults };
}

const catalog = [
  entry('Linear', 'dense', { out_features: 10 }),
  entry('Conv2d', 'convolution', { out_channels: 8, kernel_size: 3 }),
  entry('MaxPool2d', 'pooling', { kernel_size: 2 }),
  entry('ReLU', 'activation'),
  entry('Flatten', 'shape'),
  entry('Dropout', 'regularisation'),
];

const net: NetSpec = {
  input: [1, 4, 4],
  layers: [
    { id: 'c', type: 'Conv2d', out_channels: 2, kernel_size: 3 },
    { id: 'r', type: 'ReLU' },
    { id: 'f', type: 'Flatten' },
    { id: 'l', type: 'Linear', out_features: 3 },
  ],
};
const outputs: Record<string, [number[], number[]]> = {
  c: [
    [1, 4, 4],
    [2, 2, 2],
  ],
  r: [
    [2, 2, 2],
    [2, 2, 2],
  ],
  f: [[2, 2, 2], [8]],
  l: [[8], [3]],
};

function reportOf(spec: NetSpec, problems: Problem[] = []): Report {
  const layers: LayerReport[] = spec.layers.map(({ id, type }) => ({
    id,
    type,
    input: outputs[id]?.[0] ?? null,
    output: outputs[id]?.[1] ?? null,
    parameters: id === 'c' ? 20 : 0,
    frozen: 0,
    macs: 0,
    bytes,
    sources: [],
    choices: [],
    joins: {},
  }));
  const ok = problems.every((problem) => problem.severity !== 'error');
  return { parameters: 5258, macs: 191_704, bytes, layers, problems, ok };
}

const put = vi.fn();
const bars = vi.fn();
let ink = '';
const onedit = vi.fn();
const onwatch = vi.fn();
const onselect = vi.fn();

function show(more: Record<string, unknown> = {}) {
  return render(NetPanel, {
    net,
    report: reportOf(net),
    catalog,
    names: ['cat', 'dog', 'owl'],
    maps: new Map(),
    filters: new Map(),
    input: null,
    theme: 'light',
    onedit,
    onwatch,
    onselect,
    ...more,
  });
}

const layers = (): HTMLElement[] => screen.getAllByTestId('layer');
const layer = (id: string): HTMLElement => layers().find((one) => one.dataset['layer'] === id) as HTMLElement;
const edited = (): string => (onedit.mock.lastCall?.[0] as NetSpec).layers.map((one) => one.type).join(' ');
const key = (id: string, name: string, more: object = {}) => fireEvent.keyDown(layer(id), { key: name, ...more });
const frame = () => new Promise((resolve) => requestAnimationFrame(() => resolve(null)));

beforeEach(() => {
  for (const mock of [put, bars, onedit, onwatch, onselect]) mock.mockClear();
  vi.stubGlobal('IntersectionObserver', undefined);
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockImplementation(function (this: HTMLCanvasElement) {
    return {
      createImageData: (width: number, height: number) => ({
        width,
        height,
        data: new Uint8ClampedArray(width * height * 4),
      }),
      putImageData: (image: ImageData) => put(this, [...new Uint32Array(image.data.buffer)]),
      clearRect: () => undefined,
      drawImage: () => undefined,
      set fillStyle(colour: string) {
        ink = colour;
      },
      fillRect: (...box: [number, number, number, number]) => bars(ink, ...box),
    } as unknown as CanvasRenderingContext2D;
  } as unknown as HTMLCanvasElement['getContext']);
});

describe('the stack', () => {
  it('shows every layer in order, and what the net has in all', () => {
    show();
    expect(layers().map((one) => one.dataset['type'])).toEqual(['Conv2d', 'ReLU', 'Flatten', 'Linear']);
    expect(screen.getByText(/5\s258 parameters · 4 layers/)).toBeTruthy();
    expect(screen.getByRole('option', { name: 'Conv 3×3 · 2 2×2×2 , layer 1 of 4, 20 parameters' })).toBe(layer('c'));
    const maps = within(layer('c')).getAllByTestId('feature-map');
    expect(maps.map((one) => [one.dataset['layer'], one.dataset['channel']])).toEqual([
      ['c', '0'],
      ['c', '1'],
    ]);
    expect(within(layer('c')).getAllByTestId('filter')).toHaveLength(2);
    expect(within(layer('l')).getByText('owl')).toBeTruthy();
  });

  it('asks for the pictures of the layers that can be seen', () => {
    show();
    expect(onwatch).toHaveBeenLastCalledWith({ maps: ['c', 'r', 'f', 'l'], filters: ['c'] });
  });

  it('paints maps and kernels with the right pixels, and only what changed', async () => {
    const pictures = (high: number): Maps['pictures'] => ({
      shape: [2, 2, 2],
      low: [0, 0],
      high: [high, 2],
      data: Uint8Array.from([0, 255, 0, 255, 0, 0, 255, 255]),
    });
    const maps = (high: number): ReadonlyMap<string, Maps> =>
      new Map([['c', { kind: 'maps', layer: 'c', drawing: 1, step: 0, pictures: pictures(high) }]]);
    const kernels: Filters['pictures'] = {
      shape: [2, 3, 3],
      low: [-1, -2],
      high: [1, 2],
      data: new Uint8Array(18).fill(255),
    };
    const filters = new Map<string, Filters>([
      ['c', { kind: 'filters', layer: 'c', step: 3, inputs: 1, drift: [], pictures: kernels }],
    ]);
    const { rerender } = show({ maps: maps(2), filters });
    await frame();
    const { sequential, diverging } = tables('light');
    const painted = new Map(put.mock.calls.map(([canvas, pixels]) => [canvas, pixels]));
    const canvases = (id: string) =>
      within(layer('c'))
        .getAllByTestId(id)
        .map((one) => one.querySelector('canvas'));
    const [first, second] = canvases('feature-map');
    expect(painted.get(first)).toEqual([0, 255, 0, 255].map((at) => sequential[at]));
    expect(painted.get(second)).toEqual([0, 0, 255, 255].map((at) => sequential[at]));
    const [weak, strong] = canvases('filter');
    expect(painted.get(strong)).toEqual(new Array(9).fill(diverging[510]));
    expect(painted.get(weak)?.[0]).toBe(diverging[383]);

    put.mockClear();
    await rerender({ maps: maps(1) });
    await frame();
    // Only the first map has another range; the layer's scale is the same.
    expect(put.mock.calls.map(([canvas]) => canvas)).toEqual([first]);
  });

  it('says why there are no maps', async () => {
    const { rerender } = show();
    expect(screen.getByText('Maps appear as soon as the net has seen a drawing.')).toBeTruthy();
    const error: Problem = { layer: 'l', severity: 'error', message: 'Linear needs a flat list', fix: null };
    await rerender({ report: reportOf(net, [error]) });
    expect(screen.getByText('Maps appear when the net is valid.')).toBeTruthy();
  });

  it('stretches the bars of the answer from one zero, by sign', async () => {
    const pictures: Maps['pictures'] = { shape: [1, 1, 3], low: [-4], high: [4], data: Uint8Array.from([0, 255, 191]) };
    // Every rail is 100 pixels long, one below the other.
    const rails = (): Element[] => [...layer('l').querySelectorAll('.rail')];
    vi.spyOn(Element.prototype, 'getBoundingClientRect').mockImplementation(function (this: Element) {
      const row = rails().indexOf(this);
      return row < 0 ? new DOMRect() : new DOMRect(0, 10 * row, 100, 8);
    });
    show({ maps: new Map([['l', { kind: 'maps', layer: 'l', drawing: 1, step: 0, pictures }]]) });
    await frame();
    // Of a place drawn more than once, the last counts.
    const drawn = new Map(bars.mock.calls.map(([colour, left, top, width]) => [top, [colour, left, width]]));
    const { diverging } = tables('light');
    const [blue, vermilion] = [css(diverging[0] ?? 0), css(diverging[510] ?? 0)];
    expect(drawn).toEqual(
      new Map([
        [0, [blue, 0, 50]],
        [10, [vermilion, 50, 50]],
        [20, [vermilion, 50, 25]],
      ]),
    );
    expect(layer('l').querySelector<HTMLElement>('.names')?.style.getPropertyValue('--zero')).toBe('0.5');
  });
});

describe('editing by keyboard', () => {
  it('reaches one layer by Tab, its neighbours by arrows', async () => {
    show();
    expect(layers().map((one) => one.tabIndex)).toEqual([0, -1, -1, -1]);
    await key('c', 'ArrowRight');
    expect(onselect).toHaveBeenLastCalledWith('r');
    await waitFor(() => expect(document.activeElement).toBe(layer('r')));
    await key('r', 'End');
    expect(onselect).toHaveBeenLastCalledWith('l');
    await key('l', 'ArrowRight');
    expect(layer('l').getAttribute('aria-selected')).toBe('true');
  });

  it('moves, and says so', async () => {
    show({ selected: 'c' });
    await key('c', 'ArrowRight', { altKey: true });
    expect(edited()).toBe('ReLU Conv2d Flatten Linear');
    expect(screen.getByRole('status').textContent).toBe('Moved Conv 3×3 · 2 to place 2 of 4');
    onedit.mockClear();
    await key('c', 'ArrowLeft', { altKey: true });
    expect(onedit).not.toHaveBeenCalled();
  });

  it('removes and duplicates', async () => {
    show({ selected: 'r' });
    await key('r', 'd');
    expect(edited()).toBe('Conv2d ReLU ReLU Flatten Linear');
    await key('r', 'd', { ctrlKey: true });
    expect(onedit).toHaveBeenCalledTimes(2);
    await key('r', 'Delete');
    expect(edited()).toBe('Conv2d Flatten Linear');
    expect(onselect).toHaveBeenLastCalledWith('f');
  });

  it('goes into the fields by Enter, and leaves Escape to the page, which knows the levels', async () => {
    const { rerender } = show({ selected: 'c' });
    layer('c').focus();
    await key('c', 'Enter');
    await waitFor(() => expect((document.activeElement as HTMLElement).closest('.inspector')).toBeTruthy());
    const inside = document.activeElement as HTMLElement;
    expect(await fireEvent.keyDown(inside, { key: 'Escape' }), 'nobody took it').toBe(true);
    expect(await key('c', 'Escape')).toBe(true);
    await rerender({ selected: null });
    expect(screen.getByText('Look inside')).toBeTruthy();
  });

  it('does what the letter of another script stands for, and what a Latin letter says, wherever it is', async () => {
    show({ selected: 'r' });
    await key('r', 'в', { code: 'KeyD' });
    expect(edited()).toBe('Conv2d ReLU ReLU Flatten Linear');
    onedit.mockClear();
    await key('r', 'e', { code: 'KeyD' });
    expect(onedit).not.toHaveBeenCalled();
    await key('r', 'd', { code: 'KeyH' });
    expect(onedit).toHaveBeenCalledTimes(1);
  });

  it('opens the arithmetic of the unit that is looked at by Enter', async () => {
    const onunit = vi.fn();
    show({ onunit });
    await key('c', 'ArrowDown');
    await key('c', 'ArrowDown');
    await key('c', 'Enter');
    expect(onunit).toHaveBeenCalledWith({ layer: 'c', at: [1, 0, 0] });
    expect(onedit).not.toHaveBeenCalled();
  });

  it('outlines what an opened unit depends on', async () => {
    show({
      unit: { layer: 'r', at: [1, 1, 1] },
      reach: [
        {
          layer: 'c',
          box: [
            [1, 2],
            [1, 2],
            [1, 2],
          ],
        },
        {
          layer: null,
          box: [
            [0, 1],
            [1, 4],
            [1, 4],
          ],
        },
      ],
    });
    const box = document.querySelector<HTMLElement>('.input .box');
    expect(box?.style.getPropertyValue('--box-left')).toBe('25.00%');
    expect(box?.style.getPropertyValue('--box-width')).toBe('75.00%');
    expect(layer('c').querySelectorAll('.cell.lit').length).toBe(1);
  });

  it('opens with a press the pixel that it says is pointed at, in the digits that pictures carry', async () => {
    const onunit = vi.fn();
    const pictures: Maps['pictures'] = { shape: [2, 2, 2], low: [-4, 0], high: [4, 8], data: Uint8Array.of(90, 0, 0, 255, 0, 0, 0, 0) }; // prettier-ignore
    show({ onunit, maps: new Map([['c', { kind: 'maps', layer: 'c', drawing: 1, step: 12, pictures }]]) });
    const tile = layer('c').querySelector('.tile') as Element;
    vi.spyOn(tile, 'getBoundingClientRect').mockReturnValue(new DOMRect(10.4, 20.4, 5, 5));
    // Between the pixels of the map: whole numbers would be in the neighbour above, on the left.
    for (const [x, y, row, column, said] of [
      [12.95, 22.95, 2, 2, '≈ 4'],
      [12.85, 22.85, 1, 1, '≈ −1.2'],
    ] as const) {
      const [at, whole] = [{ clientX: x, clientY: y }, { clientX: Math.floor(x), clientY: Math.floor(y) }]; // prettier-ignore
      await fireEvent.pointerMove(tile, at);
      const words = screen.getByRole('tooltip', { hidden: true }).textContent;
      expect(words).toMatch(new RegExp(`map 1 of 2, step 12.*row ${row}, column ${column}`, 's'));
      expect(screen.getByTestId('read').textContent).toBe(said);
      await fireEvent.pointerUp(tile, at);
      await fireEvent.click(tile, whole);
      expect(onunit).toHaveBeenLastCalledWith({ layer: 'c', at: [0, row - 1, column - 1] });
    }
  });

  it('looks, after the net has scrolled under a mouse that rests, at what lies there now', async () => {
    show();
    const tiles = layer('c').querySelectorAll('[data-cell]');
    const seen = () => screen.queryByRole('tooltip', { hidden: true })?.textContent ?? '';
    let under: Element | null = tiles[0] as Element;
    Object.assign(document, { elementFromPoint: () => under });
    const scrolled = () => fireEvent.scroll(document.querySelector('.stage') as Element);
    await fireEvent.pointerMove(under, { pointerType: 'mouse' });
    await scrolled();
    expect(seen()).toMatch(/map 1 of 2/);
    under = tiles[1] as Element;
    await scrolled();
    expect(seen()).toMatch(/map 2 of 2/);
    under = null;
    await scrolled();
    expect(seen()).toBe('');
    Reflect.deleteProperty(document, 'elementFromPoint');
  });

  it('looks at one map after the other, with its numbers', async () => {
    const pictures: Maps['pictures'] = {
      shape: [2, 2, 2],
      low: [-1, 0],
      high: [3, 8],
      data: new Uint8Array(8),
    };
    show({ selected: 'c', maps: new Map([['c', { kind: 'maps', layer: 'c', drawing: 1, step: 0, pictures }]]) });
    await key('c', 'ArrowDown');
    expect(screen.getByRole('tooltip', { hidden: true }).textContent).toMatch(/map 1 of 2.*lowest\s*−1\s*highest\s*3/s);
    await key('c', 'ArrowDown');
    expect(screen.getByRole('tooltip', { hidden: true }).textContent).toMatch(/map 2 of 2/);
    expect(back()).toBe(true);
    await tick();
    expect(screen.queryByRole('tooltip', { hidden: true })).toBeNull();
    expect(back(), 'the layer is the page’s to leave').toBe(false);
  });

  it('under a mouse that rests is left by Escape, and seen again once the mouse was elsewhere', async () => {
    show();
    const look = (at: number) => fireEvent.pointerMove(layer('c').querySelectorAll('[data-cell]')[at] as Element);
    const seen = () => screen.queryByRole('tooltip', { hidden: true })?.textContent ?? '';
    await look(0);
    expect(seen()).toMatch(/map 1 of 2/);
    expect(back()).toBe(true);
    await tick();
    expect(seen()).toBe('');
    await look(0);
    expect([seen(), back()]).toEqual(['', false]);
    await look(1);
    expect(seen()).toMatch(/map 2 of 2/);
    await look(0);
    expect(seen()).toMatch(/map 1 of 2/);
  });
});

describe('adding', () => {
  it('puts a layer into a gap', async () => {
    show();
    await fireEvent.click(screen.getByRole('button', { name: 'Insert a layer after Conv 3×3 · 2' }));
    const palette = await screen.findByRole('dialog', { name: 'Insert after Conv 3×3 · 2' });
    expect(within(palette).getByText('About MaxPool2d')).toBeTruthy();
    await fireEvent.click(palette.querySelector('[data-add="MaxPool2d"]') as HTMLElement);
    expect(edited()).toBe('Conv2d MaxPool2d ReLU Flatten Linear');
    expect((onedit.mock.lastCall?.[0] as NetSpec).layers[1]).toEqual({ id: 'a', type: 'MaxPool2d', kernel_size: 2 });
    expect(onedit.mock.lastCall?.[1]).toBe('Added Max pool 2×2 at place 2 of 5');
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('goes through the palette by arrows and first letters, and closes it by Escape', async () => {
    show();
    const opener = screen.getByRole('button', { name: 'Insert a layer at the start' });
    opener.focus();
    await fireEvent.click(opener);
    const palette = await screen.findByRole('dialog');
    const at = () => (document.activeElement as HTMLElement).dataset['add'];
    expect(at()).toBe('Linear');
    await fireEvent.keyDown(palette, { key: 'ArrowDown' });
    expect(at()).toBe('Conv2d');
    await fireEvent.keyDown(palette, { key: 'ArrowUp' });
    await fireEvent.keyDown(palette, { key: 'ArrowUp' });
    expect(at()).toBe('Dropout');
    await fireEvent.keyDown(palette, { key: 'l' });
    expect(at()).toBe('Linear');
    await fireEvent.keyDown(palette, { key: 'с', code: 'KeyC' });
    expect(at(), 'the key of C, where Cyrillic letters are typed').toBe('Conv2d');
    expect(await fireEvent.keyDown(palette, { key: 'Escape' }), 'is left to the page').toBe(true);
    expect(back()).toBe(true);
    await tick();
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(document.activeElement).toBe(opener);
    expect(onedit).not.toHaveBeenCalled();
  });

  it('adds with one press where it makes sense', async () => {
    show();
    await fireEvent.click(screen.getByRole('button', { name: '+ Conv' }));
    expect(edited()).toBe('Conv2d ReLU Conv2d Flatten Linear');
    await fireEvent.click(screen.getByRole('button', { name: '+ Linear' }));
    expect(edited()).toBe('Conv2d ReLU Flatten Linear Linear');
  });
});

describe('problems', () => {
  const fixed = [...net.layers.slice(0, 2), { id: 'flatten', type: 'Flatten' }, ...net.layers.slice(3)];
  const error: Problem = {
    layer: 'l',
    severity: 'error',
    message: 'Linear needs a flat list; it gets 2×2×2',
    fix: { label: 'Insert Flatten', layers: fixed, input: null },
  };
  const warning: Problem = { layer: 'r', severity: 'warning', message: 'Nothing is learned here', fix: null };

  it('are said at the gap, and mended with one press', async () => {
    show({ report: reportOf(net, [error]) });
    expect(screen.getByText(error.message, { selector: 'li span' })).toBeTruthy();
    expect(layer('l').classList.contains('error')).toBe(true);
    expect(layer('l').textContent).toContain('error: Linear needs a flat list');
    await fireEvent.click(screen.getByRole('button', { name: 'Insert Flatten' }));
    expect((onedit.mock.lastCall?.[0] as NetSpec).layers).toEqual(fixed);
    expect(onedit.mock.lastCall?.[1]).toBe('Insert Flatten');
  });

  it('that are only warnings are said quietly', () => {
    show({ report: reportOf(net, [warning]) });
    expect(screen.getByText(warning.message, { selector: 'li span' }).closest('ul')?.classList.contains('quiet')).toBe(
      true,
    );
    expect(layer('r').classList.contains('error')).toBe(false);
  });
});

describe('the inspector', () => {
  it('changes a field', async () => {
    show({ selected: 'c' });
    const field = screen.getByLabelText('out_channels') as HTMLInputElement;
    expect(field.value).toBe('2');
    await fireEvent.input(field, { target: { value: '16' } });
    await fireEvent.keyDown(field, { key: 'Enter' });
    expect((onedit.mock.lastCall?.[0] as NetSpec).layers[0]).toMatchObject({ id: 'c', out_channels: 16 });
  });

  it('says what is wrong with what is typed, keeps it to itself, and takes it back by Escape', async () => {
    show({ selected: 'c' });
    const field = screen.getByLabelText('kernel_size') as HTMLInputElement;
    await fireEvent.input(field, { target: { value: '900' } });
    await fireEvent.keyDown(field, { key: 'Enter' });
    expect(screen.getByRole('alert').textContent).toBe('At most 64.');
    expect(onedit).not.toHaveBeenCalled();
    await fireEvent.keyDown(field, { key: 'Escape' });
    await tick();
    expect(field.value).toBe('3');
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('moves, duplicates and removes', async () => {
    show({ selected: 'r' });
    await fireEvent.click(screen.getByRole('button', { name: 'Move left' }));
    expect(edited()).toBe('ReLU Conv2d Flatten Linear');
    await fireEvent.click(screen.getByRole('button', { name: 'Duplicate' }));
    expect(edited()).toBe('Conv2d ReLU ReLU Flatten Linear');
    await fireEvent.click(screen.getByRole('button', { name: 'Remove' }));
    expect(edited()).toBe('Conv2d Flatten Linear');
  });

  it('writes the weights of the chosen filter, at the step of the time machine', async () => {
    const kernels: Filters['pictures'] = {
      shape: [2, 3, 3],
      low: [-1, -0.5],
      high: [1, 0.5],
      data: Uint8Array.from([255, ...new Array<number>(17).fill(0)]),
    };
    // The moment is the present one: all that is shown is of it.
    const { rerender } = show({ selected: 'c', frozen: { step: 120, filters: new Map([['c', kernels]]) } });
    expect(screen.queryByTestId('of-now')).toBeNull();
    const table = screen.getByRole('table', { name: 'Kernel for input map 1' });
    expect(
      within(table)
        .getAllByRole('cell')
        .map((cell) => cell.textContent),
    ).toEqual(['1.00', ...new Array(8).fill('−1.00')]);
    expect(screen.getByText(/Filter 1.*step 120/)).toBeTruthy();
    // Training has gone on: only the filters are of that moment, and the rest says so.
    await rerender({ past: 930 });
    expect(screen.getByTestId('of-now').textContent).toBe('Faded: now, step 930');
    expect(screen.getByText('Filters at step 120; what is faded is of now, step 930.')).toBeTruthy();
    await rerender({ selected: 'l' });
    expect(screen.getByText('All of this is of now, step 930.')).toBeTruthy();
  });
});

describe('a net that can not be changed from here', () => {
  const why = 'Only the presenter of this room can do this';

  it('says so once, and has nothing to press that would be refused', async () => {
    const problem = { layer: 'l', severity: 'warning', message: 'Odd.', fix: { label: 'Mend it', edits: [] } };
    show({ locked: why, selected: 'c', report: reportOf(net, [problem as unknown as Problem]) });
    expect(screen.getAllByText(why)).toHaveLength(1);
    expect(document.querySelectorAll('[data-insert]')).toHaveLength(0);
    expect(screen.queryByText('Mend it')).toBeNull();
    expect(screen.queryByRole('button', { name: 'Remove' })).toBeNull();
    expect(screen.queryByRole('group', { name: 'Add a layer' })).toBeNull();
    expect(document.querySelector<HTMLFieldSetElement>('fieldset:has(input)')?.disabled).toBe(true);
    for (const name of ['Delete', 'Backspace', 'd', 'D']) await key('c', name);
    for (const name of ['ArrowLeft', 'ArrowRight']) await key('c', name, { altKey: true });
    expect(onedit).not.toHaveBeenCalled();
    await key('c', 'ArrowRight');
    expect(onselect).toHaveBeenLastCalledWith('r');
  });
});
