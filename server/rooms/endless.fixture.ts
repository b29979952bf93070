import { type Manifest, manifestSchema } from '../../shared/pack.ts';
import { planKind, planTile, solidKind, unknownKind } from '../../shared/plan.ts';
import { testPlan } from '../map-generation/plan-network.fixture.ts';
import type { PlanTile } from '../map-generation/tile.ts';
import type { TileRequest } from '../map-generation/tile-filler.ts';
import { windowCell } from '../map-generation/window.ts';
import { TestModel, testManifest, testSeed } from '../world/world.fixture.ts';

const graph = (name: string) => ({ file: `${name}.onnx`, sha256: '0'.repeat(64) });

/** A pack whose rooms can have maps. */
export const mapManifest: Manifest = manifestSchema.parse({
  ...testManifest,
  plan: testPlan,
  graphs: { ...testManifest.graphs, plan: graph('plan'), surface: graph('surface') },
});

export const mapPack = { folder: 'models/arena', manifest: mapManifest, seed: async () => testSeed() };

/**
 * Fills in open ground. Every tile has a wall along its row 2 with a door in column 4, and an orb in its row 6, in a column
 * that depends on the tile. Given cells stay.
 */
export class GroundModel extends TestModel {
  readonly filled: TileRequest[] = [];

  async fillTile(request: TileRequest): Promise<PlanTile> {
    this.filled.push(request);
    const { tile, window } = request;
    const orb = ((tile.x * 3 + tile.z * 5) % planTile) + (tile.x * 3 + tile.z * 5 < 0 ? planTile : 0);
    const kinds = new Uint8Array(planTile * planTile);
    for (const [i] of kinds.entries()) {
      const [x, z] = [i % planTile, Math.floor(i / planTile)];
      const given = window.kinds[windowCell(x, z)];
      const wall = x === 4 ? planKind.door : planKind.high;
      const drawn = z === 2 ? wall : z === 6 && x === orb % planTile ? planKind.orb : planKind.floor;
      kinds[i] = given === unknownKind ? drawn : given === solidKind ? planKind.high : given;
    }
    return { kinds, materials: new Uint8Array(planTile * planTile).fill(1) };
  }
}
