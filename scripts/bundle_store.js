/** @file The stored bundles, and which of them are still in use. */

import {randomUUID} from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';

/** @import {Metafile, OutputFile} from 'esbuild' */

/**
 * @typedef {object} Manifest
 * @property {Record<string, string[]>} entries by the path of a source below
 *     static/, the URL of its bundle and of all that this one imports.
 * @property {string[]} files all that the last build has made, by their paths
 *     below static/.
 */

/**
 * Milliseconds for which a replaced bundle stays, for pages that are open while
 * a new version is deployed.
 */
const KEPT_MSECS = 14 * 24 * 3600 * 1000;

/** Below it, compressing saves no packet. */
const MIN_COMPRESSED_BYTES = 1000;

/** @type {Set<string>} what this process has made. */
const written = new Set();

/**
 * Keeps what was built, and names it in static/bundles.json.
 *
 * @param {string} root of the project.
 * @param {{outputFiles: OutputFile[], metafile: Metafile}[]} results
 */
export function store(root, results) {
  const folder = path.join(root, 'static');
  const manifest = path.join(folder, 'bundles.json');
  const outputs = results.flatMap(({outputFiles}) => outputFiles);
  const files = outputs.map((output) => path.relative(folder, output.path));
  outputs.forEach(writeBundle);
  const entries = Object.assign(
    {}, ...results.map(({metafile}) => entriesOf(metafile)));
  const replaced = filesOf(manifest).filter((file) => !files.includes(file));
  write(manifest, JSON.stringify({entries, files}, null, 1));
  retire(replaced.map((file) => path.join(folder, file)));
  sweep(path.join(folder, 'bundles'),
    new Set(outputs.map((output) => output.path)));
}

/**
 * @param {Metafile} metafile
 * @return {Manifest['entries']}
 */
export function entriesOf({outputs}) {
  /**
   * @param {string} output
   * @param {Set<string>} collected takes it and all that it imports.
   * @return {Set<string>}
   */
  function collect(output, collected = new Set()) {
    collected.add(output);
    for (const {kind, path: imported} of outputs[output].imports) {
      if (kind === 'import-statement' && !collected.has(imported)) {
        collect(imported, collected);
      }
    }
    return collected;
  }
  /**
   * @param {string} output
   * @return {string} it, or the only file that it imports where it has nothing
   *     of its own: one request less.
   */
  function withContent(output) {
    const {imports, inputs} = outputs[output];
    const needed = imports.filter(({kind}) => kind === 'import-statement');
    const isEmpty = Object.values(inputs).every(
      ({bytesInOutput}) => bytesInOutput === 0);
    return isEmpty && needed.length === 1 ? needed[0].path : output;
  }
  return Object.fromEntries(Object.entries(outputs)
    // That of a late part is "part:…": no page names it.
    .filter(([, {entryPoint}]) => entryPoint?.startsWith('static/'))
    .map(([output, {entryPoint}]) => [
      entryPoint?.slice('static/'.length),
      [...collect(withContent(output))].map((name) => `/${name}`),
    ]));
}

/**
 * @param {string} manifest
 * @return {string[]} what the last build has made.
 */
function filesOf(manifest) {
  try {
    return JSON.parse(fs.readFileSync(manifest, 'utf-8')).files;
  } catch {
    return []; // There was none.
  }
}

/**
 * Writes a file that is there with all its bytes, or not at all.
 *
 * @param {string} file
 * @param {Uint8Array|string} content
 */
function write(file, content) {
  const unfinished = `${file}.${randomUUID()}`;
  fs.writeFileSync(unfinished, content);
  fs.renameSync(unfinished, file);
}

/** @param {OutputFile} output */
function writeBundle({path: file, contents}) {
  if (fs.existsSync(file) && fs.readFileSync(file).equals(contents)) return;
  fs.mkdirSync(path.dirname(file), {recursive: true});
  // Before the file itself: where it is, its compressed forms are, too.
  if (contents.length >= MIN_COMPRESSED_BYTES && !file.endsWith('.map')) {
    write(`${file}.gz`, zlib.gzipSync(contents, {level: 9}));
    write(`${file}.br`, zlib.brotliCompressSync(contents));
  }
  write(file, contents);
  written.add(file);
}

/**
 * Counts from now on how long bundles are kept. Those that this process has
 * made itself are of a developer who is at work: nobody needs them.
 *
 * @param {string[]} files
 */
function retire(files) {
  for (const file of files) {
    const secs = written.has(file) ? 0 : Date.now() / 1000;
    for (const form of [file, `${file}.gz`, `${file}.br`]) {
      if (fs.existsSync(form)) fs.utimesSync(form, secs, secs);
    }
  }
}

/**
 * @param {string} folder
 * @param {Set<string>} current bundles, which stay whatever their age.
 */
function sweep(folder, current) {
  for (const name of fs.readdirSync(folder, {recursive: true})) {
    const file = path.join(folder, String(name));
    const stat = fs.statSync(file, {throwIfNoEntry: false});
    const isCurrent = current.has(file.replace(/\.(gz|br)$/, ''));
    if (!stat?.isFile() || isCurrent) continue;
    if (Date.now() - stat.mtimeMs > KEPT_MSECS) fs.rmSync(file, {force: true});
  }
}
