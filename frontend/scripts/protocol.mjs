// Makes src/link/protocol.gen.ts from the JSON Schema of the messages. `npm run protocol` asks Python for the schema first and
// keeps it beside the golden frames, where a Python test and a TypeScript test each check their half.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compile } from 'json-schema-to-typescript';

const root = fileURLToPath(new URL('../..', import.meta.url));
export const schemaFile = `${root}tests/protocol/golden/schema.json`;
export const typesFile = `${root}frontend/src/link/protocol.gen.ts`;

const banner = '// Generated from the models in backend/inkling/protocol by `npm run protocol`. Do not edit.\n';
const style = { singleQuote: true, printWidth: 120 };

/** The TypeScript of a schema, as text. */
export async function types(schema) {
  const { Event: event, Command: command, ...definitions } = structuredClone(schema.definitions);
  const whole = {
    title: 'Protocol',
    type: 'object',
    additionalProperties: false,
    required: ['event', 'command'],
    properties: { event: { title: 'Event', ...event }, command: { title: 'Command', ...command } },
    definitions,
  };
  return compile(whole, 'Protocol', {
    bannerComment: banner,
    additionalProperties: false,
    style,
    unknownAny: true,
    ignoreMinAndMaxItems: true,
  });
}

export function readSchema() {
  return JSON.parse(readFileSync(schemaFile, 'utf8'));
}

function python() {
  const own = `${root}.venv/bin/python`;
  return process.env.PYTHON ?? (existsSync(own) ? own : 'python3');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(schemaFile, execFileSync(python(), ['-m', 'inkling.protocol.schema']));
  writeFileSync(typesFile, await types(readSchema()));
}
