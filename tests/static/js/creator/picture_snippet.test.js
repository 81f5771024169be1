import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {sizeText, snippetOf} from
  '../../../../static/js/creator/domain/picture_snippet.js';

const PICTURE = {
  name: 'map-0123456789abcdef0123.png', num_bytes: 84_100, width: 1200,
  height: 300, is_used: false,
};

describe('snippetOf', () => {
  it('includes the picture, its size and its description', () => {
    assert.equal(
      snippetOf(PICTURE, ' A map \n of Paris '),
      '<img src="assets/map-0123456789abcdef0123.png" ' +
        'alt="A map of Paris" width="1200" height="300">');
  });

  it('escapes characters that would end a value in HTML or YAML', () => {
    const snippet = snippetOf(PICTURE, 'a<b>"c"\'d\'&amp; e: f #g:h \\n:');
    assert.match(snippet, new RegExp(
      'alt="a&lt;b&gt;&quot;c&quot;&#39;d&#39;&amp;amp; e&#58; f &#35;g:h ' +
      '&#92;n&#58;"'));
  });
});

describe('sizeText', () => {
  it('says pixels and bytes', () => {
    assert.equal(sizeText(PICTURE), '1,200 × 300 pixels, 85 kB');
    assert.equal(
      sizeText({...PICTURE, num_bytes: 2_345_678}),
      '1,200 × 300 pixels, 2.3 MB');
  });
});
