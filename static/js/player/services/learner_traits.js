/**
 * Traits of the learner that are reported: too coarse to distinguish one
 * learner from another. The page's facts are passed in.
 */

/**
 * @typedef {object} LearnerTraits fields of the start of a session; one that
 *     is unknown is missing.
 * @property {'new' | 'returning'} visitor
 * @property {'phone' | 'tablet' | 'computer'} [device]
 * @property {string} [language]
 */

/** A screen whose short side has fewer CSS pixels is that of a phone. */
const MIN_TABLET_PIXELS = 600;

/**
 * @param {object} browser
 * @param {boolean} browser.hasPlayedBefore Whether it has a record of an
 *     earlier play of the exploration, of the last 30 days.
 * @param {boolean | null} browser.hasFinePointer A mouse or the like; null
 *     where that is unknown.
 * @param {{width: number, height: number}} browser.screen In CSS pixels.
 * @param {string | undefined} browser.language Such as `de-AT`.
 * @returns {LearnerTraits}
 */
export function learnerTraits(
    {hasPlayedBefore, hasFinePointer, screen, language}) {
  return {
    visitor: hasPlayedBefore ? 'returning' : 'new',
    ...(hasFinePointer === null ? {} : {
      device: deviceOf(hasFinePointer, screen),
    }),
    ...(language ? {language: coarseLanguage(language)} : {}),
  };
}

/**
 * @param {boolean} hasFinePointer
 * @param {{width: number, height: number}} screen
 * @returns {'phone' | 'tablet' | 'computer'}
 */
function deviceOf(hasFinePointer, {width, height}) {
  if (hasFinePointer) return 'computer';
  return Math.min(width, height) < MIN_TABLET_PIXELS ? 'phone' : 'tablet';
}

/**
 * @param {string} tag
 * @returns {string} The two-letter code. Languages without one become 'other',
 *     as they are rare enough to single out a learner.
 */
function coarseLanguage(tag) {
  const primary = tag.toLowerCase().split('-')[0];
  return /^[a-z]{2}$/.test(primary) ? primary : 'other';
}
