import { formatsFor } from '../formats.ts';

const { number, milliseconds } = formatsFor('de');

export const stats = {
  label: 'Messwerte',
  framesPerSecond: 'Bilder',
  latency: 'Eingabe bis Bild',
  roundTrip: 'Hin und zurück',
  bitrate: 'Datenrate',
  input: '· bis der Raum sie hat',
  tick: '· Welt bewegen',
  generation: '· Malen',
  encode: '· Kodieren',
  network: '· Netz',
  display: '· auf den Bildschirm',
  worldTick: 'Takt',
  resolution: 'Bild',
  lookError: 'Blickfehler',
  unknown: '–',
  perSecond: (value: number) => `${number(value, 1)} /s`,
  milliseconds,
  degrees: (radians: number) => `${number((radians * 180) / Math.PI, 1)}°`,
  quantiles: (p50: number, p95: number) => `${number(p50)} ms (p95 ${number(p95)})`,
  kilobits: (value: number) => `${number(value)} kbit/s`,
  size: (width: number, height: number, limit: string | undefined) =>
    limit ? `${width} × ${height} (${limit})` : `${width} × ${height}`,
  limits: {
    load: 'kleiner: für mehr hat der Server keine Zeit',
    late: 'kleiner, weil größere zu spät kamen',
    rising: 'bald größer',
  },
} as const;
