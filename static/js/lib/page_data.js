/** The data that the server wrote into the page. */

/**
 * @returns {any} As the template of the page says it.
 */
export function readPageData() {
  return JSON.parse(document.getElementById('page-data')?.textContent ?? '{}');
}
