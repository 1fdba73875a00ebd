import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import { FLOORS, floors, KNOW_STORE } from './scripts/house.js';
import svelteConfig from './svelte.config.js';

/** Forbids imports: `folder` may not import what matches `patterns`. */
function forbid(files, patterns, message) {
  return { files, rules: { 'no-restricted-imports': ['error', { patterns: [{ group: patterns, message }] }] } };
}

/** Folders of components with props in and callbacks out: nearly all. */
const unknowing = FLOORS.flat().filter((folder) => !KNOW_STORE.includes(folder));
const state = [
  '**/store.svelte',
  '**/store.svelte.ts',
  '**/socket',
  '**/socket.ts',
  '**/wire',
  '**/wire.ts',
  '**/App.svelte',
];

export default ts.config(
  { ignores: ['node_modules/', 'src/link/*.gen.ts'] },
  js.configs.recommended,
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  ...svelte.configs.prettier,
  {
    languageOptions: { globals: { ...globals.browser } },
    rules: {
      'no-undef': 'off',
      eqeqeq: 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'svelte/require-each-key': 'error',
      // Maps and sets made anew and replaced whole need no reactive copy.
      'svelte/prefer-svelte-reactivity': 'off',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'], svelteConfig } },
  },
  {
    // Read by every browser there is.
    files: ['public/first-paint.js'],
    languageOptions: { ecmaVersion: 5, sourceType: 'script' },
    rules: { 'no-var': 'off', '@typescript-eslint/no-unused-vars': ['error', { caughtErrors: 'none' }] },
  },
  { files: ['*.js', '*.ts', 'scripts/**'], languageOptions: { globals: { ...globals.node } } },

  // Who may import whom: scripts/house.js lists the floors.
  { files: ['src/**'], plugins: { house: { rules: { floors } } }, rules: { 'house/floors': 'error' } },
  ...unknowing.map((folder) =>
    forbid(
      [`src/${folder}/**`],
      state,
      'A component takes props and gives callbacks; the store is known to the page and its places alone.',
    ),
  ),
  forbid(
    ['src/paint/**', 'src/words/**'],
    ['../*', '!./*', 'svelte', 'svelte/*'],
    'paint/ and words/ are pure TypeScript and import nothing of ours.',
  ),
  { files: ['**/*.test.ts', '**/__tests__/**'], rules: { 'no-restricted-imports': 'off', 'house/floors': 'off' } },
);
