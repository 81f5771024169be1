/**
 * ImageClickInput: a place on an image; the answer is the place and the
 * regions of the image that contain it. Places are fractions of the width and
 * of the height, from the upper left corner.
 */

import {InvalidAnswerError} from './interaction_spec.js';

/** @typedef {import('./interaction_spec.js').Args} Args */

/**
 * @typedef {{
 *   label: string,
 *   region: {regionType: string, area: [[number, number], [number, number]]},
 * }} LabeledRegion
 *
 * @typedef {{
 *   clickPosition: [number, number] | null, clickedRegions: string[],
 * }} Click Clicks that are counted together have no position.
 */

/** Positions are rounded to 1 / POSITION_STEPS, less than a pixel. */
const POSITION_STEPS = 1e4;

/**
 * @param {Args} args
 * @returns {LabeledRegion[]}
 */
export function regionsOf(args) {
  return args.imageAndRegions?.value?.labeledRegions ?? [];
}

/**
 * @param {Args} args
 * @returns {string} As stored.
 */
export function imageSourceOf(args) {
  return args.imageAndRegions?.value?.imagePath ?? '';
}

/**
 * @param {[number, number]} position
 * @param {Args} args
 * @returns {string[]} The labels of the regions there; borders belong to them.
 */
export function labelsAt([x, y], args) {
  return regionsOf(args).filter(({region}) => {
    const [[left, top], [right, bottom]] = region.area;
    return left <= x && x <= right && top <= y && y <= bottom;
  }).map(({label}) => label);
}

/**
 * @param {[number, number]} position
 * @returns {string} The position in words.
 */
export function positionText([x, y]) {
  return `${percentText(x)} from the left, ${percentText(y)} from the top`;
}

/**
 * @param {number} fraction
 * @returns {string}
 */
function percentText(fraction) {
  return `${Math.round(100 * fraction)}\u00a0%`;
}

/**
 * @param {unknown} answer
 * @param {Args} args
 * @returns {Click}
 */
function normalizeAnswer(answer, args) {
  const position = /** @type {any} */ (answer)?.clickPosition;
  if (!Array.isArray(position) || position.length !== 2 ||
      !position.every((part) =>
        Number.isFinite(part) && part >= 0 && part <= 1)) {
    throw new InvalidAnswerError('Please point at a place on the image first.');
  }
  const [x, y] = position.map(
      (part) => Math.round(part * POSITION_STEPS) / POSITION_STEPS);
  return {clickPosition: [x, y], clickedRegions: labelsAt([x, y], args)};
}

/**
 * @param {Click} answer
 * @returns {string} The regions that the click hit; its place if it hit none.
 */
function answerToText({clickPosition, clickedRegions}) {
  return clickedRegions.join(', ') ||
      (clickPosition ? positionText(clickPosition) : '');
}

/** @type {import('./interaction_spec.js').InteractionSpec} */
export const imageClickInput = Object.freeze({
  id: 'ImageClickInput',
  isTerminal: false,
  isLinear: false,
  rules: {
    IsInRegion: (answer, {x}) => answer.clickedRegions.includes(x),
  },
  normalizeAnswer,
  answerToText,
});
