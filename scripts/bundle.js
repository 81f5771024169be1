/**
 * @file Builds the bundles for browsers in static/bundles, each with a digest
 * of its content in its name, and static/bundles.json, from which the server
 * reads these names.
 *
 *     node scripts/bundle.js            builds once
 *     node scripts/bundle.js --watch    rebuilds after each change of a source,
 *                                       until standard input is closed
 */

import fs from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';

import * as esbuild from 'esbuild';

import {store} from './bundle_store.js';
import {usedStyles} from './used_styles.js';

/** @typedef {esbuild.BuildResult<{metafile: true, write: false}>} Result */

// esbuild is written in Go: with fewer garbage collections, it takes a quarter
// less processor time.
process.env.GOGC ??= '800';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Classic scripts, which run before a page is painted. */
const HEAD_SCRIPTS = ['static/js/theme.js', 'static/js/player/first_paint.js'];

/** Scripts of pages that are bundled into one file each. */
const SCRIPTS = [
  'static/js/creator_dashboard.js',
  'static/js/library.js',
  'static/js/login.js',
];

/** Scripts of pages that import parts on demand. */
const PARTED_SCRIPTS = [
  'static/js/creator/main.js',
  'static/js/creator/shared_statistics.js',
  'static/js/player/main.js',
];

/** Folders and files of parts that are imported on demand. */
const PARTS = [
  'static/js/creator/views/', 'static/js/interactions/',
  'static/js/lib/formulas.js',
];

/**
 * Makes each dynamically imported part import the page's script, so that code
 * shared by parts is bundled with that script, which is loaded already.
 * Otherwise esbuild would create a file for each set of parts that share code,
 * and the first view would need most of these files.
 *
 * @param {string} script of the page.
 * @return {esbuild.Plugin}
 */
const partsAfter = (script) => ({
  name: 'parts-after-page',
  setup(build) {
    build.onResolve({filter: /^\./}, ({kind, path: name, resolveDir}) => {
      const file = path.relative(ROOT, path.resolve(resolveDir, name));
      const isPart = kind === 'dynamic-import' &&
        PARTS.some((folder) => file.startsWith(folder));
      return isPart ? {path: file, namespace: 'part'} : null;
    });
    build.onLoad({filter: /./, namespace: 'part'}, ({path: file}) => ({
      contents: `import './${script}'; export * from './${file}';`,
      resolveDir: ROOT,
    }));
  },
});

/** @return {string[]} the style sheets that no other one imports. */
function styleSheets() {
  const folder = path.join(ROOT, 'static/css');
  const names = fs.readdirSync(folder).filter((name) => name.endsWith('.css'));
  const imported = names.flatMap((name) => {
    const text = fs.readFileSync(path.join(folder, name), 'utf-8');
    return [...text.matchAll(/^@import '\.\/(.+)'/gm)].map(([, name]) => name);
  });
  return names.filter((name) => !imported.includes(name))
    .map((name) => `static/css/${name}`);
}

/**
 * @param {esbuild.BuildOptions} options
 * @param {(result: Result) => void} onEnd called after each build without
 *     errors.
 * @return {Promise<esbuild.BuildContext>}
 */
function contextOf(options, onEnd) {
  return esbuild.context({
    absWorkingDir: ROOT,
    outbase: 'static',
    outdir: 'static/bundles',
    entryNames: '[dir]/[name]-[hash]',
    chunkNames: 'js/parts/[name]-[hash]',
    bundle: true,
    // Digests depend on paths, which must not depend on whether node_modules
    // is a symbolic link.
    preserveSymlinks: true,
    tsconfigRaw: {},
    format: 'esm',
    target: 'es2022',
    minify: true,
    sourcemap: true,
    metafile: true,
    write: false,
    logLevel: 'silent',
    ...options,
    plugins: [...options.plugins ?? [], {
      name: 'end',
      setup: (build) => build.onEnd((result) => {
        result.errors.forEach(printError);
        if (result.errors.length > 0) return;
        try {
          onEnd(/** @type {Result} */ (result));
        } catch (error) {
          printError({text: String(error)});
          process.exitCode = 1;
        }
      }),
    }],
  });
}

/** @param {esbuild.PartialMessage} error */
function printError({text, location}) {
  const where = location ? `${location.file}:${location.line}: ` : '';
  console.error(`Error: ${where}${text}`);
}

/** @return {Promise<esbuild.BuildContext[]>} the separate builds. */
function contexts() {
  // Built separately, so that pages share no chunks.
  const all = [
    {entryPoints: HEAD_SCRIPTS, format: /** @type {const} */ ('iife')},
    {
      entryPoints: [...SCRIPTS, ...styleSheets()],
      plugins: [usedStyles(ROOT)],
    },
    ...PARTED_SCRIPTS.map((script) => ({
      entryPoints: [script], splitting: true, plugins: [partsAfter(script)],
    })),
  ];
  /** @type {Result[]} */
  const results = [];
  return Promise.all(all.map((options, index) =>
    contextOf(options, (result) => {
      results[index] = result;
      if (Object.keys(results).length === all.length) store(ROOT, results);
    })));
}

/** @param {esbuild.BuildContext[]} all */
async function watch(all) {
  await Promise.all(all.map((one) => one.watch()));
  process.stdin.on('end', () => process.exit());
  process.stdin.resume();
}

/** @param {esbuild.BuildContext[]} all */
async function buildOnce(all) {
  try {
    await Promise.all(all.map((one) => one.rebuild()));
  } catch {
    process.exitCode = 1;
  }
  await Promise.all(all.map((one) => one.dispose()));
}

const isWatching = process.argv.includes('--watch');
await (isWatching ? watch : buildOnce)(await contexts());
