/**
 * One screen leads, the others follow: they show what it shows, until somebody there chooses something themselves. What is on their
 * pads stays theirs.
 */
import { tick, untrack } from 'svelte';
import { equal } from '../state/equal';
import type { Keyframe, Report, Scene } from '../link/protocol.gen';
import type { View } from '../state/view.svelte';
import type { Role } from './words';

/** What is needed of the store. */
export interface Needed {
  readonly room: {
    readonly code: string;
    /** This connection; '': there was none yet. */
    readonly viewer: string;
    readonly role: Role;
    readonly scene: Scene | null;
    show(scene: Scene): void;
  };
  readonly editing: { readonly report: Report | null };
  readonly run: { readonly keyframes: readonly Keyframe[] };
}

export class Follow {
  /** This screen shows what the leading one shows, where it does not lead itself. */
  following = $state(true);

  #store: Needed;
  #view: View;
  #bring: (layer: string) => void;
  /** The room and the role in it that `following` is of. */
  #as = '';
  #told: unknown = null;

  constructor(store: Needed, view: View, bring = bringLayer) {
    this.#store = store;
    this.#view = view;
    this.#bring = bring;
    view.onchoose = () => (this.following = false);
  }

  /** There is something to follow here. */
  get possible(): boolean {
    return this.#store.room.role === 'viewer' && this.#store.room.scene !== null;
  }

  /** Follows and leads: to be called in an effect. */
  keep(): void {
    const { code: room, role, viewer } = this.#store.room;
    const as = `${room} ${role}`;
    if (as !== this.#as) {
      this.#as = as;
      untrack(() => (this.following = true));
    }
    if (role !== 'viewer') return this.#lead(viewer);
    this.#told = null;
    const { scene } = this.#store.room;
    const { report } = this.#store.editing;
    const { keyframes } = this.#store.run;
    if (!scene) return;
    if (this.following) untrack(() => this.#take(scene, report, keyframes));
    else untrack(() => (this.#view.layers = null));
  }

  #lead(viewer: string): void {
    const scene = this.#view.scene();
    const told = [viewer, scene];
    if (!viewer || equal(told, this.#told)) return;
    this.#told = told;
    untrack(() => this.#store.room.show(scene));
  }

  #take(scene: Scene, report: Report | null, keyframes: readonly Keyframe[]): void {
    const { place, selected } = this.#view;
    this.#view.take(scene, report, keyframes);
    const moved = this.#view.selected !== selected || this.#view.place !== place;
    if (moved && this.#view.selected !== null) this.#bring(this.#view.selected);
  }
}

/** Scrolls to a layer of the net; not away from under a pen. (The arithmetic of a unit comes into sight by itself.) */
function bringLayer(layer: string): void {
  void tick().then(() => {
    if (document.querySelector('[data-testid="draw-pad"]:active')) return;
    const column = document.querySelector(`[role="option"][data-layer="${CSS.escape(layer)}"]`);
    column?.scrollIntoView?.({ block: 'nearest', inline: 'nearest' });
  });
}
