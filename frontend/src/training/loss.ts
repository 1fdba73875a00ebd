/** The loss of the training settings: the usual one is left out of them. */
import type { LossInfo } from '../link/catalog';
import type { LossSpec, TrainingSettings } from '../link/protocol.gen';
import { equal } from '../state/equal';

/** The loss that these settings have; undefined: the server offers none. `losses`: as it lists them, the usual one first. */
export function lossOf(settings: TrainingSettings, losses: readonly LossInfo[]): LossSpec | undefined {
  return settings.loss ?? losses[0]?.defaults;
}

/** With this loss. */
export function withLoss(settings: TrainingSettings, loss: LossSpec, losses: readonly LossInfo[]): TrainingSettings {
  const { loss: _, ...others } = settings;
  return equal(loss, losses[0]?.defaults) ? others : { ...others, loss };
}

/** With the loss of this name: the one it has, or that one with its usual arguments. */
export function withLossNamed(settings: TrainingSettings, type: string, losses: readonly LossInfo[]): TrainingSettings {
  const found = losses.find((each) => each.type === type);
  if (!found || lossOf(settings, losses)?.type === type) return settings;
  return withLoss(settings, found.defaults, losses);
}
