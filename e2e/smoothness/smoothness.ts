import { join } from 'node:path';
import { launchBrowser } from '../open-page.ts';
import { OpticalFlow } from './optical-flow.ts';
import { type RecordedMoves, recordMoves } from './record-moves.ts';
import type { RecordedStream } from './recording.ts';
import { loadRecording, saveRecording } from './recording-file.ts';
import { bundleReplayPage, replay } from './replay.ts';
import { writeSideBySide } from './side-by-side.ts';
import { FrameJudge, figuresOf, heldSpans, type SmoothnessFigures } from './smoothness-figures.ts';
import type { SceneFigures } from './smoothness-report.ts';
import { TruePath } from './true-path.ts';

/** Milliseconds of the line, in each direction. */
const oneWay = 50;
/** Of the virtual screen: pixels, and milliseconds between its frames. */
const screen = { width: 320, height: 180, period: 1000 / 60 } as const;
const folder = 'build/smoothness';

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

/**
 * Measures how smooth a walking player's picture is on a virtual screen. `kept` replays the recordings of the run before. A film
 * of the scene `along` goes to build/smoothness.
 */
export async function measureSmoothness(
  kept: boolean,
  say: (sentence: string) => void,
  chosen: readonly Scene[] = sceneNames,
): Promise<{ figures: SceneFigures[]; errors: string[] }> {
  const figures: SceneFigures[] = [];
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
        const { found, pictures } = await judge({ browser, script }, stream, walking);
        films.push(pictures);
        return found;
      };
      const without = await play(false);
      figures.push({ scene, with: await play(true), without });
      if (scene === 'along') await writeSideBySide(join(folder, 'walking.webm'), films, screen);
    } finally {
      await browser.close();
    }
  }
  return { figures, errors: [] };
}

async function judge(
  where: Parameters<typeof replay>[0],
  stream: RecordedStream,
  walking: boolean,
): Promise<{ found: SmoothnessFigures; pictures: Uint8Array[] }> {
  const flow = await OpticalFlow.create(screen);
  const { events, pack } = stream.recording;
  const spans = heldSpans(events);
  // Flow takes most of the time, and is asked for while the player moves alone.
  const moves = (at: number) => spans.some(({ from, to }) => from - 100 < at && at < to + 100);
  const frames = new FrameJudge(({ at }, rgb) => {
    if (moves(at)) return flow.next(rgb);
    flow.reset();
    return undefined;
  });
  const pictures: Uint8Array[] = [];
  try {
    const { points, sentAt } = await replay(where, stream, { walking, ...screen }, (frame) => {
      const rgb = new Uint8Array(Buffer.from(frame.rgb, 'base64'));
      pictures.push(rgb);
      frames.take(frame, rgb);
    });
    const path = new TruePath(points, new Map(sentAt), 1000 / pack.view.rate);
    return { found: figuresOf(frames.frames, spans, path), pictures };
  } finally {
    flow.reset();
  }
}
