/** @file Ids of events and batches: random (version 4) UUIDs. */

/**
 * @typedef {object} RandomSource
 * @property {() => string} [randomUUID] absent where the page is not secure
 * @property {(bytes: Uint8Array<ArrayBuffer>) => unknown} getRandomValues
 */

/**
 * @param {RandomSource} crypto
 * @returns {string}
 */
export function newUniqueId(crypto) {
  if (typeof crypto.randomUUID === 'function') {
    return crypto.randomUUID();
  }
  const bytes = new Uint8Array(16);
  crypto.getRandomValues(bytes);
  // Version and variant bits, RFC 9562 section 5.4.
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, b => b.toString(16).padStart(2, '0')).join('');
  return [
    hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
}
