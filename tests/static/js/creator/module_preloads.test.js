import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {describe, it} from 'node:test';
import {gzipSync} from 'node:zlib';

const ROOT = new URL('../../../../', import.meta.url);
const SCRIPTS = new URL('static/js/', ROOT);

/** Not the word "from" in a text that happens to end there. */
const IMPORT = /^(?:import|export)\s[\w\s{},*]*?from\s+'([^']+)'/gm;

/** What the tab may weigh before its charts, compressed, in bytes. */
const MAX_BYTES = 250_000;

/** @return {string[]} the addresses in the templates, as they stand there. */
function addressesInTemplates() {
  const html = ['base.html', 'create.html'].map((name) =>
    readFileSync(new URL(`templates/${name}`, ROOT), 'utf8')).join('');
  return [...html.matchAll(/(?:href|src)="\/(static\/[^"{]+\.(?:css|js))"/g)]
    .map(([, path]) => path);
}

/**
 * @param {URL} module
 * @param {Set<string>} [found]
 * @return {Set<string>} the addresses of the module and all it imports.
 */
function importsOf(module, found = new Set()) {
  if (found.has(module.href)) return found;
  found.add(module.href);
  const source = readFileSync(module, 'utf8');
  for (const [, path] of
    source.matchAll(IMPORT)) {
    importsOf(new URL(path, module), found);
  }
  return found;
}

describe('the pages of the creator', () => {
  it('load ahead just the modules that their script imports', () => {
    const main = new URL('creator/main.js', SCRIPTS);
    const imported = [...importsOf(main)]
      .filter((href) => href !== main.href)
      .map((href) => href.slice(SCRIPTS.href.length));
    const template =
      readFileSync(new URL('templates/create.html', ROOT), 'utf8');
    const [, list] = template.match(/for module in \[([^\]]*)\]/) ?? [];
    const preloaded =
      [...list.matchAll(/'([^']+)'/g)].map(([, module]) => module);
    assert.deepEqual(preloaded, imported.sort());
  });

  it('weigh less than they may before the first chart', () => {
    const modules = importsOf(new URL('creator/main.js', SCRIPTS));
    const files = new Set([...modules, ...addressesInTemplates().map(
      (path) => new URL(path, ROOT).href)]);
    assert.ok(files.size > modules.size, 'no style was found');
    const bytes = [...files].reduce((sum, href) =>
      sum + gzipSync(readFileSync(new URL(href))).length, 0);
    assert.ok(bytes < MAX_BYTES, `${bytes} bytes`);
    assert.ok(![...files].some((href) => /echarts|dagre/.test(href)));
  });
});
