/** Where the keyboard goes when what had it is gone from the page. */

/** The first of these that is seen gets it. */
export function focusFirst(...selectors: string[]): void {
  for (const selector of selectors) {
    const found = document.querySelector<HTMLElement>(selector);
    found?.focus({ preventScroll: true });
    if (found && document.activeElement === found) return;
  }
}

/**
 * On a region whose parts come and go: when one goes that has the focus, the focus is again where it was before it came into the
 * region. Where that can not be, `home` puts it somewhere.
 */
export function refocus(region: HTMLElement, home: () => void) {
  let held: EventTarget | null = null;
  let before: EventTarget | null = null;
  const within = (target: EventTarget | null): boolean => target instanceof Node && region.contains(target);

  function come({ target, relatedTarget }: FocusEvent): void {
    if (target !== held && !within(relatedTarget)) before = relatedTarget;
    held = target;
  }

  function leave({ target }: FocusEvent): void {
    // What is about to be taken away is still there now; and what has the focus in a window that has none keeps it.
    queueMicrotask(() => {
      if (target === held && within(target) && document.activeElement !== target) held = null;
    });
  }

  const observer = new MutationObserver(() => {
    if (held === null || within(held)) return;
    held = null;
    if (document.activeElement && document.activeElement !== document.body) return;
    if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    if (!before || document.activeElement !== before) home();
  });

  region.addEventListener('focusin', come);
  region.addEventListener('focusout', leave);
  observer.observe(region, { childList: true, subtree: true });
  return { destroy: () => observer.disconnect() };
}
