import type { GeneratedView, ViewRequest } from '../../../server/contracts/view.ts';
import { TestModel } from '../../../server/world/world.fixture.ts';
import type { Intrinsics } from '../../../shared/geometry/camera.ts';
import { createFrame } from '../../reference/rendering/renderer.ts';
import { defaultControls, type HeldOutWorld } from '../rollout/held-out.ts';
import type { ViewSource } from '../rollout/rollout.ts';
import type { Scene } from './scene-question.ts';

/** Whether pictures show what was requested, or something else. */
export type Painting = (request: ViewRequest) => Scene;

const honest: Painting = ({ camera, entities }) => ({ camera, entities });

/** A world model whose pictures are the reference's renders, of what `painting` makes of each request. */
export function referencePainter(
  { renderer }: HeldOutWorld,
  view: Intrinsics,
  painting: Painting = honest,
): ViewSource {
  const model = new TestModel();
  const paint = (request: ViewRequest): GeneratedView => {
    const frame = createFrame(view);
    const { camera, entities } = painting(request);
    renderer.render(camera, entities, defaultControls, frame);
    const shared = (bytes: Uint8Array) => {
      const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
      copy.set(bytes);
      return copy;
    };
    const inverseDepth = new Uint16Array(new SharedArrayBuffer(frame.inverseDepth.byteLength));
    inverseDepth.set(frame.inverseDepth);
    const sure = shared(new Uint8Array(frame.entity.length).fill(255));
    return {
      room: request.room,
      view: request.view,
      tick: request.tick,
      camera: request.camera,
      rgb: shared(frame.rgb),
      inverseDepth,
      entity: shared(frame.entity),
      confidence: sure,
      coverage: sure,
      imagined: false,
      milliseconds: 0,
    };
  };
  return {
    generate: async (requests) => requests.map(paint),
    move: (features, bodies) => model.move(features, bodies),
  };
}
