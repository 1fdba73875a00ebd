/** Calls that come faster than they can be answered: the first goes out at once, then the newest every so often. */

export interface Throttled<T> {
  (value: T): void;
  /** Forgets what has not gone out. */
  cancel(): void;
}

export function throttle<T>(milliseconds: number, call: (value: T) => void): Throttled<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let waiting: { value: T } | null = null;

  function next() {
    timer = undefined;
    if (!waiting) return;
    const { value } = waiting;
    waiting = null;
    timer = setTimeout(next, milliseconds);
    call(value);
  }

  const throttled = (value: T) => {
    waiting = { value };
    if (timer === undefined) next();
  };
  throttled.cancel = () => {
    clearTimeout(timer);
    timer = undefined;
    waiting = null;
  };
  return throttled;
}
