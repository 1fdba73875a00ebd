/** The links that go around the columns between: from an earlier layer to one that takes it too. Pure geometry. */
import type { Placed } from './layout';

export interface Link {
  /** Ids of the columns. */
  from: string;
  to: string;
  left: number;
  right: number;
  /** How far up it goes: links that overlap lie above each other. 1: lowest. */
  level: number;
}

/** No more than so many above each other; others share the highest. */
export const LEVELS = 3;

/** `pairs`: places among `placed`, from and to. */
export function linksOf(placed: readonly Placed[], pairs: readonly (readonly [number, number])[]): Link[] {
  const middle = (at: number): number => (placed[at]?.left ?? 0) + (placed[at]?.width ?? 0) / 2;
  const found: Link[] = [];
  for (const [from, to] of [...pairs].sort(([a, b], [c, d]) => b - a - (d - c))) {
    const [before, after] = [placed[from], placed[to]];
    if (!before || !after) continue;
    const [left, right] = [middle(from), middle(to)];
    const under = found.filter((link) => link.left < right && left < link.right).map(({ level }) => level);
    found.push({ from: before.id, to: after.id, left, right, level: Math.min(LEVELS, Math.max(0, ...under) + 1) });
  }
  return found;
}

/** The way of one, in a lane `height` high, from its lower edge up and down again. `corner`: how round. */
export function wayOf(link: Link, height: number, corner: number): string {
  const top = height - (height - 3) * (link.level / LEVELS);
  const round = Math.min(corner, (link.right - link.left) / 2, height - top);
  return `M${link.left} ${height}V${top + round}q0 ${-round} ${round} ${-round}H${link.right - round}q${round} 0 ${round} ${round}V${height}`;
}
