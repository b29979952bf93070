import { join, resolve } from 'node:path';
import { inflated } from '../../client/connection/media/frame-maps.ts';
import { type DepthMap, depthMapOf, readDepthMap, residualLimit } from '../../shared/depth-map.ts';
import type { Pose } from '../../shared/geometry/camera.ts';
import { launchBrowser } from '../open-page.ts';
import type { FlowJerk } from './flow-jerk.ts';
import { OpticalFlow } from './optical-flow.ts';
import { measurePhoneCost, type PhoneCost } from './phone-cost.ts';
import { type RecordedMoves, recordMoves } from './record-moves.ts';
import type { RecordedStream } from './recording.ts';
import { loadRecording, saveRecording } from './recording-file.ts';
import { ReferencePlace } from './reference-place.ts';
import { bundleReplayPage, replay } from './replay.ts';
import { ShownSurfaces } from './shown-surfaces.ts';
import { writeSideBySide } from './side-by-side.ts';
import {
  FrameJudge,
  figuresOf,
  heldSpans,
  type JudgedFrame,
  meanJerk,
  type SmoothnessFigures,
} from './smoothness-figures.ts';
import type { SceneFigures } from './smoothness-report.ts';
import { TruePath } from './true-path.ts';

/** Milliseconds of the line, in each direction. */
const oneWay = 50;
/** Of the virtual screen: pixels, and milliseconds between its frames. */
const screen = { width: 320, height: 180, period: 1000 / 60 } as const;
const folder = 'build/smoothness';
/** World in which recordings are made. */
const place = resolve(import.meta.dirname, '../../models/arena/seeds/harbour');
/** Camera of the reference world's own depths, and of its pictures, which have the screen's size; focal lengths as the pack's. */
const depthCamera = { width: 64, height: 36, focal: 44 } as const;
const screenCamera = { width: screen.width, height: screen.height, focal: 220 } as const;
/** Pixels in a row of optical flow, in which all jerk is. */
const flowWidth = screen.width / 2;

const still = { keys: [], time: 800 } as const;
export const scenes = {
  /** Walks along a wall, looking ahead, and backwards again. */
  along: { looks: 'along', moves: [still, hold('KeyW'), still, hold('KeyS'), still] },
  /** Walks the same way, half turned to the wall, and back again. */
  at: { looks: 'at', moves: [still, hold('KeyW', 'KeyD'), still, hold('KeyS', 'KeyA'), still] },
  /** Turns on the spot by 90 degrees a second: at the pack's own rate, a frame leaves the picture before the next one comes. */
  turning: { looks: 'along', moves: [still, hold('ArrowLeft'), still], turnRate: Math.PI / 2 },
} as const satisfies Record<string, RecordedMoves>;
type Scene = keyof typeof scenes;
export const sceneNames = Object.keys(scenes) as Scene[];

function hold(...keys: string[]): { keys: string[]; time: number } {
  return { keys, time: 3_000 };
}

export interface MeasuredSmoothness {
  scenes: SceneFigures[];
  /** Of the scene `along`. */
  phone: PhoneCost[];
}

/**
 * Measures how smooth a walking player's picture is on a virtual screen. `kept` replays the recordings of the run before. A film
 * of the scene `along` goes to build/smoothness.
 */
export async function measureSmoothness(
  kept: boolean,
  say: (sentence: string) => void,
  chosen: readonly Scene[] = sceneNames,
): Promise<{ figures: MeasuredSmoothness; errors: string[] }> {
  const figures: SceneFigures[] = [];
  let phone: PhoneCost[] = [];
  const script = await bundleReplayPage();
  for (const scene of chosen) {
    const file = join(folder, scene);
    if (!kept) {
      say(`A page is recorded: ${scene} ...`);
      await saveRecording(file, await recordMoves(scenes[scene], oneWay));
    }
    const stream = await loadRecording(file);
    const browser = await launchBrowser();
    try {
      const films: Uint8Array[][] = [];
      const play = async (walking: boolean) => {
        say(`It is replayed ${walking ? 'with' : 'without'} compensation of walking ...`);
        const judged = await judge({ browser, script }, stream, walking);
        films.push(judged.pictures);
        return judged;
      };
      const { found: without } = await play(false);
      const { found, frames } = await play(true);
      const walks = scene !== 'turning';
      if (walks) say('The reference world is drawn from the same eyes ...');
      figures.push({
        scene,
        with: found,
        without,
        ...(walks && { perfect: await perfectJerk(stream, frames) }),
      });
      if (scene !== 'along') continue;
      await writeSideBySide(join(folder, 'walking.webm'), films, screen);
      say('A phone replays it ...');
      phone = await measurePhoneCost({ browser, script }, stream);
    } finally {
      await browser.close();
    }
  }
  return { figures: { scenes: figures, phone }, errors: [] };
}

async function judge(
  where: Parameters<typeof replay>[0],
  stream: RecordedStream,
  walking: boolean,
): Promise<{ found: SmoothnessFigures; frames: JudgedFrame[]; pictures: Uint8Array[] }> {
  const judge = await judgeOf(stream);
  const pictures: Uint8Array[] = [];
  try {
    const { points, sentAt } = await replay(where, stream, { walking, ...screen }, (frame) => {
      const rgb = new Uint8Array(Buffer.from(frame.rgb, 'base64'));
      pictures.push(rgb);
      judge.take(frame, rgb);
    });
    const { events, pack } = stream.recording;
    const path = new TruePath(points, new Map(sentAt), 1000 / pack.view.rate);
    const reference = await ReferencePlace.open(place, depthCamera);
    const depths = (pose: Pose) => reference.inverseDepth(pose);
    const surfaces = new ShownSurfaces(depthCamera, depths, mapsOf(stream), flowWidth);
    const { frames } = judge;
    return { found: figuresOf(frames, heldSpans(events), path, surfaces), frames, pictures };
  } finally {
    judge.end();
  }
}

async function judgeOf({ recording }: RecordedStream): Promise<FrameJudge & { end(): void }> {
  const flow = await OpticalFlow.create(screen);
  const spans = heldSpans(recording.events);
  // Flow takes most of the time, and is asked for while the player moves alone.
  const moves = (at: number) => spans.some(({ from, to }) => from - 100 < at && at < to + 100);
  const judge = new FrameJudge(({ at }, rgb) => {
    if (moves(at)) return flow.next(rgb);
    flow.reset();
    return undefined;
  });
  return Object.assign(judge, { end: () => flow.reset() });
}

/** Jerk of the optical flow of the reference world's pictures, from where the player's eye was at each frame. */
async function perfectJerk(stream: RecordedStream, frames: readonly JudgedFrame[]): Promise<FlowJerk> {
  const spans = heldSpans(stream.recording.events);
  const moves = ({ at }: JudgedFrame) => spans.some(({ from, to }) => from <= at && at < to);
  const reference = await ReferencePlace.open(place, screenCamera);
  const flow = await OpticalFlow.create(screen);
  const judge = new FrameJudge((_, rgb) => flow.next(rgb));
  for (const frame of frames.filter(moves)) {
    const { eyes, looks } = frame;
    if (!eyes || !looks) continue;
    const rgb = reference.picture({ ...eyes.player, ...looks.player });
    judge.take({ ...frame, rgb: '' }, rgb);
  }
  flow.reset();
  return meanJerk(judge.frames.flatMap(({ jerk }) => jerk ?? []));
}

/** The depth maps of a recording, by the RTP timestamps of their frames. */
function mapsOf({ recording, bytes }: RecordedStream): Map<number, DepthMap> {
  const maps = new Map<number, DepthMap>();
  for (const event of recording.events) {
    if (event.kind !== 'depth') continue;
    const read = readDepthMap(bytes.subarray(event.offset, event.offset + event.length));
    const residuals = read && inflated(read.compressed, residualLimit(read.header));
    const map = read && residuals && depthMapOf(read.header, residuals);
    if (map) maps.set(map.rtpTimestamp, map);
  }
  return maps;
}
