// @vitest-environment node
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readSchema, types, typesFile } from '../../scripts/protocol.mjs';

it('protocol.gen.ts is what the schema of the messages gives (else: npm run protocol)', async () => {
  expect(readFileSync(typesFile, 'utf8')).toBe(await types(readSchema()));
});
