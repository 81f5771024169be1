import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {mkdtempSync, readFileSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {describe, it} from 'node:test';

import {smallerZip} from
  '../../../../static/js/creator/domain/smaller_zip.js';

const FOLDER = mkdtempSync(path.join(tmpdir(), 'smaller-zip-'));

/** Writes an archive of the files in its first argument, a JSON object. */
const WRITE = `
import json, random, sys, zipfile
with zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED) as archive:
    for name, size in json.loads(sys.argv[2]).items():
        archive.writestr(name, random.Random(1).randbytes(size))
    archive.comment = b'a comment'
`;

/** Prints the names and sizes of the files in an archive, once checked. */
const READ = `
import json, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as archive:
    assert archive.testzip() is None
    print(json.dumps({i.filename: len(archive.read(i)) for i in archive.filelist}))
`;

/**
 * @param {string} script
 * @param {string[]} args
 * @return {string} what Python printed.
 */
const python = (script, ...args) =>
  execFileSync('python3', ['-c', script, ...args], {encoding: 'utf8'});

/**
 * @param {Record<string, number>} sizes by name.
 * @return {Uint8Array}
 */
function buildZip(sizes) {
  const file = path.join(FOLDER, 'before.zip');
  python(WRITE, file, JSON.stringify(sizes));
  return new Uint8Array(readFileSync(file));
}

/**
 * @param {Uint8Array} bytes
 * @return {Record<string, number>} sizes by name.
 */
function sizesIn(bytes) {
  const file = path.join(FOLDER, 'after.zip');
  writeFileSync(file, bytes);
  return JSON.parse(python(READ, file));
}

const SIZES = {
  'assets/image/large.png': 900, 'Lesson.yaml': 500,
  'assets/image/small.png': 100, 'two/Täg.json': 40,
  'assets/audio/tiny.mp3': 30,
};

describe('smallerZip', () => {
  it('keeps the texts and, smallest first, the other files that fit', () => {
    const smaller = smallerZip(buildZip(SIZES), 1350);
    assert.ok(smaller && smaller.bytes.length <= 1350);
    assert.deepEqual(sizesIn(smaller.bytes), {
      'two/Täg.json': 40, 'Lesson.yaml': 500, 'assets/image/small.png': 100,
    });
    assert.equal(smaller.numLeftOut, 2);
  });

  it('keeps everything that fits', () => {
    const smaller = smallerZip(buildZip(SIZES), 1e6);
    assert.ok(smaller);
    assert.deepEqual(sizesIn(smaller.bytes), SIZES);
    assert.equal(smaller.numLeftOut, 0);
  });

  it('returns null if the texts do not fit', () => {
    assert.equal(smallerZip(buildZip(SIZES), 400), null);
  });

  it('returns null for other and damaged files', () => {
    const archive = buildZip(SIZES);
    assert.equal(smallerZip(new Uint8Array(0), 1e6), null);
    assert.equal(smallerZip(new Uint8Array(200), 1e6), null);
    assert.equal(smallerZip(archive.subarray(300), 1e6), null);
    const cut = archive.slice();
    cut.fill(255, cut.length - 100, cut.length - 40);
    assert.equal(smallerZip(cut, 1e6), null);
  });
});
