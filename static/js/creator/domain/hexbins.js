/**
 * Clicks into an image, gathered into hexagons. Free of the DOM.
 *
 * Hexagons stand on a corner; every other row is shifted by half a width. A
 * point belongs to the hexagon whose centre is nearest (D. B. Carr et al.
 * 1987, Scatterplot matrix techniques for large N, JASA 82, 424-436).
 */

/**
 * @typedef {object} Hexbin
 * @property {number} x of its centre, in the unit of the points.
 * @property {number} y of its centre.
 * @property {number} count
 */

const SQRT_3 = Math.sqrt(3);

/**
 * @param {{x: number, y: number, count: number}[]} points
 * @param {number} radius from the centre of a hexagon to its corners.
 * @return {Hexbin[]} those with something in them, fullest first.
 */
export function hexbinsOf(points, radius) {
  /** @type {Map<string, Hexbin>} */
  const bins = new Map();
  for (const {x, y, count} of points) {
    const [column, row] = nearestCell(x, y, radius);
    const key = `${column} ${row}`;
    const bin = bins.get(key) ?? {
      x: (column + (row % 2 ? 0.5 : 0)) * SQRT_3 * radius,
      y: row * 1.5 * radius,
      count: 0,
    };
    bin.count += count;
    bins.set(key, bin);
  }
  return [...bins.values()].sort(
    (a, b) => b.count - a.count || a.y - b.y || a.x - b.x);
}

/**
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 * @return {[number, number]} column and row of the nearest centre: it stands
 *     in one of the two rows between which the point lies.
 */
function nearestCell(x, y, radius) {
  const above = Math.floor(y / (1.5 * radius));
  const candidates = [above, above + 1].map((row) => {
    const shift = row % 2 ? 0.5 : 0;
    const column = Math.round(x / (SQRT_3 * radius) - shift);
    const dx = x - (column + shift) * SQRT_3 * radius;
    const dy = y - row * 1.5 * radius;
    return {column, row, distance: dx * dx + dy * dy};
  });
  const nearest = candidates[0].distance <= candidates[1].distance ?
    candidates[0] : candidates[1];
  return [nearest.column, nearest.row];
}

/**
 * @param {Hexbin} bin
 * @param {number} radius
 * @return {string} its corners, as SVG polygons take them.
 */
export function hexagonPoints({x, y}, radius) {
  const dx = SQRT_3 / 2 * radius;
  const corners = [
    [0, -radius], [dx, -radius / 2], [dx, radius / 2],
    [0, radius], [-dx, radius / 2], [-dx, -radius / 2],
  ];
  return corners.map(([right, down]) =>
    `${(x + right).toFixed(2)},${(y + down).toFixed(2)}`).join(' ');
}
