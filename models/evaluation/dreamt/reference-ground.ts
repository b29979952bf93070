import type { PlannedGround } from '../../../server/contracts/planned-ground.ts';
import type { Intrinsics, Pose } from '../../../shared/geometry/camera.ts';
import { isOpenKind, planCellSize, planHeights, unknownKind } from '../../../shared/plan.ts';
import { floorMaterials } from '../../reference/rendering/materials.ts';
import { createFrame, Renderer } from '../../reference/rendering/renderer.ts';
import type { ReferenceWorld } from '../../reference/world.ts';
import type { ComparedView } from '../judges/cross-view.ts';
import { defaultControls } from '../rollout/held-out.ts';

/**
 * Ground that a map made up as the reference world would show it, without things: what of a measure of drawn views is
 * theirs, and what is that of any picture of the same place.
 */
export class ReferenceGround {
  readonly #ground: PlannedGround;
  readonly #size: Intrinsics;
  readonly #renderer: Renderer;

  /** @param world Its sun, sky and air. Cells of unknown kind are open floor. */
  constructor(ground: PlannedGround, world: ReferenceWorld, size: Intrinsics) {
    const heights = Float32Array.from(ground.kinds, (kind) =>
      kind === unknownKind ? 0 : (planHeights[kind] ?? 0),
    );
    const solidAt = (x: number, z: number) =>
      x < 0 || z < 0 || x >= ground.size || z >= ground.size || heights[z * ground.size + x] > 0;
    this.#ground = ground;
    this.#size = size;
    this.#renderer = new Renderer(
      {
        ...{
          seed: world.seed,
          theme: world.theme,
          ball: world.ball,
          size: ground.size,
          cellSize: planCellSize,
        },
        ...{ doors: [], orbs: [], blocks: [], spawns: [] },
        ...{ heights, solidAt },
        wallMaterial: ground.materials.map((token) => Math.max(0, token - floorMaterials.length)),
        floorMaterial: ground.materials.map((token) => Math.min(token, floorMaterials.length - 1)),
      },
      size,
    );
  }

  /** The view of a camera, or undefined where the map has a wall in its place. */
  view(camera: Pose): ComparedView | undefined {
    const { x, z, size, kinds } = this.#ground;
    const inside = { ...camera, x: camera.x - x * planCellSize, z: camera.z - z * planCellSize };
    const cell = Math.floor(inside.z / planCellSize) * size + Math.floor(inside.x / planCellSize);
    if (kinds[cell] !== unknownKind && !isOpenKind(kinds[cell])) return undefined;
    const frame = createFrame(this.#size);
    this.#renderer.render(inside, [], defaultControls, frame);
    return { camera, ...frame };
  }
}
