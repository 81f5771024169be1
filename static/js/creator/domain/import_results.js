/** Results of an import as sentences, grouped. */

import {formatCount, formatQuantity} from './formats.js';

/** @import {ImportedFile, ImportProblem} from '../../domain/wire_types.js' */

/**
 * @typedef {object} ProblemGroup
 * @property {string} heading with the number of problems.
 * @property {boolean} isUrgent whether the creator should look at it first.
 * @property {readonly ImportProblem[]} problems
 */

/** Headings by kind of problem, most important first. */
const HEADINGS = Object.freeze({
  error: 'Why it cannot be imported',
  not_published: 'Why it stays private',
  placeholder: 'Cards whose question cannot be shown here',
  changed: 'Shown differently',
  left_out: 'Left out',
});

/** @type {readonly string[]} */
const URGENT = Object.freeze(['error', 'placeholder']);

/**
 * @param {readonly ImportProblem[]} problems of one file.
 * @return {ProblemGroup[]} a group for each kind that occurs.
 */
export function problemGroups(problems) {
  return Object.entries(HEADINGS).flatMap(([kind, heading]) => {
    const ofKind = problems.filter((problem) => problem.kind === kind);
    return ofKind.length === 0 ? [] : [{
      heading: `${heading} (${formatCount(ofKind.length)})`,
      isUrgent: URGENT.includes(kind),
      problems: ofKind,
    }];
  });
}

/**
 * @param {ImportProblem} problem
 * @return {string} its place: path, line, both or the whole file.
 */
export function placeOf({path, line}) {
  const places = [path, line === null ? '' : `line ${formatCount(line)}`];
  return places.filter(Boolean).join(', ');
}

/**
 * @param {ImportedFile} file
 * @return {string}
 */
export function outcomeOf({title, num_states: numStates, problems}) {
  if (title === null) {
    return problems.some(({kind}) => kind === 'error') ?
      'cannot be imported' : 'is not an exploration';
  }
  const name = title ? `“${title}”` : 'without a title';
  return `${name}, ${formatQuantity(numStates, 'card')}`;
}

/**
 * @param {readonly ImportedFile[]} files
 * @return {string} the problems of all files as lines of text.
 */
export function reportText(files) {
  return files.map((file) => [
    `${file.name}: ${outcomeOf(file)}`,
    ...problemGroups(file.problems).flatMap(({heading, problems}) => [
      `  ${heading}`,
      ...problems.map((problem) => '    ' +
        [placeOf(problem), problem.message].filter(Boolean).join(': ')),
    ]),
  ].join('\n')).join('\n\n') + '\n';
}
