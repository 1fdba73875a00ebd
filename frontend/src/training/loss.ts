/** The loss of the training settings: the usual one is left out of them. */
import type { LossInfo } from '../link/catalog.gen';
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

/** What the arithmetic of an answer says of the loss. */
export interface LossWords {
  title: string;
  /** What the loss of one example is. */
  each: string;
  /** It is −log of a softmax’s share, so its arithmetic has the answer’s percentages in it. */
  logs: boolean;
  /** What an answer’s percentages are; '': the softmax of the outputs. */
  answers: string;
  /** Itself; null: the server offers none. */
  spec: LossSpec | null;
}

/** The words for the loss that these settings have. */
export function lossWords(settings: TrainingSettings, losses: readonly LossInfo[]): LossWords {
  const loss = lossOf(settings, losses);
  const info = losses.find(({ type }) => type === loss?.type);
  const logs = loss === undefined || loss.type === 'CrossEntropyLoss' || loss.type === 'NLLLoss';
  const title = info?.title ?? 'Cross-entropy';
  return {
    title,
    each: logs && !loss?.label_smoothing ? '−log p of the right class' : title,
    logs,
    answers: info?.answers ?? '',
    spec: loss ?? null,
  };
}
