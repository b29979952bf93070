/** Arrangement of tiles in a box. */
export interface WallLayout {
  columns: number;
  rows: number;
  /** Size of one tile, in the units of the box. */
  width: number;
  height: number;
}

/**
 * The grid in which `count` tiles of this aspect (width by height) are the largest in a box, with `gap`
 * between them. Of equally large ones, the grid with the fewest columns.
 */
export function wallLayout(
  count: number,
  box: { width: number; height: number },
  aspect: number,
  gap: number,
): WallLayout {
  let best: WallLayout = { columns: 1, rows: Math.max(1, count), width: 0, height: 0 };
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const across = Math.max(0, (box.width - gap * (columns - 1)) / columns);
    const down = Math.max(0, (box.height - gap * (rows - 1)) / rows);
    const width = Math.min(across, down * aspect);
    if (width > best.width) best = { columns, rows, width, height: width / aspect };
  }
  return best;
}

/**
 * The tile to which an arrow key moves from tile `from` of `count` in rows of `columns`; it stops at the
 * ends.
 */
export function neighbour(code: string, from: number, columns: number, count: number): number | undefined {
  const steps: Record<string, number> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -columns,
    ArrowDown: columns,
  };
  const step = steps[code];
  if (step === undefined) return undefined;
  const to = from + step;
  return to < 0 || to >= count ? from : to;
}
