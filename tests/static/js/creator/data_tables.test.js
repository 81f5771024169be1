import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {zoneText} from
  '../../../../static/js/creator/domain/data_tables.js';

describe('the zone in which days are asked for', () => {
  it('is recognised by its name', () => {
    assert.equal(zoneText('America/New_York'),
      'the exploration’s time zone, America/New York');
  });

  it('is that of the exploration where its name is not known yet', () => {
    assert.equal(zoneText(undefined), 'the time zone of the exploration');
  });
});
