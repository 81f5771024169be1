import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {missingCardOf, missingVersionOf} from
  '../../../../static/js/creator/domain/dead_ends.js';
import {answer} from './answers.js';

describe('missingCardOf', () => {
  it('is null for existing cards, and without a requested card', () => {
    const given = answer();
    assert.equal(missingCardOf(given, {card: null}), null);
    assert.equal(missingCardOf(given, {card: given.init_state_name}), null);
  });

  it('names the card and the version that does not have it', () => {
    for (const card of ['Renamed since', 'constructor']) {
      const missing = missingCardOf(answer({exp_version: 2}), {card});
      assert.equal(
        missing?.heading, `Version 2 has no card called “${card}”`);
    }
  });
});

describe('missingVersionOf', () => {
  const refused = {status: 400, path: 'v', message: 'the latest version is 3'};

  it('names the version that does not exist', () => {
    const missing = missingVersionOf(refused, {version: 1999});
    assert.equal(missing?.heading, 'There is no version 1,999');
    assert.match(missing?.text ?? '', /the latest version is 3\.$/);
  });

  it('is null for every other failure', () => {
    assert.equal(missingVersionOf(refused, {version: null}), null);
    assert.equal(
      missingVersionOf({...refused, path: null}, {version: 9}), null);
    assert.equal(
      missingVersionOf({...refused, status: 403}, {version: 9}), null);
  });
});
