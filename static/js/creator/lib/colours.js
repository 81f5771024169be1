/**
 * The colours of the theme in force, for what CSS cannot reach.
 */

/**
 * @param {string} property custom property such as "--creator-completed".
 * @return {string}
 */
export function colourOf(property) {
  return getComputedStyle(document.documentElement)
    .getPropertyValue(property).trim();
}

/**
 * @param {() => void} listener called after the theme has changed.
 */
export function onThemeChange(listener) {
  new MutationObserver(listener).observe(document.documentElement, {
    attributes: true, attributeFilter: ['data-bs-theme'],
  });
}

/**
 * @return {boolean} whether the reader wants things to stand still.
 */
export function prefersStillness() {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}
