/**
 * Small helpers to build and update the page. Text always goes in as text,
 * never as HTML.
 */

import {render} from 'lit-html';

const BLOCKS = 'p, li, div, br, hr, h1, h2, h3, h4, h5, h6, td, th, pre, ' +
  'blockquote, figure, figcaption';

const SVG_NAMESPACE = 'http://www.w3.org/2000/svg';

/** @typedef {Node|string|null|undefined|false} Child */
/** @typedef {string|number|boolean|null|undefined} AttributeValue */
/** @typedef {Record<string, AttributeValue>} Attributes */

/**
 * @param {Element} element
 * @param {Attributes} attributes
 */
function setAttributes(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    setAttribute(element, name, value);
  }
}

/**
 * Touches the page only where something changes, so that a refresh neither
 * moves the focus nor makes a screen reader speak.
 *
 * @param {Element} element
 * @param {string} name
 * @param {AttributeValue} value false, null and
 *     undefined take the attribute away; true leaves it without a value.
 */
export function setAttribute(element, name, value) {
  if (value === false || value === null || value === undefined) {
    element.removeAttribute(name);
    return;
  }
  const text = value === true ? '' : String(value);
  if (element.getAttribute(name) !== text) element.setAttribute(name, text);
}

/**
 * @param {Node} node
 * @param {string} text
 * @return {boolean} whether the text was another one before.
 */
export function setText(node, text) {
  if (node.textContent === text) return false;
  node.textContent = text;
  return true;
}

/**
 * @param {Element} parent
 * @param {readonly Child[]} children
 */
function append(parent, children) {
  for (const child of children) {
    if (child || child === '') parent.append(child);
  }
}

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Attributes} [attributes]
 * @param {...Child} children
 * @return {HTMLElementTagNameMap[K]}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  setAttributes(element, attributes);
  append(element, children);
  return element;
}

/**
 * @template {keyof SVGElementTagNameMap} K
 * @param {K} tag
 * @param {Attributes} [attributes]
 * @param {...Child} children
 * @return {SVGElementTagNameMap[K]}
 */
export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG_NAMESPACE, tag);
  setAttributes(element, attributes);
  append(element, children);
  return element;
}

/**
 * Puts the children of an element in an order, moving only what stands
 * elsewhere, and keeps the focus where it was.
 *
 * @param {Element} parent
 * @param {readonly Element[]} children
 */
export function arrange(parent, children) {
  const focused = document.activeElement;
  const wanted = new Set(children);
  for (const child of [...parent.children]) {
    if (!wanted.has(child)) child.remove();
  }
  children.forEach((child, index) => {
    if (parent.children[index] === child) return;
    parent.insertBefore(child, parent.children[index] ?? null);
  });
  if (focused instanceof HTMLElement && focused !== document.activeElement &&
      parent.contains(focused)) {
    focused.focus({preventScroll: true});
  }
}

/**
 * @template {Element} T
 * @param {string} id
 * @param {new () => T} type
 * @return {T}
 */
export function byId(id, type) {
  const element = document.getElementById(id);
  if (!(element instanceof type)) throw new Error(`No #${id} on this page.`);
  return element;
}

/**
 * @param {unknown} template of one element.
 * @return {HTMLElement} for views that are not templates yet.
 */
export function elementOf(template) {
  const place = document.createElement('div');
  render(template, place);
  return /** @type {HTMLElement} */ (place.firstElementChild);
}

/**
 * Follows a link on the page itself, but leaves new tabs and windows to the
 * browser.
 *
 * @param {() => void} follow
 * @return {(event: MouseEvent) => void} the listener for its clicks.
 */
export function following(follow) {
  return (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    follow();
  };
}

/**
 * Follows a link on the page itself, but leaves new tabs and windows to the
 * browser.
 *
 * @param {HTMLAnchorElement} link
 * @param {() => void} follow
 */
export function onFollow(link, follow) {
  link.addEventListener('click', following(follow));
}

/**
 * Waits until the reader's own work is done, at most a moment.
 *
 * @param {() => void} task
 */
export function whenIdle(task) {
  if ('requestIdleCallback' in window) {
    window.requestIdleCallback(() => task(), {timeout: 500});
  } else {
    setTimeout(task, 0);
  }
}

/**
 * The text of a piece of the creator's HTML.
 *
 * @param {string} html
 * @return {string}
 */
export function textOfHtml(html) {
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  // Words of two blocks must not run into one.
  for (const block of parsed.body.querySelectorAll(BLOCKS)) {
    block.after(' ');
  }
  return (parsed.body.textContent ?? '').replace(/\s+/g, ' ').trim();
}
