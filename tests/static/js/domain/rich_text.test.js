import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {assetUrl, pictureSources} from
  '../../../../static/js/domain/rich_text.js';

const PAGE = {exp_id: 'e'};

describe('the address of a picture', () => {
  it('is a path of the exploration', () => {
    assert.equal(assetUrl({exp_id: 'exp-1_A'}, 'assets/a-cat-0a1b.svg'),
        '/assetshandler/exp-1_A/a-cat-0a1b.svg');
  });

  it('is a path of the shared link that led to the page', () => {
    assert.equal(assetUrl({exp_id: 'e', token: 'abc'}, 'assets/a.svg'),
        '/sharedhandler/assets/abc/a.svg');
  });

  it('is unchanged if the picture does not belong to the exploration', () => {
    for (const src of [
      '/static/images/a/b.svg', 'assets/../a.png', 'assets/A.png', '',
    ]) {
      assert.equal(assetUrl(PAGE, src), src);
    }
  });
});

describe('the sources of a picture', () => {
  const url = '/assetshandler/e/a.png';

  it('include smaller sizes if its width is known', () => {
    assert.deepEqual(pictureSources(PAGE, 'assets/a.png', 1600), {
      src: url,
      srcset: `${url}?w=480 480w, ${url}?w=960 960w, ${url} 1600w`,
      sizes: 'min(100vw, 672px)',
    });
    assert.deepEqual(pictureSources(PAGE, 'assets/a.png', 200), {
      src: url,
      srcset: `${url}?w=480 480w, ${url}?w=960 960w`,
      sizes: 'min(100vw, 200px)',
    });
  });

  it('are a single smaller size if its width is unknown', () => {
    assert.deepEqual(
        pictureSources(PAGE, 'assets/a.png', 0), {src: `${url}?w=960`});
  });

  it('are the picture alone if there are no smaller sizes', () => {
    for (const src of ['assets/a.svg', 'assets/a.gif', '/static/a.png']) {
      assert.deepEqual(
          pictureSources(PAGE, src, 900), {src: assetUrl(PAGE, src)});
    }
  });
});
