/**
 * What is looked at, as it stands in the address: `?place=lab`, or `?layer=a&unit=a*3.4.5&tab=data&moment=60`. What is as it is at
 * first is left out. Nothing here throws: what can't be read counts as not there.
 */
import type { Unit } from '../link/protocol.gen';
import { placeNamed, type Place } from './places';

export interface LookedAt {
  readonly place: Place;
  /** The selected layer's id; null: none. */
  readonly layer: string | null;
  /** The unit whose arithmetic is open; null: none. */
  readonly unit: Unit | null;
  /** The panel; null: the first. */
  readonly tab: string | null;
  /** The step of the time machine; null: now. */
  readonly moment: number | null;
}

const NUMBER = /^\d{1,9}$/;
const UNIT = /^(.{1,200})\*(\d{1,9}(?:\.\d{1,9}){0,3})$/s;

export function lookedAt(url: URL): LookedAt {
  const said = (name: string): string | null => url.searchParams.get(name)?.slice(0, 300) || null;
  const moment = said('moment');
  const unit = UNIT.exec(said('unit') ?? '');
  return {
    place: placeNamed(said('place')) ?? 'net',
    layer: said('layer'),
    unit: unit ? { layer: unit[1] as string, at: (unit[2] as string).split('.').map(Number) } : null,
    tab: said('tab'),
    moment: moment !== null && NUMBER.test(moment) ? Number(moment) : null,
  };
}

/** The same address, looking at this. */
export function lookingAt(url: URL, { place, layer, unit, tab, moment }: LookedAt): URL {
  const next = new URL(url);
  const put = (name: string, value: string | null) =>
    value === null ? next.searchParams.delete(name) : next.searchParams.set(name, value);
  put('place', place === 'net' ? null : place);
  put('layer', layer);
  put('unit', unit && `${unit.layer}*${unit.at.join('.')}`);
  put('tab', tab);
  put('moment', moment === null ? null : String(moment));
  return next;
}
