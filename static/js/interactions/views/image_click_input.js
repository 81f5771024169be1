/**
 * ImageClickInput: an image to click or to tap. The keyboard moves a crosshair,
 * whose position is spoken.
 */

import {html} from 'lit-html';
import {pictureUrl} from '../../lib/creator_html.js';
import {imageSourceOf, labelsAt, positionText, regionsOf} from
  '../image_click_input.js';

/** @typedef {[number, number]} Position */

/** The step of an arrow key, as a fraction of the width or the height. */
const STEP = 0.02;
const LARGE_STEP = 0.1;

const BROKEN_IMAGE =
    'The image could not be loaded. Please load the page again.';

/** @type {ReadonlyMap<string, Position>} */
const DIRECTIONS = new Map([
  ['ArrowLeft', [-1, 0]], ['ArrowRight', [1, 0]],
  ['ArrowUp', [0, -1]], ['ArrowDown', [0, 1]],
]);

/**
 * @param {import('./registry.js').QuestionOptions} options
 * @returns {import('./registry.js').Question}
 */
export function imageClickInput(options) {
  const image = new ImageClickInput(options);
  return (message) => image.template(message);
}

class ImageClickInput {
  /** @type {Position} Of the crosshair. */
  #position = [0.5, 0.5];
  /** Announces the position of the crosshair. */
  #spoken = '';
  /** @type {string[]} The labels of the regions pointed at, where shown. */
  #shownLabels = [];
  #isAnswered = false;
  #isBroken = false;

  /** @param {import('./registry.js').QuestionOptions} options */
  constructor(options) {
    this.options = options;
    this.namesRegions =
        Boolean(options.args.highlightRegionsOnHover?.value);
  }

  /**
   * @param {string} message
   * @returns {import('lit-html').TemplateResult}
   */
  template(message) {
    const {args, lang, id} = this.options;
    const alt = args.altText?.value ?? '';
    const regions = this.namesRegions ? regionsOf(args) : [];
    return html`
      <div class="player-image">
        <div
          class="player-image__stage ${this.#isAnswered ? 'is-answered' : ''}"
          tabindex="0" role="application" aria-label="Image to point at: ${alt}"
          aria-describedby="${id}-help"
          @click=${this.#click} @pointermove=${this.#hover}
          @keydown=${this.#press} @focus=${this.#speak}>
          <img class="player-image__picture d-block mw-100"
            src=${pictureUrl(imageSourceOf(args))}
            alt=${alt} lang=${lang} draggable="false" @error=${this.#fail}>
          ${regions.map((region) => regionMark(
              region, this.#shownLabels.includes(region.label)))}
          <div class="player-image__crosshair" aria-hidden="true"
            .style=${placeOf(this.#position)}></div>
        </div>
        <p id="${id}-help" class="player-image__hint">${helpText()}</p>
        <p class="visually-hidden" role="status">${this.#spoken}</p>
        <p class="player-invalid" role="alert">${
          this.#isBroken ? BROKEN_IMAGE : message}</p>
      </div>`;
  }

  /** @param {MouseEvent} event */
  #click = (event) => {
    // The second click of a double click is not a second answer.
    if (event.detail > 1 || !isLoaded(event)) return;
    this.#moveTo(positionOf(event));
    this.#submit();
  };

  /** @param {PointerEvent} event */
  #hover = (event) => this.#pointAt(positionOf(event));

  /** @param {KeyboardEvent} event */
  #press = (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const direction = DIRECTIONS.get(event.key);
    if (direction) {
      const step = event.shiftKey ? LARGE_STEP : STEP;
      const [x, y] = this.#position;
      this.#moveTo([x + step * direction[0], y + step * direction[1]]);
      this.#speak();
    } else if (event.key !== 'Enter' && event.key !== ' ') {
      return;
    } else if (!event.repeat && isLoaded(event)) {
      this.#submit();
    }
    event.preventDefault();
  };

  #fail = () => {
    this.#isBroken = true;
    this.options.redraw();
  };

  #speak = () => {
    const names = this.namesRegions ?
      labelsAt(this.#position, this.options.args) : [];
    this.#spoken = [...names, positionText(this.#position)].join(': ');
    this.options.redraw();
  };

  /** @param {Position} position A position outside is moved to the border. */
  #moveTo([x, y]) {
    this.#position = [clamp(x), clamp(y)];
    this.#pointAt(this.#position);
    this.options.redraw();
  }

  /** @param {Position} position */
  #pointAt(position) {
    if (!this.namesRegions) return;
    const labels = labelsAt(position, this.options.args);
    if (labels.join('\n') === this.#shownLabels.join('\n')) return;
    this.#shownLabels = labels;
    this.options.redraw();
  }

  #submit() {
    this.#isAnswered = true;
    this.options.onSubmit({clickPosition: this.#position, clickedRegions: []});
  }
}

/**
 * @param {Event} event On the image or around it.
 * @returns {HTMLImageElement}
 */
function imageOf({currentTarget}) {
  return /** @type {HTMLImageElement} */ (
    /** @type {Element} */ (currentTarget).querySelector('img'));
}

/**
 * @param {Event} event
 * @returns {boolean} Whether the image is shown, and so has positions.
 */
function isLoaded(event) {
  return imageOf(event).naturalWidth > 0;
}

/**
 * @param {MouseEvent} event
 * @returns {Position} In the image, at any displayed size.
 */
function positionOf(event) {
  const {left, top, width, height} = imageOf(event).getBoundingClientRect();
  return [(event.clientX - left) / width, (event.clientY - top) / height];
}

/**
 * @param {number} fraction
 * @returns {number}
 */
function clamp(fraction) {
  return Math.min(Math.max(fraction, 0), 1);
}

/**
 * To be set as a property, as the CSP forbids `style` attributes.
 *
 * @param {Position} position
 * @returns {string} A style.
 */
function placeOf([left, top]) {
  return `left: ${100 * left}%; top: ${100 * top}%;`;
}

/**
 * @param {import('../image_click_input.js').LabeledRegion} region
 * @param {boolean} isShown
 * @returns {import('lit-html').TemplateResult}
 */
function regionMark({label, region: {area: [start, end]}}, isShown) {
  const width = 100 * (end[0] - start[0]);
  const height = 100 * (end[1] - start[1]);
  return html`
    <div class="player-image__region ${isShown ? 'is-shown' : ''}"
      aria-hidden="true"
      .style="${placeOf(start)} width: ${width}%; height: ${height}%"
      ><span class="player-image__label">${label}</span></div>`;
}

/** @returns {string} */
function helpText() {
  const hand = matchMedia('(pointer: coarse)').matches ? 'Tap' : 'Click';
  return `${hand} the image to answer. With a keyboard: the arrow keys move ` +
      'a crosshair (in larger steps with Shift), and Enter answers.';
}
