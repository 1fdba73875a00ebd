// @vitest-environment node
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { ESLint } from 'eslint';
import { describe, expect, it } from 'vitest';
import { FLOORS, KNOW_STORE, lengthProblem, strangers, whyNot } from '../scripts/house.js';

const folders = readdirSync('src', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);
const eslint = new ESLint();

/** The lines of code that a rule refuses, from 1. */
async function refused(code: string, filePath: string, rule: string): Promise<number[]> {
  const [result] = await eslint.lintText(code, { filePath });
  return result?.messages.filter(({ ruleId }) => ruleId === rule).map(({ line }) => line) ?? [];
}

const may = (importer: string, imported: string): boolean =>
  whyNot(resolve('src', importer), resolve('src', imported)) === '';

describe('the floors', () => {
  it('have every folder there is, once', () => {
    expect(FLOORS.flat().toSorted()).toEqual(['', ...folders].toSorted());
  });

  it('are entered from above alone', () => {
    expect(may('net/NetView.svelte', 'state/levels')).toBe(true);
    expect(may('net/NetView.svelte', 'net/layout')).toBe(true);
    expect(may('main.ts', 'App.svelte')).toBe(true);
    expect(may('state/levels.ts', 'net/layout')).toBe(false);
    expect(may('net/layout.ts', 'charts/curve')).toBe(false);
    expect(may('shell/words.ts', 'App.svelte')).toBe(false);
    expect(may('net/layout.ts', 'elsewhere/file')).toBe(false);
  });

  it('have guests that know nothing of each other', () => {
    expect(may('tasks/images/answer.ts', 'tasks/images/shift')).toBe(true);
    expect(may('tasks/images/answer.ts', 'tasks/points/answer')).toBe(false);
    expect(may('tasks/images/task.ts', 'tasks/task')).toBe(true);
    expect(may('tasks/images/answer.ts', 'charts/words')).toBe(true);
  });

  it('are held by ESLint, in components and in types too', async () => {
    const code = [
      "import a from '../paint/scale';",
      "import b from '../room/words';",
      "export * from '../room/words';",
      "export const c = (): Promise<unknown> => import('../App.svelte');",
      "export type D = import('../room/words').Role;",
      'export const used = [a, b];',
    ].join('\n');
    expect(await refused(`${code}\n`, 'src/net/probe.ts', 'house/floors')).toEqual([2, 3, 4, 5]);
    const component = `<script lang="ts">\n  import b from '../room/words';\n</script>\n\n{b}\n`;
    expect(await refused(component, 'src/net/Probe.svelte', 'house/floors')).toEqual([2]);
  });
});

it('the store, the socket and the wire are known to no folder of components, and ESLint holds it', async () => {
  const names = ['state/store.svelte', 'link/socket', 'link/wire'];
  const code = names.map((name, i) => `export * as a${i} from '../${name}';`).join('\n');
  const found: string[] = [];
  for (const folder of folders) {
    const lines = await refused(`${code}\n`, `src/${folder}/probe.ts`, 'no-restricted-imports');
    if (lines.join() === '1,2,3') found.push(folder);
  }
  expect(found).toEqual(folders.filter((folder) => !KNOW_STORE.includes(folder)));
});

it('long files are listed with the lines they have, and only get shorter', () => {
  const long = { 'a/Long.svelte': 500 };
  expect(lengthProblem('a/Other.svelte', 400, long)).toBe('');
  expect(lengthProblem('a/Other.svelte', 401, long)).toMatch(/split/);
  expect(lengthProblem('a/other.svelte.ts', 351, long)).toMatch(/split/);
  expect(lengthProblem('a/other.test.ts', 999, long)).toBe('');
  expect(lengthProblem('a/Long.svelte', 500, long)).toBe('');
  expect(lengthProblem('a/Long.svelte', 501, long)).toMatch(/only get shorter/);
  expect(lengthProblem('a/Long.svelte', 499, long)).toMatch(/LONG/);
  expect(lengthProblem('a/Long.svelte', 400, long)).toMatch(/take it out/);
});

it('a style sheet for all names no class of a component', () => {
  const css =
    '/* .no */ .card, .button.small:hover { margin: 0.5rem; } @media (min-width: 1.5em) { .pad .card { top: 0 } }';
  expect(strangers(css)).toEqual(['pad']);
});
