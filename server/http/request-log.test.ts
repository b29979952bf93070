import { expect, onTestFinished, test } from 'vitest';
import { createdRoomSchema } from '../../shared/messages.ts';
import { createLog } from '../log.ts';
import { joinRoom, refusal, startTestApp, tokenOf, until } from '../rooms/room.fixture.ts';

test('the debug log of a whole session contains no token, and no answer repeats one', async () => {
  const lines: string[] = [];
  const log = createLog({
    level: 'trace',
    pretty: false,
    destination: { write: (line) => void lines.push(line) },
  });
  const { app, url } = await startTestApp({ adminToken: 'a token of this test' }, { log });
  onTestFinished(() => app.close());
  const room = createdRoomSchema.parse(
    await (
      await fetch(new URL('/api/rooms', url), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"access":"link"}',
      })
    ).json(),
  );
  const secrets = [room.hostLink, room.playLink, room.watchLink, room.exportLink].map(tokenOf);
  const host = await joinRoom(url, room.id, { role: 'host', token: tokenOf(room.hostLink) });
  const guest = await joinRoom(url, room.id, { token: tokenOf(room.playLink) });
  const reconnection = guest.session.reconnectionToken;
  secrets.push(reconnection.split(':')[1]);
  guest.session.connection.close();
  await until('it dropped', () => host.session.state.players.get(guest.id)?.connected === false);
  const back = await guest.client.reconnect(reconnection);
  secrets.push(back.reconnectionToken.split(':')[1]);
  const forged = `${tokenOf(room.playLink).slice(0, -4)}AAAA`;
  const refused = await refusal(joinRoom(url, room.id, { token: forged }));
  const answers = [refused.message];
  for (const path of [
    room.hostLink,
    room.exportLink.replace('token=', '%74oken='),
    `/nowhere?token=${tokenOf(room.hostLink)}`,
    `/nowhere/${tokenOf(room.hostLink)}`,
    `/api/rooms/${room.id}/world?Token=${tokenOf(room.hostLink)}`,
    `/api/recordings/x?token=${tokenOf(room.hostLink)}`,
    `/%E0%A4%A?token=${tokenOf(room.hostLink)}`,
  ]) {
    const answer = await fetch(new URL(path, url), {
      headers: { referer: new URL(room.hostLink, url).href },
    });
    answers.push(
      `${[...answer.headers].join()} ${answer.headers.get('content-type')?.includes('tar') ? '' : await answer.text()}`,
    );
    await answer.body?.cancel().catch(() => undefined);
  }
  const login = await fetch(new URL('/api/admin/session', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"token":"a token of this test, but wrong"}',
  });
  answers.push(await login.text());
  secrets.push('a token of this test');
  await back.leave();
  await host.session.leave();
  await until('they left', () => lines.filter((line) => line.includes('"left"')).length >= 2);

  expect(secrets.every((secret) => secret.length > 4)).toBe(true);
  expect(lines.filter((line) => line.includes('"request"')).length).toBeGreaterThan(5);
  for (const secret of secrets) {
    // The signature is enough to recognise a JWT.
    const part = secret.split('.').at(-1) ?? secret;
    expect(lines.filter((line) => line.includes(part))).toEqual([]);
    expect(answers.filter((answer) => answer.includes(part))).toEqual([]);
  }
});
