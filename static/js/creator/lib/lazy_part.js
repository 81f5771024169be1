/**
 * Parts of the page that are loaded when they are first needed, so that
 * opening it does not wait for them.
 */

import {AsyncDirective, directive} from 'lit-html/async-directive.js';

import {importWithRetry} from '../../lib/import_with_retry.js';
import {byId} from './dom.js';
import {LOAD_FAILURE} from './failures.js';
import {failureBox, loadingText} from './notices.js';

/** @type {Map<string, Promise<void>>} */
const styles = new Map();

/**
 * @param {string} name of a style sheet in the page's list of URLs.
 * @return {Promise<void>} when the sheet is applied; loaded once.
 */
function loadStyles(name) {
  const pending = styles.get(name);
  if (pending) return pending;
  const urls = JSON.parse(
    byId('late-styles', HTMLScriptElement).textContent ?? '{}');
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = urls[name];
  /** @type {Promise<void>} */
  const loaded = new Promise((resolve, reject) => {
    link.addEventListener('load', () => resolve());
    link.addEventListener('error', () => {
      // Forgets a failure, so that the next attempt can succeed.
      styles.delete(name);
      link.remove();
      reject(new TypeError(`The style sheet ${name} could not be loaded.`));
    });
  });
  styles.set(name, loaded);
  document.head.append(link);
  return loaded;
}

/**
 * A module with its style sheets, loaded once; again after a failure.
 *
 * @template T
 */
export class LazyModule {
  /**
   * @param {() => Promise<T>} load imports the module.
   * @param {...string} styleSheets
   */
  constructor(load, ...styleSheets) {
    this.load = load;
    this.styleSheets = styleSheets;
    /** @type {T|null} null until it is loaded. */
    this.value = null;
    /** @type {Promise<void>|null} */
    this.loading = null;
  }

  /**
   * Loads the module, also before it is needed.
   *
   * @return {Promise<void>} when `value` is set, or loading has failed.
   */
  fetch = () => {
    this.loading ??= Promise.all(
      [importWithRetry(this.load), ...this.styleSheets.map(loadStyles)],
    ).then(([module]) => {
      this.value = module;
    }, (error) => {
      this.loading = null;
      console.warn('A part of the page could not be loaded:', error);
    });
    return this.loading;
  };
}

class LazyDirective extends AsyncDirective {
  /** @type {LazyModule<any>|null} */
  module = null;
  hasFailed = false;

  /**
   * @param {LazyModule<any>} module
   * @param {(module: any) => unknown} view
   */
  render(module, view) {
    if (module !== this.module) this.hasFailed = false;
    this.module = module;
    this.view = view;
    if (module.value === null) void this.load(module);
    return this.template(module, view);
  }

  /** @param {LazyModule<any>} module */
  async load(module) {
    await module.fetch();
    if (module !== this.module || !this.view) return;
    this.hasFailed = module.value === null;
    if (this.isConnected) this.setValue(this.template(module, this.view));
  }

  /**
   * @param {LazyModule<any>} module
   * @param {(module: any) => unknown} view
   */
  template(module, view) {
    if (module.value !== null) return view(module.value);
    return this.hasFailed ? failureBox(
      'This part of the page could not be loaded', LOAD_FAILURE,
      () => void this.load(module)) :
      loadingText();
  }
}

const lazy = directive(LazyDirective);

/**
 * @template T
 * @param {LazyModule<T>} module loaded when it is first drawn.
 * @param {(module: T) => unknown} view
 */
export function lazily(module, view) {
  return lazy(module, view);
}

/**
 * Runs a task when the reader is about to press something.
 *
 * @param {Element} element that the pointer, a finger or the focus reaches.
 * @param {() => void} task run once for each of these.
 */
export function whenReached(element, task) {
  for (const type of ['pointerenter', 'touchstart', 'focusin']) {
    element.addEventListener(type, task, {once: true, passive: true});
  }
}
