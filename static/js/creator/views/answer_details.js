/**
 * Texts of learners about difficulties, which the creator can read, mark as
 * done, and delete.
 */

import {html, nothing} from 'lit-html';
import {repeat} from 'lit-html/directives/repeat.js';

import {withState} from '../../lib/with_state.js';
import {formatCount, formatDate} from '../domain/formats.js';
import {failureOf} from '../lib/failures.js';
import {failureBox} from '../lib/notices.js';
import {Resource} from '../lib/resource.js';
import {cardButton} from './cards_table.js';
import {VoiceActions} from './voice_actions.js';

/**
 * @import {
 *   LearnerAnswerInfo, LearnerAnswerInfosResponse
 * } from '../../domain/wire_types.js'
 */
/** @import {Page} from '../main.js' */
/** @import {PageData} from '../domain/page_data.js' */

/** No counter shows that somebody wrote, so the list is loaded again. */
const REFRESH_MSECS = 60_000;

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
    this.api = page.api;
    /** @type {Resource<LearnerAnswerInfosResponse>} */
    this.answer = new Resource(redraw);
    this.actions = new VoiceActions(headingId, redraw);
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
      ${this.content()}
      ${this.actions.problem}
    </section>`;
  }

  /**
   * @param {PageData} data
   * @param {string} stateName
   * @return what was hard on a card; nothing unless somebody wrote it, or is
   *     asked.
   */
  cardView(data, stateName) {
    this.load(data);
    const {value} = this.answer;
    if (value === null) return nothing;
    const infos = value.learner_answer_infos.filter(
      ({learner_answer_info_id: id, is_done: isDone}) =>
        !isDone && value.state_names_now[id] === stateName);
    if (!infos.length && !value.asking_state_names.includes(stateName)) {
      return nothing;
    }
    const [latest, earlier] =
      [infos.slice(0, NUM_ON_CARD), infos.slice(NUM_ON_CARD)];
    return html`<section class="card-part" aria-labelledby="card-hard">
      <h3 class="card-part-heading" id="card-hard" tabindex="-1">What learners
        found hard (${formatCount(infos.length)})</h3>
      ${infos.length ? nothing :
    html`<p class="app-muted">Nobody has written anything yet.</p>`}
      ${this.list(latest)}
      ${earlier.length === 0 ? nothing : html`<details class="ratings-written">
        <summary>${formatCount(earlier.length)} more</summary>
        ${this.list(earlier)}
      </details>`}
      ${this.actions.problem}
    </section>`;
  }

  /** @param {PageData} data */
  load({answer, processed}) {
    this.timeZone = processed?.time_zone;
    const minute = Math.floor(answer.generated_at_msecs / REFRESH_MSECS);
    this.answer.load(String(minute), () => this.api.getAnswerDetails());
  }

  content() {
    const {value, error, reload} = this.answer;
    if (value === null) {
      return error === null ?
        html`<p class="loading" role="status">Loading …</p>` : failureBox(
          'The texts could not be loaded', failureOf(error), reload);
    }
    const infos = value.learner_answer_infos;
    const done = infos.filter(({is_done: isDone}) => isDone);
    return html`${aboutAsking(value)}
      ${this.list(infos.filter((info) => !done.includes(info)))}
      ${done.length === 0 ? nothing : html`<details class="ratings-written">
        <summary>Done (${formatCount(done.length)})</summary>
        ${this.list(done)}
      </details>`}
      ${value.has_more ? html`<p class="app-muted mt-3 mb-0">Earlier texts are
        not shown; delete some to see them.</p>` : nothing}`;
  }

  /** @param {readonly LearnerAnswerInfo[]} infos */
  list(infos) {
    return infos.length === 0 ? nothing : html`<ul class="ratings-list">${
      repeat(infos, (info) => info.learner_answer_info_id,
        (info) => this.item(info))}</ul>`;
  }

  /** @param {LearnerAnswerInfo} info */
  item(info) {
    const {exp_version: version, occurred_at_msecs: msecs} = info;
    return html`<li>
      <p class="ratings-comment" dir="auto">${info.answer_details}</p>
      <p class="app-muted ratings-about">${this.cardOf(info)} · version ${
        version} · ${formatDate(msecs, this.timeZone)}</p>
      ${this.buttons(info)}
    </li>`;
  }

  /** @param {LearnerAnswerInfo} info */
  cardOf({learner_answer_info_id: id, state_name: name}) {
    const now = this.answer.value?.state_names_now[id];
    if (now === undefined) return html`<bdi>${name}</bdi>, which is gone`;
    return html`${cardButton({stateName: now}, this.page.navigate)}${
      now === name ? nothing : html` (was <bdi>${name}</bdi>)`}`;
  }

  /** @param {LearnerAnswerInfo} info */
  buttons({learner_answer_info_id: id, is_done: isDone}) {
    const {api, answer} = this;
    return this.actions.buttons({
      isDone,
      mark: async (done) => {
        answer.value = await api.markAnswerDetails(id, done);
      },
      erase: async () => {
        answer.value = await api.deleteAnswerDetails(id);
      },
    });
  }
}

/** @param {LearnerAnswerInfosResponse} answer */
function aboutAsking({
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
