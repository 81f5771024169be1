/** A value that a view loads from the server. */

/** @template T */
export class Resource {
  /** @param {() => void} redraw called after loading. */
  constructor(redraw) {
    this.redraw = redraw;
    /** @type {T|null} kept while another value is loading. */
    this.value = null;
    /** @type {unknown} why the latest loading failed. */
    this.error = null;
    /** Identifies the latest request. */
    this.key = '';
    /** @type {(() => Promise<T>)|null} */
    this.fetch = null;
  }

  /**
   * Loads the value once for each change of the key.
   *
   * @param {string} key
   * @param {() => Promise<T>} fetch
   */
  load(key, fetch) {
    if (key === this.key) return;
    this.key = key;
    this.fetch = fetch;
    this.reload();
  }

  /** Repeats the latest request. */
  reload = async () => {
    const {key} = this;
    /** @type {unknown} */
    let error = null;
    try {
      const value = await this.fetch?.();
      if (key === this.key) this.value = value ?? null;
    } catch (caught) {
      error = caught;
    }
    if (key !== this.key) return;
    this.error = error;
    this.redraw();
  };

  /** Drops the value, and ignores the response to a pending request. */
  clear() {
    this.key = '';
    this.value = null;
    this.error = null;
  }
}
