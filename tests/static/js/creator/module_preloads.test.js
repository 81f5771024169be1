import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {describe, it} from 'node:test';

const ROOT = new URL('../../../../', import.meta.url);
const SCRIPTS = new URL('static/js/', ROOT);

/** Not the word "from" in a text that happens to end there. */
const IMPORT = /^(?:import|export)\s[\w\s{},*]*?from\s+'([^']+)'/gm;

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
});
