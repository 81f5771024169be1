/** @file Stores the bundles, and deletes those that are no longer used. */

import {randomUUID} from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';

/** @import {Metafile, OutputFile} from 'esbuild' */

/**
 * @typedef {object} Manifest
 * @property {Record<string, string[]>} entries by the path of a source below
 *     static/, the URLs of its bundle and of all imports of that bundle.
 * @property {string[]} files the paths below static/ of all files of the last
 *     build.
 */

/**
 * Milliseconds for which a replaced bundle is kept, for pages that were opened
 * before a deployment.
 */
const KEPT_MSECS = 14 * 24 * 3600 * 1000;

/** Smaller files fit into one packet anyway. */
const MIN_COMPRESSED_BYTES = 1000;

/** @type {Set<string>} the files that this process has written. */
const written = new Set();

/**
 * Writes the results of builds, and lists them in static/bundles.json.
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
   * @param {Set<string>} collected receives the output and all its imports.
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
   * @return {string} the output; its only import if it has no other content,
   *     which saves a request.
   */
  function withContent(output) {
    const {imports, inputs} = outputs[output];
    const needed = imports.filter(({kind}) => kind === 'import-statement');
    const isEmpty = Object.values(inputs).every(
      ({bytesInOutput}) => bytesInOutput === 0);
    return isEmpty && needed.length === 1 ? needed[0].path : output;
  }
  return Object.fromEntries(Object.entries(outputs)
    // Excludes dynamically imported parts ("part:…"), which no page names.
    .filter(([, {entryPoint}]) => entryPoint?.startsWith('static/'))
    .map(([output, {entryPoint}]) => [
      entryPoint?.slice('static/'.length),
      [...collect(withContent(output))].map((name) => `/${name}`),
    ]));
}

/**
 * @param {string} manifest
 * @return {string[]} the files of the last build.
 */
function filesOf(manifest) {
  try {
    return JSON.parse(fs.readFileSync(manifest, 'utf-8')).files;
  } catch {
    return []; // There was no build yet.
  }
}

/**
 * Writes a file atomically.
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
  // Written first: if the file exists, its compressed forms exist, too.
  if (contents.length >= MIN_COMPRESSED_BYTES && !file.endsWith('.map')) {
    write(`${file}.gz`, zlib.gzipSync(contents, {level: 9}));
    write(`${file}.br`, zlib.brotliCompressSync(contents));
  }
  write(file, contents);
  written.add(file);
}

/**
 * Sets the time of replacement of bundles. Those that this process has written
 * are from a developer's `--watch`, and need not be kept.
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
 * @param {Set<string>} current bundles, which are kept whatever their age.
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
