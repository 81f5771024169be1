/**
 * Hands texts and pictures to the reader as files.
 */

/** A byte order mark, without which spreadsheets garble names. */
const BYTE_ORDER_MARK = '\ufeff';

/**
 * @param {string} name of the file.
 * @param {string} type such as "text/csv".
 * @param {string} text
 */
export function saveFile(name, type, text) {
  const content = type === 'text/csv' ? BYTE_ORDER_MARK + text : text;
  saveBlob(name, new Blob([content], {type: `${type};charset=utf-8`}));
}

/**
 * @param {string} name of the file.
 * @param {Blob} blob
 */
export function saveBlob(name, blob) {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // Browsers read the blob after the click has returned.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
