/** The request that saves an edit. Free of the DOM. */

/**
 * @typedef {object} RenameRow a row of the form.
 * @property {string} from the old name of a card.
 * @property {string} to its new name.
 */

/**
 * @typedef {object} RenamesResult
 * @property {Record<string, string>} renames old name to new name.
 * @property {string|null} problem why they are invalid.
 */

/**
 * @param {readonly RenameRow[]} rows those that rename nothing are ignored.
 * @return {RenamesResult}
 */
export function renamesOf(rows) {
  /** @type {Map<string, string>} */
  const renames = new Map();
  const targets = new Set();
  for (const {from, to: typed} of rows) {
    const to = typed.trim();
    if (!from || from === to) continue;
    if (!to) return refuse(`Say the new name of “${from}”, or remove it.`);
    if (renames.has(from)) return refuse(`“${from}” is renamed twice.`);
    if (targets.has(to)) return refuse(`Two cards would be named “${to}”.`);
    renames.set(from, to);
    targets.add(to);
  }
  // `fromEntries` is safe for a card named "__proto__".
  return {renames: Object.fromEntries(renames), problem: null};
}

/**
 * @param {string} problem
 * @return {RenamesResult}
 */
function refuse(problem) {
  return {renames: {}, problem};
}

/**
 * The cards that may have lost their statistics by accident: they are missing,
 * and there are new cards without a predecessor. Without new cards they were
 * deleted on purpose.
 *
 * @param {readonly string[]} before names in the version edited.
 * @param {readonly string[]} after names in the version saved.
 * @param {Readonly<Record<string, string>>} renames as they were sent.
 * @return {string[]}
 */
export function cardsCutOff(before, after, renames) {
  const carried = new Set(before.map((name) =>
    Object.hasOwn(renames, name) ? renames[name] : name));
  if (after.every((name) => carried.has(name))) return [];
  const namesAfter = new Set(after);
  return before.filter(
    (name) => !Object.hasOwn(renames, name) && !namesAfter.has(name));
}
