/**
 * What learners answered on a card, as each interaction declares it.
 */

import {exactnessText, isOfUnresolved, othersText} from
  '../../domain/answer_tables.js';
import {isEnough} from '../../domain/card_details.js';
import {arrange, h, setText} from '../../lib/dom.js';
import {createAnswerView, titleOf} from '../answers/registry.js';

/** @import {AnswerContext} from '../../domain/answer_tables.js' */
/**
 * @import {
 *   AnswersOfInteraction, CardDetails, Visualization
 * } from '../../domain/card_details.js'
 */
/** @import {AnswerView} from '../answers/registry.js' */

/**
 * @typedef {object} AnswersTarget the card whose answers are shown.
 * @property {AnswerContext} context its interaction in the version shown.
 * @property {string} fileStem
 * @property {string} cardKey
 * @property {number} kAnonymity
 * @property {string} editHref where the card is edited.
 */

export class AnswersSection {
  constructor() {
    /** @type {Map<string, AnswerView>} */
    this.views = new Map();
    /** @type {Map<string, {box: HTMLElement, heading: HTMLElement,
     *     facts: HTMLElement, list: HTMLElement}>} */
    this.boxes = new Map();
    this.nothing = h('p', {class: 'chart-nothing'},
      'Nothing was answered here yet.');
    this.edit = h('a', {class: 'btn btn-sm btn-outline-primary'},
      'Write a response for one of these');
    this.element = h('div', {class: 'card-answers'});
  }

  /**
   * @param {CardDetails} details
   * @param {AnswersTarget} target
   */
  update(details, target) {
    const own = target.context.interactionId;
    // The interaction of the version shown first, then those it once had.
    const entries = Object.entries(details.answers)
      .filter(([, entry]) => entry.visualizations.length > 0)
      .sort(([a], [b]) => Number(b === own) - Number(a === own) ||
        (a < b ? -1 : 1));
    this.edit.setAttribute('href', target.editHref);
    arrange(this.element, entries.length ? entries.map(([id, entry]) =>
      this.boxOf(id, entry, target)) : [this.nothing]);
  }

  /**
   * @param {string} id of the interaction.
   * @param {AnswersOfInteraction} entry
   * @param {AnswersTarget} target
   * @return {HTMLElement}
   */
  boxOf(id, entry, target) {
    const isOwn = id === target.context.interactionId;
    const known = this.boxes.get(id) ?? this.makeBox(id);
    known.heading.hidden = isOwn;
    setText(known.facts, [
      othersText(entry, target.kAnonymity), exactnessText(entry),
    ].filter(Boolean).join(' '));
    known.facts.hidden = known.facts.textContent === '';
    const views = entry.visualizations.flatMap((visualization, index) =>
      this.viewOf(id, index, visualization, entry, {
        ...target, context: isOwn ? target.context :
          {interactionId: id, args: {}},
      }));
    arrange(known.list, views);
    return known.box;
  }

  /**
   * @param {string} id of the interaction.
   */
  makeBox(id) {
    const heading = h('h4', {class: 'chart-title'},
      `When this card was a ${id}`);
    const facts = h('p', {class: 'answer-notes'});
    const list = h('div', {class: 'answer-views'});
    const box = h('div', {}, heading, list, facts);
    const made = {box, heading, facts, list};
    this.boxes.set(id, made);
    return made;
  }

  /**
   * @param {string} id of the interaction.
   * @param {number} index
   * @param {Visualization} visualization
   * @param {AnswersOfInteraction} entry
   * @param {AnswersTarget} target
   * @return {HTMLElement[]}
   */
  viewOf(id, index, visualization, entry, target) {
    const title = titleOf(visualization);
    const key = [id, index, visualization.id, title].join('/');
    let view = this.views.get(key);
    if (!view) {
      view = createAnswerView(visualization, title);
      this.views.set(key, view);
    }
    view.update({
      visualization, entry, context: target.context, title,
      cardKey: target.cardKey, kAnonymity: target.kAnonymity,
      fileName: `${target.fileStem}-answers-${index + 1}`,
      hasShares: isEnough(entry.num_answers) && visualization
        .calculation_id !== 'FrequencyCommonlySubmittedElements',
    });
    const hasEdit = isOfUnresolved(visualization) &&
      visualization.data.length > 0;
    return hasEdit ? [view.element, this.edit] : [view.element];
  }
}
