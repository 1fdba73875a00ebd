// Makes the page's types of what the server says from JSON Schema: src/link/protocol.gen.ts from the messages', src/link/catalog.gen.ts
// from those of what is asked for by HTTP, the catalogue first. `npm run protocol` asks Python for the schemas first and keeps them beside the golden frames, where a Python
// test and a TypeScript test each check their half.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compile } from 'json-schema-to-typescript';

const root = fileURLToPath(new URL('../..', import.meta.url));

const banner = (place) => `// Generated from the models in ${place} by \`npm run protocol\`. Do not edit.\n`;
const how = {
  additionalProperties: false,
  style: { singleQuote: true, printWidth: 120 },
  unknownAny: true,
  ignoreMinAndMaxItems: true,
};

/** The TypeScript of the messages' schema, as text. */
async function messages(schema) {
  const { Event: event, Command: command, ...definitions } = schema.definitions;
  const whole = {
    title: 'Protocol',
    type: 'object',
    additionalProperties: false,
    required: ['event', 'command'],
    properties: { event: { title: 'Event', ...event }, command: { title: 'Command', ...command } },
    definitions,
  };
  const text = await compile(whole, 'Protocol', { ...how, bannerComment: banner('backend/inkling/protocol') });
  return `${text}\n/** The form of the events above: a server that says another in its \`welcome\` is not understood. */\nexport const FORM = '${schema.form}';\n`;
}

/** The TypeScript of the catalogue's schema and of a loss's curve, as text. What messages have too is imported from theirs. */
async function catalog(schema) {
  const shared = [...new Set(JSON.stringify(schema).match(/(?<="tsType":")\w+/g))].sort();
  const imports = `\nimport type { ${shared.join(', ')} } from './protocol.gen';\n`;
  const text = await compile(schema, 'Catalog', {
    ...how,
    bannerComment: banner('backend/inkling/web/schema.py') + imports,
  });
  const curve = { title: 'LossCurve', ...schema.definitions.LossCurve, definitions: schema.definitions };
  return `${text}\n${await compile(curve, 'LossCurve', { ...how, bannerComment: '' })}`;
}

/** What is generated: by which Python module a schema is printed, where it is kept, and the types that are made of it. */
export const GENERATED = [
  { module: 'inkling.protocol.schema', kept: 'schema.json', types: 'protocol.gen.ts', make: messages },
  { module: 'inkling.web.schema', kept: 'catalog.json', types: 'catalog.gen.ts', make: catalog },
].map((each) => ({
  ...each,
  kept: `${root}tests/protocol/golden/${each.kept}`,
  types: `${root}frontend/src/link/${each.types}`,
}));

/** The types that the kept schema gives, as text. */
export function typesOf({ kept, make }) {
  return make(JSON.parse(readFileSync(kept, 'utf8')));
}

function python() {
  const own = `${root}.venv/bin/python`;
  return process.env.PYTHON ?? (existsSync(own) ? own : 'python3');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const each of GENERATED) {
    writeFileSync(each.kept, execFileSync(python(), ['-m', each.module]));
    writeFileSync(each.types, await typesOf(each));
  }
}
