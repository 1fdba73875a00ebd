/** What is remembered of a run, one thing after another, by the rules of the server (`rooms/history.py`): both have the same. */
import type { Evaluation, Keyframe } from '../link/protocol.gen';

/** More evaluations are thinned out. */
const MOST = 1000;

/** It is evaluated after so many steps in any case: 0, 10, 20, 40, 80 and so on (`milestones.py`). */
function isMeasured(step: number): boolean {
  return step % 10 === 0 && (step === 0 || Number.isInteger(Math.log2(step / 10)));
}

/** With an evaluation that came, in the place of one of the same step: the last is of the weights that there are. */
export function withEvaluation(evaluations: readonly Evaluation[], evaluation: Evaluation): Evaluation[] {
  const all = [...evaluations.filter(({ step }) => step !== evaluation.step), evaluation];
  if (all.length <= MOST) return all;
  const kept = all.filter(({ step, test }, i) => i % 2 === 0 || isMeasured(step) || test?.whole);
  return kept.length <= (MOST * 4) / 5 ? kept : kept.filter((_, i) => i % 2 === (kept.length - 1) % 2);
}

/** With a moment of the time machine, by their steps: in the place of where training rested before. */
export function withKeyframe(keyframes: readonly Keyframe[], keyframe: Keyframe): Keyframe[] {
  const stay = keyframes.filter(({ step, passing }) => !passing && step !== keyframe.step);
  return [...stay, keyframe].sort((a, b) => a.step - b.step);
}

/** Training goes on from this step: what was said of later ones is said anew. */
export function upTo<Said extends { readonly step: number }>(all: readonly Said[], step: number): Said[] {
  return all.filter((each) => each.step <= step);
}
