/**
 * Texts of learners about difficulties, which the creator can read, mark as
 * done, and delete.
 */

import {html, nothing} from 'lit-html';

import {withState} from '../../lib/with_state.js';
import {formatCount, formatDate} from '../domain/formats.js';
import {cardButton} from './cards_table.js';
import {Voices} from './voices.js';

/**
 * @import {
 *   LearnerAnswerInfo, LearnerAnswerInfosResponse
 * } from '../../domain/wire_types.js'
 */
/** @import {Page} from '../main.js' */
/** @import {PageData} from '../domain/page_data.js' */

/** Number of texts that the panel of a card shows at once. */
const NUM_ON_CARD = 3;

/**
 * @param {PageData} data
 * @param {Page} page
 */
export function answerDetailsPanel(data, page) {
  return withState(
    (redraw) => new AnswerDetails(page, 'answer-details', redraw),
    (details) => details.view(data));
}

/**
 * @param {PageData} data
 * @param {Page} page
 * @param {string} stateName
 */
export function cardAnswerDetails(data, page, stateName) {
  return withState((redraw) => new AnswerDetails(page, 'card-hard', redraw),
    (details) => details.cardView(data, stateName));
}

class AnswerDetails {
  /**
   * @param {Page} page
   * @param {string} headingId
   * @param {() => void} redraw
   */
  constructor(page, headingId, redraw) {
    this.page = page;
    this.voices = new Voices({
      name: 'texts', headingId, list: page.api.answerDetails,
      idName: 'learner_answer_info_id',
    }, redraw);
    /** @type {string|undefined} */
    this.timeZone = undefined;
  }

  /** @param {PageData} data */
  view(data) {
    this.load(data);
    return html`<section class="panel ratings mt-3"
      aria-labelledby="answer-details">
      <h4 id="answer-details" class="panel-heading" tabindex="-1">What
        learners found hard</h4>
      ${this.voices.view((answer) => this.content(answer))}
    </section>`;
  }

  /**
   * @param {PageData} data
   * @param {string} stateName
   * @return texts about a card; nothing if there are none, and learners are
   *     not asked for any.
   */
  cardView(data, stateName) {
    this.load(data);
    const {value} = this.voices.answer;
    if (value === null) return nothing;
    const infos = value.learner_answer_infos.filter(
      ({learner_answer_info_id: id, is_done: isDone}) =>
        !isDone && value.state_names_now[id] === stateName);
    if (!infos.length && !value.asking_state_names.includes(stateName)) {
      return nothing;
    }
    const earlier = infos.slice(NUM_ON_CARD);
    return html`<section class="card-part" aria-labelledby="card-hard">
      <h3 class="card-part-heading" id="card-hard" tabindex="-1">What learners
        found hard (${formatCount(infos.length)})</h3>
      ${this.voices.view(() => html`${infos.length ? nothing :
    html`<p class="app-muted">Nobody has written anything yet.</p>`}
      ${this.list(value, infos.slice(0, NUM_ON_CARD))}
      ${this.foldedList(
    value, earlier, `${formatCount(earlier.length)} more`)}`)}
    </section>`;
  }

  /** @param {PageData} data */
  load(data) {
    this.timeZone = data.processed?.time_zone;
    this.voices.load(data);
  }

  /** @param {LearnerAnswerInfosResponse} answer */
  content(answer) {
    const infos = answer.learner_answer_infos;
    const done = infos.filter(({is_done: isDone}) => isDone);
    return html`${askingCardsNote(answer)}
      ${this.list(answer, infos.filter((info) => !done.includes(info)))}
      ${this.foldedList(answer, done, `Done (${formatCount(done.length)})`)}
      ${answer.has_more ? html`<p class="app-muted mt-3 mb-0">Earlier texts are
        not shown; delete some to see them.</p>` : nothing}`;
  }

  /**
   * @param {LearnerAnswerInfosResponse} answer
   * @param {readonly LearnerAnswerInfo[]} infos
   * @param {string} summary
   */
  foldedList(answer, infos, summary) {
    return infos.length === 0 ? nothing :
      html`<details class="ratings-written"><summary>${summary}</summary>
        ${this.list(answer, infos)}</details>`;
  }

  /**
   * @param {LearnerAnswerInfosResponse} answer
   * @param {readonly LearnerAnswerInfo[]} infos
   */
  list({state_names_now: namesNow}, infos) {
    if (infos.length === 0) return nothing;
    return this.voices.list(infos.map((info) => ({
      id: info.learner_answer_info_id, isDone: info.is_done,
      text: info.answer_details,
      about: html`${this.cardOf(
        info.state_name, namesNow[info.learner_answer_info_id])} · version ${
        info.exp_version} · ${
        formatDate(info.occurred_at_msecs, this.timeZone)}`,
    })));
  }

  /**
   * @param {string} name
   * @param {string|undefined} now its name in the latest version.
   */
  cardOf(name, now) {
    if (now === undefined) return html`<bdi>${name}</bdi>, which is gone`;
    return html`${cardButton({stateName: now}, this.page.navigate)}${
      now === name ? nothing : html` (was <bdi>${name}</bdi>)`}`;
  }
}

/** @param {LearnerAnswerInfosResponse} answer */
function askingCardsNote({
  asking_state_names: names, learner_answer_infos: {length},
}) {
  if (names.length === 0) {
    return html`<p class=${length ? 'app-muted' : 'mb-0'}>No card asks learners
      what they find hard. A card with
      <code>solicit_answer_details: true</code> under <a
        href="#/content">Content</a> asks after two wrong answers, and when they
      leave.</p>`;
  }
  const cards = names.map(
    (name, index) => html`${index ? ', ' : ''}<bdi>${name}</bdi>`);
  return html`<p class=${length ? 'app-muted' : 'mb-0'}>Asked on: ${cards}.
    Learners write to you, so all that they write is shown. Who wrote it is not
    known.${
      length ? '' : ' Nobody has written anything yet.'}</p>`;
}
