/** Imports of modules that may fail, as on a bad connection. */

let numRetries = 0;

/**
 * Imports a module, if necessary in a second attempt. Browsers cache a failed
 * import, and repeat the request only for another URL
 * (https://github.com/whatwg/html/issues/6768).
 *
 * @template T
 * @param {() => Promise<T>} load imports it.
 * @return {Promise<T>}
 */
export async function importWithRetry(load) {
  try {
    return await load();
  } catch (error) {
    const url = /https?:\S+/.exec(String(error))?.[0];
    if (!url) throw error;
    numRetries += 1;
    return import(`${url}#${numRetries}`);
  }
}
