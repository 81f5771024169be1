/** Units of measurement that people write and mathjs knows. */

import {create, createUnitDependencies, unitDependencies} from 'mathjs';
import {compose} from '../domain/text_forms.js';
import {InvalidAnswerError} from './interaction_spec.js';

/** @typedef {{unit: string, exponent: number}} UnitPower */

const math = create({createUnitDependencies, unitDependencies}, {});
math.createUnit('dollar');
math.createUnit('cent', '0.01 dollar');
math.createUnit('rupee');
math.createUnit('paise', '0.01 rupee');

/** Other names of money, as in Oppia; core/domain/interactions/units.py. */
const NAMES_OF_MONEY = {
  dollar: ['$', 'dollars', 'Dollars', 'Dollar', 'USD'],
  rupee: ['Rs', 'rupees', '₹', 'Rupees', 'Rupee'],
  cent: ['cents', 'Cents', 'Cent'],
  paise: ['paisa', 'Paise', 'Paisa'],
};

/** @type {ReadonlyMap<string, string>} */
const MONEY = new Map(Object.entries(NAMES_OF_MONEY).flatMap(
    ([unit, names]) => names.map((name) => [name, unit])));

/** @type {[RegExp, string][]} */
const PLAIN_SIGNS = [
  [/[·×∙⋅]/gu, '*'], [/[÷∕]/gu, '/'], [/\bper\b/g, '/'], [/[µμ]/gu, 'u'],
  [/°/gu, 'deg'], [/[ΩΩ]/gu, 'ohm'], [/metre/g, 'meter'],
];

/** A unit with its exponent, or a sign. */
const PART = new RegExp(
    '^(?:([A-Za-z]+\\d*|[$₹])(?:\\s*\\^\\s*\\(?([-+]?\\d{1,2})\\)?)?' +
    '|([*/()]))\\s*');

const INCOMPLETE =
    'This unit is incomplete. Please type one such as m/s or m^2.';

/**
 * @param {string} name
 * @returns {string} The name to record.
 * @throws {InvalidAnswerError} When there is no such unit.
 */
function knownUnit(name) {
  const unit = MONEY.get(name) ?? name;
  if (math.Unit.isValuelessUnit(unit)) return unit;
  const lower = name.toLowerCase();
  throw new InvalidAnswerError(
      `“${name}” is not a unit that is known here.` +
      (math.Unit.isValuelessUnit(lower) ? ` Do you mean “${lower}”?` : ''));
}

/**
 * @param {string} name
 * @returns {UnitPower} "m2" is the same as "m^2".
 */
function powerOf(name) {
  const [, base, digit] = /^(.*[A-Za-z])([23])$/.exec(name) ?? [];
  return base && math.Unit.isValuelessUnit(base) ?
    {unit: base, exponent: Number(digit)} :
    {unit: knownUnit(name), exponent: 1};
}

/**
 * @param {string} text As typed: "km/h", "m s^-1", "meters per second".
 * @returns {UnitPower[]} Each unit once, in the order of their first places. A
 *     "/" divides by the unit or the bracket after it.
 * @throws {InvalidAnswerError}
 */
export function parseUnits(text) {
  let rest = PLAIN_SIGNS.reduce(
      (result, [sign, plain]) => result.replace(sign, plain), compose(text));
  /** @type {UnitPower[]} */
  const powers = [];
  /** For each open bracket: 1, or -1 if its content is a divisor. */
  const brackets = [1];
  let sign = 1;
  while (rest !== '') {
    const part = PART.exec(rest);
    if (!part) {
      throw new InvalidAnswerError(`“${[...rest][0]}” has no meaning in a ` +
          'unit. Please type one such as m/s or m^2.');
    }
    const [whole, name, exponent = '1', mark] = part;
    rest = rest.slice(whole.length);
    const inBracket = brackets[brackets.length - 1];
    if (name) {
      const power = powerOf(name);
      powers.push({
        ...power,
        exponent: power.exponent * sign * inBracket * Number(exponent),
      });
    } else if (mark === '(') {
      brackets.push(sign * inBracket);
    } else if (mark === ')' && brackets.length > 1) {
      brackets.pop();
    } else if (mark === ')' || sign < 0) {
      throw new InvalidAnswerError(INCOMPLETE);
    }
    sign = mark === '/' ? -1 : 1;
  }
  if (sign < 0 || brackets.length > 1) {
    throw new InvalidAnswerError(INCOMPLETE);
  }
  return mergedUnits(powers);
}

/**
 * @param {unknown} units As recorded.
 * @returns {UnitPower[]}
 * @throws {InvalidAnswerError}
 */
export function checkedUnits(units) {
  const isList = Array.isArray(units) && units.every((power) =>
    typeof power?.unit === 'string' && Number.isInteger(power.exponent));
  if (!isList) throw new InvalidAnswerError(INCOMPLETE);
  return mergedUnits(units.map(({unit, exponent}) =>
    ({unit: knownUnit(unit), exponent})));
}

/**
 * @param {UnitPower[]} powers
 * @returns {UnitPower[]} Each unit once, none to the power of 0.
 */
function mergedUnits(powers) {
  /** @type {Map<string, number>} */
  const exponents = new Map();
  for (const {unit, exponent} of powers) {
    exponents.set(unit, (exponents.get(unit) ?? 0) + exponent);
  }
  return [...exponents].map(([unit, exponent]) => ({unit, exponent}))
      .filter(({exponent}) => exponent !== 0);
}

/**
 * @param {UnitPower[]} units
 * @returns {string}
 */
export function unitsText(units) {
  return units.map(({unit, exponent}) =>
    exponent === 1 ? unit : `${unit}^${exponent}`).join(' ');
}

/**
 * @param {UnitPower[]} units
 * @returns {string} As people write them: "km/h", "J/(kg K)".
 */
export function shownUnits(units) {
  const above = units.filter(({exponent}) => exponent > 0);
  const below = units.filter(({exponent}) => exponent < 0)
      .map(({unit, exponent}) => ({unit, exponent: -exponent}));
  if (above.length === 0 || below.length === 0) return unitsText(units);
  const divisor = unitsText(below);
  return `${unitsText(above)}/${
    below.length > 1 ? `(${divisor})` : divisor}`;
}

/**
 * @param {UnitPower[]} a
 * @param {UnitPower[]} b
 * @returns {boolean} Whether they are the same units, in any order.
 */
export function areSameUnits(a, b) {
  return unitsText(a).split(' ').sort().join(' ') ===
      unitsText(b).split(' ').sort().join(' ');
}

/**
 * @typedef {{number: number, units: UnitPower[]}} Quantity
 *
 * @param {Quantity} a
 * @param {Quantity} b
 * @returns {boolean} Whether they are the same amount, in any units.
 */
export function isSameQuantity(a, b) {
  if (a.units.length === 0 || b.units.length === 0) {
    return a.units.length === b.units.length && isClose(a.number, b.number);
  }
  const [first, second] = [a, b].map(
      ({number, units}) => math.unit(number, unitsText(units)));
  return first.equalBase(second) &&
      isClose(first.toNumber(unitsText(b.units)), b.number);
}

/**
 * @param {number} a
 * @param {number} b
 * @returns {boolean} Whether they differ by rounding errors at most.
 */
function isClose(a, b) {
  return Math.abs(a - b) <=
      1e-9 * Math.max(Math.abs(a), Math.abs(b)) + Number.MIN_VALUE;
}
