import sharp from 'sharp';
import type { PictureSize } from '../../../server/contracts/picture.ts';
import type { Intrinsics, Pose } from '../../../shared/geometry/camera.ts';
import type { Random } from '../../reference/random.ts';
import type { RenderControls } from '../../reference/rendering/renderer.ts';

/**
 * How reference pictures are changed before a judge must read them: as much as the engine's own pictures deviate. The
 * camera turns by half a pixel, the hour is another, colours are shifted, every pixel is noisy, and the picture is
 * blurred and then encoded.
 */
export const disturbance = {
  /** Pixels that the camera turns by, to the side and up or down. */
  turn: 0.5,
  timeOfDay: 0.02,
  /** Largest shift of a channel, and standard deviation of the noise of each value; of 255. */
  shift: 8,
  noise: 8,
  jpegQuality: 40,
} as const;

/** A camera that is turned by half a pixel each way. */
export function turnedSlightly(camera: Pose, { focal }: Intrinsics, random: Random): Pose {
  const turn = () => ((random.next() < 0.5 ? 1 : -1) * disturbance.turn) / focal;
  return { ...camera, yaw: camera.yaw + turn(), pitch: camera.pitch + turn() };
}

export function anotherHour(controls: RenderControls): RenderControls {
  return { ...controls, timeOfDay: controls.timeOfDay + disturbance.timeOfDay };
}

/** A picture, uint8 planes [3, H, W], with shifted colours, softened, noisy and encoded. */
export async function disturbed(
  rgb: Uint8Array,
  { width, height }: PictureSize,
  random: Random,
): Promise<Uint8Array> {
  const pixels = width * height;
  const interleaved = Buffer.alloc(3 * pixels);
  for (let channel = 0; channel < 3; channel++) {
    const shift = random.range(-disturbance.shift, disturbance.shift);
    for (let pixel = 0; pixel < pixels; pixel++) {
      const right = (pixel + 1) % width === 0 ? pixel : pixel + 1;
      const soft = (rgb[channel * pixels + pixel] + rgb[channel * pixels + right]) / 2;
      const value = soft + shift + disturbance.noise * random.normal();
      interleaved[3 * pixel + channel] = Math.max(0, Math.min(255, Math.round(value)));
    }
  }
  const raw = { width, height, channels: 3 } as const;
  const encoded = await sharp(interleaved, { raw }).jpeg({ quality: disturbance.jpegQuality }).toBuffer();
  const decoded = await sharp(encoded).raw().toBuffer();
  const out = new Uint8Array(3 * pixels);
  for (let channel = 0; channel < 3; channel++) {
    for (let pixel = 0; pixel < pixels; pixel++) out[channel * pixels + pixel] = decoded[3 * pixel + channel];
  }
  return out;
}
