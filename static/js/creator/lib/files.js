/**
 * Reads files that the reader chooses, and saves texts and pictures as files.
 */

import {HttpError} from '../../lib/http.js';

export const UNREADABLE = 'The file cannot be read. Please choose it again.';

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

/**
 * @param {Blob} content
 * @return {Promise<string>} its bytes in base 64.
 */
export function base64Of(content) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('error', () => reject(
      new HttpError(0, 'file', UNREADABLE)));
    reader.addEventListener('load', () => {
      const [, base64 = ''] = String(reader.result).split(',');
      resolve(base64);
    });
    reader.readAsDataURL(content);
  });
}
