/**
 * One canvas for all pictures of a layer. A browser composes every canvas of a page anew whenever any of them changes, so a hundred
 * small ones cost far more than one. The small ones, which hold each picture at its own size, are hidden; this one shows them.
 */

interface Place {
  left: number;
  top: number;
  width: number;
  height: number;
}

export class Paper {
  #canvas: HTMLCanvasElement;
  #places = new Map<HTMLCanvasElement, Place>();

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
  }

  /** Looks where the elements around these canvases lie, and shows them there. All others are forgotten. */
  lay(canvases: Iterable<HTMLCanvasElement>): void {
    const ratio = globalThis.devicePixelRatio || 1;
    const box = this.#canvas.getBoundingClientRect();
    const pixels = (length: number): number => Math.round(length * ratio);
    this.#canvas.width = pixels(box.width);
    this.#canvas.height = pixels(box.height);
    this.#places.clear();
    for (const canvas of canvases) {
      const own = canvas.parentElement?.getBoundingClientRect();
      if (!own) continue;
      const [left, top] = [pixels(own.left - box.left), pixels(own.top - box.top)];
      const [width, height] = [pixels(own.right - box.left) - left, pixels(own.bottom - box.top) - top];
      if (width < 1 || height < 1) continue;
      this.#places.set(canvas, { left, top, width, height });
      this.show(canvas);
    }
  }

  /** Shows what is on this canvas now. */
  show(canvas: HTMLCanvasElement): void {
    const place = this.#places.get(canvas);
    const context = place && this.#canvas.getContext('2d');
    if (!context) return;
    const { left, top, width, height } = place;
    // Enlarged, every number is a sharp square; enlarged by less than two, or reduced, squares would be of different sizes.
    context.imageSmoothingEnabled = width < 2 * canvas.width;
    context.imageSmoothingQuality = 'high';
    context.clearRect(left, top, width, height);
    if (canvas.width > 0 && canvas.height > 0) context.drawImage(canvas, left, top, width, height);
  }
}
