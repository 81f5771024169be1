/**
 * How the answers of an interaction are shown: a view for each of Oppia's
 * visualizations that an interaction declares.
 */

import {AnswerBars} from './answer_bars.js';
import {ClickHexbins} from './click_hexbins.js';
import {EnumeratedFrequencyTable, FrequencyTable} from './frequency_table.js';
import {SortedTiles} from './sorted_tiles.js';

/** @import {AnswerContext} from '../../domain/answer_tables.js' */
/**
 * @import {
 *   AnswersOfInteraction, Visualization
 * } from '../../domain/card_details.js'
 */

/**
 * @typedef {object} Shown
 * @property {Visualization} visualization
 * @property {AnswersOfInteraction} entry the answers it belongs to.
 * @property {AnswerContext} context
 * @property {string} cardKey of the card and version.
 * @property {string} title
 * @property {string} fileName without its extension.
 * @property {boolean} hasShares whether there are enough answers for shares.
 * @property {number} kAnonymity
 */

/**
 * @typedef {object} AnswerView
 * @property {HTMLElement} element
 * @property {(shown: Shown) => void} update
 */

/** @type {ReadonlyMap<string, (title: string) => AnswerView>} */
const VIEWS = new Map(Object.entries({
  BarChart: (title) => new AnswerBars(title),
  ClickHexbins: () => new ClickHexbins(),
  EnumeratedFrequencyTable: () => new EnumeratedFrequencyTable(),
  FrequencyTable: () => new FrequencyTable(),
  SortedTiles: () => new SortedTiles(),
}));

/**
 * @param {Visualization} visualization
 * @param {string} title
 * @return {AnswerView} a table where the visualization is of a newer server.
 */
export function createAnswerView({id}, title) {
  const create = VIEWS.get(id);
  return create ? create(title) : new FrequencyTable();
}

/**
 * @param {Visualization} visualization
 * @return {string}
 */
export function titleOf({options}) {
  return options.title ?? options.header ?? 'Answers';
}
