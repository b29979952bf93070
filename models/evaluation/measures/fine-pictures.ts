import type { PictureSize } from '../../../server/contracts/picture.ts';
import { coveredFrom } from '../../../server/contracts/view.ts';
import type { Generator } from '../../../server/generation/generator.ts';
import type { Pack } from '../../../server/pack/pack.ts';
import { createFrame, type Frame, Renderer } from '../../reference/rendering/renderer.ts';
import { psnr } from '../judges/image-quality.ts';
import { Magnification } from '../judges/magnification.ts';
import { type NearCropFigures, NearCrops } from '../judges/near-crops.ts';
import { defaultControls, type HeldOutWorld, heldOutWorld } from '../rollout/held-out.ts';
import { type Observation, rollout } from '../rollout/rollout.ts';
import { type FineRevisitFigures, measureFineRevisits } from './fine-revisits.ts';

/** What people are shown in the pack's largest size. */
export interface FineFigures {
  /** As WxH. */
  size: string;
  revisit_psnr: FineRevisitFigures;
  /** Decibels of views of which memory covers nine tenths, without entities' pixels. */
  psnr: {
    model: number;
    /** The reprojection alone, with the detail of fine pictures. */
    warp: number;
    /** The drawn view enlarged bilinearly, without their detail. */
    enlarged: number;
    views: number;
  };
  /**
   * Surfaces of which no picture of the world seed has half as many pixels as are shown: energy of the gradients of
   * brightness, as a share of the reference's.
   */
  near_detail: { model: number; enlarged: number; blocks: number };
  /** Crops of pictures that show such surfaces, as a probe reads them. */
  near_accepted: NearCropFigures;
}

export interface FineOptions {
  size: PictureSize;
  ticks: number;
  crops: NearCrops;
}

/** Ticks between two views that are judged. */
const everyTicks = 8;
/** Least covered share of a judged view. */
const coveredShare = 0.9;

/** The figures of held-out worlds; undefined where pictures have the views' own size, or nothing native draws larger ones. */
export async function measureLargestPictures(
  pack: Pack,
  generator: Generator,
  { seeds, probe, ...play }: { seeds: readonly number[]; players: number; ticks: number; probe: string },
): Promise<FineFigures | undefined> {
  const { view } = pack.manifest;
  const [size] = view.sizes ?? [];
  const { methods } = generator;
  if (!size || methods?.conditioning.name !== 'native' || methods.drawing.name !== 'native') return undefined;
  // A picture of a seed has a whole number of pixels for each of the view's.
  const scale = Math.ceil(size.width / view.width);
  const worlds = seeds.map((seed) => heldOutWorld(seed, view, scale));
  const crops = await NearCrops.load(probe, view);
  const covered = await measureFinePictures(pack, generator, worlds, { size, ticks: play.ticks, crops });
  return { ...covered, revisit_psnr: await measureFineRevisits(pack, generator, worlds, { size, ...play }) };
}

/** Plays in worlds whose seeds have fine pictures, and judges what is shown in the size. Deterministic, as play is. */
async function measureFinePictures(
  pack: Pack,
  generator: Generator,
  worlds: readonly HeldOutWorld[],
  { size, ticks, crops }: FineOptions,
): Promise<Omit<FineFigures, 'revisit_psnr'>> {
  const { view } = pack.manifest;
  const sums = { model: 0, warp: 0, enlarged: 0, views: 0 };
  const energy = { model: 0, enlarged: 0, reference: 0, blocks: 0 };
  const fine = { ...size, focal: (view.focal * size.width) / view.width };
  for (const world of worlds) {
    const renderer = new Renderer(world.reference, fine);
    const magnification = new Magnification(view, world.worldSeed.keyframes);
    const truth = createFrame(fine);
    const observes = (tick: number) => tick % everyTicks === everyTicks - 1;
    for await (const { observations } of rollout({
      ...{ pack, generator, world, players: 1, ticks, observes, size },
    })) {
      for (const observation of observations) {
        const { view: drawn, camera } = observation;
        if (!drawn.fine || !drawn.fineWarp) throw new Error('the pack was not drawn in the size asked for');
        if (coverageOf(drawn.coverage) < coveredShare) continue;
        renderer.render(camera, [], defaultControls, truth);
        const enlarged = enlargedTo(size, drawn.rgb, view);
        const isStill = stillPixels(observation, view, size);
        sums.model += psnr(drawn.fine.rgb, truth.rgb, isStill);
        sums.warp += psnr(drawn.fineWarp.rgb, truth.rgb, isStill);
        sums.enlarged += psnr(enlarged, truth.rgb, isStill);
        sums.views++;
        const magnified = magnification.magnified(camera, observation.truth);
        await crops.judge({ model: drawn.fine.rgb, enlarged, reference: truth.rgb }, magnified, size);
        for (const block of magnified) {
          if (!isStill(centreOf(block, view, size))) continue;
          energy.model += gradientEnergy(drawn.fine.rgb, size, block, view);
          energy.enlarged += gradientEnergy(enlarged, size, block, view);
          energy.reference += gradientEnergy(truth.rgb, size, block, view);
          energy.blocks++;
        }
      }
    }
  }
  const { model, warp, enlarged, views } = sums;
  return {
    size: `${size.width}x${size.height}`,
    psnr: { model: model / views, warp: warp / views, enlarged: enlarged / views, views },
    near_detail: {
      model: energy.model / energy.reference,
      enlarged: energy.enlarged / energy.reference,
      blocks: energy.blocks,
    },
    near_accepted: crops.figures,
  };
}

function coverageOf(coverage: Uint8Array): number {
  return coverage.reduce((sum, level) => sum + (level >= coveredFrom ? 1 : 0), 0) / coverage.length;
}

/** Pixels of the enlarged picture in which no entity shows, or was drawn. */
function stillPixels({ truth, view }: Observation, own: PictureSize, size: PictureSize) {
  const scale = own.width / size.width;
  return (pixel: number): boolean => {
    const column = Math.floor((pixel % size.width) * scale);
    const row = Math.floor(Math.floor(pixel / size.width) * scale);
    const at = row * own.width + column;
    return truth.entity[at] === 0 && view.entity[at] < 64;
  };
}

function centreOf(block: { column: number; row: number }, own: PictureSize, size: PictureSize): number {
  const scale = size.width / own.width;
  return Math.floor((block.row + 4) * scale) * size.width + Math.floor((block.column + 4) * scale);
}

/** Bilinear, between pixel centres. */
function enlargedTo(size: PictureSize, rgb: Frame['rgb'], own: PictureSize): Uint8Array {
  const out = new Uint8Array(3 * size.width * size.height);
  const scale = own.width / size.width;
  const at = (position: number, length: number) => {
    const from = Math.max(0, Math.min(length - 1, (position + 0.5) * scale - 0.5));
    const first = Math.floor(from);
    return { first, second: Math.min(length - 1, first + 1), share: from - first };
  };
  for (let plane = 0, pixel = 0; plane < 3; plane++) {
    const base = plane * own.width * own.height;
    for (let row = 0; row < size.height; row++) {
      const y = at(row, own.height);
      for (let column = 0; column < size.width; column++, pixel++) {
        const x = at(column, own.width);
        const mix = (line: number) => {
          const start = base + line * own.width;
          return rgb[start + x.first] * (1 - x.share) + rgb[start + x.second] * x.share;
        };
        out[pixel] = mix(y.first) * (1 - y.share) + mix(y.second) * y.share + 0.5;
      }
    }
  }
  return out;
}

/** Sum of the squared differences of brightness between neighbours within a block of the view, in the picture. */
function gradientEnergy(
  rgb: Uint8Array,
  { width, height }: PictureSize,
  block: { column: number; row: number; side: number },
  own: PictureSize,
): number {
  const scale = width / own.width;
  const [left, top] = [block.column, block.row].map((start) => Math.floor(start * scale));
  const side = Math.floor(block.side * scale);
  const area = width * height;
  const brightness = (x: number, y: number) => {
    const at = y * width + x;
    return 0.299 * rgb[at] + 0.587 * rgb[area + at] + 0.114 * rgb[2 * area + at];
  };
  let sum = 0;
  for (let y = top; y < Math.min(height, top + side) - 1; y++) {
    for (let x = left; x < Math.min(width, left + side) - 1; x++) {
      const here = brightness(x, y);
      sum += (brightness(x + 1, y) - here) ** 2 + (brightness(x, y + 1) - here) ** 2;
    }
  }
  return sum;
}
