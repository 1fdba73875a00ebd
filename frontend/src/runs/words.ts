/** How parked runs are said. */
import { figure, valueOf } from '../charts/measure';
import type { Measure } from '../link/catalog.gen';
import type { Parked } from '../link/protocol.gen';
import { count } from '../words/numbers';

/**
 * "step 1 234"; where it was measured before that: "step 1 234, measured at 1 200"; and where that was on some of the test examples
 * alone: "step 1 234, measured on 600 test examples".
 */
export function whereWords(run: Parked): string {
  const measured = [
    ...(run.measured === null || run.measured === run.step ? [] : [`at ${count(run.measured)}`]),
    ...(run.examples === null ? [] : [`on ${count(run.examples)} test examples`]),
  ];
  return [`step ${count(run.step)}`, ...(measured.length ? [`measured ${measured.join(' ')}`] : [])].join(', ');
}

/** "98.78 %" on test examples, or '' where that was not measured. */
export function figureOf(run: Parked, measure: Measure | null): string {
  const value = valueOf(measure, run.measures);
  return value === null ? '' : figure(measure, value);
}

/** What is said when a run has made way: "98.78 % kept as run 3"; where that is not for good: " until the server ends". */
export function leftWords(run: Parked, measure: Measure | null): string {
  const what = figureOf(run, measure) || `Step ${count(run.step)}`;
  return `${what} kept as run ${run.run}${run.state === 'here' ? ' until the server ends' : ''}`;
}
