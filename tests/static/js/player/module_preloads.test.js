import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {describe, it} from 'node:test';

const ROOT = new URL('../../../../', import.meta.url);
const SCRIPTS = new URL('static/js/', ROOT);

/**
 * @param {URL} module
 * @param {Set<string>} [found]
 * @returns {Set<string>} The addresses of the module and all it imports.
 */
function importsOf(module, found = new Set()) {
  if (found.has(module.href)) return found;
  found.add(module.href);
  const source = readFileSync(module, 'utf8');
  for (const [, path] of
    source.matchAll(/^(?:import|export)\s[^;]*?from\s+'([^']+)'/gm)) {
    importsOf(new URL(path, module), found);
  }
  return found;
}

describe('the page of the player', () => {
  it('loads ahead just the modules that its script imports', () => {
    const main = new URL('player/main.js', SCRIPTS);
    const imported = [...importsOf(main)]
        .filter((href) => href !== main.href)
        .map((href) => href.slice(SCRIPTS.href.length));
    const template =
        readFileSync(new URL('templates/explore.html', ROOT), 'utf8');
    const [, list] = template.match(/for module in \[([^\]]*)\]/) ?? [];
    const preloaded =
        [...list.matchAll(/'([^']+)'/g)].map(([, module]) => module);
    assert.deepEqual(preloaded, imported.sort());
  });
});
