/** Strokes on a canvas. The outline of one that is finished is made once for each size of the pad. */
import { outline, path, type Stroke } from './drawing';

export class StrokePainter {
  readonly #paths = new WeakMap<Stroke, { side: number; path: Path2D }>();

  /**
   * Paints these strokes, and nothing else, on a square canvas.
   *
   * @param side of the pad, in CSS pixels
   * @param open the last stroke is still being drawn
   */
  paint(canvas: HTMLCanvasElement, side: number, strokes: readonly Stroke[], open: boolean, ink: string): void {
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (!context || !side) return;
    const pixels = Math.round(side * (window.devicePixelRatio || 1));
    if (canvas.width !== pixels) canvas.width = canvas.height = pixels;
    else context.clearRect(0, 0, pixels, pixels);
    context.fillStyle = ink;
    strokes.forEach((stroke, i) => {
      let kept = this.#paths.get(stroke);
      if (!kept || kept.side !== pixels || (open && i === strokes.length - 1)) {
        kept = { side: pixels, path: new Path2D(path(outline(stroke, pixels))) };
        this.#paths.set(stroke, kept);
      }
      context.globalCompositeOperation = stroke.erases ? 'destination-out' : 'source-over';
      context.fill(kept.path);
    });
    context.globalCompositeOperation = 'source-over';
  }
}
