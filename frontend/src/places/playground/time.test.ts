import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Keyframe } from '../../link/protocol.gen';
import { drawSheet } from '../../paint/pictures';
import TimeMachine from './TimeMachine.svelte';

vi.mock('../../paint/pictures', { spy: true });

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const frame = (step: number): Keyframe => ({
  kind: 'keyframe',
  layer: 'conv1',
  step,
  passing: step === 930,
  pictures: { shape: [8, 3, 3], low: new Array(8).fill(-1), high: new Array(8).fill(1), data: new Uint8Array(72) },
});
const frames = [frame(0), frame(10), frame(930)];

function machine(shown: number | null = null) {
  const onshow = vi.fn();
  const view = render(TimeMachine, {
    keyframes: frames,
    layer: 'Conv 3×3 · 8',
    inputs: 1,
    theme: 'light',
    shown,
    onshow,
  });
  return { onshow, ...view };
}

describe('the time machine', () => {
  it('says what will be here', () => {
    render(TimeMachine, { keyframes: [], layer: '', inputs: 1, theme: 'light', shown: null, onshow: vi.fn() });
    expect(screen.getByText(/will be kept at steps 0, 1, 2, 5, 10/)).toBeTruthy();
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Replay' }).disabled).toBe(true);
  });

  it('lays frames out anew once it is known of how many pictures a filter is', async () => {
    const low = new Array<number>(24).fill(-1);
    const pictures: Keyframe['pictures'] = {
      shape: [24, 5, 5],
      low,
      high: low.map(() => 1),
      data: new Uint8Array(600),
    };
    const props = {
      keyframes: [{ ...frame(0), pictures }],
      layer: '',
      theme: 'light',
      shown: null,
      onshow: vi.fn(),
    } as const;
    const columns = () => vi.mocked(drawSheet).mock.lastCall?.[4].columns;
    const { rerender } = render(TimeMachine, { ...props, inputs: 1 });
    expect(columns()).toBe(6);
    await rerender({ ...props, inputs: 4 });
    expect(columns()).toBe(8);
  });

  it('a press shows a frame, another goes back to now', async () => {
    const { onshow, rerender } = machine();
    await fireEvent.click(screen.getByRole('button', { name: 'After 10 steps' }));
    expect(onshow).toHaveBeenLastCalledWith(10);
    await rerender({ shown: 10 });
    expect(screen.getByRole('button', { name: 'After 10 steps' }).getAttribute('aria-pressed')).toBe('true');
    await fireEvent.click(screen.getByRole('button', { name: 'After 10 steps' }));
    expect(onshow).toHaveBeenLastCalledWith(null);
    await fireEvent.click(screen.getByRole('button', { name: 'Back to now' }));
    expect(onshow).toHaveBeenLastCalledWith(null);
  });

  it('arrow keys go along the frames', async () => {
    const { onshow, rerender } = machine();
    const bar = screen.getByRole('toolbar');
    await fireEvent.keyDown(bar, { key: 'ArrowLeft' });
    expect(onshow).toHaveBeenLastCalledWith(930);
    await rerender({ shown: 930 });
    await fireEvent.keyDown(bar, { key: 'ArrowLeft' });
    expect(onshow).toHaveBeenLastCalledWith(10);
    await fireEvent.keyDown(bar, { key: 'ArrowRight' });
    expect(onshow).toHaveBeenLastCalledWith(930);
  });

  it('replays from the first frame to now, and stops there', async () => {
    vi.useFakeTimers();
    const { onshow } = machine();
    await fireEvent.click(screen.getByRole('button', { name: 'Replay' }));
    await tick();
    vi.advanceTimersByTime(10_000);
    expect(onshow.mock.calls.map(([step]) => step)).toEqual([0, 10, 930, null]);
    await tick();
    expect(screen.getByRole('button', { name: 'Replay' })).toBeTruthy();
  });

  describe('scrubbed', () => {
    /** happy-dom lays nothing out: the strip is 100 wide, a frame 30, with 5 between them. */
    function scrubbed(shown: number | null = null) {
      vi.spyOn(Element.prototype, 'getBoundingClientRect').mockImplementation(function (this: Element) {
        const at = frames.findIndex(({ step }) => String(step) === (this as HTMLElement).dataset['frame']);
        return at < 0 ? new DOMRect(0, 0, 100, 60) : new DOMRect(35 * at, 0, 30, 60);
      });
      const { onshow } = machine(shown);
      const strip = screen.getByRole('toolbar');
      const capture = vi.fn<(pointer: number) => void>();
      strip.setPointerCapture = capture;
      const pointer = (x: number, y = 30) => ({
        pointerId: 1,
        pointerType: 'mouse',
        button: 0,
        buttons: 1,
        clientX: x,
        clientY: y,
      });
      return { onshow, strip, capture, pointer };
    }

    it('goes on above, below and beside the strip, until it is let go', async () => {
      const { onshow, strip, capture, pointer } = scrubbed();
      await fireEvent.pointerDown(strip, pointer(10));
      await fireEvent.pointerMove(strip, pointer(12));
      expect([onshow.mock.calls, capture.mock.calls], 'a press that trembles is a press').toEqual([[], []]);
      await fireEvent.pointerMove(strip, pointer(40));
      expect([onshow.mock.calls, capture.mock.calls]).toEqual([[[10]], [[1]]]);
      for (const [x, y] of [
        [80, -200],
        [500, 30],
        [40, 200],
        [-500, 30],
      ] as const)
        await fireEvent.pointerMove(strip, pointer(x, y));
      expect(onshow.mock.calls.map(([step]) => step)).toEqual([10, 930, 930, 10, 0]);
      await fireEvent.pointerUp(strip, pointer(-500));
      await fireEvent.pointerMove(strip, { ...pointer(80), buttons: 0 });
      expect(onshow).toHaveBeenCalledTimes(5);
    });

    it('is so too where the pointer leaves the strip from the frame that was pressed', async () => {
      const { onshow, strip, capture, pointer } = scrubbed(10);
      await fireEvent.pointerLeave(strip, { ...pointer(45, 80), buttons: 0 });
      expect(capture).not.toHaveBeenCalled();
      await fireEvent.pointerDown(strip, pointer(45));
      await fireEvent.pointerLeave(strip, pointer(45, 80));
      expect(capture.mock.calls).toEqual([[1]]);
      await fireEvent.pointerMove(strip, pointer(5, 80));
      expect(onshow.mock.calls).toEqual([[0]]);
    });
  });
});
