import { fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Mistakes } from '../protocol.gen';
import MistakesPanel from './MistakesPanel.svelte';

const mistake = (index: number, label: number, guess: number) => ({
  index,
  label,
  guess,
  probability: 0.97,
  image: new Uint8Array(784),
});
const mistakes: Mistakes = {
  kind: 'mistakes',
  step: 100,
  size: 1234,
  whole: true,
  confusion: [[400, 2, 0], [1, 400, 13], [0, 0, 418]], // prettier-ignore
  worst: [mistake(37, 1, 2), mistake(8, 0, 1)],
};
const props = { classes: ['0', '1', '2'], shape: [1, 28, 28], theme: 'light' as const };

/** happy-dom lays nothing out: the grid is 300 × 300. */
beforeEach(() => {
  vi.spyOn(Element.prototype, 'getBoundingClientRect').mockReturnValue(new DOMRect(0, 0, 300, 300));
});
afterEach(() => vi.restoreAllMocks());

const at = (label: number, guess: number) => ({ clientX: 100 * guess + 50, clientY: 100 * label + 50 });

function panel() {
  const onpick = vi.fn();
  render(MistakesPanel, { mistakes, onpick, ...props });
  return { onpick, grid: screen.getByRole('grid') };
}

describe('the confusion matrix', () => {
  it('says what the cell under the pointer means', async () => {
    const { grid } = panel();
    expect(screen.getByText('16 of 1 234 test images wrong')).toBeTruthy();
    await fireEvent.pointerMove(grid, at(1, 2));
    expect(screen.getByText('1 read as 2: 13 images')).toBeTruthy();
    await fireEvent.pointerLeave(grid);
    expect(screen.getByText('16 of 1 234 test images wrong')).toBeTruthy();
  });

  it('names all its cells, the strongest in full colour', () => {
    panel();
    const cells = screen.getAllByRole('gridcell');
    expect(cells).toHaveLength(9);
    expect(cells[5]!.getAttribute('aria-label')).toBe('1 read as 2: 13 images');
    expect(cells[5]!.style.getPropertyValue('--wrong')).toBe('100%');
    expect(cells[0]!.style.getPropertyValue('--wrong')).toBe('0%');
  });

  it('is walked with arrow keys; Enter asks for mistakes of that kind, Escape for all', async () => {
    const { grid } = panel();
    await fireEvent.keyDown(grid, { key: 'ArrowRight' });
    expect(screen.getByText('0 read as 1: 2 images')).toBeTruthy();
    expect(screen.getAllByRole('listitem')).toHaveLength(2);
    await fireEvent.keyDown(grid, { key: 'Enter' });
    expect(screen.getAllByRole('listitem')).toHaveLength(1);
    await fireEvent.keyDown(grid, { key: 'Escape' });
    expect(screen.getAllByRole('listitem')).toHaveLength(2);
  });

  it('filters by a press, and says when none of a kind is among the worst', async () => {
    const { grid } = panel();
    await fireEvent.click(grid, at(1, 2));
    expect(screen.getAllByRole('listitem')).toHaveLength(1);
    await fireEvent.click(grid, at(1, 0));
    expect(screen.getByText('None of this kind among the most confident.')).toBeTruthy();
    await fireEvent.click(screen.getByText('Show all'));
    expect(screen.getAllByRole('listitem')).toHaveLength(2);
  });
});

it('puts a mistake on the pad', async () => {
  const { onpick } = panel();
  await fireEvent.click(screen.getByRole('button', { name: /1\s*→2 test image 37, 97 % sure/ }));
  expect(onpick).toHaveBeenCalledWith(37);
});

it('teaches before the first evaluation', () => {
  render(MistakesPanel, { mistakes: null, onpick: () => {}, ...props });
  expect(screen.getByText(/After the first evaluation/)).toBeTruthy();
});
