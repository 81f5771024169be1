import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {zoneText} from
  '../../../../static/js/creator/domain/data_tables.js';

describe('the time zone of days', () => {
  it('is described by its name', () => {
    assert.equal(zoneText('America/New_York'),
      'the exploration’s time zone, America/New York');
  });

  it('is described as that of the exploration while its name ' +
      'is unknown', () => {
    assert.equal(zoneText(undefined), 'the time zone of the exploration');
  });
});
