/** @file Random numbers that depend on a seed only. */

/**
 * A 32-bit hash of a text (FNV-1a), to derive seeds from names.
 *
 * @param {string} text
 * @returns {number}
 */
export function hashOf(text) {
  let hash = 0x811c9dc5;
  for (const char of text) {
    hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  }
  return hash >>> 0;
}

/** A stream of random numbers. */
export class Random {
  /** @param {string} seed */
  constructor(seed) {
    this._seed = seed;
    this._state = hashOf(seed);
    this.next = this.next.bind(this);
  }

  /**
   * @param {string} name
   * @returns {Random} a stream that does not depend on the state of this one
   */
  fork(name) {
    return new Random(`${this._seed}/${name}`);
  }

  /** @returns {number} uniform in [0, 1); the generator is mulberry32 */
  next() {
    this._state = (this._state + 0x6d2b79f5) | 0;
    let mixed = this._state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), 1 | mixed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }

  /**
   * @param {number} probability
   * @returns {boolean}
   */
  chance(probability) {
    return this.next() < probability;
  }

  /** @returns {number} standard normal (Box and Muller, 1958) */
  normal() {
    const radius = Math.sqrt(-2 * Math.log(1 - this.next()));
    return radius * Math.cos(2 * Math.PI * this.next());
  }

  /**
   * @param {number} median
   * @param {number} sigma of the logarithm
   * @returns {number}
   */
  logNormal(median, sigma) {
    return median * Math.exp(sigma * this.normal());
  }

  /**
   * @template T
   * @param {readonly T[]} choices at least one
   * @returns {T}
   */
  pick(choices) {
    return choices[Math.floor(this.next() * choices.length)];
  }
}
