/** Where something that floats goes, so that it is near what it belongs to, covers none of it, and stays on the screen. */

export interface Rect {
  left: number;
  top: number;
  width: number;
  height: number;
}

const MARGIN = 8;

/** Beside `anchor` (right, else left), else below or above it. */
export function beside(
  anchor: Rect,
  size: { width: number; height: number },
  screen: { width: number; height: number },
): {
  left: number;
  top: number;
} {
  const right = anchor.left + anchor.width + MARGIN;
  const left = anchor.left - MARGIN - size.width;
  const fits = (from: number, extent: number, whole: number) => from >= MARGIN && from + extent <= whole - MARGIN;
  const within = (at: number, extent: number, whole: number) => Math.max(MARGIN, Math.min(at, whole - MARGIN - extent));
  const middle = within(anchor.top + anchor.height / 2 - size.height / 2, size.height, screen.height);
  if (fits(right, size.width, screen.width)) return { left: right, top: middle };
  if (fits(left, size.width, screen.width)) return { left, top: middle };
  return below(anchor, size, screen);
}

/** Below `anchor`, else above it, centred on it. */
export function below(
  anchor: Rect,
  size: { width: number; height: number },
  screen: { width: number; height: number },
): {
  left: number;
  top: number;
} {
  const centre = anchor.left + anchor.width / 2 - size.width / 2;
  const left = Math.max(MARGIN, Math.min(centre, screen.width - MARGIN - size.width));
  const under = anchor.top + anchor.height + MARGIN;
  const over = anchor.top - MARGIN - size.height;
  if (under + size.height <= screen.height - MARGIN) return { left, top: under };
  if (over >= MARGIN) return { left, top: over };
  return { left, top: Math.max(MARGIN, screen.height - MARGIN - size.height) };
}

/** Shows an element above everything else on the page, where the browser can; it is placed with `position: fixed` anyway. */
export function onTop(node: HTMLElement): void {
  node.setAttribute('popover', 'manual');
  if (typeof node.showPopover === 'function') node.showPopover();
}
