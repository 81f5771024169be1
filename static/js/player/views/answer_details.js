/**
 * The question to learners about what they find hard on a card, for its
 * creator. It is asked below the card's question after some wrong answers, and
 * of learners who leave the lesson; both can be ignored.
 */

import {html, render} from 'lit-html';
import {LIMITS} from '../../domain/wire_contract.js';

/** @import {TemplateResult} from 'lit-html' */
/** @import {AnswerResult} from '../services/exploration_engine.js' */

/** Answers that stay on the card, after which learners are asked. */
const WRONG_ANSWERS_BEFORE_ASKING = 2;

const QUESTION = 'What did you find hard here?';

export class AnswerDetails {
  #send;
  #redraw;
  #text = '';
  #isSent = false;

  /**
   * @param {(text: string) => void} send
   * @param {() => void} redraw
   */
  constructor(send, redraw) {
    this.#send = send;
    this.#redraw = redraw;
  }

  /** Whether the learner has sent something about this card. */
  get isSent() {
    return this.#isSent;
  }

  /**
   * @param {readonly AnswerResult[]} results Of the answers on the card.
   * @returns {TemplateResult}
   */
  template(results) {
    const numWrong = results.filter(({staysOnCard}) => staysOnCard).length;
    return html`
      <details class="player-earlier mb-0"
        ?hidden=${this.#isSent || numWrong < WRONG_ANSWERS_BEFORE_ASKING}>
        <summary class="player-earlier__summary">${QUESTION}</summary>
        <form @submit=${this.#submit}>
          ${this.field('answer-details')}
          <button class="btn btn-outline-primary player-button">Send</button>
        </form>
      </details>
      <p class="player-help__status" role="status" tabindex="-1">${
        this.#isSent ? 'Thank you, the creator will read it.' : ''}</p>`;
  }

  /**
   * @param {string} id
   * @returns {TemplateResult} The text field, with what was written so
   *     far, in this place or the other.
   */
  field(id) {
    return html`
      <label class="visually-hidden" for=${id}>${QUESTION}</label>
      <textarea id=${id} class="form-control" rows="2" dir="auto"
        maxlength=${LIMITS.MAX_ANSWER_DETAILS_LENGTH} autocomplete="off"
        aria-describedby="${id}-about" .value=${this.#text}
        @input=${this.#write}></textarea>
      <p id="${id}-about" class="app-muted my-2">You need not answer. Only the
        creator of this lesson reads this. Do not write your name.</p>`;
  }

  /** Sends what the learner has written, if anything. */
  send() {
    const text = this.#text.trim();
    if (text === '' || this.#isSent) return;
    this.#isSent = true;
    this.#send(text);
  }

  /** @param {InputEvent & {currentTarget: HTMLTextAreaElement}} event */
  #write = ({currentTarget}) => {
    this.#text = currentTarget.value;
  };

  /** @param {SubmitEvent & {currentTarget: HTMLFormElement}} event */
  #submit = (event) => {
    event.preventDefault();
    const thanks = event.currentTarget.parentElement?.nextElementSibling;
    this.send();
    this.#redraw();
    // The pressed button is hidden now.
    if (this.#isSent && thanks instanceof HTMLElement) thanks.focus();
  };
}

/**
 * Asks once, before the link that leaves the lesson is followed.
 *
 * @param {HTMLElement} link
 * @param {() => AnswerDetails | null} detailsNow Of the card that is shown;
 *     null where it does not ask.
 * @param {() => void} leave
 */
export function askWhenLeaving(link, detailsNow, leave) {
  let hasAsked = false;
  link.addEventListener('click', async (event) => {
    const details = detailsNow();
    if (hasAsked || !details || details.isSent || opensElsewhere(event)) return;
    event.preventDefault();
    hasAsked = true;
    if (await askInDialog(details)) leave();
  });
}

/**
 * @param {MouseEvent} event
 * @returns {boolean} Whether the lesson stays open in this tab.
 */
function opensElsewhere({button, altKey, ctrlKey, metaKey, shiftKey}) {
  return button !== 0 || altKey || ctrlKey || metaKey || shiftKey;
}

/**
 * The focus begins on the button that leaves, so that Enter leaves.
 *
 * @param {AnswerDetails} details
 * @returns {Promise<boolean>} Whether the learner leaves; Escape stays.
 */
function askInDialog(details) {
  const container = document.createElement('div');
  document.body.append(container);
  return new Promise((resolve) => {
    /** @param {{currentTarget: HTMLDialogElement}} event */
    const onClose = ({currentTarget}) => {
      const {returnValue} = currentTarget;
      if (returnValue === 'send') details.send();
      container.remove();
      resolve(returnValue !== '');
    };
    render(html`
      <dialog class="player-dialog" aria-labelledby="leaving" @close=${onClose}>
        <h2 id="leaving" class="fs-5">${QUESTION}</h2>
        <form method="dialog">
          ${details.field('leaving-details')}
          <div class="player-actions">
            <button class="btn btn-primary player-button" value="send"
              >Send and leave</button>
            <button class="btn btn-outline-secondary player-button"
              value="leave" autofocus>Leave</button>
            <button class="btn btn-outline-secondary player-button" value=""
              >Stay</button>
          </div>
        </form>
      </dialog>`, container);
    container.querySelector('dialog')?.showModal();
  });
}
