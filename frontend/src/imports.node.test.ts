// @vitest-environment node
import { readdirSync } from 'node:fs';
import { ESLint } from 'eslint';
import { expect, it } from 'vitest';

const folders = readdirSync('src', { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !['app', 'link', 'state'].includes(entry.name))
  .map((entry) => entry.name);

it('the store, the socket and the wire are known to no folder of the page, and ESLint holds it', async () => {
  const eslint = new ESLint();
  const refused: string[] = [];
  const code = ['state/store.svelte', 'link/socket', 'link/wire']
    .map((name, i) => `export * as a${i} from '../${name}';`)
    .join('\n');
  for (const folder of folders) {
    const [result] = await eslint.lintText(`${code}\n`, { filePath: `src/${folder}/probe.ts` });
    const lines = result?.messages.filter(({ ruleId }) => ruleId === 'no-restricted-imports').map(({ line }) => line);
    if (lines?.join() === '1,2,3') refused.push(folder);
  }
  expect(folders.length).toBeGreaterThan(15);
  expect(refused).toEqual(folders);
});
