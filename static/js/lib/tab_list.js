/** Shows one of the tabs of an `<oppia-tabs>` at a time. */

let numTabs = 0;

/** @param {Element} tabs An `<oppia-tabs>`. */
export function addTabList(tabs) {
  const panels = /** @type {HTMLElement[]} */ ([...tabs.children]
      .filter(({localName}) => localName === 'oppia-tab'));
  const buttons = panels.map(buttonFor);
  const list = document.createElement('div');
  list.className = 'player-tabs';
  list.setAttribute('role', 'tablist');
  list.append(...buttons);
  list.addEventListener('click', ({target}) => select(
      buttons, panels, buttons.findIndex((button) => button === target)));
  list.addEventListener('keydown', (event) => {
    const index = indexAfter(event, buttons);
    if (index === null) return;
    event.preventDefault();
    select(buttons, panels, index);
    buttons[index].focus();
  });
  tabs.prepend(list);
  select(buttons, panels, 0);
}

/**
 * @param {HTMLElement} panel
 * @returns {HTMLButtonElement}
 */
function buttonFor(panel) {
  const button = document.createElement('button');
  panel.id = `tab-panel-${++numTabs}`;
  button.id = `tab-${numTabs}`;
  button.type = 'button';
  button.textContent = panel.title;
  button.setAttribute('role', 'tab');
  button.setAttribute('aria-controls', panel.id);
  panel.removeAttribute('title');
  panel.tabIndex = 0;
  panel.setAttribute('role', 'tabpanel');
  panel.setAttribute('aria-labelledby', button.id);
  return button;
}

/**
 * @param {HTMLButtonElement[]} buttons
 * @param {HTMLElement[]} panels
 * @param {number} index Negative: nothing changes.
 */
function select(buttons, panels, index) {
  if (index < 0) return;
  buttons.forEach((button, buttonIndex) => {
    button.setAttribute('aria-selected', String(buttonIndex === index));
    button.tabIndex = buttonIndex === index ? 0 : -1;
    panels[buttonIndex].hidden = buttonIndex !== index;
  });
}

/**
 * @param {KeyboardEvent} event
 * @param {HTMLButtonElement[]} buttons
 * @returns {number|null} The tab that a key leads to; null if it leads to none.
 */
function indexAfter({key, target}, buttons) {
  const index = buttons.findIndex((button) => button === target);
  const isMirrored = getComputedStyle(buttons[0]).direction === 'rtl';
  const [next, previous] = isMirrored ?
    ['ArrowLeft', 'ArrowRight'] : ['ArrowRight', 'ArrowLeft'];
  switch (key) {
    case next: return (index + 1) % buttons.length;
    case previous: return (index + buttons.length - 1) % buttons.length;
    case 'Home': return 0;
    case 'End': return buttons.length - 1;
    default: return null;
  }
}
