/** @file Removes unused rules from Bootstrap's style sheet. */

import fs from 'node:fs';
import path from 'node:path';

/** @import {Plugin} from 'esbuild' */

/** Folders of the files that contain class names. */
const USERS = ['templates', 'static/js'];

/**
 * Drops each rule that needs a class whose name occurs in no template and no
 * script. So scripts must not compose class names from parts.
 *
 * @param {string} root of the project.
 * @return {Plugin}
 */
export function usedStyles(root) {
  return {
    name: 'used-styles',
    setup(build) {
      build.onLoad({filter: /bootstrap\.min\.css$/}, (args) => {
        const files = USERS.flatMap((name) => filesIn(path.join(root, name)));
        const texts = files.map((file) => fs.readFileSync(file, 'utf-8'));
        const words = new Set(texts.join('\n').match(/[\w-]+/g));
        const sheet = fs.readFileSync(args.path, 'utf-8');
        return {
          contents: withoutUnused(sheet, words), loader: 'css',
          watchFiles: files,
          watchDirs: [...new Set(files.map((file) => path.dirname(file)))],
        };
      });
    },
  };
}

/**
 * @param {string} folder
 * @return {string[]}
 */
function filesIn(folder) {
  return fs.readdirSync(folder, {recursive: true})
    .filter((name) => /\.(html|js)$/.test(String(name))).sort()
    .map((name) => path.join(folder, String(name)));
}

/**
 * @param {string} sheet minified.
 * @param {Set<string>} words that may name classes.
 * @return {string}
 */
export function withoutUnused(sheet, words) {
  const [licence = ''] = sheet.match(/\/\*!.*?\*\//s) ?? [];
  const rules = rulesOf(sheet.replace(/\/\*.*?\*\/|@charset[^;]*;/gs, ''));
  return licence + rules.map(({prelude, body}) => {
    if (/^@(media|supports)/.test(prelude)) {
      return `${prelude}{${withoutUnused(body, words)}}`;
    }
    const selectors = prelude.startsWith('@') ? [prelude] :
      prelude.split(/,(?![^(]*\))/).filter((one) => isUsed(one, words));
    return selectors.length === 0 ? '' : `${selectors.join(',')}{${body}}`;
  }).join('');
}

/**
 * @param {string} selector
 * @param {Set<string>} words
 * @return {boolean}
 */
function isUsed(selector, words) {
  const needed = selector.replace(/:not\([^)]*\)/g, '');
  return [...needed.matchAll(/\.([\w-]+)/g)].every(([, name]) =>
    words.has(name));
}

/**
 * @param {string} sheet without comments.
 * @return {{prelude: string, body: string}[]} the text before and inside
 *     the braces of each rule.
 */
function rulesOf(sheet) {
  const rules = [];
  let depth = 0;
  let start = 0;
  let open = 0;
  for (const {0: brace, index} of sheet.matchAll(/[{}]/g)) {
    depth += brace === '{' ? 1 : -1;
    if (brace === '{' && depth === 1) open = index;
    if (brace === '}' && depth === 0) {
      rules.push({
        prelude: sheet.slice(start, open).trim(),
        body: sheet.slice(open + 1, index),
      });
      start = index + 1;
    }
  }
  return rules;
}
