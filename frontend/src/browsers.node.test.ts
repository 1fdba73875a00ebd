// @vitest-environment node
import { readdirSync, readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { parse } from 'acorn';
import { describe, expect, it } from 'vitest';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const firstPaint = read('frontend/public/first-paint.js');
/** Of the page as it is served. */
const assets = 'backend/inkling/web/static/assets/';
const built = readdirSync(new URL(assets, root))
  .filter((name) => name.endsWith('.js'))
  .map((name) => read(assets + name));

/** Of JavaScript's own library, younger than Chrome 111, Firefox 115 or Safari 16.4 (MDN's compatibility data). */
const TOO_NEW = [
  /\b(?:Object|Map)\.groupBy\(/,
  /\bPromise\.(?:withResolvers|try)\(/,
  /\bArray\.fromAsync\(/,
  /\bURL\.(?:canParse|parse)\(/,
  /\bIterator\.from\(/,
  /\bRegExp\.escape\(/,
  /\bMath\.(?:f16round|sumPrecise)\(/,
  /\.(?:isSubsetOf|isSupersetOf|isDisjointFrom|symmetricDifference)\(/,
  /\.(?:toWellFormed|isWellFormed)\(/,
  /(?<!Object)\.(?:entries|keys|values|matchAll)\([^()]*\)\.(?:map|filter|toArray|take|drop|some|every|find|reduce|forEach)\(/,
  /\bAbortSignal\.any\(/,
  /\bnew (?:Float16Array|WeakKey)\b/,
];

const OLDEST = { chrome: 111, edge: 111, firefox: 115, safari: 16.4 };

describe('the oldest browsers meant', () => {
  it('are named alike wherever they are', () => {
    const targets = Object.entries(OLDEST).map(([name, version]) => `'${name}${version}'`);
    expect(read('frontend/vite.config.ts')).toContain(`[${targets.join(', ')}]`);
    const words = `Chrome or Edge ${OLDEST.chrome}, Firefox ${OLDEST.firefox}, Safari ${OLDEST.safari}`;
    expect(firstPaint).toContain(words);
    expect(read('README.md').replace(/\s+/g, ' ').includes(words)).toBe(true);
  });

  it('can read the page as it is built', () => {
    expect(built.length).toBeGreaterThan(0);
    for (const code of built) expect(() => parse(code, { ecmaVersion: 2022, sourceType: 'module' })).not.toThrow();
  });

  it('have all that it calls', () => {
    for (const code of built) for (const name of TOO_NEW) expect(name.exec(code)?.[0]).toBeUndefined();
  });

  it('are not asked for what came after them', () => {
    // Where it is not there, a popover floats by itself.
    for (const code of built) expect(code.match(/showPopover\b/g)?.length ?? 0).toBeLessThanOrEqual(2);
    expect(read('frontend/src/net/floating.ts')).toContain("typeof node.showPopover === 'function'");
  });
});

type Listener = (event: unknown) => void;

/** Runs first-paint.js in a browser that has what is given; what stands in the page's one sentence, and what can happen to it. */
function browser(lacking: string[] = [], answers: unknown = null) {
  const boot: { textContent: string; attributes: Record<string, string> } = {
    textContent: 'Inkling is loading.',
    attributes: {},
  };
  const listeners: Record<string, Listener[]> = {};
  const listen = (kind: string, listener: Listener) => (listeners[kind] ??= []).push(listener);
  let mounted = false;
  const timers: (() => void)[] = [];
  const attributes: Record<string, string> = {};
  const element = {
    setAttribute: (name: string, value: string) => (boot.attributes[name] = value),
    hasAttribute: (name: string) => name in boot.attributes,
    get textContent() {
      return boot.textContent;
    },
    set textContent(words: string) {
      boot.textContent = words;
    },
  };
  const has = (name: string, value: object = {}) => (lacking.includes(name) ? {} : { [name]: value });
  const window: Record<string, unknown> = {
    addEventListener: listen,
    ...has('structuredClone'),
    ...has('WebSocket'),
    ...has('ResizeObserver'),
    ...has('Path2D'),
  };
  if (answers !== null)
    window.fetch = () =>
      Promise.resolve({ ok: true, json: () => Promise.resolve(answers), text: () => Promise.resolve('') });
  const document = {
    documentElement: { setAttribute: (name: string, value: string) => (attributes[name] = value) },
    addEventListener: listen,
    getElementById: () => (mounted ? null : element),
    createElement: (name: string) =>
      name === 'canvas'
        ? { getContext: () => (lacking.includes('canvas') ? null : {}) }
        : has('modules') && lacking.includes('modules')
          ? {}
          : { noModule: false },
  };
  const realm = {
    window,
    document,
    location: { protocol: 'https:', host: 'ink.example.org' },
    localStorage: { getItem: () => 'dark' },
    fetch: window.fetch,
    setTimeout: (callback: () => void) => timers.push(callback),
    encodeURIComponent,
    forget: lacking.filter((name) => name === 'findLast'),
  };
  runInNewContext(`forget.forEach(function (name) { delete Array.prototype[name]; });${firstPaint}`, realm);
  const happen = (kind: string, event: unknown = {}) => (listeners[kind] ?? []).forEach((listener) => listener(event));
  happen('DOMContentLoaded');
  const settle = () => new Promise((done) => setTimeout(done));
  return {
    boot,
    attributes,
    happen,
    settle,
    wait: () => timers.forEach((timer) => timer()),
    mount: () => (mounted = true),
  };
}

describe('before the page is there', () => {
  it('its script is one that any browser can read', () => {
    expect(() => parse(firstPaint, { ecmaVersion: 5 })).not.toThrow();
    const page = read('frontend/index.html');
    expect(page).toMatch(/<p id="boot"[^>]*>[^<]+<\/p>/);
    expect(page.indexOf('first-paint.js')).toBeLessThan(page.indexOf('main.ts'));
  });

  it('sets the theme, and says nothing where all is well', () => {
    const { boot, attributes } = browser();
    expect(attributes).toEqual({ 'data-theme': 'dark' });
    expect(boot.textContent).toBe('Inkling is loading.');
  });

  it.each(['modules', 'findLast', 'structuredClone', 'WebSocket', 'ResizeObserver', 'Path2D', 'canvas'])(
    'says that a browser has no %s, and which have',
    (name) => {
      const { boot, attributes } = browser([name]);
      expect(boot.textContent).toContain(`it has no ${name}.`);
      expect(boot.textContent).toContain('Firefox 115');
      expect(attributes['data-lacking']).toBe(name);
    },
  );

  it('says that a script did not arrive, and what the server knows of it', async () => {
    const { boot, happen, settle } = browser([], { problem: 'Start Inkling with INKLING_PROXY=true.' });
    happen('error', { target: { tagName: 'SCRIPT' } });
    expect(boot.textContent).toBe('A part of this page did not arrive.');
    await settle();
    expect(boot.textContent).toBe('A part of this page did not arrive. Start Inkling with INKLING_PROXY=true.');
  });

  it('says that it broke, or does not come', () => {
    const broken = browser();
    broken.happen('error', { target: {}, message: 'SyntaxError: Unexpected token' });
    expect(broken.boot.textContent).toContain('SyntaxError: Unexpected token');
    const slow = browser();
    slow.wait();
    expect(slow.boot.textContent).toContain('has not arrived yet');
  });

  it('says nothing any more once the page is there', () => {
    const { boot, happen, wait, mount } = browser();
    mount();
    happen('error', { target: { tagName: 'SCRIPT' } });
    wait();
    expect(boot.textContent).toBe('Inkling is loading.');
  });
});
