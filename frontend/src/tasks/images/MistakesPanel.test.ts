import { fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Floats, Showcase } from '../../link/protocol.gen';
import MistakesPanel from './MistakesPanel.svelte';

const mistake = (index: number, label: number, guess: number) => ({
  index,
  target: [label],
  said: [guess, 0.97],
  example: { signal: 'picture' as const, size: [1, 28, 28], values: new Uint8Array(784) },
});
const confusion = [[400, 2, 0], [1, 400, 13], [0, 0, 418]]; // prettier-ignore
/** Images are numbered as they lie, two of each cell: 0 and 1 are of 0 read as 0. */
const named = confusion.flat().flatMap((images) => new Array<number>(Math.min(2, images)).fill(0)).length;
const told = (shape: number[], numbers: readonly number[]): Floats => ({
  shape,
  data: new Uint8Array(Float32Array.from(numbers).buffer),
});
const showcase: Showcase = {
  kind: 'showcase',
  task: 'images',
  step: 100,
  size: 1234,
  whole: true,
  most: 2,
  tables: {
    confusion: told([3, 3], confusion.flat()),
    named: told(
      [named],
      Array.from({ length: named }, (_, i) => 50 + i),
    ),
    sure: told([named], new Array<number>(named).fill(0.75)),
  },
  worst: [mistake(37, 1, 2), mistake(8, 0, 1)],
};
const nameOf = (name: string) => ({ name, unit: '' });
const props = {
  names: ['0', '1', '2'].map(nameOf),
  old: false,
  shape: [1, 28, 28],
  theme: 'light' as const,
  examples: new Map<number, Uint8Array>(),
  onwant: () => {},
};

/** happy-dom lays nothing out: the grid is 300 × 300. */
beforeEach(() => {
  vi.spyOn(Element.prototype, 'getBoundingClientRect').mockReturnValue(new DOMRect(0, 0, 300, 300));
});
afterEach(() => vi.restoreAllMocks());

const at = (label: number, guess: number) => ({ clientX: 100 * guess + 50, clientY: 100 * label + 50 });

function panel() {
  const [onpick, onwant] = [vi.fn(), vi.fn()];
  const { rerender } = render(MistakesPanel, { ...props, showcase, onpick, onwant });
  return { onpick, onwant, rerender, grid: screen.getByRole('grid') };
}

describe('the confusion matrix', () => {
  it('says what the cell under the pointer means', async () => {
    const { grid } = panel();
    expect(screen.getByText('Step 100: 16 of 1 234 test images wrong')).toBeTruthy();
    await fireEvent.pointerMove(grid, at(1, 2));
    expect(screen.getByText('1 read as 2: 13 images')).toBeTruthy();
    await fireEvent.pointerLeave(grid);
    expect(screen.getByText('Step 100: 16 of 1 234 test images wrong')).toBeTruthy();
  });

  it('names all its cells, the strongest in full colour', () => {
    panel();
    const cells = screen.getAllByRole('gridcell');
    expect(cells).toHaveLength(9);
    expect(cells[5]!.getAttribute('aria-label')).toBe('1 read as 2: 13 images');
    expect(cells[5]!.style.getPropertyValue('--wrong')).toBe('100%');
    expect(cells[0]!.style.getPropertyValue('--wrong')).toBe('0%');
  });

  it('is walked with arrow keys; Enter asks for the images of a cell, Escape for the worst', async () => {
    const { grid, onwant } = panel();
    await fireEvent.keyDown(grid, { key: 'ArrowRight' });
    expect(screen.getByText('0 read as 1: 2 images')).toBeTruthy();
    expect(screen.getAllByRole('listitem')).toHaveLength(2);
    await fireEvent.keyDown(grid, { key: 'Enter' });
    expect(screen.getByRole('button', { name: /test image 52, 75 % sure/ })).toBeTruthy();
    expect(onwant).toHaveBeenLastCalledWith([52, 53]);
    await fireEvent.keyDown(grid, { key: 'Escape' });
    expect(screen.getByRole('button', { name: /test image 37/ })).toBeTruthy();
  });

  it('shows, pressed, images of every cell that has some, and says how many of how many', async () => {
    const { grid, onwant, rerender } = panel();
    for (const [label, row] of confusion.entries())
      for (const [guess, images] of row.entries()) {
        await fireEvent.click(grid, at(label, guess));
        if (images === 0) expect(screen.getByText('No image is read so.')).toBeTruthy();
        else expect(screen.getAllByRole('listitem')).toHaveLength(Math.min(2, images));
      }
    await fireEvent.click(grid, at(1, 2));
    expect(screen.getByText('1 read as 2: 13 images, the 2 most confident here')).toBeTruthy();
    expect(onwant).toHaveBeenLastCalledWith([57, 58]);
    // Those that have come are not asked for again.
    await rerender({ examples: new Map([[57, new Uint8Array(784)]]) });
    expect(onwant).toHaveBeenLastCalledWith([58]);
    await fireEvent.click(grid, at(1, 1));
    expect(screen.getByText('1 read rightly: 400 of 414 images, the 2 least confident here')).toBeTruthy();
    await fireEvent.click(screen.getByText('Show the worst'));
    expect(screen.getByRole('button', { name: /test image 37/ })).toBeTruthy();
  });

  it('has the classes on both axes', () => {
    panel();
    for (const axis of ['rows', 'columns']) expect(screen.getByTestId(`axis-${axis}`).textContent).toBe('012');
  });
});

it('puts a mistake on the pad', async () => {
  const { onpick } = panel();
  await fireEvent.click(screen.getByRole('button', { name: /1\s*→2 test image 37, 97 % sure/ }));
  expect(onpick).toHaveBeenCalledWith(37);
});

it('teaches before the first evaluation', () => {
  render(MistakesPanel, { ...props, showcase: null, onpick: () => {} });
  expect(screen.getByText(/After the first evaluation/)).toBeTruthy();
});

it('a cell that was chosen is not chosen any more with another data set', async () => {
  const { grid, rerender } = panel();
  await fireEvent.click(grid, at(1, 2));
  expect(screen.queryByRole('button', { name: 'Show the worst' })).not.toBeNull();
  await rerender({ showcase: { ...showcase, step: 101 } });
  expect(screen.queryByRole('button', { name: 'Show the worst' })).not.toBeNull();
  await rerender({ names: ['T-shirt', 'Trousers', 'Pullover'].map(nameOf) });
  expect(screen.queryByRole('button', { name: 'Show the worst' })).toBeNull();
});
