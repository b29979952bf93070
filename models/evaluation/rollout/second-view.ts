import type { GeneratedView, ViewRequest } from '../../../server/contracts/view.ts';
import type { Generator } from '../../../server/generation/generator.ts';
import type { RoomMemory } from '../../../server/memory/room-memory.ts';
import { type Entity, visibleEntities } from '../../../shared/entity.ts';
import type { Pose } from '../../../shared/geometry/camera.ts';
import type { Manifest } from '../../../shared/pack.ts';

/** Ticks between two second views. */
const everyTicks = 24;

/** Position of the second player: metres to the right, radians of turn. */
const aside = 0.35;
const turned = -0.12;

/** Draws a player's place for a second player beside it who has not seen it yet. */
export class SecondView {
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

  /** `others`: all entities except the player that `request` was drawn for. */
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

/** The camera of a second player who sees nearly the same place. */
export function beside(camera: Pose): Pose {
  return {
    ...camera,
    x: camera.x + Math.cos(camera.yaw) * aside,
    z: camera.z - Math.sin(camera.yaw) * aside,
    yaw: camera.yaw + turned,
  };
}
