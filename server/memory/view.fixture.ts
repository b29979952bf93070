import type { Pose } from '../../shared/geometry/camera.ts';
import type { Manifest } from '../../shared/pack.ts';
import type { GeneratedView } from '../contracts/view.ts';
import { type Box, boxScene, renderScene } from './scene.fixture.ts';

/** A view of a perfect model: full confidence, no coverage, no entities. */
export function perfectView(
  manifest: Manifest,
  camera: Pose,
  change: { tick?: number; covered?: number; imagined?: boolean; boxes?: readonly Box[] } = {},
): GeneratedView {
  const pixels = manifest.view.width * manifest.view.height;
  const plane = (value: number) => new Uint8Array(new SharedArrayBuffer(pixels)).fill(value);
  const coverage = plane(0);
  coverage.fill(255, 0, Math.round((change.covered ?? 0) * pixels));
  return {
    room: 'room',
    view: 'ann',
    tick: change.tick ?? 1,
    camera,
    ...renderScene(change.boxes ?? boxScene, manifest.view, camera),
    entity: plane(0),
    confidence: plane(255),
    coverage,
    imagined: change.imagined ?? false,
    milliseconds: 1,
  };
}
