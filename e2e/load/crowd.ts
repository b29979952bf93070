/** Spectators without browsers, in a process of their own: node crowd.ts URL ROOM TOKEN VIEW COUNT */
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '@colyseus/sdk';
import { z } from 'zod';
import { MediaDialogue } from './media-dialogue.ts';

const dtlsParameters = {
  role: 'client',
  fingerprints: [{ algorithm: 'sha-256', value: Array.from({ length: 32 }, () => 'AB').join(':') }],
};
/** Spectators that come at one time. */
const atOnce = 8;
const [, , url, room, token, view, count] = process.argv;

/** Frame marks of all, and how late the last of each was: milliseconds from when the frame was sent. */
const heard = { frames: 0, late: 0 };

/** Watches a view over its room, and gets frame marks as pages do; nothing connects to its transport. */
async function watch(number: number): Promise<void> {
  const session = await new Client(url).joinById(room, {
    name: `Viewer ${number}`,
    role: 'spectator',
    token,
  });
  session.reconnection.enabled = false;
  session.onMessage('*', () => {});
  session.onMessage('frame', ({ times }: { times: { sent: number } }) => {
    heard.frames++;
    heard.late += performance.timeOrigin + performance.now() - times.sent;
  });
  const media = new MediaDialogue(session);
  const rtpCapabilities = await media.ask({ method: 'capabilities' });
  await media.ask({ method: 'transport' });
  await media.ask({ method: 'connect', dtlsParameters });
  const capabilities = z.record(z.string(), z.unknown()).parse(rtpCapabilities);
  const consumed = await media.ask({ method: 'consume', view, rtpCapabilities: capabilities });
  await media.ask({
    method: 'resume',
    consumer: z.object({ id: z.string() }).parse(consumed).id,
  });
}

for (let from = 0; from < Number(count); from += atOnce) {
  const coming = Math.min(atOnce, Number(count) - from);
  await Promise.all(Array.from({ length: coming }, (_, index) => watch(from + index)));
}
process.send?.({ ready: true });
process.on('message', () => {
  const { frames, late } = heard;
  heard.frames = 0;
  heard.late = 0;
  process.send?.({ frames, late: frames === 0 ? 0 : late / frames });
});
process.on('disconnect', () => process.exit());
while (process.connected) await sleep(1_000);
