/**
 * The number of learners who must have given an answer in their own words
 * before the creators can read it.
 */

import {html} from 'lit-html';

import {LIMITS} from '../../domain/wire_contract.js';
import {tooFewLearners} from '../domain/answer_notes.js';
import {announce} from '../lib/announcer.js';
import {optionList, onValue} from '../lib/fields.js';
import {failureBox} from '../lib/notices.js';
import {ActionPanel, panel} from './panel.js';

/** @import {Page} from '../main.js' */
/** @import {Rights} from '../../domain/wire_types.js' */

const USUAL = LIMITS.ANSWERS_K_ANONYMITY;

/** The numbers to choose from. */
const NUMBERS = Object.freeze([1, 2, 3, 5, 10, LIMITS.MAX_ANSWERS_K_ANONYMITY]);

export class AnonymityPanel extends ActionPanel {
  /**
   * @param {Page} page
   * @param {(kAnonymity: number) => void} onChange
   * @param {() => void} redraw
   */
  constructor(page, onChange, redraw) {
    super(page, redraw);
    this.onChange = onChange;
  }

  /**
   * @param {Rights} rights
   * @return {import('lit-html').TemplateResult}
   */
  template({k_anonymity: chosen, min_k_anonymity: fewest}) {
    const numbers = [...new Set([...NUMBERS, chosen, fewest])]
        .filter((number) => number >= fewest).sort((a, b) => a - b);
    const options = numbers.map((value) => ({
      value, label: (value === 1 ? '1 learner' : `${value} learners`) +
        (value === USUAL ? ' (usual)' : ''),
    }));
    return panel('anonymity', 'Rare answers', html`
      <label class="form-label" for="k-anonymity">An answer in a learner’s own
        words is shown once it was given by</label>
      <select id="k-anonymity" class="form-select mb-2"
        aria-describedby="k-anonymity-note" ?disabled=${this.attempt.isRunning}
        @change=${onValue((value) => void this.choose(Number(value)))}>
        ${optionList(options, chosen)}
      </select>
      <p class="mb-0" id="k-anonymity-note">${noteOn(chosen)}${fewest > 1 ?
    ` This site asks for ${fewest} at least.` : ''}</p>
      <div role="alert">${this.attempt.problem}</div>`);
  }

  /** @param {number} kAnonymity */
  async choose(kAnonymity) {
    const isDone = await this.attempt.run(
      () => this.page.api.setKAnonymity(kAnonymity),
      (failure) => failureBox('This could not be changed', failure, null));
    if (!isDone) return;
    this.onChange(kAnonymity);
    announce('Changed, also for the answers given before.');
  }
}

/**
 * @param {number} chosen
 * @return {string}
 */
function noteOn(chosen) {
  const before = 'This holds for answers given before, too. ';
  const notice = chosen < USUAL ?
    'Learners see that you can read single answers. ' : '';
  return chosen === 1 ?
    `${notice}${before}Choose it for a class that knows you.` :
    `${notice}${before}Answers of ${
      tooFewLearners(chosen)} are only described.`;
}
