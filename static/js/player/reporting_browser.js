/** The browser's functions that the reporting service needs. */

import {createStatsReportingService}
  from './services/stats_reporting_factory.js';

/**
 * @param {import('./page_lifecycle.js').PageLifecycle} lifecycle
 * @param {string} codeVersion changes with the scripts of the page
 * @returns {import('./services/stats_reporting_service.js')
 *     .StatsReportingService}
 */
export function createReportingOfThisBrowser(lifecycle, codeVersion) {
  return createStatsReportingService({
    // Access throws where storage is blocked; the service handles that.
    get localStorage() {
      return window.localStorage;
    },
    fetch: (url, options) => fetch(url, options),
    navigator: /** @type {any} */ (navigator),
    setTimeout: (callback, msecs) => setTimeout(callback, msecs),
    clearTimeout: (timer) => clearTimeout(timer),
    crypto: window.crypto,
    locks: navigator.locks,
    addEventListener: (type, listener) =>
      window.addEventListener(type, listener),
    now: () => Date.now(),
    onPageHiding: (callback) => lifecycle.onHiding(callback),
    onPageShown: (callback) => lifecycle.onShown(callback),
    codeVersion,
  });
}
