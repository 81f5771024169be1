import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {placeOfCard} from
  '../../../../static/js/creator/domain/card_in_yaml.js';

const YAML = `title: Maps
author_notes: |-
  Begin:
  a line of text
states:
  Begin:
    content:
      html: |-
        End:
  'Can''t say: why':
    content: {}
  "Tab\\there": # strange
    content: {}
  End:
    content: {}
`;

describe('placeOfCard', () => {
  /** @type {[string, number][]} */
  const cases = [
    ['Begin', 5], ['Can\'t say: why', 9], ['Tab\there', 11], ['End', 13],
  ];
  for (const [name, line] of cases) {
    it(`finds ${JSON.stringify(name)} among the cards`, () => {
      const place = placeOfCard(YAML, name);
      assert.equal(place?.line, line);
      assert.equal(YAML.split('\n')[line], YAML.slice(place?.start, place?.end));
    });
  }

  it('finds no missing card', () => {
    assert.equal(placeOfCard(YAML, 'content'), null);
    assert.equal(placeOfCard(YAML, 'Maps'), null);
    assert.equal(placeOfCard('', 'Begin'), null);
    assert.equal(placeOfCard(`${YAML}other:\n  Late:\n`, 'Late'), null);
  });
});
