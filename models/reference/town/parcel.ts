import { Random } from '../random.ts';

/**
 * Division of the unbounded ground of a town into parcels, all in whole cells. Avenues run along z and divide the
 * town into quarters. Streets run along x and divide a quarter into rows. Alleys, or nothing, divide a row into
 * parcels. A parcel has the ground from its avenue or alley (west) and its street (north) to those of the next
 * parcels, so parcels cover each cell once.
 *
 * Every line depends on (seed, its place) alone, so any part of the town can be computed by itself.
 */
export interface Parcel {
  /** Indices of quarter, row and parcel; they identify it. */
  quarter: number;
  row: number;
  index: number;
  /** Cells, x0 <= x < x1 and z0 <= z < z1. */
  x0: number;
  z0: number;
  x1: number;
  z1: number;
  /** Cells of open ground at the west side: an avenue, an alley or none. */
  alley: number;
  /** Cells of street at the north side. */
  street: number;
  /** Whether there is open ground beyond the east side; beyond the south side there always is. */
  openEast: boolean;
}

/** Cells from one avenue to the next, and from one street to the next, on average. */
const quarterWidth = 54;
const rowDepth = 14;
const parcelWidth = 12;
/** What separates the random numbers of different lines. */
const keys = { avenue: 1, street: 2, alleys: 3 } as const;

/** An avenue or a street: its first cell, and its width in cells. */
interface Line {
  at: number;
  width: number;
}

/** The parcels that share cells with x0 <= x < x1, z0 <= z < z1. */
export function parcelsWithin(seed: number, x0: number, z0: number, x1: number, z1: number): Parcel[] {
  const parcels: Parcel[] = [];
  let quarter = Math.floor(x0 / quarterWidth) - 1;
  while (avenueAt(seed, quarter + 1).at <= x0) quarter++;
  for (; avenueAt(seed, quarter).at < x1; quarter++) {
    let row = Math.floor(z0 / rowDepth) - 1;
    while (streetAt(seed, quarter, row + 1).at <= z0) row++;
    for (; streetAt(seed, quarter, row).at < z1; row++) {
      parcels.push(...rowOf(seed, quarter, row).filter((parcel) => parcel.x1 > x0 && parcel.x0 < x1));
    }
  }
  return parcels;
}

function avenueAt(seed: number, quarter: number): Line {
  const random = Random.keyed(seed, keys.avenue, quarter);
  return { at: quarter * quarterWidth + random.integer(9) - 4, width: 4 + random.integer(2) };
}

function streetAt(seed: number, quarter: number, row: number): Line {
  const random = Random.keyed(seed, keys.street, quarter, row);
  return { at: row * rowDepth + random.integer(5) - 2, width: 3 + random.integer(3) };
}

/** All parcels of a row, from west to east. */
function rowOf(seed: number, quarter: number, row: number): Parcel[] {
  const random = Random.keyed(seed, keys.alleys, quarter, row);
  const avenue = avenueAt(seed, quarter);
  const east = avenueAt(seed, quarter + 1).at;
  const street = streetAt(seed, quarter, row);
  const south = streetAt(seed, quarter, row + 1).at;
  const ground = east - avenue.at - avenue.width;
  const count = Math.max(1, Math.round(ground / parcelWidth) - random.integer(2));
  // Borders stay far enough apart for an alley and a building.
  const borders = Array.from({ length: count + 1 }, (_, i) => {
    const even = avenue.at + avenue.width + Math.round((i * ground) / count);
    return i === 0 ? avenue.at : i === count ? east : even + random.integer(5) - 2;
  });
  const alleys = borders.map((_, i) => (i === 0 ? avenue.width : random.next() < 0.35 ? 0 : 3));
  return Array.from({ length: count }, (_, index) => ({
    quarter,
    row,
    index,
    x0: borders[index],
    z0: street.at,
    x1: borders[index + 1],
    z1: south,
    alley: alleys[index],
    street: street.width,
    openEast: index === count - 1 || alleys[index + 1] > 0,
  }));
}
