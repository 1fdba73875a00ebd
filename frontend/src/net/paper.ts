/**
 * One canvas for all pictures of a layer. A browser composes every canvas of a page anew whenever any of them changes, so a hundred
 * small ones cost far more than one. The small ones, which hold each picture at its own size, are hidden; this one shows them.
 */
import { barPixels } from '../paint/bars';
import type { Scale } from '../paint/scale';

interface Place {
  left: number;
  top: number;
  width: number;
  height: number;
}

export class Paper {
  #canvas: HTMLCanvasElement;
  #places = new Map<Element, Place>();

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
  }

  /** Looks where the elements around these canvases lie, and shows them there; and where rails for bars lie. All others are forgotten. */
  lay(canvases: Iterable<HTMLCanvasElement>, rails: Iterable<Element> = []): void {
    const ratio = globalThis.devicePixelRatio || 1;
    const box = this.#canvas.getBoundingClientRect();
    const pixels = (length: number): number => Math.round(length * ratio);
    this.#canvas.width = pixels(box.width);
    this.#canvas.height = pixels(box.height);
    this.#places.clear();
    const find = (what: Element, around: Element | null): void => {
      const own = around?.getBoundingClientRect();
      if (!own) return;
      const [left, top] = [pixels(own.left - box.left), pixels(own.top - box.top)];
      const [width, height] = [pixels(own.right - box.left) - left, pixels(own.bottom - box.top) - top];
      if (width >= 1 && height >= 1) this.#places.set(what, { left, top, width, height });
    };
    for (const rail of rails) find(rail, rail);
    for (const canvas of canvases) {
      find(canvas, canvas.parentElement);
      this.show(canvas);
    }
  }

  /** A number's bar along a rail, in a CSS colour. */
  bar(rail: Element, scale: Scale, value: number, colour: string): void {
    const place = this.#places.get(rail);
    const context = place && this.#canvas.getContext('2d');
    if (!context) return;
    const { left, top, width, height } = place;
    const bar = barPixels(scale, value, width);
    context.clearRect(left, top, width, height);
    context.fillStyle = colour;
    context.fillRect(left + bar.left, top, bar.width, height);
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
