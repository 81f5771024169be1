/** What a browser reports about its learner. */

import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {learnerTraits} from '../../../../../static/js/player/services/learner_traits.js';

const BROWSER = {
  hasPlayedBefore: false, hasFinePointer: false,
  screen: {width: 390, height: 844}, language: 'de-AT',
};

describe('the traits of a learner', () => {
  it('include whether the learner is new, the device and the language', () => {
    assert.deepEqual(learnerTraits(BROWSER),
        {visitor: 'new', device: 'phone', language: 'de'});
    assert.equal(
        learnerTraits({...BROWSER, hasPlayedBefore: true}).visitor,
        'returning');
  });

  it('distinguish devices by pointer and shorter side of the screen', () => {
    const deviceOf = (
        /** @type {boolean | null} */ hasFinePointer,
        /** @type {number} */ width, /** @type {number} */ height,
    ) => learnerTraits(
        {...BROWSER, hasFinePointer, screen: {width, height}}).device;
    assert.equal(deviceOf(true, 1280, 800), 'computer');
    assert.equal(deviceOf(true, 390, 844), 'computer');
    assert.equal(deviceOf(false, 844, 390), 'phone');
    assert.equal(deviceOf(false, 810, 1080), 'tablet');
    assert.equal(deviceOf(null, 810, 1080), undefined);
  });

  it('name only languages of two letters', () => {
    const languageOf = (/** @type {string | undefined} */ language) =>
      learnerTraits({...BROWSER, language}).language;
    assert.equal(languageOf('EN'), 'en');
    assert.equal(languageOf('gsw-CH'), 'other');
    assert.equal(languageOf('x'), 'other');
    assert.equal(languageOf(''), undefined);
    assert.equal(languageOf(undefined), undefined);
  });
});
