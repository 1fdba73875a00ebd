/** Painting once per frame, however often the data comes. */

const waiting = new Map<object, () => void>();
let asked = 0;

function run(): void {
  asked = 0;
  const jobs = [...waiting.values()];
  waiting.clear();
  for (const job of jobs) job();
}

/** Does `job` before the next repaint. A later job for the same key replaces one that has not been done. */
export function nextFrame(key: object, job: () => void): void {
  waiting.set(key, job);
  asked ||= requestAnimationFrame(run);
}

/** Forgets what was to be done for this key. */
export function cancelFrame(key: object): void {
  waiting.delete(key);
}

/** An attachment that keeps an element in a list for as long as it is on the page; painting needs it, Svelte does not. */
export function into<T extends Element>(list: (T | null)[], at: number): (node: T) => () => void {
  return (node) => {
    list[at] = node;
    return () => {
      if (list[at] === node) list[at] = null;
    };
  };
}
