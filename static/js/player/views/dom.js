/** Making elements. */

/**
 * @typedef {Node | string | null | undefined | false} Child
 * @typedef {Record<string, string | number | boolean |
 *     ((event: any) => void) | null | undefined>} Attributes
 */

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Attributes} [attributes] `onclick` and the like are listeners;
 *     true is an attribute without a value; false and null are none.
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') {
      element.addEventListener(name.slice(2), value);
    } else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? '' : String(value));
    }
  }
  element.append(...children.filter(isShown));
  return element;
}

/**
 * @param {Child} child
 * @returns {child is Node | string}
 */
function isShown(child) {
  return child !== null && child !== undefined && child !== false;
}

/**
 * The only place where HTML becomes elements: what creators wrote, which the
 * server has sanitised. Links open beside the lesson, which would be lost.
 *
 * @param {string} html
 * @param {{lang: string, className?: string}} options `lang` is the language
 *     of the lesson, which may differ from the player's.
 * @returns {HTMLElement}
 */
export function creatorHtml(html, {lang, className = ''}) {
  const element = el('div', {class: `player-html ${className}`.trim(), lang});
  element.innerHTML = html;
  for (const link of element.querySelectorAll('a[href]')) {
    link.setAttribute('target', '_blank');
    link.setAttribute('rel', 'noopener noreferrer');
  }
  return element;
}

/**
 * @param {string} label
 * @param {Attributes} attributes
 * @returns {HTMLButtonElement}
 */
export function button(label, attributes) {
  return el('button', {type: 'button', ...attributes}, label);
}

let numIds = 0;

/**
 * @param {string} prefix
 * @returns {string} An id that no other element has.
 */
export function uniqueId(prefix) {
  return `${prefix}-${++numIds}`;
}
