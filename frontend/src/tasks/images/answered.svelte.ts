/** What this task alone asks the server for, as far as that was answered: a preview, test images shown small, and shifted ones. */
import type { DataSettings, Experiment, PreviewImages, ThumbnailImages } from '../../link/protocol.gen';
import type { Beside, OfTask } from '../../state/beside';
import type { Server } from '../../state/server';
import { Measuring } from './measuring.svelte';

/** What is needed of the store. */
interface Needed {
  readonly server: Server;
  /** `underWay`: so many changes were sent, and not answered yet. */
  readonly editing: { readonly experiment: Experiment | null; readonly underWay: number };
}

export class Answered implements Beside {
  preview = $state.raw<PreviewImages | null>(null);
  /** Test images that were asked for, by their number. */
  thumbnails = $state.raw<ReadonlyMap<number, Uint8Array>>(new Map());
  readonly measuring = new Measuring(() => this.#askShifts());

  readonly #store: Needed;
  /** Test images that are on their way. */
  readonly #awaited = new Set<number>();
  /** Changes of ours that were on their way when a measurement was asked for: the net that they make is the one that is measured. */
  #ahead = 0;

  constructor(store: Needed) {
    this.#store = store;
  }

  take(event: OfTask): void {
    switch (event.kind) {
      case 'preview':
        this.preview = event;
        return;
      case 'thumbnails':
        return this.#thumbnailsCame(event);
      case 'shifts':
        return this.measuring.take(event);
      default:
        event satisfies never;
    }
  }

  forget(): void {
    this.thumbnails = new Map();
    this.#awaited.clear();
  }

  changed(mine: boolean, fresh: boolean): void {
    const ahead = mine && this.#ahead > 0;
    if (ahead) this.#ahead -= 1;
    else if (fresh) this.stop();
  }

  refused(command: string, change: boolean): void {
    if (command === 'shifts' || (change && this.#ahead > 0)) this.stop();
    if (command === 'thumbnails') this.#awaited.clear();
  }

  /** The net that was to be measured is gone, or can't be. */
  stop(): void {
    this.#ahead = 0;
    this.measuring.take(null);
  }

  /** Ask for test images, to be shown small, as far as they are not here or on their way. */
  askThumbnails(wanted: readonly number[]): void {
    const indices = wanted.filter((index) => !this.thumbnails.has(index) && !this.#awaited.has(index));
    if (indices.length === 0 || !this.#store.server.send({ kind: 'thumbnails', indices })) return;
    for (const index of indices) this.#awaited.add(index);
  }

  /** Ask for training images as these settings change them. */
  askPreview(data: DataSettings): void {
    this.#store.server.send({ kind: 'preview', data });
  }

  #askShifts(): boolean {
    const sent = this.#store.server.ask({ kind: 'shifts' });
    if (sent) this.#ahead = this.#store.editing.underWay;
    return sent;
  }

  #thumbnailsCame({ dataset, indices, images }: ThumbnailImages): void {
    if (dataset !== this.#store.editing.experiment?.data.dataset || indices.length === 0) return;
    const size = images.length / indices.length;
    const found = indices.map((index, i): [number, Uint8Array] => [index, images.subarray(i * size, (i + 1) * size)]);
    this.thumbnails = new Map([...this.thumbnails, ...found]);
    for (const index of indices) this.#awaited.delete(index);
  }
}
