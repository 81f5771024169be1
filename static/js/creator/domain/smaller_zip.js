/**
 * Makes zip archives small enough to send: copies entries unchanged and writes
 * a new central directory.
 */

const END_SIGNATURE = 0x06054b50;
const END_LENGTH = 22;
/** The archive comment after the end record has at most 64 KiB. */
const MAX_COMMENT_LENGTH = 65_535;
const DIRECTORY_SIGNATURE = 0x02014b50;
const DIRECTORY_LENGTH = 46;
const LOCAL_SIGNATURE = 0x04034b50;
const LOCAL_LENGTH = 30;
/** By priority: explorations, then pictures, then sounds and others. */
const RANKED_NAMES = [/\.(ya?ml|json)$/i, /\.(png|jpe?g|webp|gif|svg)$/i, /^/];

/**
 * @typedef {object} Entry
 * @property {number} rank the index of its name in RANKED_NAMES.
 * @property {Uint8Array} local its header and content.
 * @property {Uint8Array} inDirectory its header in the central directory.
 */

/**
 * @param {Uint8Array} bytes of a zip archive.
 * @param {number} maxBytes
 * @return {{bytes: Uint8Array<ArrayBuffer>, numLeftOut: number}|null} an
 *     archive of its texts and as many other files as fit, pictures before
 *     others and then the smallest first; null if the texts do not fit, or
 *     `bytes` is not an archive.
 */
export function smallerZip(bytes, maxBytes) {
  const entries = entriesOf(bytes);
  if (!entries) return null;
  const sizeOf = (/** @type {Entry} */ {local, inDirectory}) =>
    local.length + inDirectory.length;
  const ordered = [...entries].sort((one, other) =>
    one.rank - other.rank || sizeOf(one) - sizeOf(other));
  const fitting = [];
  let size = END_LENGTH;
  for (const entry of ordered) {
    size += sizeOf(entry);
    if (size > maxBytes) {
      if (entry.rank === 0) return null;
      break;
    }
    fitting.push(entry);
  }
  return {
    bytes: archiveOf(fitting), numLeftOut: entries.length - fitting.length,
  };
}

/**
 * @param {Uint8Array} bytes
 * @return {Entry[]|null} null if it is not a readable archive.
 */
function entriesOf(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const end = endOf(view);
    const entries = [];
    let at = view.getUint32(end + 16, true);
    for (let left = view.getUint16(end + 10, true); left > 0; left -= 1) {
      if (view.getUint32(at, true) !== DIRECTORY_SIGNATURE) return null;
      const nameLength = view.getUint16(at + 28, true);
      const length = DIRECTORY_LENGTH + nameLength +
        view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
      const name = new TextDecoder().decode(bytes.subarray(
        at + DIRECTORY_LENGTH, at + DIRECTORY_LENGTH + nameLength));
      entries.push({
        rank: RANKED_NAMES.findIndex((form) => form.test(name)),
        local: localPart(bytes, view, view.getUint32(at + 42, true),
          view.getUint32(at + 20, true)),
        inDirectory: bytes.slice(at, at + length),
      });
      at += length;
    }
    return entries;
  } catch (error) {
    // An offset points outside the archive.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/**
 * @param {DataView} view
 * @return {number} offset of the end of central directory record.
 */
function endOf(view) {
  const first = Math.max(
    view.byteLength - END_LENGTH - MAX_COMMENT_LENGTH, 0);
  for (let at = view.byteLength - END_LENGTH; at >= first; at -= 1) {
    if (view.getUint32(at, true) === END_SIGNATURE) return at;
  }
  throw new RangeError('this is no zip archive');
}

/**
 * @param {Uint8Array} bytes
 * @param {DataView} view
 * @param {number} start
 * @param {number} contentLength
 * @return {Uint8Array}
 */
function localPart(bytes, view, start, contentLength) {
  if (view.getUint32(start, true) !== LOCAL_SIGNATURE) {
    throw new RangeError('there is no file');
  }
  const end = start + LOCAL_LENGTH + view.getUint16(start + 26, true) +
    view.getUint16(start + 28, true) + contentLength;
  if (end > bytes.length) throw new RangeError('the archive is cut off');
  return bytes.subarray(start, end);
}

/**
 * @param {readonly Entry[]} entries
 * @return {Uint8Array<ArrayBuffer>} an archive with these entries.
 */
function archiveOf(entries) {
  let offset = 0;
  for (const {local, inDirectory} of entries) {
    new DataView(inDirectory.buffer, inDirectory.byteOffset)
      .setUint32(42, offset, true);
    offset += local.length;
  }
  const directory = concatenate(entries.map(({inDirectory}) => inDirectory));
  const end = new DataView(new ArrayBuffer(END_LENGTH));
  end.setUint32(0, END_SIGNATURE, true);
  end.setUint16(8, entries.length, true);
  end.setUint16(10, entries.length, true);
  end.setUint32(12, directory.length, true);
  end.setUint32(16, offset, true);
  return concatenate([
    ...entries.map(({local}) => local), directory, new Uint8Array(end.buffer),
  ]);
}

/**
 * @param {readonly Uint8Array[]} parts
 * @return {Uint8Array<ArrayBuffer>}
 */
function concatenate(parts) {
  const whole = new Uint8Array(
    parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
