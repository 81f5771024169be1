/**
 * ImageClickInput: an image to click or to tap. For the keyboard there is a
 * crosshair, whose place is spoken; for every hand the same place counts.
 */

import {el, uniqueId} from '../../player/views/dom.js';
import {imageSourceOf, labelsAt, positionText, regionsOf} from
  '../image_click_input.js';

/** @typedef {import('../interaction_spec.js').Args} Args */
/** @typedef {[number, number]} Position */

/** What a press of an arrow key moves the crosshair by; of width or height. */
const STEP = 0.02;
const LARGE_STEP = 0.1;

/** @type {ReadonlyMap<string, Position>} */
const DIRECTIONS = new Map([
  ['ArrowLeft', [-1, 0]], ['ArrowRight', [1, 0]],
  ['ArrowUp', [0, -1]], ['ArrowDown', [0, 1]],
]);

/**
 * @param {import('./interaction_view.js').ViewOptions} options
 * @returns {import('./interaction_view.js').InteractionView}
 */
export function imageClickInputView({args, lang, onSubmit}) {
  const view = new ImageClickView(args, lang, onSubmit);
  return {
    element: view.element,
    focus: () => view.stage.focus({preventScroll: true}),
    reset: () => view.showMessage(''),
    showInvalid: (message) => view.showMessage(message),
  };
}

class ImageClickView {
  /**
   * @param {Args} args
   * @param {string} lang
   * @param {(answer: unknown) => void} onSubmit
   */
  constructor(args, lang, onSubmit) {
    this.args = args;
    this.onSubmit = onSubmit;
    this.namesRegions = Boolean(args.highlightRegionsOnHover?.value);
    /** @type {Position} */
    this.position = [0.5, 0.5];
    const hintId = uniqueId('hint');
    const alt = args.altText?.value ?? '';
    this.image = el('img', {
      class: 'player-image__picture', src: imageSourceOf(args), alt, lang,
      draggable: 'false',
    });
    this.crosshair = el(
        'div', {class: 'player-image__crosshair', 'aria-hidden': 'true'});
    this.regions = this.namesRegions ? regionsOf(args).map(regionMark) : [];
    this.stage = el('div', {
      class: 'player-image__stage', tabindex: 0, role: 'application',
      'aria-label': `Image to point at: ${alt}`, 'aria-describedby': hintId,
    }, this.image, ...this.regions, this.crosshair);
    this.spoken = el('p', {class: 'visually-hidden', role: 'status'});
    this.message = el('p', {class: 'player-invalid', role: 'alert'});
    this.element = el('div', {class: 'player-image'}, this.stage,
        el('p', {id: hintId, class: 'player-image__hint'}, hintText()),
        this.spoken, this.message);
    this.listen();
    this.place();
  }

  listen() {
    this.image.addEventListener('error', () => this.showMessage(
        'The image could not be loaded. Please load the page again.'));
    this.stage.addEventListener('click', (event) => {
      // A second click of a double click is no second answer.
      if (event.detail > 1 || !this.isLoaded()) return;
      this.moveTo(this.positionOf(event));
      this.submit();
    });
    this.stage.addEventListener('pointermove', (event) => {
      if (this.namesRegions) this.highlight(this.positionOf(event));
    });
    this.stage.addEventListener('keydown', (event) => this.press(event));
    this.stage.addEventListener('focus', () => this.speak());
  }

  /** @returns {boolean} An image that is not in sight has no places. */
  isLoaded() {
    return this.image.naturalWidth > 0;
  }

  /**
   * @param {MouseEvent} event
   * @returns {Position} In the picture as it is shown, however large.
   */
  positionOf({clientX, clientY}) {
    const box = this.image.getBoundingClientRect();
    return [
      (clientX - box.left) / box.width, (clientY - box.top) / box.height,
    ];
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const direction = DIRECTIONS.get(event.key);
    if (direction) {
      const step = event.shiftKey ? LARGE_STEP : STEP;
      this.moveTo([
        this.position[0] + step * direction[0],
        this.position[1] + step * direction[1],
      ]);
      this.speak();
    } else if (event.key !== 'Enter' && event.key !== ' ') {
      return;
    } else if (!event.repeat && this.isLoaded()) {
      this.submit();
    }
    event.preventDefault();
  }

  /** @param {Position} position A place outside counts as the border. */
  moveTo([x, y]) {
    this.position = [clamped(x), clamped(y)];
    this.place();
    if (this.namesRegions) this.highlight(this.position);
  }

  place() {
    this.crosshair.style.left = `${100 * this.position[0]}%`;
    this.crosshair.style.top = `${100 * this.position[1]}%`;
  }

  speak() {
    const names = this.namesRegions ? labelsAt(this.position, this.args) : [];
    this.spoken.textContent =
        [...names, positionText(this.position)].join(': ');
  }

  /** @param {Position} position */
  highlight(position) {
    const names = labelsAt(position, this.args);
    for (const [index, {label}] of regionsOf(this.args).entries()) {
      this.regions[index].classList.toggle('is-shown', names.includes(label));
    }
  }

  submit() {
    this.stage.classList.add('is-answered');
    this.onSubmit({clickPosition: this.position, clickedRegions: []});
  }

  /** @param {string} message */
  showMessage(message) {
    this.message.textContent = message;
  }
}

/**
 * @param {number} fraction
 * @returns {number}
 */
function clamped(fraction) {
  return Math.min(Math.max(fraction, 0), 1);
}

/**
 * @param {import('../image_click_input.js').LabeledRegion} region
 * @returns {HTMLElement} Where a region is; in sight when it is pointed at.
 */
function regionMark({label, region}) {
  const [[left, top], [right, bottom]] = region.area;
  const mark = el('div', {
    class: 'player-image__region', 'aria-hidden': 'true',
  }, el('span', {class: 'player-image__label'}, label));
  Object.assign(mark.style, {
    left: `${100 * left}%`, top: `${100 * top}%`,
    width: `${100 * (right - left)}%`, height: `${100 * (bottom - top)}%`,
  });
  return mark;
}

/** @returns {string} */
function hintText() {
  const hand = matchMedia('(pointer: coarse)').matches ? 'Tap' : 'Click';
  return `${hand} the image to answer. With a keyboard: the arrow keys move ` +
      'a crosshair (in larger steps with Shift), and Enter answers.';
}
