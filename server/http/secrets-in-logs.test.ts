import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { createLog } from '../log.ts';
import { joinRoom, startTestApp, tokenOf, until } from '../rooms/room.fixture.ts';

test('no token, secret or reconnection token is in the log, however much it tells', async () => {
  let written = '';
  const destination = new Writable({
    write(chunk, _encoding, done) {
      written += String(chunk);
      done();
    },
  });
  const log = createLog({ level: 'trace', pretty: false, destination });
  const adminToken = 'admin-token-of-the-test';
  const secret = 'signing-secret-of-the-test';
  const { app, url } = await startTestApp({ adminToken, secret }, { log });
  const secrets = new Set<string>([adminToken, secret]);
  try {
    const room = await app.lobby.create({ name: 'A room', seats: 4, access: 'link' });
    for (const link of [room.hostLink, room.playLink, room.watchLink, room.exportLink]) {
      const token = tokenOf(link);
      secrets.add(token);
      await fetch(new URL(link, url));
      // An address that is wrong in every way is not told to the log either.
      await fetch(new URL(`/nothing/here?token=${token}&a=1`, url));
    }
    const options = { name: 'Ann', role: 'host', token: tokenOf(room.hostLink) } as const;
    const ann = await joinRoom(url, room.id, options);
    const [, reconnection] = ann.session.reconnectionToken.split(':');
    secrets.add(reconnection);
    ann.session.connection.close();
    await until('Ann dropped', () => written.includes('dropped'));
    const back = await ann.client.reconnect(ann.session.reconnectionToken);
    secrets.add(back.reconnectionToken.split(':')[1]);
    back.onMessage('*', () => {});
    const forged = `${tokenOf(room.playLink)}x`;
    secrets.add(forged);
    await joinRoom(url, room.id, { token: forged }).catch(() => {});
    await fetch(new URL('/api/admin/session', url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: `${adminToken}` }),
    });
    await fetch(new URL('/matchmake/joinById/nowhere', url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: `{"token": "${tokenOf(room.playLink)}", broken`,
    });
    await back.leave();
  } finally {
    await app.close();
  }
  expect(written).toContain('request');
  for (const token of secrets) expect(written.includes(token), `the log has ${token}`).toBe(false);
});
