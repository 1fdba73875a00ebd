/**
 * Makes something whose canvases are kept in memory rather than on the graphics card.
 *
 * uPlot asks for its canvas's context itself, and lets nobody say how. A small canvas that is drawn anew several times a second
 * costs far more on an emulated graphics card (no GPU: virtual machines, remote desktops) than in memory, and no less on a real one.
 */
export function inMemory<Made>(make: () => Made): Made {
  const prototype = HTMLCanvasElement.prototype;
  const original = prototype.getContext;
  prototype.getContext = function (this: HTMLCanvasElement, kind: string, options?: object) {
    return original.call(this, kind, { ...options, willReadFrequently: true });
  } as typeof original;
  try {
    return make();
  } finally {
    prototype.getContext = original;
  }
}
