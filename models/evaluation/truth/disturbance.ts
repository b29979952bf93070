import sharp from 'sharp';
import type { Intrinsics, Pose } from '../../../shared/geometry/camera.ts';
import type { Random } from '../../reference/random.ts';
import type { RenderControls } from '../../reference/rendering/renderer.ts';
import { type JudgedSize, judgedSize } from './judged-size.ts';

/**
 * How reference pictures are changed before a judge must read them: as much as the engine's own pictures deviate. The
 * camera turns by half a measured pixel, the hour is another, colours are shifted, every measured pixel is noisy, and
 * the picture is blurred and then encoded.
 */
export const disturbance = {
  /** Measured pixels that the camera turns by, to the side and up or down. */
  turn: 0.5,
  timeOfDay: 0.02,
  /** Largest shift of a channel, and standard deviation of the noise of a measured pixel's channel; of 255. */
  shift: 8,
  noise: 8,
  jpegQuality: 40,
} as const;

/** A camera that is turned by half a measured pixel each way. */
export function turnedSlightly(camera: Pose, intrinsics: Intrinsics, random: Random): Pose {
  const angle = (disturbance.turn * judgedSize(intrinsics).scale) / intrinsics.focal;
  const turn = () => (random.next() < 0.5 ? angle : -angle);
  return { ...camera, yaw: camera.yaw + turn(), pitch: camera.pitch + turn() };
}

export function anotherHour(controls: RenderControls): RenderControls {
  return { ...controls, timeOfDay: controls.timeOfDay + disturbance.timeOfDay };
}

/** A picture, uint8 planes [3, H, W], with shifted colours, softened, noisy and encoded. */
export async function disturbed(
  rgb: Uint8Array,
  { width, height, scale }: JudgedSize,
  random: Random,
): Promise<Uint8Array> {
  const pixels = width * height;
  const interleaved = Buffer.alloc(3 * pixels);
  // The mean of a pixel and the one that is a measured pixel to the right of it.
  const aside = Math.max(1, Math.round(scale));
  const grains = { across: Math.ceil(width / scale), down: Math.ceil(height / scale) };
  for (let channel = 0; channel < 3; channel++) {
    const shift = random.range(-disturbance.shift, disturbance.shift);
    const noise = Float64Array.from({ length: grains.across * grains.down }, () => random.normal());
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const at = (channel * height + row) * width;
        const soft = (rgb[at + column] + rgb[at + Math.min(width - 1, column + aside)]) / 2;
        const grain = Math.floor(row / scale) * grains.across + Math.floor(column / scale);
        const value = soft + shift + disturbance.noise * noise[grain];
        interleaved[3 * (row * width + column) + channel] = Math.max(0, Math.min(255, Math.round(value)));
      }
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
