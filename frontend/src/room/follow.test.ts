import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Keyframe, Report, Scene } from '../link/protocol.gen';
import { View } from '../state/view.svelte';
import { Follow, type Needed } from './follow.svelte';
import FollowButton from './FollowButton.svelte';

afterEach(cleanup);
beforeEach(() => history.replaceState(null, '', '/'));

const scene = (more: Partial<Scene> = {}): Scene => ({
  place: 'net',
  layer: null,
  unit: null,
  tab: 'training',
  step: null,
  layers: null,
  lab: null,
  ...more,
});

const layers = (outputs: Record<string, number[]>): Report =>
  ({ layers: Object.entries(outputs).map(([id, output]) => ({ id, output })) }) as unknown as Report;

type Room = Needed['room'];

function page(role: Room['role'], more: Partial<Room> = {}) {
  const room: { -readonly [Key in keyof Room]: Room[Key] } = {
    code: 'K7AX',
    viewer: 'me',
    role,
    scene: null,
    show: vi.fn(),
    ...more,
  };
  const editing: { report: Report | null } = { report: layers({ conv: [8, 26, 26], out: [10] }) };
  const run = { keyframes: [{ step: 0 }, { step: 60 }] as Keyframe[] };
  const view = new View(false);
  const bring = vi.fn();
  return { room, editing, view, bring, follow: new Follow({ room, editing, run }, view, bring) };
}

describe('a viewer', () => {
  it('shows what is on the big screen, and is brought to its layer', () => {
    const { room, view, bring, follow } = page('viewer');
    follow.keep();
    expect(follow.possible).toBe(false);
    const unit: Scene['unit'] = { layer: 'out', at: [3] };
    room.scene = scene({ place: 'lab', layer: 'out', unit, tab: 'gradients', step: 60, layers: 2 });
    follow.keep();
    expect([view.place, view.selected, view.unit, view.tab, view.moment, view.layers]).toEqual([
      'lab',
      'out',
      unit,
      'gradients',
      60,
      2,
    ]);
    expect(new URL(location.href).searchParams.get('place')).toBe('lab');
    expect(follow.possible).toBe(true);
    expect(bring.mock.calls).toEqual([['out']]);
    // The same once more moves nothing.
    follow.keep();
    expect(bring).toHaveBeenCalledOnce();
    expect(room.show).not.toHaveBeenCalled();
  });

  it.each<[string, (view: View) => void]>([
    ['a layer', (view) => view.select('out')],
    ['no layer', (view) => view.select(null)],
    ['a unit', (view) => view.open({ layer: 'out', at: [1] })],
    ['a tab', (view) => view.choose('data')],
    ['a moment', (view) => view.show(60)],
    ['a place', (view) => view.goTo('lab')],
    ['to go back', (view) => view.leave('layer')],
  ])('who chooses %s looks around until they follow again', (_, choose) => {
    const { room, view, follow } = page('viewer', { scene: scene({ layer: 'conv', layers: 1 }) });
    follow.keep();
    expect([view.selected, view.layers, follow.following]).toEqual(['conv', 1, true]);
    choose(view);
    expect(follow.following).toBe(false);
    const own = view.scene();
    follow.keep();
    expect(view.scene()).toEqual({ ...own, layers: null });
    room.scene = scene({ layer: 'out', tab: 'shifts' });
    follow.keep();
    expect(view.scene()).toEqual({ ...own, layers: null });
    follow.following = true;
    follow.keep();
    expect(view.scene()).toEqual(room.scene);
  });

  it('ignores what is not there: a layer, a unit, a place, a panel, a moment', () => {
    const { room, editing, view, follow } = page('viewer', { scene: scene({ layer: 'conv', tab: 'data' }) });
    follow.keep();
    room.scene = scene({
      place: 'observatory',
      layer: 'gone',
      unit: { layer: 'conv', at: [8, 0, 0] },
      tab: 'weather',
      step: 61,
    });
    follow.keep();
    expect([view.place, view.selected, view.unit, view.tab, view.moment]).toEqual(['net', 'conv', null, 'data', null]);
    // It comes with the net that has it.
    editing.report = layers({ gone: [4] });
    follow.keep();
    expect(view.selected).toBe('gone');
    editing.report = null;
    room.scene = scene({ layer: 'conv', unit: { layer: 'conv', at: [0, 0, 0] } });
    follow.keep();
    expect(view.selected).toBe('gone');
  });

  it('follows again in another room, and as who leads no more', () => {
    const { room, view, follow } = page('viewer', { scene: scene() });
    follow.keep();
    view.select('conv');
    room.code = 'ACDE';
    follow.keep();
    expect([follow.following, view.selected]).toEqual([true, null]);
    view.select('conv');
    room.role = 'driver';
    follow.keep();
    view.select('out');
    room.role = 'viewer';
    follow.keep();
    expect([follow.following, view.selected]).toEqual([true, null]);
  });
});

describe('who leads', () => {
  it.each<Room['role']>(['presenter', 'driver'])('as %s says what is on the screen, whenever that changes', (role) => {
    const { room, view, follow } = page(role, { scene: scene({ layer: 'out' }) });
    follow.keep();
    view.select('conv');
    view.show(60);
    follow.keep();
    follow.keep();
    expect(vi.mocked(room.show).mock.calls).toEqual([[scene()], [scene({ layer: 'conv', step: 60 })]]);
    expect(follow.possible).toBe(false);
  });

  it('says it again after a reconnect, and nothing before there is a connection', () => {
    const { room, follow } = page('presenter', { viewer: '' });
    follow.keep();
    expect(room.show).not.toHaveBeenCalled();
    for (const viewer of ['one', 'one', 'two']) {
      room.viewer = viewer;
      follow.keep();
    }
    expect(room.show).toHaveBeenCalledTimes(2);
  });
});

describe('the button', () => {
  it('says whether it follows, and turns that', async () => {
    const onfollow = vi.fn();
    const { rerender } = render(FollowButton, { following: false, onfollow });
    expect(screen.getByTestId('follow').getAttribute('aria-pressed')).toBe('false');
    await fireEvent.click(screen.getByTestId('follow'));
    await rerender({ following: true });
    expect(screen.getByTestId('follow').getAttribute('aria-pressed')).toBe('true');
    await fireEvent.click(screen.getByTestId('follow'));
    expect(onfollow.mock.calls).toEqual([[true], [false]]);
  });
});
