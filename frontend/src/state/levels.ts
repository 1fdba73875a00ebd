/**
 * What Escape leaves: one level a press, the topmost that is open, whatever opened it. The order is here; each level says itself
 * whether it is open. (Dialogs over the page are the browser's, and closed by it; what is being typed is first taken back there.)
 */

/** From the top to the bottom. */
const LEVELS = ['black', 'drag', 'palette', 'popover', 'unit', 'layer', 'moment', 'present'] as const;
export type Level = (typeof LEVELS)[number];

/** Leaves the level; false: it was not open. */
export type Leave = () => boolean;

const known = new Map<Level, Leave>();

/** How a level is left, until what is returned is called. */
export function level(name: Level, leave: Leave): () => void {
  known.set(name, leave);
  return () => {
    if (known.get(name) === leave) known.delete(name);
  };
}

/** One level back; false: there is none. */
export function back(): boolean {
  return LEVELS.some((name) => known.get(name)?.() ?? false);
}
