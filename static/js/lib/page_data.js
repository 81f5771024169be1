/** The data that the server wrote into the page. */

/**
 * @returns {any} See the template of the page.
 */
export function readPageData() {
  return JSON.parse(document.getElementById('page-data')?.textContent ?? '{}');
}
