/** Heights of walls, metres. */
export const wallHeights = { low: 1, middle: 1.8, high: 2.6, highest: 3.4 } as const;

/** Walls and floors of a square of cells during planning; arrays are indexed z * size + x. */
export class FloorGrid {
  readonly size: number;
  /** Metres, 0 = open. */
  readonly heights: Float32Array;
  readonly wallMaterial: Uint8Array;
  readonly floorMaterial: Uint8Array;

  constructor(size: number) {
    this.size = size;
    this.heights = new Float32Array(size * size);
    this.wallMaterial = new Uint8Array(size * size);
    this.floorMaterial = new Uint8Array(size * size);
  }

  /** Metres; beyond the grid everything is wall. */
  heightAt(x: number, z: number): number {
    if (x < 0 || z < 0 || x >= this.size || z >= this.size) return wallHeights.highest;
    return this.heights[z * this.size + x];
  }

  buildWall(x: number, z: number, height: number, material: number): void {
    this.heights[z * this.size + x] = height;
    this.wallMaterial[z * this.size + x] = material;
  }

  /** The number of each cell's connected open region, counted from 1; 0 = wall. */
  regions(): Int16Array {
    const { size, heights } = this;
    const region = new Int16Array(size * size);
    let next = 0;
    for (let start = 0; start < size * size; start++) {
      if (heights[start] > 0 || region[start] > 0) continue;
      next++;
      const stack = [start];
      region[start] = next;
      for (let cell = stack.pop(); cell !== undefined; cell = stack.pop()) {
        for (const neighbour of [cell - 1, cell + 1, cell - size, cell + size]) {
          if (heights[neighbour] > 0 || region[neighbour] > 0) continue;
          region[neighbour] = next;
          stack.push(neighbour);
        }
      }
    }
    return region;
  }
}
