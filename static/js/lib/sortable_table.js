/**
 * @fileoverview Tables that sort when a column's heading is pressed.
 *
 * A heading says `data-sort="text"` or `"number"`; the cells below it hold the
 * value to compare in `data-value`.
 */

/** @param {HTMLTableElement} table */
export function makeSortable(table) {
  const headings = [...table.querySelectorAll('thead th')];
  headings.forEach((heading, column) => {
    const kind = heading.getAttribute('data-sort');
    if (kind) {
      const button = wrapInButton(heading);
      button.addEventListener('click', () => {
        sortBy(table, heading, column, kind === 'number');
      });
    }
  });
}

/**
 * @param {Element} heading
 * @returns {HTMLButtonElement}
 */
function wrapInButton(heading) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'app-sort-button';
  button.append(...heading.childNodes);
  heading.append(button);
  return button;
}

/**
 * @param {HTMLTableElement} table
 * @param {Element} heading
 * @param {number} column
 * @param {boolean} isNumeric Numbers start with the largest, texts with A.
 */
function sortBy(table, heading, column, isNumeric) {
  const now = heading.getAttribute('aria-sort');
  const first = isNumeric ? 'descending' : 'ascending';
  const second = isNumeric ? 'ascending' : 'descending';
  const direction = now === first ? second : first;
  for (const other of table.querySelectorAll('th[aria-sort]')) {
    other.removeAttribute('aria-sort');
  }
  heading.setAttribute('aria-sort', direction);
  const rows = sortedRows(
    [...table.tBodies[0].rows], column, isNumeric, direction);
  table.tBodies[0].append(...rows);
}

/**
 * @param {HTMLTableRowElement[]} rows
 * @param {number} column
 * @param {boolean} isNumeric
 * @param {string} direction
 * @returns {HTMLTableRowElement[]}
 */
function sortedRows(rows, column, isNumeric, direction) {
  const sign = direction === 'ascending' ? 1 : -1;
  return rows.sort((a, b) => {
    const [x, y] = [a, b].map(
      (row) => row.cells[column].dataset.value ?? '');
    return sign * (isNumeric ? Number(x) - Number(y) : x.localeCompare(y));
  });
}
