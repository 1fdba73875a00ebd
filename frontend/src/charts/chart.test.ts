import { render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import Curve, { type Line } from './Curve.svelte';
import { join } from './curve';

/** What uPlot asks a canvas to draw, by the colour that it is drawn in: segments of lines, and dots. */
let drawn: { colour: string; segments: number; dots: number }[] = [];

class Recorded {
  segments = 0;
  dots = 0;
  moveTo(): void {}
  lineTo(): void {
    this.segments += 1;
  }
  arc(): void {
    this.dots += 1;
  }
  rect(): void {}
  closePath(): void {}
  addPath(): void {}
}

function context(): CanvasRenderingContext2D {
  const kept: Record<string, unknown> = {};
  const note = (colour: unknown, path?: Recorded) =>
    path && drawn.push({ colour: String(colour), segments: path.segments, dots: path.dots });
  return new Proxy(kept, {
    get: (_, name) => {
      if (name === 'stroke') return (path?: Recorded) => note(kept['strokeStyle'], path);
      if (name === 'fill') return (path?: Recorded) => note(kept['fillStyle'], path);
      if (name === 'measureText') return () => ({ width: 10 });
      return name in kept ? kept[name as string] : () => undefined;
    },
    set: (_, name, value) => {
      kept[name as string] = value;
      return true;
    },
  }) as unknown as CanvasRenderingContext2D;
}

beforeEach(() => {
  drawn = [];
  vi.stubGlobal('Path2D', Recorded);
  vi.stubGlobal(
    'ResizeObserver',
    class {
      #call: (entries: unknown[]) => void;
      constructor(call: (entries: unknown[]) => void) {
        this.#call = call;
      }
      observe() {
        this.#call([{ contentRect: { width: 400, height: 200 } }]);
      }
      disconnect() {}
    },
  );
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockImplementation((() => context()) as never);
});

const TRAIN: Line = { name: 'train', colour: '#111111', width: 1.5 };
const TEST: Line = { name: 'test', colour: '#aa0000', width: 1.5, dots: true };

async function chart(lines: Line[], data: { steps: number[]; columns: (number | null | undefined)[][] }, more = {}) {
  const view = render(Curve, {
    data,
    lines,
    range: [0, 3],
    say: String,
    theme: 'light',
    summary: 'A chart',
    ...more,
  });
  await tick();
  await new Promise((resolve) => setTimeout(resolve)); // uPlot draws in a microtask
  await tick();
  return view;
}

const total = (colour: string, what: 'segments' | 'dots') =>
  drawn.filter((each) => each.colour === colour).reduce((sum, each) => sum + each[what], 0);

describe('a chart', () => {
  it('draws what was measured now and then as dots, and no line from one to the next', async () => {
    const step = Array.from({ length: 100 }, (_, i) => i + 1);
    const [steps, ...columns] = join([
      { step, value: step.map((each) => 2 - each / 100) },
      { step: [0, 10, 20, 40, 80], value: [2.3, 2, 1.7, 1.4, 1] },
    ]);
    await chart([TRAIN, TEST], { steps, columns });
    expect(total('#aa0000', 'segments')).toBe(0);
    expect(total('#aa0000', 'dots')).toBeGreaterThanOrEqual(5);
    // The training loss is a line, which goes on past the steps at which others alone have a number.
    expect(total('#111111', 'segments')).toBeGreaterThan(90);
  });

  it('joins numbers beside each other, and none across a gap', async () => {
    const joined = async (column: (number | null | undefined)[]) => {
      drawn = [];
      const { unmount } = await chart([TRAIN], { steps: column.map((_, i) => 10 * i), columns: [column] });
      unmount();
      return clipped;
    };
    // uPlot leaves gaps out by clipping: what it clips to is what is seen.
    let clipped = 0;
    vi.spyOn(Recorded.prototype, 'rect').mockImplementation(() => void (clipped += 1));
    await joined([1, 1, undefined, 1, 1]);
    const whole = clipped;
    clipped = 0;
    await joined([1, 1, null, 1, 1]);
    expect(clipped).toBeGreaterThan(whole);
  });

  it('marks what is at a step, and says the largest number above its axis', async () => {
    await chart(
      [TRAIN],
      { steps: [0, 50, 100], columns: [[1, 12, 1]] },
      {
        marks: [
          { step: 50, words: '9 022 at step 50', kind: 'peak' },
          { step: 100, words: 'back to step 100', kind: 'place' },
        ],
      },
    );
    const peak = screen.getByTestId('mark-peak');
    expect([peak.dataset['step'], peak.textContent]).toEqual(['50', '9 022 at step 50']);
    const place = screen.getByTestId('mark-place');
    expect(parseFloat(place.style.left)).toBeGreaterThan(parseFloat(peak.style.left));
    expect(screen.getByText('back to step 100')).toBeTruthy();
  });
});
