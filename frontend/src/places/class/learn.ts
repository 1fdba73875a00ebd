/** Training settings for a few hundred digits instead of tens of thousands. */
import type { TrainingSettings } from '../../link/protocol.gen';

/** Steps that a training on the class should have, at least: a preset's one pass over so few digits would teach next to nothing. */
export const STEPS = 300;
/** Images per step, at most: a batch of 128 would be over them in a step or two. */
export const BATCH = 32;

/** These settings with smaller batches and more passes, for so many training images. */
export function forClass(training: TrainingSettings, images: number): TrainingSettings {
  const batch_size = Math.min(training.batch_size, BATCH);
  const steps = Math.max(1, Math.ceil(images / batch_size));
  return { ...training, batch_size, epochs: Math.max(training.epochs, Math.ceil(STEPS / steps)) };
}
