/** How well nets do on shifted images: which were measured, and which one is being measured. */
import type { ShiftCurve } from '../../link/protocol.gen';
import { withCurve, type ShiftedNet } from './shifts';

export class Measuring {
  /** Nets that were measured; they stay when another net comes. */
  nets = $state.raw<ShiftedNet[]>([]);
  /** The name of the net that is being measured; null: none. */
  now = $state<string | null>(null);

  #ask: () => boolean;

  /** `ask`: has the server measure the net there is; false: it can't be asked. */
  constructor(ask: () => boolean) {
    this.#ask = ask;
  }

  /** Measures the net there is, under this name. */
  begin(name: string): void {
    if (this.#ask()) this.now = name;
  }

  /** A part of a curve has come; null: none will come any more. */
  take(curve: ShiftCurve | null): void {
    if (curve === null) return this.#stop();
    if (this.now === null) return;
    this.nets = withCurve(this.nets, this.now, curve);
    if (curve.done) this.now = null;
  }

  /** The net is gone, or can't be measured: half a curve is none. */
  #stop(): void {
    if (this.now === null) return;
    this.now = null;
    this.nets = this.nets.filter((net) => net.curve.done);
  }

  /** Take a net out of those that were measured. */
  forget(index: number): void {
    this.nets = this.nets.filter((_, i) => i !== index);
  }
}
