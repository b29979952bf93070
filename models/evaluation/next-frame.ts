import type { Generator } from '../../server/generation/generator.ts';
import type { GeneratedView, ViewRequest } from '../../server/generation/view.ts';
import type { Pose } from '../../shared/camera.ts';
import type { Frame } from '../reference/renderer.ts';

/** Ticks between the views that are drawn once more. */
const everyTicks = 16;

/**
 * Draws some views once more with the reference's previous frame in the place of the model's own: what
 * `next_frame_psnr` judges, as papers on next-frame prediction do (GameNGen, Valevski et al., 2024).
 * Memory stays the room's own.
 */
export class NextFrame {
  readonly #generator: Pick<Generator, 'generate'>;
  /** Each player's last truth. */
  readonly #last = new Map<string, { truth: Frame; camera: Pose }>();

  constructor(generator: Pick<Generator, 'generate'>) {
    this.#generator = generator;
  }

  /** RGB [3, H, W] of the view after the last truth, on ticks that are judged. */
  async draw(request: ViewRequest, truth: Frame): Promise<Uint8Array | undefined> {
    const last = this.#last.get(request.view);
    this.#last.set(request.view, { truth, camera: request.camera });
    if (last === undefined || request.tick % everyTicks !== 0) return undefined;
    const previous = asView(request, last.truth, last.camera);
    const [view] = await this.#generator.generate([{ ...request, previous }]);
    return view.rgb;
  }
}

/** A reference frame as if the model had drawn it, and were sure of every pixel. */
function asView({ room, view, tick }: ViewRequest, truth: Frame, camera: Pose): GeneratedView {
  const sure = sharedBytes(new Uint8Array(truth.entity.length).fill(255));
  return {
    room,
    view,
    tick: tick - 1,
    camera,
    rgb: sharedBytes(truth.rgb),
    inverseDepth: sharedCodes(truth.inverseDepth),
    entity: sharedBytes(truth.entity),
    confidence: sure,
    coverage: sure,
    imagined: false,
    milliseconds: 0,
  };
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
