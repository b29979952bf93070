import { formatsFor } from '../formats.ts';

const { number, milliseconds } = formatsFor('en');

export const stats = {
  label: 'Measurements',
  framesPerSecond: 'Frames',
  latency: 'Input to picture',
  roundTrip: 'Round trip',
  bitrate: 'Bitrate',
  input: '· until the room has it',
  tick: '· moving the world',
  generation: '· painting',
  encode: '· encoding',
  network: '· network',
  display: '· onto the screen',
  worldTick: 'Tick',
  resolution: 'Picture',
  lookError: 'Look error',
  unknown: '–',
  perSecond: (value: number) => `${number(value, 1)} /s`,
  milliseconds,
  degrees: (radians: number) => `${number((radians * 180) / Math.PI, 1)}°`,
  quantiles: (p50: number, p95: number) => `${number(p50)} ms (p95 ${number(p95)})`,
  kilobits: (value: number) => `${number(value)} kbit/s`,
  size: (width: number, height: number, limit: string | undefined) =>
    limit ? `${width} × ${height} (${limit})` : `${width} × ${height}`,
  limits: {
    load: 'smaller: the server has no time for more',
    late: 'smaller, because larger ones came late',
    rising: 'soon larger',
  },
} as const;
