/**
 * Finds every downloadable table in the sources of the creator's pages, so
 * that a test fails if the documentation omits one.
 */

import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

import {Linter} from 'eslint';

const SOURCES = 'static/js/creator';

/** Where columns are made from lists that tests import as they are. */
const LISTED = Object.freeze(['domain/data_tables.js']);

/** @typedef {{type: string, [name: string]: any}} Node of the syntax tree. */

/**
 * @typedef {object} FoundTables
 * @property {Record<string, string[]>} columns by the id of the table: all
 *     columns that it can have.
 * @property {string[]} unclear places whose columns cannot be determined.
 * @property {Record<string, string[]>} files that save text, by the function
 *     that they call for it.
 */

/**
 * @param {string} text
 * @return {Node} its syntax tree.
 */
function parse(text) {
  const linter = new Linter();
  linter.verify(text, {
    languageOptions: {ecmaVersion: 'latest', sourceType: 'module'},
  });
  return linter.getSourceCode().ast;
}

/**
 * @param {unknown} node
 * @param {(node: Node) => void} visit
 */
function walk(node, visit) {
  if (Array.isArray(node)) {
    node.forEach((child) => walk(child, visit));
  } else if (node && typeof node === 'object' && 'type' in node) {
    visit(/** @type {Node} */ (node));
    for (const [name, child] of Object.entries(node)) {
      if (name !== 'parent') walk(child, visit);
    }
  }
}

/**
 * @param {Node|undefined} node
 * @return {string[]} the texts that it may be.
 */
function textsOf(node) {
  if (node?.type === 'ConditionalExpression') {
    return [...textsOf(node.consequent), ...textsOf(node.alternate)];
  }
  return node?.type === 'Literal' && typeof node.value === 'string' ?
    [node.value] : [];
}

/**
 * @param {Node} object
 * @param {string} name
 * @return {Node|undefined} the value of a property.
 */
function valueOf(object, name) {
  return object.properties.find((/** @type {Node} */ property) =>
    property.type === 'Property' && property.key.name === name)?.value;
}

/**
 * @param {Node} columns
 * @return {string[]}
 */
function keysIn(columns) {
  /** @type {string[]} */
  const keys = [];
  walk(columns, (node) => {
    if (node.type === 'ObjectExpression') {
      keys.push(...textsOf(valueOf(node, 'key')));
    }
  });
  return keys;
}

/**
 * @param {Node} object
 * @return {boolean} whether it has an id, or has it from elsewhere: the types
 *     ask every table for one.
 */
function mayBeTable(object) {
  return valueOf(object, 'id') !== undefined || object.properties.some(
    (/** @type {Node} */ {type}) => type === 'SpreadElement');
}

/**
 * @param {Node} object
 * @param {string} path
 * @param {FoundTables} tables
 */
function addTable(object, path, tables) {
  const columns = valueOf(object, 'columns');
  if (!columns || !mayBeTable(object)) return;
  const ids = textsOf(valueOf(object, 'id'));
  const isClear = columns.type === 'ArrayExpression' && ids.length === 1;
  // Nothing is downloaded of a table without columns.
  if (isClear && columns.elements.length === 0) return;
  if (!isClear || Object.hasOwn(tables.columns, ids[0])) {
    tables.unclear.push(`${path}:${object.loc.start.line}`);
    return;
  }
  tables.columns[ids[0]] = keysIn(columns);
}

/**
 * @param {readonly string[]} makers functions that make a text, or save it.
 * @return {FoundTables}
 */
export function findTables(makers) {
  /** @type {FoundTables} */
  const tables = {
    columns: {}, unclear: [],
    files: Object.fromEntries(makers.map((name) => [name, []])),
  };
  const paths = readdirSync(SOURCES, {recursive: true, encoding: 'utf8'});
  const names = ['columns', ...makers];
  for (const path of paths.filter((name) => name.endsWith('.js'))) {
    const text = readFileSync(join(SOURCES, path), 'utf8');
    if (!names.some((name) => text.includes(name))) continue;
    walk(parse(text), (node) => {
      if (node.type === 'ObjectExpression' && !LISTED.includes(path)) {
        addTable(node, path, tables);
      }
      if (node.type === 'ImportSpecifier' &&
          Object.hasOwn(tables.files, node.imported.name)) {
        tables.files[node.imported.name].push(path);
      }
    });
  }
  return tables;
}
