/**
 * The sound thread. It mixes, encodes and sends the sound of every player with listeners. It has its own
 * clock, so that sound does not wait for ticks and ticks do not wait for sound.
 */
import { createSocket } from 'node:dgram';
import { parentPort, workerData } from 'node:worker_threads';
import { AudioClock } from './audio-clock.ts';
import { channels, frameLength } from './audio-format.ts';
import { Mixer } from './mixer.ts';
import { OpusEncoder } from './opus-encoder.ts';
import { makeSoundBank } from './sound-bank.ts';
import type { SoundAnswer, SoundJob, SoundPath, SoundSetting } from './sound-messages.ts';
import { SoundPackets } from './sound-packets.ts';

const port = parentPort;
if (!port) throw new Error('sound-worker.ts runs as a worker thread; create a SoundThread instead');

interface OpenMix {
  readonly mixer: Mixer;
  readonly encoder: OpusEncoder;
  readonly packets: SoundPackets;
  path: SoundPath | undefined;
  copied: boolean;
}

const setting = workerData as SoundSetting;
const loopback = '127.0.0.1';
const bank = makeSoundBank();
const mixes = new Map<number, OpenMix>();
const samples = new Float32Array(frameLength * channels);
const socket = createSocket('udp4');
let clock: AudioClock | undefined;
let timer: NodeJS.Timeout | undefined;

socket.bind(setting.port, loopback, () => post({ kind: 'ready', port: socket.address().port }));

port.on('message', (job: SoundJob) => {
  if (job.kind === 'end') end();
  else if (job.kind === 'open') open(job.mix, job.path);
  else if (job.kind === 'close') close(job.mix);
  else {
    const mix = mixes.get(job.mix);
    if (mix === undefined) return;
    if (job.kind === 'hear') mix.mixer.hear(job.moment);
    else if (job.kind === 'copy') mix.copied = job.wanted;
    else mix.path = job.path;
  }
});

function open(mix: number, path: SoundPath | undefined): void {
  // Each mix starts elsewhere in the loops, so that listeners do not hear the same wind.
  const mixer = new Mixer(bank, mix * 7919 * frameLength);
  mixes.set(mix, { mixer, encoder: new OpusEncoder(), packets: new SoundPackets(), path, copied: false });
  if (timer !== undefined) return;
  clock = new AudioClock(now());
  schedule(clock);
}

function close(mix: number): void {
  mixes.get(mix)?.encoder.close();
  mixes.delete(mix);
}

function end(): void {
  clearTimeout(timer);
  for (const mix of [...mixes.keys()]) close(mix);
  socket.close();
  port?.close();
}

function schedule(frames: AudioClock): void {
  timer = setTimeout(() => {
    for (const frame of frames.due(now())) for (const [number, mix] of mixes) send(number, mix, frame);
    if (mixes.size === 0) timer = undefined;
    else schedule(frames);
  }, frames.wait(now()));
}

function send(mix: number, { mixer, encoder, packets, path, copied }: OpenMix, frame: number): void {
  mixer.mix(samples);
  const data = encoder.encode(samples);
  if (copied) post({ kind: 'frame', mix, frame, data });
  if (path === undefined) return;
  // A media worker that died receives nothing. The main thread sets another path.
  socket.send(packets.next(frame, data, path), path.port, loopback, () => undefined);
}

function post(answer: SoundAnswer): void {
  port?.postMessage(answer);
}

/** Milliseconds since the epoch. */
function now(): number {
  return performance.timeOrigin + performance.now();
}
