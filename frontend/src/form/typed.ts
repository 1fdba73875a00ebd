/**
 * Numbers as people type them, for every field of the page.
 *
 * A point is a decimal point, and so is a lone comma: 0.5, 0,5. Spaces, apostrophes and low lines may part thousands: 60 000. Where
 * both a comma and a point are there, the last one is the decimal point: 1,234.5 and 1.234,5. Several of one kind part thousands:
 * 1,000,000. What two people would read as two numbers is refused, not guessed: 1,000 where a fraction could be meant, and 1.000 where
 * only whole numbers make sense. There, 1,000 is a thousand.
 */

export type Typed = { readonly value: number } | { readonly problem: string };

const NONE: Typed = { problem: 'A number is wanted.' };
/** One to three digits, and a comma or point before three more. */
const GROUPED = /^[1-9]\d{0,2}[.,]\d{3}$/;

/** Reads a number; `whole`: only a whole one makes sense. */
export function read(text: string, whole = false): Typed {
  const tidy = text.trim().replace(/−/g, '-');
  const parted = /^[+-]?\d{1,3}([\s_'’]\d{3})+(?![\d\s_'’])/.test(tidy) ? tidy.replace(/[\s_'’]/g, '') : tidy;
  const found = /^([+-]?)\s*([\d.,]*\d[.,]?)(e[+-]?\d+)?$/i.exec(parted);
  if (!found) return NONE;
  const [, sign = '', body = '', power = ''] = found;
  if (GROUPED.test(body) && body.includes(',') !== whole) {
    const mark = body.includes(',') ? ',' : '.';
    if (mark === ',' || whole) return twoWays(body, mark);
  }
  const plain = decimal(body, whole);
  if (plain === null) return NONE;
  const value = Number(`${sign}${plain}${power}`);
  return Number.isFinite(value) ? { value } : { problem: 'That is too large.' };
}

function twoWays(body: string, mark: string): Typed {
  const [one, other] = [body.replace(mark, ''), String(Number(body.replace(mark, '.')))];
  return { problem: `${body} may be ${one} or ${other}: write it as one of them.` };
}

/** With a decimal point alone; null: it is no number. */
function decimal(body: string, whole: boolean): string | null {
  const commas = body.split(',').length - 1;
  const points = body.split('.').length - 1;
  if (commas > 0 && points > 0) {
    const [last, other] = body.lastIndexOf(',') > body.lastIndexOf('.') ? [',', '.'] : ['.', ','];
    const [front = '', fraction = '', more] = body.split(last);
    return more === undefined && isParted(front, other) ? `${front.replaceAll(other, '')}.${fraction}` : null;
  }
  const mark = commas > 0 ? ',' : '.';
  if (commas + points > 1 || (whole && GROUPED.test(body)))
    return isParted(body, mark) ? body.replaceAll(mark, '') : null;
  return body.replace(mark, '.');
}

/** "1,000,000", with this mark. */
function isParted(text: string, mark: string): boolean {
  const [first = '', ...groups] = text.split(mark);
  return /^[1-9]\d{0,2}$/.test(first) && groups.length > 0 && groups.every((group) => /^\d{3}$/.test(group));
}

/** Says at a field why what was typed there is not taken; until it is typed anew. '': nothing is wrong. */
export function refuse(field: HTMLInputElement, problem: string): void {
  field.setCustomValidity(problem);
  if (!problem) return;
  field.reportValidity();
  field.addEventListener('input', () => field.setCustomValidity(''), { once: true });
}

/** The whole number typed in a field, from `low` to `high`; null: none, which is said. */
export function wholeIn(field: HTMLInputElement, low: number, high: number): number | null {
  const typed = read(field.value, true);
  const value = 'value' in typed ? Math.min(high, Math.max(low, Math.round(typed.value))) : null;
  refuse(field, 'value' in typed ? '' : typed.problem);
  return value;
}
