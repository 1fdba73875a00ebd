/** When something on the page lies elsewhere than it did: pushed, scrolled or resized. The browser says so; nothing is asked in between. */

/** Shares of an element at whose crossing a browser speaks up. */
const SHARES = Array.from({ length: 101 }, (_, i) => i / 100);

/** Calls `tell` whenever the element has moved by a pixel or more, has another size, or is gone. Returns what ends it. */
export function whenMoved(element: Element, tell: () => void): () => void {
  if (typeof IntersectionObserver === 'undefined') return () => undefined;
  let watch: IntersectionObserver | null = null;
  let box = element.getBoundingClientRect();

  function look(): void {
    const now = element.getBoundingClientRect();
    if (now.x === box.x && now.y === box.y && now.width === box.width && now.height === box.height) return;
    box = now;
    lay();
    tell();
  }

  /** What is seen of the element within the pixels that it lies on: less, as soon as it leaves them. */
  function lay(): void {
    watch?.disconnect();
    const { clientWidth, clientHeight } = document.documentElement;
    const margins = [box.top, clientWidth - box.right, clientHeight - box.bottom, box.left];
    const rootMargin = margins.map((margin) => `${-Math.floor(margin)}px`).join(' ');
    watch = new IntersectionObserver(look, { rootMargin, threshold: SHARES });
    watch.observe(element);
  }

  lay();
  addEventListener('resize', look);
  return () => {
    watch?.disconnect();
    removeEventListener('resize', look);
  };
}
