/** How a layer's number of parameters comes about, where that is simple enough to say. */
import type { LayerReport, LayerSpec } from '../link/protocol.gen';
import { count } from '../words/numbers';
import { pair } from '../words/shapes';

/**
 * The sum in words: "8 × (1 × 3×3 + 1)". Read off the arguments that layers share, and only given if it comes to the number
 * that the server counted; "" otherwise.
 */
export function parameterSum(layer: LayerSpec, report: LayerReport): string {
  const total = report.parameters;
  const input = report.input;
  if (!total || !input) return '';
  const bias = layer['bias'] === false ? 0 : 1;
  const plus = bias ? ' + 1' : '';
  const channels = layer['out_channels'];
  const kernel = layer['kernel_size'];
  if (typeof channels === 'number' && (typeof kernel === 'number' || Array.isArray(kernel))) {
    const row = input.length === 2;
    const [high, wide] = Array.isArray(kernel) ? (kernel as number[]) : [row ? 1 : kernel, kernel];
    const size = (high ?? 1) * (wide ?? 1) * (input[0] ?? 1);
    return channels * (size + bias) === total
      ? `${count(channels)} × (${count(input[0] ?? 1)} × ${row ? String(kernel) : pair(kernel)}${plus})`
      : '';
  }
  const units = layer['out_features'];
  if (typeof units === 'number' && input.length === 1) {
    const size = input[0] as number;
    return units * (size + bias) === total ? `${count(units)} × (${count(size)}${plus})` : '';
  }
  const each = input[0] as number;
  if (2 * each === total) return `2 × ${count(each)}`;
  const all = input.reduce((a, b) => a * b, 1);
  return 2 * all === total
    ? `2 × ${input.length > 1 ? [...input.slice(1), input[0]].map((each) => count(each ?? 0)).join('×') : count(all)}`
    : '';
}
