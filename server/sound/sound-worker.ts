/**
 * The sound thread: mixes and encodes for every listener, on a clock of its own, so that neither
 * waits for a tick nor holds one up.
 */
import { parentPort } from 'node:worker_threads';
import { channels, frameLength } from './audio-format.ts';
import { FrameClock } from './frame-clock.ts';
import { Mixer } from './mixer.ts';
import { OpusEncoder } from './opus-encoder.ts';
import { makeSoundBank } from './sound-bank.ts';
import type { SoundJob, SoundPackets } from './sound-messages.ts';

const port = parentPort;
if (!port) throw new Error('sound-worker.ts runs as a worker thread; create a SoundThread instead');

const bank = makeSoundBank();
const mixes = new Map<number, { mixer: Mixer; encoder: OpusEncoder }>();
const samples = new Float32Array(frameLength * channels);
let clock: FrameClock | undefined;
let timer: NodeJS.Timeout | undefined;

port.on('message', (job: SoundJob) => {
  if (job.kind === 'open') {
    // Everybody's wind begins elsewhere.
    const mixer = new Mixer(bank, job.mix * 7919 * frameLength);
    mixes.set(job.mix, { mixer, encoder: new OpusEncoder() });
    if (timer === undefined) {
      clock = new FrameClock(now());
      schedule(clock);
    }
  } else if (job.kind === 'hear') {
    mixes.get(job.mix)?.mixer.hear(job.moment);
  } else if (job.kind === 'close') {
    mixes.get(job.mix)?.encoder.close();
    mixes.delete(job.mix);
  } else {
    clearTimeout(timer);
    for (const { encoder } of mixes.values()) encoder.close();
    port.close();
  }
});

function schedule(frames: FrameClock): void {
  timer = setTimeout(() => {
    for (const frame of frames.due(now())) sendFrame(frame);
    if (mixes.size === 0) timer = undefined;
    else schedule(frames);
  }, frames.wait(now()));
}

function sendFrame(frame: number): void {
  const packets: SoundPackets['packets'] = [];
  for (const [mix, { mixer, encoder }] of mixes) {
    mixer.mix(samples);
    packets.push({ mix, frame, data: encoder.encode(samples) });
  }
  if (packets.length > 0) port?.postMessage({ packets } satisfies SoundPackets);
}

/** Milliseconds since the epoch. */
function now(): number {
  return performance.timeOrigin + performance.now();
}
