/**
 * The learner's rating of the lesson, asked at its end: stars, which are saved
 * at once, then a sentence to the author. Both are voluntary and can be
 * changed; the last rating of a play counts.
 */

import {html} from 'lit-html';
import {withoutControl} from '../../domain/plain_text.js';
import {LIMITS} from '../../domain/wire_contract.js';

/** @typedef {(stars: number, comment: string) => void} Rate */
/** @typedef {import('lit-html').TemplateResult} TemplateResult */

const ALL_STARS = Array.from({length: LIMITS.MAX_STARS}, (_, i) => i + 1);

export class RatingForm {
  #rate;
  #redraw;
  #stars = 0;
  /** The comment sent last, which a change of the stars must not remove. */
  #comment = '';
  #status = '';

  /**
   * @param {Rate} rate Saves a rating.
   * @param {() => void} redraw
   */
  constructor(rate, redraw) {
    this.#rate = rate;
    this.#redraw = redraw;
  }

  /** @returns {TemplateResult} */
  template() {
    // The form replaces the text before it, so that nothing moves.
    return html`
      <div class="player-rating ${this.#stars > 0 ? 'is-rated' : ''}">
        <fieldset class="player-stars">
          <legend class="player-label">How did you like this lesson?</legend>
          <div class="player-stars__row d-flex">${ALL_STARS.map(
              (stars) => this.#starChoice(stars))}</div>
        </fieldset>
        <p class="player-rating__status" role="status">${this.#status}</p>
        <div class="player-rating__more d-grid">
          <p class="player-rating__before">Optional and anonymous. The author
            sees your stars, and you can add a few words. The library shows the
            average once enough learners have rated.</p>
          ${this.#commentForm()}
        </div>
      </div>`;
  }

  /**
   * @param {number} stars
   * @returns {TemplateResult} A radio button, labelled "4 of 5 stars", of which
   *     the number is visible.
   */
  #starChoice(stars) {
    return html`
      <label class="player-star position-relative d-grid"
        ><input class="player-star__input visually-hidden" type="radio"
          name="stars" value=${stars} @change=${() => this.#choose(stars)}
        ><span class="player-star__sign" aria-hidden="true"></span
        ><span class="player-star__number">${stars}</span
        ><span class="visually-hidden"> of ${LIMITS.MAX_STARS} stars</span
      ></label>`;
  }

  /** @returns {TemplateResult} */
  #commentForm() {
    return html`
      <form class="player-rating__comment" @submit=${this.#submit}>
        <label class="player-rating__label fw-semibold" for="comment"
          >A sentence to the author (optional, anonymous)</label>
        <textarea id="comment" class="form-control player-rating__field"
          rows="2" maxlength=${LIMITS.MAX_COMMENT_LENGTH} dir="auto"
          autocomplete="off"></textarea>
        <button class="btn btn-outline-primary player-button">Send</button>
      </form>`;
  }

  /** @param {number} stars */
  #choose(stars) {
    this.#stars = stars;
    this.#rate(stars, this.#comment);
    this.#say('Thank you. You can change this.');
  }

  /** @param {SubmitEvent & {currentTarget: HTMLFormElement}} event */
  #submit = (event) => {
    event.preventDefault();
    const {value} = event.currentTarget.querySelector('textarea') ??
        {value: ''};
    const comment = withoutControl(value).trim();
    if (comment !== this.#comment) {
      this.#comment = comment;
      this.#rate(this.#stars, comment);
      this.#say(comment === '' ? 'Your sentence is taken back.' :
        'Thank you, the author will read it.');
    } else if (comment !== '') {
      this.#say('This sentence is sent already.');
    }
  };

  /** @param {string} text */
  #say(text) {
    this.#status = `${this.#stars} of ${LIMITS.MAX_STARS} stars. ${text}`;
    this.#redraw();
  }
}
