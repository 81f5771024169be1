/**
 * Events of the page being hidden and shown. Browsers do not announce that a
 * page closes for good, so hiding is the last event to act on.
 */

/** @typedef {() => void} Listener */

export class PageLifecycle {
  /** @type {Listener[]} */
  #beforeHiding = [];
  /** @type {Listener[]} */
  #onHiding = [];
  /** @type {Listener[]} */
  #onShown = [];

  /** @param {Window} window */
  constructor(window) {
    const {document} = window;
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'hidden') this.#hide();
      else this.#show();
    });
    window.addEventListener('pagehide', () => this.#hide());
    window.addEventListener('pageshow', () => {
      if (isInView(document)) this.#show();
    });
  }

  /**
   * @param {Listener} listener Called before those of `onHiding`, which send
   *     what it adds.
   */
  beforeHiding(listener) {
    this.#beforeHiding.push(listener);
  }

  /** @param {Listener} listener */
  onHiding(listener) {
    this.#onHiding.push(listener);
  }

  /** @param {Listener} listener */
  onShown(listener) {
    this.#onShown.push(listener);
  }

  #hide() {
    for (const listener of this.#beforeHiding) listener();
    for (const listener of this.#onHiding) listener();
  }

  #show() {
    for (const listener of this.#onShown) listener();
  }
}

/**
 * @param {Document} document
 * @returns {Promise<void>} Resolved when the page is first visible: one that is
 *     prerendered, or opened in a background tab, may never be.
 */
export function whenInView(document) {
  return new Promise((resolve) => {
    const look = () => {
      if (isInView(document)) resolve();
    };
    document.addEventListener('visibilitychange', look);
    document.addEventListener('prerenderingchange', look);
    look();
  });
}

/**
 * @param {Document & {prerendering?: boolean}} document
 * @returns {boolean}
 */
function isInView(document) {
  return document.visibilityState === 'visible' && !document.prerendering;
}
