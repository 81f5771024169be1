/**
 * @fileoverview Light or dark: the visitor's choice, else the device's.
 *
 * A classic script in the head, so that the first paint has its colours.
 */
(() => {
  const KEY = 'theme';
  const CHOICES = ['auto', 'light', 'dark'];
  /** @type {Record<string, string>} */
  const LABELS = {
    auto: 'Colours: as on this device',
    light: 'Colours: light',
    dark: 'Colours: dark',
  };
  const prefersDark = window.matchMedia('(prefers-color-scheme: dark)');

  /** @returns {string} */
  function readChoice() {
    try {
      const choice = localStorage.getItem(KEY) || '';
      return CHOICES.includes(choice) ? choice : 'auto';
    } catch {
      return 'auto'; // storage is blocked: embedded, or private mode
    }
  }

  /** @param {string} choice */
  function writeChoice(choice) {
    try {
      localStorage.setItem(KEY, choice);
    } catch {
      // The choice then lasts as long as the page.
    }
  }

  let choice = readChoice();

  /** Puts the choice on the page and on its button. */
  function apply() {
    const isDark = choice === 'dark' ||
      choice === 'auto' && prefersDark.matches;
    const root = document.documentElement;
    root.dataset.bsTheme = isDark ? 'dark' : 'light';
    root.dataset.themeChoice = choice;
    for (const button of document.querySelectorAll('[data-theme-toggle]')) {
      button.removeAttribute('hidden');
      button.setAttribute('aria-label', LABELS[choice]);
      button.setAttribute('title', LABELS[choice]);
    }
  }

  /** @param {Event} event */
  function onClick(event) {
    const target = /** @type {Element} */ (event.target);
    if (!target.closest('[data-theme-toggle]')) {
      return;
    }
    choice = CHOICES[(CHOICES.indexOf(choice) + 1) % CHOICES.length];
    writeChoice(choice);
    apply();
  }

  apply();
  prefersDark.addEventListener('change', apply);
  document.addEventListener('DOMContentLoaded', apply);
  document.addEventListener('click', onClick);
})();
