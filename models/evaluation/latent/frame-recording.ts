import { z } from 'zod';
import { observationSchema } from '../../../shared/agents/observation.ts';
import type { GroundPoint } from '../../../shared/geometry/point.ts';
import { CommandLineError } from '../../command-line.ts';
import type { SeenFrame } from './latent-encoder.ts';

/** What a recording holds of each tick. */
export interface RecordedFrame extends SeenFrame {
  tick: number;
  /** Where the camera was, metres; labels are made without it. */
  place: GroundPoint;
}

const pictureSchema = observationSchema.pick({ picture: true }).required();

/**
 * Reads a recording of an agent (`Agent(recording=...)` of the Python package): frames of the agents' WebSocket
 * (shared/agents/agent-frame.ts) with `rgb` and `depth`, each after its length (uint32, little-endian).
 *
 * @throws CommandLineError if it is none, or lacks the frame of a tick
 */
export function readFrameRecording(file: Buffer): RecordedFrame[] {
  const frames: RecordedFrame[] = [];
  for (let at = 0; at < file.length; ) {
    const length = at + 4 <= file.length ? file.readUInt32LE(at) : 0;
    if (length < 4 || at + 4 + length > file.length)
      throw new CommandLineError('The recording is cut short.');
    const frame = readFrame(file.subarray(at + 4, at + 4 + length));
    const before = frames.at(-1)?.tick;
    if (before !== undefined && frame.tick !== before + 1) {
      throw new CommandLineError(`The recording has no frame of tick ${before + 1}: record in lock-step.`);
    }
    frames.push(frame);
    at += 4 + length;
  }
  if (frames.length < 2) throw new CommandLineError('The recording has fewer than two frames.');
  return frames;
}

function readFrame(frame: Buffer): RecordedFrame {
  const from = 4 + frame.readUInt32LE(0);
  const { picture } = pictureSchema.parse(json(frame.toString('utf8', 4, from)));
  const planes = new Map<string, Buffer>();
  let at = from;
  for (const { name, type, shape } of picture.planes) {
    const size = shape.reduce((product, side) => product * side, type === 'uint16' ? 2 : 1);
    planes.set(name, frame.subarray(at, at + size));
    at += size;
  }
  const [rgb, depth] = [planes.get('rgb'), planes.get('depth')];
  if (at !== frame.length || rgb === undefined || depth === undefined) {
    throw new CommandLineError('A frame of the recording has not both rgb and depth.');
  }
  const inverseDepth = Uint16Array.from({ length: depth.length / 2 }, (_, i) => depth.readUInt16LE(2 * i));
  const { tick, pose } = picture;
  return { tick, place: { x: pose.x, z: pose.z }, rgb: Uint8Array.from(rgb), inverseDepth };
}

function json(text: string): unknown {
  try {
    return z.json().parse(JSON.parse(text));
  } catch {
    throw new CommandLineError('The recording holds something that is no frame of an agent.');
  }
}
