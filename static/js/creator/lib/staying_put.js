/**
 * Keeps an element at the top of the window while the content above it still
 * grows: figures, charts and lists are loaded one after the other.
 */

/** Events by which the reader scrolls or moves on. */
const READER_MOVES = Object.freeze(
  ['wheel', 'touchmove', 'keydown', 'pointerdown']);

/** Content above that is loaded after this time moves the element. */
const LONGEST_MSECS = 10_000;

export class StayingPut {
  constructor() {
    /** @type {HTMLElement|null} */
    this.element = null;
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.timer = undefined;
    this.observer = new ResizeObserver(() => this.scroll());
    for (const type of READER_MOVES) {
      window.addEventListener(
        type, () => this.release(), {capture: true, passive: true});
    }
  }

  /** @param {HTMLElement} element */
  hold(element) {
    this.release();
    this.element = element;
    this.scroll();
    this.observer.observe(document.body);
    this.timer = setTimeout(() => this.release(), LONGEST_MSECS);
  }

  scroll() {
    this.element?.scrollIntoView({block: 'start'});
  }

  release() {
    this.element = null;
    this.observer.disconnect();
    clearTimeout(this.timer);
  }
}
