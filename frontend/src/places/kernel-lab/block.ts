/** A block of numbers, as it comes from a spreadsheet, a slide or a program. */
import { fraction, parse } from './fractions';

/** Rows of the same length; `problem`: why it is none, in a sentence. */
export type Block = { readonly rows: readonly (readonly number[])[] } | { readonly problem: string };

/** More text than this is not read. */
const LONGEST = 100_000;

/** Whether a text is more than one number: a block, or what means to be one. */
export const isBlock = (text: string): boolean => /\S[\s,;]+\S/.test(text.replace(/\s*\/\s*/g, '/'));

/**
 * The numbers of a text: a row a line (or between semicolons or brackets), in each row numbers between tabs, else between blanks and
 * commas. Fractions and true minuses are read. Between tabs and semicolons, a comma is a decimal one.
 */
export function block(text: string): Block {
  if (text.length > LONGEST) return { problem: 'This text is too long for a block of numbers.' };
  const plain = text.replace(/\]\s*,?\s*\[/g, '\n').replace(/[[\]()]/g, ' ');
  const tabs = plain.includes('\t');
  const lines = plain
    .split(/\r\n|\r|\n|;/)
    .map((line) => (tabs ? line.replace(/\t+$/, '') : line.trim().replace(/,$/, '')))
    .filter((line) => line.trim() !== '');
  if (lines.length === 0) return { problem: 'There are no numbers here.' };
  const rows: number[][] = [];
  for (const [i, line] of lines.entries()) {
    const words = tabs
      ? line.split('\t')
      : line
          .trim()
          .replace(/\s*\/\s*/g, '/')
          .split(/\s*,\s*|\s+/);
    const row: number[] = [];
    for (const [j, word] of words.entries()) {
      const found = parse(word);
      if (found === null || !Number.isFinite(Math.fround(found))) {
        const what = word.trim() === '' ? 'nothing' : `“${word.trim().slice(0, 20)}”`;
        return { problem: `Row ${i + 1}, number ${j + 1}: ${what} is no number.` };
      }
      row.push(found);
    }
    const first = rows[0];
    if (first && first.length !== row.length)
      return { problem: `Row 1 has ${first.length} numbers, row ${i + 1} has ${row.length}. All rows need as many.` };
    rows.push(row);
  }
  return { rows };
}

/** The text of a block, for a spreadsheet. */
export function written(numbers: ArrayLike<number>, width: number): string {
  const words = Array.from(numbers, (value) => {
    const short = fraction(value);
    const same = Math.abs((parse(short) ?? Infinity) - value) <= 1e-7 * Math.abs(value);
    return same ? short : String(Number(value.toPrecision(7))).replace('-', '−');
  });
  const lines = Array.from({ length: words.length / width }, (_, row) => words.slice(row * width, (row + 1) * width));
  return lines.map((line) => line.join('\t')).join('\n');
}
