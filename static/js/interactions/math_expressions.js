/**
 * The meaning of expressions: their terms and factors, and their equality.
 * Two are equal if they have the same values at several points.
 */

import {
  absDependencies, acosDependencies, addDependencies, asinDependencies,
  atanDependencies, cosDependencies, coshDependencies, cotDependencies, create,
  cscDependencies, divideDependencies, log10Dependencies, logDependencies,
  multiplyDependencies, parseDependencies, powDependencies, secDependencies,
  sinDependencies, sinhDependencies, sqrtDependencies, subtractDependencies,
  tanDependencies, tanhDependencies, unaryMinusDependencies,
} from 'mathjs/number';

/** @typedef {import('mathjs').MathNode} MathNode */
/** @typedef {Record<string, unknown>} Scope */

/**
 * @typedef {{isNegative: boolean, factors: MathNode[]}} Term A product;
 *     divisors are factors to the power of −1.
 */

const math = create({
  absDependencies, acosDependencies, addDependencies, asinDependencies,
  atanDependencies, cosDependencies, coshDependencies, cotDependencies,
  cscDependencies, divideDependencies, log10Dependencies, logDependencies,
  multiplyDependencies, parseDependencies, powDependencies, secDependencies,
  sinDependencies, sinhDependencies, sqrtDependencies, subtractDependencies,
  tanDependencies, tanhDependencies, unaryMinusDependencies,
}, {});

/** “log” is to base 10, as in schools. */
const CONSTANTS = {
  pi: Math.PI, e: Math.E, ln: Math.log, log: Math.log10,
};

/** Rounding errors: relative, and absolute near zero. */
const TOLERANCE = 1e-10;
const SMALL = 1e-14;

/** Points at which expressions are compared; half of them are positive. */
const NUM_POINTS = 12;
const FEWEST_POINTS = 3;

/**
 * @param {string} expression As `readExpression` writes it.
 * @returns {MathNode}
 */
export function parse(expression) {
  return math.parse(expression);
}

/**
 * @param {MathNode} node
 * @returns {string[]} The letters in it, but for pi and e.
 */
export function lettersIn(node) {
  /** @type {Set<string>} */
  const letters = new Set();
  node.traverse((part, path) => {
    if (math.isSymbolNode(part) && path !== 'fn' &&
        !Object.hasOwn(CONSTANTS, part.name)) {
      letters.add(part.name);
    }
  });
  return [...letters].sort();
}

/**
 * @param {string[]} letters
 * @param {number} point
 * @returns {Scope} Values without simple relations, which could look equal.
 */
export function scopeAt(letters, point) {
  const values = letters.map((letter, index) => {
    const seed = Math.sqrt(2) * (index + 1) + Math.sqrt(3) * (point + 1) +
        [...letter].length / 7;
    const value = 0.3 + 2 * (seed % 1);
    // Some are negative, to tell |x| from x.
    return point >= NUM_POINTS / 2 && (point + index) % 2 ? -value : value;
  });
  return {
    ...CONSTANTS, ...Object.fromEntries(
        letters.map((letter, index) => [letter, values[index]])),
  };
}

/**
 * @param {MathNode} node
 * @param {Scope} scope
 * @returns {number} NaN where it has no value.
 */
export function valueAt(node, scope) {
  const value = node.evaluate({...scope});
  return typeof value === 'number' && Number.isFinite(value) ? value : NaN;
}

/**
 * @param {number} a
 * @param {number} b
 * @returns {boolean}
 */
function isClose(a, b) {
  const scale = Math.max(Math.abs(a), Math.abs(b));
  return Math.abs(a - b) <= Math.max(TOLERANCE * scale, SMALL);
}

/**
 * @param {MathNode[]} nodes
 * @param {(values: number[]) => boolean} holds
 * @returns {boolean} Whether it holds at each point where all have values, and
 *     there are at least FEWEST_POINTS such points.
 */
export function holdsEverywhere(nodes, holds) {
  const letters = [...new Set(nodes.flatMap(lettersIn))].sort();
  let numPoints = 0;
  for (let point = 0; point < NUM_POINTS; point++) {
    const scope = scopeAt(letters, point);
    const values = nodes.map((node) => valueAt(node, scope));
    if (values.some(Number.isNaN)) continue;
    if (!holds(values)) return false;
    numPoints++;
  }
  return numPoints >= FEWEST_POINTS;
}

/**
 * @param {MathNode} a
 * @param {MathNode} b
 * @returns {boolean}
 */
export function isEqual(a, b) {
  return holdsEverywhere([a, b], ([x, y]) => isClose(x, y));
}

/**
 * @param {MathNode} left
 * @param {MathNode} right
 * @returns {MathNode}
 */
export function difference(left, right) {
  return new math.OperatorNode('-', 'subtract', [left, right]);
}

/**
 * @param {MathNode} left
 * @param {MathNode} right
 * @returns {MathNode}
 */
export function quotient(left, right) {
  return new math.OperatorNode('/', 'divide', [left, right]);
}

/**
 * @param {MathNode} a
 * @param {MathNode} b
 * @returns {boolean} Whether one is the other times a number that is not 0.
 */
export function isProportional(a, b) {
  /** @type {number|null} */
  let ratio = null;
  return holdsEverywhere([a, b], ([x, y]) => {
    ratio ??= x / y;
    return ratio !== 0 && isClose(x, ratio * y);
  });
}

/**
 * @param {MathNode} node
 * @param {string} fn
 * @returns {MathNode[]} The operands; empty if it is another operation.
 */
function operandsOf(node, fn) {
  return math.isOperatorNode(node) && node.fn === fn ? node.args : [];
}

/**
 * @param {MathNode} node
 * @param {boolean} [isNegative]
 * @returns {Term[]} The summands outside of brackets.
 */
export function termsOf(node, isNegative = false) {
  const sum = operandsOf(node, 'add');
  if (sum.length > 0) return sum.flatMap((term) => termsOf(term, isNegative));
  const [left, right] = operandsOf(node, 'subtract');
  if (left) {
    return [...termsOf(left, isNegative), ...termsOf(right, !isNegative)];
  }
  return [factorsOf(node, isNegative)];
}

/**
 * @param {MathNode} node
 * @param {boolean} isNegative
 * @returns {Term}
 */
function factorsOf(node, isNegative) {
  if (math.isParenthesisNode(node)) {
    const {content} = node;
    const isSum = [...operandsOf(content, 'add'),
      ...operandsOf(content, 'subtract')].length > 0;
    return isSum ? {isNegative, factors: [node]} :
      factorsOf(content, isNegative);
  }
  const [negated] = operandsOf(node, 'unaryMinus');
  if (negated) return factorsOf(negated, !isNegative);
  const product = operandsOf(node, 'multiply');
  const [above, below] = operandsOf(node, 'divide');
  if (product.length === 0 && !above) return {isNegative, factors: [node]};
  const parts = (above ? [above, below] : product)
      .map((operand) => factorsOf(operand, false));
  const inverse = (/** @type {MathNode} */ factor) => new math.OperatorNode(
      '^', 'pow', [factor, new math.ConstantNode(-1)]);
  return {
    isNegative: parts.reduce(
        (result, part) => result !== part.isNegative, isNegative),
    factors: parts.flatMap(({factors}, index) =>
      above && index === 1 ? factors.map(inverse) : factors),
  };
}

/**
 * @template T
 * @param {T[]} a
 * @param {T[]} b
 * @param {(x: T, y: T) => boolean} matches
 * @returns {boolean} Whether the items of a match those of b one to one.
 */
export function canBePaired(a, b, matches) {
  const rest = [...b];
  return a.length === b.length && a.every((item) => {
    const index = rest.findIndex((other) => matches(item, other));
    if (index !== -1) rest.splice(index, 1);
    return index !== -1;
  });
}

/**
 * @param {Term} a
 * @param {Term} b
 * @returns {boolean} Whether they have the same factors, in any order.
 */
export function isSameTerm(a, b) {
  return a.isNegative === b.isNegative &&
      canBePaired(a.factors, b.factors, isEqual);
}

/**
 * @param {Term} term
 * @returns {MathNode} Its product.
 */
export function nodeOf({isNegative, factors}) {
  const product = factors.reduce((left, right) =>
    new math.OperatorNode('*', 'multiply', [left, right]));
  return isNegative ?
    new math.OperatorNode('-', 'unaryMinus', [product]) : product;
}
