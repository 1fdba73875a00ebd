/** A drawing as strokes of a pen. Lengths are shares of the pad's side, so it can be shown at any size. */
import { getStroke } from 'perfect-freehand';
import { NONE, type Shift } from './shift';

/** x and y from 0 to 1 (beyond: off the pad), pressure from 0 to 1. */
export type Point = readonly [number, number, number];

export interface Stroke {
  readonly points: Point[];
  /** Diameter of the brush, as a share of the pad's side. */
  readonly width: number;
  /** The pen reports real pressure, which varies the width. */
  readonly pressure: boolean;
  /** It takes ink away. */
  readonly erases?: boolean;
}

/** Points nearer than this share of the side to the last are left out: half a pixel. */
const NEAR = 0.002;

/** The outline of a stroke's ink on a pad with this side. */
export function outline(stroke: Stroke, side: number): number[][] {
  const points = stroke.points.map(([x, y, pressure]) => [x * side, y * side, pressure]);
  return getStroke(points, {
    size: stroke.width * side,
    thinning: stroke.pressure ? 0.5 : 0,
    smoothing: 0.6,
    streamline: 0.3,
    simulatePressure: false,
    last: true,
  });
}

/** An SVG path through the middles of the outline's edges: no corner is left. */
export function path(corners: readonly (readonly number[])[]): string {
  if (corners.length < 3) return '';
  const middle = (i: number) => {
    const [x0 = 0, y0 = 0] = corners[i % corners.length] as number[];
    const [x1 = 0, y1 = 0] = corners[(i + 1) % corners.length] as number[];
    return `${((x0 + x1) / 2).toFixed(2)},${((y0 + y1) / 2).toFixed(2)}`;
  };
  const curves = corners.map(([x = 0, y = 0], i) => `${x.toFixed(2)},${y.toFixed(2)} ${middle(i)}`);
  return `M${middle(corners.length - 1)}Q${curves.join(' ')}Z`;
}

/** What lies on the pad: finished strokes, or a picture that was put there; or nothing. */
interface Sheet<Picture> {
  readonly strokes: readonly Stroke[];
  readonly picture: Picture | null;
  /** How it was moved when it was left. */
  readonly shift: Shift;
}

function kindOf({ strokes, picture }: Sheet<unknown>): 'picture' | 'strokes' | 'nothing' {
  return picture !== null ? 'picture' : strokes.length > 0 ? 'strokes' : 'nothing';
}

/** What is on the pad. Whatever is done to it, stroke, picture or clearing, can be taken back and done again, one by one. */
export class Drawing<Picture = never> {
  /**
   * How what is on the pad is moved. Going back or forth to something of another kind (strokes, a picture, nothing) brings back how
   * that was moved; from stroke to stroke it stays.
   */
  shift: Shift = NONE;
  private sheet: Sheet<Picture> = { strokes: [], picture: null, shift: NONE };
  private before: Sheet<Picture>[] = [];
  private after: Sheet<Picture>[] = [];
  private open: Stroke | null = null;

  get strokes(): readonly Stroke[] {
    return this.open ? [...this.sheet.strokes, this.open] : this.sheet.strokes;
  }

  /** It is left by a stroke. */
  get picture(): Picture | null {
    return this.open ? null : this.sheet.picture;
  }

  /** No stroke is on it. */
  get empty(): boolean {
    return this.strokes.length === 0;
  }

  get drawing(): boolean {
    return this.open !== null;
  }

  get canUndo(): boolean {
    return this.open !== null || this.before.length > 0;
  }

  get canRedo(): boolean {
    return this.open === null && this.after.length > 0;
  }

  begin(point: Point, width: number, pressure: boolean, erases = false): void {
    this.end();
    this.leave();
    this.open = { points: [point], width, pressure, ...(erases && { erases }) };
  }

  /** Goes on with the stroke under way. Points on the spot are left out. */
  extend(point: Point): void {
    const last = this.open?.points.at(-1);
    if (!last || (Math.abs(last[0] - point[0]) < NEAR && Math.abs(last[1] - point[1]) < NEAR)) return;
    this.open?.points.push(point);
  }

  end(): void {
    const stroke = this.open;
    if (!stroke) return;
    this.open = null;
    this.turn({ strokes: [...this.sheet.strokes, stroke], picture: null, shift: this.shift });
  }

  /** The stroke under way was none: all is as before it. */
  abandon(): void {
    if (this.open) this.shift = this.sheet.shift;
    this.open = null;
  }

  /** Puts a picture in the place of what is there; null: nothing, which clears the pad. */
  put(picture: Picture | null): void {
    this.end();
    if (picture === this.sheet.picture && this.empty) return;
    this.leave();
    this.turn({ strokes: [], picture, shift: this.shift });
  }

  clear(): void {
    this.put(null);
  }

  undo(): void {
    this.end();
    this.go(this.before, this.after);
  }

  redo(): void {
    if (!this.open) this.go(this.after, this.before);
  }

  /** Another sheet will be on top. An empty one is not moved. */
  private leave(): void {
    this.sheet = { ...this.sheet, shift: kindOf(this.sheet) === 'nothing' ? NONE : this.shift };
  }

  private turn(sheet: Sheet<Picture>): void {
    this.before.push(this.sheet);
    this.after = [];
    this.sheet = sheet;
  }

  private go(from: Sheet<Picture>[], to: Sheet<Picture>[]): void {
    const sheet = from.pop();
    if (!sheet) return;
    this.leave();
    to.push(this.sheet);
    if (kindOf(sheet) !== kindOf(this.sheet)) this.shift = sheet.shift;
    this.sheet = sheet;
  }
}
