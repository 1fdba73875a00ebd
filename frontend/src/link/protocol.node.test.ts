// @vitest-environment node
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { GENERATED, typesOf } from '../../scripts/protocol.mjs';

/** What the page calls by a name that the server has for something else. The list only gets shorter. */
const ANOTHER = ['Answer', 'Change', 'Score'];

/** The names of the types that a text declares. */
const declared = (text: string) =>
  [...text.matchAll(/^\s*(?:export )?(?:interface|type) (\w+)(?= extends |<| = | \{)/gm)].map(
    ([, name]) => name as string,
  );

it.each(GENERATED)('$module gives the types there are (else: npm run protocol)', async (each) => {
  expect(readFileSync(each.types, 'utf8')).toBe(await typesOf(each));
});

it('what the server says has its types from there alone', () => {
  const generated = GENERATED.flatMap(({ types }) => declared(readFileSync(types, 'utf8')));
  expect(generated).toEqual([...new Set(generated)]);
  expect(generated).toContain('Welcome');
  expect(generated).toContain('Catalog');
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(
    (name) => /\.(ts|svelte)$/.test(name) && !/\.(gen|test)\.ts$/.test(name),
  );
  const byHand = files.flatMap((name) => declared(readFileSync(`src/${name}`, 'utf8')));
  expect([...new Set(byHand.filter((name) => generated.includes(name)))].sort()).toEqual(ANOTHER);
});
