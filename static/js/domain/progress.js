/** Progress in a lesson whose paths may branch and loop. */

import {outcomesOf} from './exploration.js';

/** @typedef {import('./wire_types.js').Exploration} Exploration */

/**
 * @param {Exploration} exploration
 * @param {(interactionId: string|null) => boolean} isTerminal
 * @returns {Map<string, number>} For each card, the fewest answers from it to
 *     an end; a card from which no end can be reached is missing.
 */
export function distancesToEnd(exploration, isTerminal) {
  const sources = sourcesOfEachState(exploration);
  /** @type {Map<string, number>} */
  const distances = new Map();
  let frontier = Object.keys(exploration.states).filter(
      (name) => isTerminal(exploration.states[name].interaction.id));
  for (let distance = 0; frontier.length > 0; distance++) {
    for (const name of frontier) distances.set(name, distance);
    const next = frontier.flatMap((name) => sources.get(name) ?? []);
    frontier = [...new Set(next)].filter((name) => !distances.has(name));
  }
  return distances;
}

/**
 * @param {Exploration} exploration
 * @returns {Map<string, string[]>} For each card, the cards that lead to it.
 */
function sourcesOfEachState(exploration) {
  /** @type {Map<string, string[]>} */
  const sources = new Map();
  for (const [name, state] of Object.entries(exploration.states)) {
    for (const {dest} of outcomesOf(state.interaction)) {
      sources.set(dest, [...(sources.get(dest) ?? []), name]);
    }
  }
  return sources;
}

/**
 * The share of the path that is done, 0 to 1. It never decreases: learners who
 * are sent round a loop keep their progress.
 */
export class ProgressMeter {
  /** @type {Map<string, number>} */
  #distances;
  #longest = 0;
  #share = 0;

  /** @param {Map<string, number>} distances */
  constructor(distances) {
    this.#distances = distances;
  }

  /**
   * @param {string} stateName The card now shown.
   * @returns {number}
   */
  advance(stateName) {
    const distance = this.#distances.get(stateName);
    if (distance === undefined) return this.#share;
    this.#longest = Math.max(this.#longest, distance);
    const share = this.#longest === 0 ? 1 : 1 - distance / this.#longest;
    this.#share = Math.max(this.#share, share);
    return this.#share;
  }
}

/**
 * @param {number} number Of the card shown, from 1.
 * @param {{
 *   remaining: number | undefined, numStates: number, minutes: number | null,
 * }} lesson `remaining`: the fewest answers from the last card seen to an end.
 *     `minutes`: how long the whole lesson takes, if known.
 * @param {number} numSeen Cards seen so far.
 * @returns {string} "Card 3 of about 11"; without "about" if all cards are on
 *     one path. On the first card, the minutes follow.
 */
export function placeText(number, {remaining, numStates, minutes}, numSeen) {
  if (remaining === undefined) return `Card ${number}`;
  const total = numSeen + remaining;
  const place =
      `Card ${number} of ${total === numStates ? '' : 'about '}${total}`;
  return numSeen > 1 || !minutes ? place :
    `${place} · about ${minutes} minute${minutes === 1 ? '' : 's'}`;
}
