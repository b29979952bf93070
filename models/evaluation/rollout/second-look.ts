import type { GeneratedView, ViewRequest } from '../../../server/contracts/view.ts';
import type { Generator } from '../../../server/generation/generator.ts';
import type { RoomMemory } from '../../../server/memory/room-memory.ts';
import { type Entity, visibleEntities } from '../../../shared/entity.ts';
import type { Pose } from '../../../shared/geometry/camera.ts';
import type { Manifest } from '../../../shared/pack.ts';

/** Ticks between second looks. */
const everyTicks = 24;

/** Where the second player stands: metres to the right, radians of turn. */
const aside = 0.35;
const turned = -0.12;

/** Draws the place that a player sees for somebody who stands beside it and has seen nothing of it yet. */
export class SecondLook {
  readonly #generator: Pick<Generator, 'generate'>;
  readonly #memory: Pick<RoomMemory, 'retrieve'>;
  readonly #manifest: Manifest;

  constructor(
    generator: Pick<Generator, 'generate'>,
    memory: Pick<RoomMemory, 'retrieve'>,
    manifest: Manifest,
  ) {
    this.#generator = generator;
    this.#memory = memory;
    this.#manifest = manifest;
  }

  /** `others`: all entities but the player that `request` was drawn for. */
  async draw(request: ViewRequest, others: readonly Entity[]): Promise<GeneratedView | undefined> {
    if (request.tick % everyTicks !== 0) return undefined;
    const camera = beside(request.camera);
    const [view] = await this.#generator.generate([
      {
        ...request,
        view: `${request.view}-beside`,
        camera,
        previous: undefined,
        keyframes: this.#memory.retrieve(camera),
        entities: visibleEntities(camera, this.#manifest.view, others, this.#manifest.entities.perView),
      },
    ]);
    return view;
  }
}

/** Where somebody stands who sees nearly the same place. */
export function beside(camera: Pose): Pose {
  return {
    ...camera,
    x: camera.x + Math.cos(camera.yaw) * aside,
    z: camera.z - Math.sin(camera.yaw) * aside,
    yaw: camera.yaw + turned,
  };
}
