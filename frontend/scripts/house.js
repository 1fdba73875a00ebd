/**
 * The rules of the page's house, in one place: who stands above whom, how long a file may be, and which classes a style sheet for all
 * may name. ESLint holds the first (`floors`), `npm run lint` the others (`node scripts/house.js`).
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The folders of `src`, from the top; '' is `src` itself. A file imports from floors below its own, and from its own folder, nothing
 * else: so no folders go round in a circle.
 */
export const FLOORS = [
  [''],
  ['app', 'shell'],
  ['places'],
  ['guess', 'race', 'present', 'unit', 'inspector'],
  ['classroom', 'room', 'runs', 'training'],
  ['tasks'],
  ['net', 'charts', 'form'],
  ['state'],
  ['link', 'parts'],
  ['words', 'paint'],
];

/** Folders of which each folder in them is a house of its own: `tasks/images` imports nothing of `tasks/points`. */
const OF_GUESTS = ['tasks', 'places'];

/** Folders that may know the store, the socket and the wire; every other gets what it needs, and calls back. */
export const KNOW_STORE = ['', 'app', 'places', 'state', 'link'];

/** Lines that a file may have at most, by what its name ends in; a component with its style. */
const MOST = { '.svelte': 400, '.ts': 350 };

/**
 * Longer files, with the lines they have. The list only gets shorter, and so do its files.
 * @type {Record<string, number>}
 */
export const LONG = {
  'App.svelte': 557,
  'charts/Results.svelte': 435,
  'inspector/Pictures.svelte': 405,
  'places/kernel-lab/Bench.svelte': 482,
  'places/kernel-lab/Lab.svelte': 485,
  'places/kernel-lab/exhibits.ts': 387,
  'places/kernel-lab/state.svelte.ts': 675,
  'net/LayerColumn.svelte': 654,
  'net/NetView.svelte': 1002,
  'net/layout.ts': 368,
  'race/RaceSetup.svelte': 432,
  'shell/TopBar.svelte': 545,
  'tasks/images/DrawPad.svelte': 497,
  'unit/UnitPanel.svelte': 489,
};

/** Classes that a style sheet for all may name. */
const CLASSES = new Set([
  ...['card', 'button', 'primary', 'quiet', 'small', 'round', 'icon', 'field'],
  ...['muted', 'mono', 'steady', 'visually-hidden', 'faded', 'steps-back', 'shade'],
]);

/** Style sheets for all that reach into components still. */
export const REACHING = ['present/present.css'];

const src = fileURLToPath(new URL('../src', import.meta.url));

/** Where a path stands: its folder, and in a folder of guests the guest's. */
function standing(path) {
  const parts = dirname(relative(src, path)).split(/[\\/]/);
  const folder = parts[0] === '.' ? '' : parts[0];
  return { folder, guest: OF_GUESTS.includes(folder) ? (parts[1] ?? '') : '' };
}

const floorOf = (folder) => FLOORS.findIndex((floor) => floor.includes(folder));

/** Why a file may not import another; '': it may. */
export function whyNot(importer, imported) {
  const [from, to] = [standing(importer), standing(imported)];
  for (const { folder } of [from, to])
    if (floorOf(folder) < 0) return `${folder} stands on no floor: scripts/house.js lists them.`;
  if (from.folder === to.folder)
    return from.guest === to.guest || from.guest === '' || to.guest === ''
      ? ''
      : `${from.folder}/${from.guest} and ${to.folder}/${to.guest} know nothing of each other.`;
  if (floorOf(from.folder) < floorOf(to.folder)) return '';
  return `${to.folder || 'src'} does not stand below ${from.folder}: scripts/house.js lists the floors.`;
}

/** ESLint's rule of the floors, in every file it reads, components too. */
export const floors = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    function look(node, source) {
      if (typeof source?.value !== 'string' || !source.value.startsWith('.')) return;
      const why = whyNot(context.filename, resolve(dirname(context.filename), source.value));
      if (why) context.report({ node, message: why });
    }
    return {
      ImportDeclaration: (node) => look(node, node.source),
      ImportExpression: (node) => look(node, node.source),
      ExportNamedDeclaration: (node) => look(node, node.source),
      ExportAllDeclaration: (node) => look(node, node.source),
      TSImportType: (node) => look(node, node.source ?? node.argument?.literal),
    };
  },
};

/** What is wrong with the length of a file; '': nothing. `path`: in `src`. */
export function lengthProblem(path, lines, long = LONG) {
  const ending = Object.keys(MOST).find((each) => path.endsWith(each));
  if (!ending || path.endsWith('.test.ts') || path.endsWith('.gen.ts')) return '';
  const listed = long[path];
  if (listed === undefined) return lines > MOST[ending] ? `${path} has ${lines} lines: split it.` : '';
  if (lines > listed) return `${path} has ${lines} lines, and may only get shorter than ${listed}.`;
  if (lines <= MOST[ending]) return `${path} is short enough: take it out of LONG.`;
  return lines < listed ? `${path} has ${lines} lines now: write that into LONG.` : '';
}

/** The classes that a style sheet names, and that are not for all. */
export function strangers(css) {
  const selectors = css.replace(/\/\*[^]*?\*\//g, '').match(/[^{};]+(?=\{)/g) ?? [];
  const named = selectors.flatMap((selector) =>
    [...selector.matchAll(/\.(-?[a-zA-Z_][\w-]*)/g)].map(([, name]) => name),
  );
  return [...new Set(named)].filter((name) => !CLASSES.has(name));
}

/** What is not as these rules have it, a line each. */
export function problems() {
  const files = readdirSync(src, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(src, resolve(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
  const text = (path) => readFileSync(resolve(src, path), 'utf8');
  const lengths = files.map((path) => lengthProblem(path, text(path).split('\n').length - 1));
  const sheets = files
    .filter((path) => path.endsWith('.css') && !REACHING.includes(path))
    .flatMap((path) => strangers(text(path)).map((name) => `${path} names .${name}, a class of a component.`));
  const gone = [...Object.keys(LONG), ...REACHING]
    .filter((path) => !files.includes(path))
    .map((path) => `${path} is not there any more: take it out of scripts/house.js.`);
  return [...lengths.filter(Boolean), ...sheets, ...gone];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const found = problems();
  for (const problem of found) console.error(problem);
  process.exitCode = found.length > 0 ? 1 : 0;
}
