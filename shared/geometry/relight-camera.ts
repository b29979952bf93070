import { cameraAxes, type Pose } from './camera.ts';

/** Length of relight.onnx's camera vector: up, level direction to the sun, height of the eye. */
export const relightCameraFeatures = 7;

/**
 * Writes relight.onnx's camera vector to `out` at `offset`: the world's up in camera space [3],
 * the level direction towards the sun in camera space [3] (zeros when the azimuth is unknown),
 * and the eye's height in metres. `sun` is the azimuth of the sun, radians as a yaw is.
 */
export function writeRelightCamera(
  camera: Pose,
  sun: number | undefined,
  out: Float32Array,
  offset: number,
): void {
  const axes = cameraAxes(camera);
  const x = sun === undefined ? 0 : Math.sin(sun);
  const z = sun === undefined ? 0 : Math.cos(sun);
  for (let axis = 0; axis < 3; axis++) {
    out[offset + axis] = axes[3 * axis + 1];
    out[offset + 3 + axis] = axes[3 * axis] * x + axes[3 * axis + 2] * z;
  }
  out[offset + 6] = camera.y;
}
