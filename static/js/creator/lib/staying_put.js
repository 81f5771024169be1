/**
 * Keeps an element at the top of the window while what stands above it still
 * grows: figures, charts and lists come one after the other.
 */

/** What a reader does who wants to be elsewhere. */
const READER_MOVES = Object.freeze(
  ['wheel', 'touchmove', 'keydown', 'pointerdown']);

/** How long what stands above may take; what comes later moves the reader. */
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
