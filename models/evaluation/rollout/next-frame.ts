import type { Keyframe } from '../../../server/contracts/keyframe.ts';
import type { GeneratedView, ViewRequest } from '../../../server/contracts/view.ts';
import type { Generator } from '../../../server/generation/generator.ts';
import { RoomMemory } from '../../../server/memory/room-memory.ts';
import type { WorldSeed } from '../../../server/memory/worlds/world-seed.ts';
import { type Pose, wrapAngle } from '../../../shared/geometry/camera.ts';
import type { Manifest } from '../../../shared/pack.ts';
import type { Frame } from '../../reference/rendering/renderer.ts';

/** Ticks between the views that are drawn again. */
const everyTicks = 16;
/** A camera moved when it did by more than this: metres, and radians (half a pixel of the default pack). */
const movedDistance = 0.01;
const movedTurn = 0.003;

/** One view drawn after true frames; all RGB [3, H, W]. */
export interface NextFrames {
  /** The whole past is true: memory holds reference frames, and the previous frame is one. */
  model: Uint8Array;
  /** Only the previous frame is true; memory is the room's own. */
  ownMemory: Uint8Array;
  /** The last true frame, unchanged. */
  copy: Uint8Array;
  /** Whether the camera moved since that frame: where it stands still, a copy is right. */
  moved: boolean;
}

interface Past {
  view: GeneratedView;
  keyframe: Omit<Keyframe, 'id'>;
}

/**
 * Draws some views again from a true past, for `next_frame_psnr`. This is teacher forcing, as in papers on
 * next-frame prediction, whose context contains true frames only (GameNGen, Valevski et al., 2024). The past
 * is what every player saw on earlier ticks, chosen by the engine's own retrieval.
 */
export class NextFrame {
  readonly #generator: Pick<Generator, 'generate'>;
  readonly #memory: RoomMemory;
  readonly #keyframes: number;
  /** Each player's last true frame. */
  readonly #last = new Map<string, Past>();
  /** True frames of the present tick, which are not available yet. */
  #present: { tick: number; keyframes: Past['keyframe'][] } = { tick: -1, keyframes: [] };

  constructor(
    generator: Pick<Generator, 'generate'>,
    manifest: Manifest,
    worldSeed: Pick<WorldSeed, 'keyframes'>,
  ) {
    this.#generator = generator;
    this.#memory = new RoomMemory(manifest);
    this.#keyframes = manifest.memory.slots - 1;
    for (const keyframe of worldSeed.keyframes) this.#memory.remember(keyframe);
  }

  /** Draws the view after true frames on judged ticks. Ticks must not decrease. */
  async draw(request: ViewRequest, truth: Frame): Promise<NextFrames | undefined> {
    if (request.tick > this.#present.tick) {
      for (const keyframe of this.#present.keyframes) this.#memory.remember(keyframe);
      this.#present = { tick: request.tick, keyframes: [] };
    }
    const last = this.#last.get(request.view);
    const view = asView(request, truth);
    const keyframe = asKeyframe(view);
    this.#last.set(request.view, { view, keyframe });
    this.#present.keyframes.push(keyframe);
    if (last === undefined || request.tick % everyTicks !== 0) return undefined;
    const recalled = this.#memory
      .retrieve(request.camera)
      .filter(({ rgb }) => rgb !== last.keyframe.rgb)
      .slice(0, this.#keyframes - 1);
    const keyframes = [{ ...last.keyframe, id: -1 }, ...recalled];
    const [model] = await this.#generator.generate([{ ...request, previous: last.view, keyframes }]);
    const [ownMemory] = await this.#generator.generate([{ ...request, previous: last.view }]);
    const moved = hasMoved(last.view.camera, request.camera);
    return { model: model.rgb, ownMemory: ownMemory.rgb, copy: last.view.rgb, moved };
  }
}

function hasMoved(a: Pose, b: Pose): boolean {
  const distance = Math.hypot(a.x - b.x, a.y - b.y, a.z - b.z);
  const turn = Math.hypot(wrapAngle(a.yaw - b.yaw), a.pitch - b.pitch);
  return distance > movedDistance || turn > movedTurn;
}

/** A reference frame as if the model had drawn it, and were sure of every pixel. */
function asView({ room, view, tick, camera }: ViewRequest, truth: Frame): GeneratedView {
  const sure = sharedBytes(new Uint8Array(truth.entity.length).fill(255));
  return {
    room,
    view,
    tick,
    camera: { ...camera },
    rgb: sharedBytes(truth.rgb),
    inverseDepth: sharedCodes(truth.inverseDepth),
    entity: sharedBytes(truth.entity),
    confidence: sure,
    coverage: sure,
    imagined: false,
    milliseconds: 0,
  };
}

/** Memory never contains entities. */
function asKeyframe({ camera, rgb, inverseDepth, entity, tick, view }: GeneratedView): Omit<Keyframe, 'id'> {
  const still = sharedCodes(inverseDepth.map((code, i) => (entity[i] > 0 ? 0 : code)));
  return { pose: camera, rgb, inverseDepth: still, tick, author: view };
}

/** A copy that worker threads can read. */
function sharedBytes(values: Uint8Array): Uint8Array<SharedArrayBuffer> {
  const copy = new Uint8Array(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}

function sharedCodes(values: Uint16Array): Uint16Array<SharedArrayBuffer> {
  const copy = new Uint16Array(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}
