import { setTimeout as sleep } from 'node:timers/promises';
import { freePorts } from '../../server/streaming/testing/free-port.ts';
import { publicPackSchema } from '../../shared/messages.ts';
import type { Manifest } from '../../shared/pack.ts';
import { LossyRelay } from '../lossy-relay.ts';
import { openNetworkProxy } from '../network-proxy.ts';
import { openTestBed } from '../test-bed.ts';
import { until } from '../until.ts';
import { useRelay } from '../use-relay.ts';
import { type RecordedStream, recordingSchema } from './recording.ts';
import { installWireTap } from './wire-tap.ts';

/** Keys that are held for a time, milliseconds; none for standing still. */
export interface Move {
  keys: readonly string[];
  time: number;
}

export interface RecordedMoves {
  /** Whether the player begins looking along the wall, or half turned to it. */
  looks: 'along' | 'at';
  moves: readonly Move[];
  /** Radians a second; the pack's own by default. */
  turnRate?: number;
}

/**
 * Plays beside a wall in a room of a real server, with the shipped pack, over a line that takes `delay` milliseconds in each direction, and
 * records the page's stream.
 */
export async function recordMoves(
  { looks, moves, turnRate }: RecordedMoves,
  delay: number,
): Promise<RecordedStream> {
  const port = await freePorts();
  const change = (manifest: Manifest) => {
    manifest.actions.turnRate = turnRate ?? manifest.actions.turnRate;
  };
  const testBed = await openTestBed(change, { options: ['--media-port', String(port)] });
  const proxy = await openNetworkProxy(testBed.url, delay);
  const relay = await LossyRelay.to(port, delay);
  try {
    const pack = publicPackSchema.parse(await (await fetch(new URL('/api/pack', testBed.url))).json());
    const { playLink } = await testBed.createRoom({
      world: looks === 'along' ? testBed.alongWallWorld : testBed.atWallWorld,
    });
    const url = new URL(playLink, proxy.url);
    url.searchParams.set('relay', String(relay.port));
    const ann = await testBed.open(url.href, 'Ann', { script: [useRelay, installWireTap], recorded: false });
    await ann.reaches('playing');
    await until('depth maps come', () =>
      ann.page.evaluate(() => (window.worldroom?.look()?.maps?.maps ?? 0) > 24),
    );
    await ann.standsStill();
    const from = await ann.page.evaluate(() => {
      if (window.wireTap) window.wireTap.keepsFrames = true;
      return performance.now();
    });
    for (const { keys, time } of moves) {
      for (const key of keys) await ann.page.keyboard.down(key);
      await sleep(time);
      for (const key of keys) await ann.page.keyboard.up(key);
    }
    const kept = await ann.page.evaluate(() => {
      const to = performance.now();
      const events = (window.wireTap?.events ?? []).toSorted((a, b) => a.at - b.at);
      let length = 0;
      const written = events.map((event) => {
        if (event.kind === 'key') return event;
        const { bytes, ...rest } = event;
        const offset = length;
        length += bytes.length;
        return { ...rest, offset, length: bytes.length };
      });
      let text = '';
      for (const event of events) {
        if (event.kind === 'key') continue;
        for (let at = 0; at < event.bytes.length; at += 0x8000)
          text += String.fromCharCode(...event.bytes.subarray(at, at + 0x8000));
      }
      return { to, events: written, base64: btoa(text) };
    });
    const { to, events, base64 } = kept;
    const errors = [...testBed.pageErrors, ...testBed.serverErrors()];
    if (errors.length > 0) throw new Error(errors.join('\n'));
    const sessionId = await ann.id();
    return {
      recording: recordingSchema.parse({ sessionId, pack, from, to, events }),
      bytes: Buffer.from(base64, 'base64'),
    };
  } finally {
    relay.close();
    await proxy.close();
    await testBed.close();
  }
}
