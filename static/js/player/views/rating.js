/**
 * What the learner thinks of the lesson, asked at its end: stars, which are
 * kept at once, then a sentence to the author. Nobody has to answer, and
 * everything can be changed; what is kept last counts.
 */

import {withoutControl} from '../../domain/plain_text.js';
import {LIMITS} from '../../domain/wire_contract.js';
import {el, uniqueId} from './dom.js';

/** @typedef {(stars: number, comment: string) => void} Rate */

export class RatingForm {
  #rate;
  #stars = 0;
  /** What was sent last, which a change of the stars must not take back. */
  #comment = '';
  #field = el('textarea', {
    id: uniqueId('rating'), class: 'form-control player-rating__field',
    rows: 2, maxlength: LIMITS.MAX_COMMENT_LENGTH, dir: 'auto',
    autocomplete: 'off',
  });
  #status = el('p', {class: 'player-rating__status', role: 'status'});

  /** @param {Rate} rate Keeps a rating. */
  constructor(rate) {
    this.#rate = rate;
    this.element = el('div', {class: 'player-rating'},
        starChoice((stars) => this.#choose(stars)),
        this.#status,
        // The one takes the place of the other, so that nothing moves.
        el('div', {class: 'player-rating__more'},
            el('p', {class: 'player-rating__before'},
                'Only if you like. The author sees the stars, and the ' +
                'library their mean once some learners have given them. ' +
                'You can add a sentence to the author. Your rating is ' +
                'anonymous.'),
            this.#commentForm()));
  }

  /** @returns {HTMLElement} */
  #commentForm() {
    return el('form', {
      class: 'player-rating__comment',
      onsubmit: (event) => {
        event.preventDefault();
        this.#send(withoutControl(this.#field.value).trim());
      },
    },
    el('label', {class: 'player-rating__label', for: this.#field.id},
        'A sentence to the author (optional, anonymous)'),
    this.#field,
    el('button', {
      type: 'submit', class: 'btn btn-outline-primary player-button',
    }, 'Send'));
  }

  /** @param {number} stars */
  #choose(stars) {
    this.#stars = stars;
    this.#rate(stars, this.#comment);
    this.element.classList.add('is-rated');
    this.#say('Thank you. You can change this.');
  }

  /** @param {string} comment */
  #send(comment) {
    if (comment !== this.#comment) {
      this.#comment = comment;
      this.#rate(this.#stars, comment);
      this.#say(comment === '' ? 'Your sentence is taken back.' :
        'Thank you, the author will read it.');
    } else if (comment !== '') {
      this.#say('This sentence is sent already.');
    }
  }

  /** @param {string} text */
  #say(text) {
    this.#status.textContent = `${starsText(this.#stars)}. ${text}`;
  }
}

/**
 * @param {(stars: number) => void} onChoose
 * @returns {HTMLElement} Radio buttons: the arrow keys work by themselves.
 */
function starChoice(onChoose) {
  const name = uniqueId('stars');
  const choices = Array.from({length: LIMITS.MAX_STARS}, (_, i) => i + 1);
  return el('fieldset', {class: 'player-stars'},
      el('legend', {class: 'player-label'}, 'How did you like this lesson?'),
      el('div', {class: 'player-stars__row'}, ...choices.map(
          (stars) => el('label', {class: 'player-star'},
              el('input', {
                type: 'radio', class: 'player-star__input visually-hidden',
                name, value: stars, onchange: () => onChoose(stars),
              }),
              el('span', {class: 'player-star__sign', 'aria-hidden': 'true'}),
              ...starLabel(stars)))));
}

/**
 * @param {number} stars
 * @returns {HTMLElement[]} "4 of 5 stars", of which the number is seen.
 */
function starLabel(stars) {
  const number = String(stars);
  return [
    el('span', {class: 'player-star__number'}, number),
    el('span', {class: 'visually-hidden'},
        starsText(stars).slice(number.length)),
  ];
}

/**
 * @param {number} stars
 * @returns {string}
 */
function starsText(stars) {
  return `${stars} of ${LIMITS.MAX_STARS} stars`;
}
