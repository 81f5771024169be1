/**
 * Parts of the page that are fetched when they are first wanted, so that
 * opening it does not wait for them.
 */

import {byId, h} from './dom.js';
import {LOAD_FAILURE} from './failures.js';
import {failureNotice} from './notices.js';

/** @type {Map<string, Promise<void>>} */
const styles = new Map();

/**
 * @param {string} name of a style sheet that the page knows the URL of.
 * @return {Promise<void>} when it is in force; fetched once.
 */
export function loadStyles(name) {
  const known = styles.get(name);
  if (known) return known;
  const urls = JSON.parse(
    byId('late-styles', HTMLScriptElement).textContent ?? '{}');
  const link = h('link', {rel: 'stylesheet', href: urls[name]});
  /** @type {Promise<void>} */
  const loaded = new Promise((resolve, reject) => {
    link.addEventListener('load', () => resolve());
    link.addEventListener('error', () => {
      // A failure is not kept, so that the next try can succeed.
      styles.delete(name);
      link.remove();
      reject(new TypeError(`The style sheet ${name} could not be loaded.`));
    });
  });
  styles.set(name, loaded);
  document.head.append(link);
  return loaded;
}

let numRetries = 0;

/**
 * Imports a module, where it does not come with a second try. A browser
 * remembers that a module did not come, and asks for it again only under
 * another address (https://github.com/whatwg/html/issues/6768).
 *
 * @template T
 * @param {() => Promise<T>} load imports it.
 * @return {Promise<T>}
 */
export async function imported(load) {
  try {
    return await load();
  } catch (error) {
    const url = /https?:\S+/.exec(String(error))?.[0];
    if (!url) throw error;
    numRetries += 1;
    return import(`${url}#${numRetries}`);
  }
}

/**
 * Fetches ahead what a reader is about to press.
 *
 * @param {Element} element that the pointer, a finger or the focus reaches.
 * @param {() => void} task done the first time.
 */
export function whenReached(element, task) {
  for (const type of ['pointerenter', 'touchstart', 'focusin']) {
    element.addEventListener(type, task, {once: true, passive: true});
  }
}

/**
 * @template {{element: HTMLElement}} T
 * @param {HTMLElement} place which the part takes.
 * @param {() => Promise<T>} load
 * @return {LazyPart<T>}
 */
export function lazyInto(place, load) {
  return new LazyPart(place, async () => {
    const part = await load();
    place.replaceChildren(part.element);
    return part;
  });
}

/** @template T */
export class LazyPart {
  /**
   * @param {HTMLElement} place says that the part is on its way, or why it
   *     does not come.
   * @param {() => Promise<T>} load fetches the part and puts it where it
   *     belongs; tried again after a failure.
   */
  constructor(place, load) {
    this.place = place;
    this.load = load;
    /** @type {T|null} the part, once it is there. */
    this.value = null;
    this.isFetching = false;
    /** @type {((part: T) => void)|null} */
    this.use = null;
  }

  /**
   * Uses the part, now or once it is there. Of several uses that wait for it
   * the last one counts.
   *
   * @param {(part: T) => void} use
   */
  with(use) {
    if (this.value !== null) {
      use(this.value);
      return;
    }
    this.use = use;
    if (!this.place.firstChild) {
      this.place.append(h('p', {class: 'loading', role: 'status'},
        'Loading …'));
    }
    void this.fetch();
  }

  /** Gives up waiting: the part is not wanted any more. */
  forget() {
    this.use = null;
  }

  /** Fetches the part, which may be before anyone wants it. */
  async fetch() {
    if (this.isFetching || this.value !== null) return;
    this.isFetching = true;
    const found = await this.load().catch((/** @type {unknown} */ error) => {
      this.fail(error);
      return null;
    });
    this.isFetching = false;
    if (found === null) return;
    this.value = found;
    this.use?.(found);
    this.use = null;
  }

  /** @param {unknown} error */
  fail(error) {
    console.warn('A part of the page could not be loaded:', error);
    // What is only fetched ahead is missed by nobody yet.
    if (!this.use || this.place.querySelector('.notice')) return;
    this.place.replaceChildren(failureNotice(
      'This part of the page could not be loaded', LOAD_FAILURE,
      () => void this.fetch()));
  }
}
