import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {describe, it} from 'node:test';

import {all, create} from 'mathjs';
import {spec} from '../../../../static/js/interactions/number_with_units.js';
import {parseUnits, unitsText}
  from '../../../../static/js/interactions/units.js';

/**
 * @typedef {{
 *   value: number|null, offset?: number, dimensions: Record<string, number>,
 * }} Size
 *
 * @type {Record<string, {
 *   prefixes: Record<string, number>, units: Record<string, Size>,
 * }>}
 */
const SERVER_UNITS = JSON.parse(readFileSync(
    new URL('../../../../core/domain/interactions/units.json', import.meta.url),
    'utf8'));

describe('the units that the server knows', () => {
  const math = create(all, {});
  math.createUnit('dollar');
  math.createUnit('cent', '0.01 dollar');
  math.createUnit('rupee');
  math.createUnit('paise', '0.01 rupee');
  const {Unit} = /** @type {any} */ (math);

  it('are those of mathjs, and money', () => {
    const units = Object.values(SERVER_UNITS).flatMap(
        (group) => Object.keys(group.units));
    assert.deepEqual(units.sort(), Object.keys(Unit.UNITS).sort());
  });

  it('have the prefixes of mathjs', () => {
    for (const [group, {prefixes, units}] of Object.entries(SERVER_UNITS)) {
      const theirs = Object.fromEntries(Object.entries(Unit.PREFIXES[group])
          .map(([name, {value}]) => [name, value]));
      assert.deepEqual(prefixes, theirs);
      for (const unit of Object.keys(units)) {
        assert.equal(Unit.UNITS[unit].prefixes, Unit.PREFIXES[group], unit);
      }
    }
  });

  it('have the values and dimensions of mathjs', () => {
    for (const {units} of Object.values(SERVER_UNITS)) {
      for (const [name, {value, offset = 0, dimensions}] of
        Object.entries(units)) {
        const theirs = Unit.UNITS[name];
        assert.equal(offset, theirs.offset, name);
        // The unit of reactive power is imaginary.
        assert.equal(value, name === 'VAR' ? null : Number(theirs.value), name);
        assert.deepEqual(dimensions, dimensionsOf(name), name);
      }
    }
  });

  /**
   * @param {string} name
   * @returns {Record<string, number>}
   */
  function dimensionsOf(name) {
    /** @type {number[]} */
    const powers = Unit.parse(name).dimensions;
    return Object.fromEntries(powers
        .map((power, index) => /** @type {[string, number]} */ (
          [Unit.BASE_DIMENSIONS[index].replace('_STUFF', '').toLowerCase(),
            power]))
        .filter(([, power]) => power !== 0));
  }
});

describe('units', () => {
  /** @type {[string, string][]} */
  const typed = [
    ['m', 'm'], ['m/s', 'm s^-1'], ['m/s^2', 'm s^-2'], ['m/s²', 'm s^-2'],
    ['m s^-1', 'm s^-1'], ['m*s', 'm s'], ['kg·m/s²', 'kg m s^-2'],
    ['km per hour', 'km hour^-1'], ['kilometres/h', 'kilometers h^-1'],
    ['J/(kg K)', 'J kg^-1 K^-1'], ['J/kg/K', 'J kg^-1 K^-1'], ['m m', 'm^2'],
    ['1/s'.slice(1), 's^-1'], ['m/m', ''], ['µm', 'um'], ['°C', 'degC'],
    ['kΩ', 'kohm'], ['$', 'dollar'], ['Rupees', 'rupee'], ['', ''],
    ['m^(-2)', 'm^-2'], ['ｋｍ', 'km'], ['m2', 'm^2'], ['cm3/s', 'cm^3 s^-1'],
    ['m2^2', 'm^4'],
  ];
  for (const [text, written] of typed) {
    it(`can be typed as "${text}"`, () => {
      assert.equal(unitsText(parseUnits(text)), written);
    });
  }

  for (const text of ['m/', 'm//s', '(m', 'm)', '/', 'm^', 'parrot', 'm!', '^2',
    'm^x', 'm^1.5', 'constructor']) {
    it(`are not "${text}"`, () => {
      assert.throws(() => parseUnits(text), /unit/);
    });
  }
});

describe('a number with units', () => {
  /** @type {[string, string][]} */
  const typed = [
    ['5 km/h', '5 km/h'], ['5km', '5 km'], ['-2.5 m', '-2.5 m'],
    ['5 m/s²', '5 m/s^2'], ['5 km·h⁻¹', '5 km/h'], ['5 J/kg/K', '5 J/(kg K)'],
    ['5 s⁻¹', '5 s^-1'], ['Rs. 5', '5 rupee'],
    ['2,5 m', '2.5 m'], ['1 000 m', '1000 m'], ['1/2 m', '1/2 m'],
    ['1 1/2 m', '1 1/2 m'], ['½ m', '1/2 m'], ['$5', '5 dollar'],
    ['$ 5', '5 dollar'], ['5 $', '5 dollar'], ['Rs 7', '7 rupee'],
    ['1e3 m', '1000 m'], ['١٢ m', '12 m'], ['5', '5'], ['5 eV', '5 eV'],
  ];
  for (const [text, written] of typed) {
    it(`can be typed as "${text}"`, () => {
      const answer = spec.normalizeAnswer(text, {});
      assert.equal(spec.answerToText(answer, {}), written);
      assert.deepEqual(spec.normalizeAnswer(answer, {}), answer);
    });
  }

  /** @type {[unknown, RegExp][]} */
  const others = [
    ['', /a number and its unit/], ['km', /a number and its unit/],
    ['five km', /a number and its unit/], ['5 parrots', /not a unit/],
    ['5 KG', /Do you mean “kg”/], ['5 €', /no meaning/],
    ['1/0 m', /divided by 0/], ['5 m/', /incomplete/], [5, /a number and/],
    [{type: 'real', real: NaN}, /a number and/], [null, /a number and/],
    [{type: 'real', real: 1, units: [{unit: 'x^y', exponent: 1}]}, /not a unit/],
    [{type: 'real', real: 1, units: [{unit: 'm', exponent: 0.5}]}, /incomplete/],
  ];
  for (const [answer, reason] of others) {
    it(`is not ${JSON.stringify(answer)}, with a reason`, () => {
      assert.throws(() => spec.normalizeAnswer(answer, {}), reason);
    });
  }
});
