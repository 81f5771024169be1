/**
 * The content of a card's panel: the card as learners see it beside its
 * figures. Loaded when the first card is opened.
 */

import {html, nothing} from 'lit-html';
import {keyed} from 'lit-html/directives/keyed.js';

import {LIMITS} from '../../../domain/wire_contract.js';
import {isQuestion} from '../../domain/card_details.js';
import {cardSentence} from '../../domain/card_sentence.js';
import {formatDateTime, formatQuantity} from '../../domain/formats.js';
import {failureOf} from '../../lib/failures.js';
import {foldedPart} from '../../lib/folded_part.js';
import {failureBox} from '../../lib/notices.js';
import {Resource} from '../../lib/resource.js';
import {cardAnswerDetails} from '../answer_details.js';
import {answersSection} from './answers_section.js';
import {cardColumn} from './card_column.js';
import {cardDownloads} from './card_downloads.js';
import {counterFigures, distributionFigure} from './card_figures.js';
import {confusionSection} from './confusion_section.js';
import {itemDetails, itemSection} from './item_section.js';

/** @import {Page} from '../../main.js' */
/**
 * @import {
 *   Exploration, StateView as CardDetails
 * } from '../../../domain/wire_types.js'
 */
/** @import {AnswerContext} from '../../domain/answer_tables.js' */
/** @import {PageData} from '../../domain/page_data.js' */
/** @import {CardRow} from '../../domain/statistics_model.js' */

/**
 * @typedef {{
 *   key: 'time'|'time_before_leaving'|'attempts'|'self_loops',
 *   title: string, term: string, unit: 'msecs'|'number',
 * }} Distributed
 */

/** @type {readonly Distributed[]} */
const TIMES = Object.freeze([{
  key: 'time', title: 'Time on the card', term: 'cardTime', unit: 'msecs',
}, {
  key: 'time_before_leaving', title: 'Time before leaving',
  term: 'timeBeforeLeaving', unit: 'msecs',
}]);

/** @type {readonly Distributed[]} */
const TRIES = Object.freeze([{
  key: 'attempts', title: 'Answers per visit', term: 'attempts',
  unit: 'number',
}, {
  key: 'self_loops', title: 'Answers that stayed', term: 'selfLoops',
  unit: 'number',
}]);

export class CardBody {
  /**
   * @param {Page} page
   * @param {() => void} redraw called when something has been loaded.
   */
  constructor(page, redraw) {
    this.page = page;
    /** @type {PageData|null} */
    this.data = null;
    this.cardKey = '';
    /** @type {Resource<CardDetails>} */
    this.details = new Resource(redraw);
    /** @type {Resource<Exploration>} */
    this.exploration = new Resource(redraw);
  }

  /**
   * @param {PageData} data
   * @param {CardRow} row
   */
  view(data, row) {
    if (data !== this.data) {
      this.data = data;
      this.load(data, row);
    }
    const {details, exploration} = this;
    const hasFailed = exploration.error !== null;
    // Answers can be read only with the interaction of their card.
    const shown = exploration.value || hasFailed ? details.value : null;
    const editHref =
      this.page.hashFor({tab: 'content', card: row.stateName});
    return html`<div class="card-columns">
      ${cardColumn({
        page: this.page, stateName: row.stateName, editHref, hasFailed,
        exploration: exploration.value, version: data.answer.exp_version,
      })}
      <div class="card-numbers">
        <p class="card-sentence m-0 fw-semibold">${
          cardSentence(row, data.processed?.states[row.stateName])}</p>
        <p class="card-status" role="status">${
          shown ? statusText(data, shown) :
            details.error === null ? 'Loading the figures …' : ''}</p>
        <div class="card-failure">${details.error === null ? nothing :
          failureBox('The figures of this card could not be loaded',
            failureOf(details.error), details.reload)}</div>
        ${shown && shown.num_sessions > 0 ? keyed(this.cardKey,
          processedFigures(shown, data, row, {
            context: contextOf(exploration.value, row.stateName), editHref,
          })) : nothing}
        ${this.page.isShared ? nothing :
    cardAnswerDetails(data, this.page, row.stateName)}
        ${closerPart('Counted live', counterFigures(row))}
      </div>
    </div>`;
  }

  /**
   * Loads what has changed since the last refresh.
   *
   * @param {PageData} data
   * @param {CardRow} row
   */
  load({answer, cut}, {stateName}) {
    const {exp_id: expId, exp_version: version} = answer;
    const {api} = this.page;
    const {details, exploration} = this;
    const versionKey = `${expId} ${version}`;
    const cardKey = `${versionKey} ${JSON.stringify(cut)} ${stateName}`;
    if (cardKey !== this.cardKey) {
      this.cardKey = cardKey;
      details.clear();
    }
    details.load(`${cardKey} ${answer.processed_revision}`,
      () => api.getStateDetails(stateName, version, cut));
    if (versionKey !== exploration.key || exploration.error !== null) {
      exploration.clear();
    }
    exploration.load(versionKey, () => api.getExploration(version));
  }
}

/**
 * @param {PageData} data
 * @param {CardDetails} details
 * @return {string} what the processed figures are based on.
 */
function statusText({processed}, {num_sessions: n}) {
  const through = processed?.complete_through_msecs ?
    `, complete through ${formatDateTime(
      processed.complete_through_msecs)}` : '';
  return n > 0 ?
    `Based on ${formatQuantity(n, 'learner')} who came here${through}.` :
    `Nothing has been processed for this card yet${through}. Plays are ` +
      'processed a few minutes after they end.';
}

/**
 * @param {string} heading
 * @param {unknown} content
 */
function cardPart(heading, content) {
  return html`<section class="card-part" aria-label=${heading}>
    <h3 class="card-part-heading">${heading}</h3>
    ${content}
  </section>`;
}

/**
 * A part with details, which is folded at first.
 *
 * @param {string} heading
 * @param {unknown} content
 */
function closerPart(heading, content) {
  return html`<section class="card-part" aria-label=${heading}>${foldedPart(
    `card-${heading}`, html`<h3 class="card-part-heading">${heading}</h3>`,
    content)}</section>`;
}

/**
 * @param {readonly Distributed[]} pair of distributions, side by side.
 * @param {CardDetails} details
 * @param {string} fileStem
 */
function distributions(pair, details, fileStem) {
  return html`<div class="card-pair">${pair.map(({key, ...figure}) =>
    distributionFigure({
      ...figure, noun: 'visit', values: details[key],
      fileName: `${fileStem}-${key.replaceAll('_', '-')}`,
    }))}</div>`;
}

/**
 * @param {CardDetails} details
 * @param {PageData} data
 * @param {CardRow} row
 * @param {{context: AnswerContext, editHref: string}} target
 */
function processedFigures(details, {answer, processed}, row, target) {
  const fileStem =
    `${answer.exp_id}-v${answer.exp_version}-${slugOf(row.stateName)}`;
  const takesAnswers = Object.values(details.answers)
    .some(({visualizations}) => visualizations.length > 0);
  const kAnonymity = processed?.k_anonymity ?? LIMITS.ANSWERS_K_ANONYMITY;
  return html`<div class="card-details">
    ${takesAnswers ? cardPart('Answers', answersSection(
      details, {...target, fileStem, kAnonymity})) : nothing}
    ${isQuestion(details) ? cardPart('Right or wrong',
      itemSection(details, target.context, fileStem)) : nothing}
    ${isQuestion(details) ? closerPart('As a question of a test',
      itemDetails(details, fileStem)) : nothing}
    ${row.isTerminal || row.isLinear ? nothing :
      closerPart('Confusion', confusionSection(details, fileStem))}
    ${row.isTerminal ? nothing :
      closerPart('Time', distributions(TIMES, details, fileStem))}
    ${takesAnswers ? closerPart('Tries',
      distributions(TRIES, details, fileStem)) : nothing}
    ${cardDownloads()}
  </div>`;
}

/**
 * @param {Exploration|null} exploration
 * @param {string} stateName
 * @return {AnswerContext}
 */
function contextOf(exploration, stateName) {
  const interaction = exploration?.states[stateName]?.interaction;
  return {
    interactionId: interaction?.id ?? '',
    args: interaction?.customization_args ?? {},
  };
}

/**
 * @param {string} text
 * @return {string} the text as a part of a file name.
 */
function slugOf(text) {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '') || 'card';
}
