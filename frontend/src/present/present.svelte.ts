/** Present: the page as a projector shows it best. What is looked at stays in `View`; here is how. */
import { MediaQuery } from 'svelte/reactivity';
import type { Press } from '../parts/keys';
import type { View } from '../state/view.svelte';

/** Not in every browser, nor in TypeScript's library. */
interface KeyboardLocks {
  keyboard?: { lock?(keys: string[]): Promise<void>; unlock?(): void };
}

export class Present {
  /** It was asked for. */
  wanted = $state(false);
  /** The picture is black, so that the hall looks at who speaks. */
  black = $state(false);

  #view: View;
  #wide = new MediaQuery('(min-width: 1101px)');

  constructor(view: View) {
    this.#view = view;
  }

  /** Screens narrower than a projector's have no room for it, and the lab is large as it is. */
  get possible(): boolean {
    return this.#wide.current && this.#view.place !== 'lab';
  }

  get on(): boolean {
    return this.wanted && this.possible;
  }

  enter(): void {
    if (!this.possible) return;
    this.wanted = true;
    // It may be forbidden, or not known; the page is presented all the same.
    document.documentElement.requestFullscreen?.().catch(() => undefined);
    // Escape is the page's while it fills the screen, where the browser lets it: held down, it still leaves the full screen.
    (navigator as KeyboardLocks).keyboard?.lock?.(['Escape']).catch(() => undefined);
  }

  /** False: there was nothing to leave. */
  leave(): boolean {
    if (!this.wanted) return false;
    this.wanted = this.black = false;
    this.#view.layers = null;
    (navigator as KeyboardLocks).keyboard?.unlock?.();
    if (document.fullscreenElement) document.exitFullscreen().catch(() => undefined);
    return true;
  }

  toggle(): void {
    if (this.on) this.leave();
    else this.enter();
  }

  /** From black to the picture; false: it is not black. */
  light(): boolean {
    const was = this.on && this.black;
    this.black = false;
    return was;
  }

  /** A clicker's press. `count`: layers of the net. */
  press(press: Press, count: number): void {
    if (press === 'black') this.black = !this.black;
    else if (this.black) this.black = false;
    else this.#view.layers = step(this.#view.layers, press, count);
  }

  /** Tells the page's style sheet, while it is on; what was measured before is measured anew. To be called in an effect. */
  dress(): () => void {
    const root = document.documentElement;
    root.toggleAttribute('data-present', this.on);
    dispatchEvent(new Event('resize'));
    return () => root.removeAttribute('data-present');
  }
}

/** How many layers are shown next; null: all. After all of them it begins again, with the input alone. */
export function step(layers: number | null, press: Exclude<Press, 'black'>, count: number): number | null {
  if (press === 'start') return 0;
  const now = Math.min(layers ?? count, count);
  if (press === 'previous') return Math.max(0, now - 1);
  const next = now >= count ? 0 : now + 1;
  return next >= count ? null : next;
}
