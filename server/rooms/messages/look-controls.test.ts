import { expect, test } from 'vitest';
import { createRoomSchema } from '../../../shared/messages.ts';
import { relitManifest, testSeed } from '../../world/world.fixture.ts';
import { tokenOf, until } from '../room.fixture.ts';
import { serveRooms } from '../room-server.fixture.ts';

const pack = { folder: 'models/arena', manifest: relitManifest, seed: async () => testSeed() };
const { server, join } = serveRooms({ maximumRooms: 100, reconnectSeconds: 600 }, { pack });

async function hosted() {
  const room = await server().app.lobby.create(createRoomSchema.parse({}));
  const host = await join(room.id, { name: 'Hal', role: 'host', token: tokenOf(room.hostLink) });
  await until('Hal is host', () => host.session.state.host === host.id);
  return { room, host };
}

test('what the host asks for is everybody’s, and shown by the views', async () => {
  const { room, host } = await hosted();
  const ann = await join(room.id, { token: tokenOf(room.playLink) });
  expect(ann.session.state.controls.get('timeOfDay')).toBe(9);
  host.session.send('controls', { values: { timeOfDay: 18, theme: 'red quarter' }, guidance: 1.5 });
  await until('Ann sees it', () => ann.session.state.controls.get('timeOfDay') === 18);
  expect(ann.session.state.controls.get('theme')).toBe(2);
  expect(ann.session.state.guidance).toBe(1.5);
  await until('views are relit', () => {
    const looks =
      server()
        .model.requests.at(-1)
        ?.map(({ look }) => look?.asked.join()) ?? [];
    return looks.length === 2 && looks.every((asked) => asked === '1,0,0,1');
  });
  // What is remembered stays in the look of the seed.
  expect(
    server()
      .model.requests.at(-1)
      ?.map(({ controls }) => controls),
  ).toEqual([[0.25], [0.25]]);
});

test('players and spectators are refused, and told why', async () => {
  const { room, host } = await hosted();
  for (const options of [{ token: tokenOf(room.playLink) }, { role: 'spectator' as const }]) {
    const { session, heard } = await join(room.id, options);
    session.send('controls', { values: { timeOfDay: 18 } });
    await until('a notice', () => heard.notices.length > 0);
    expect(heard.notices[0]).toBe('controls: host-only {}');
  }
  expect(host.session.state.controls.get('timeOfDay')).toBe(9);
});

test.each([
  [{ values: { rain: 1 } }, /no-such-control .*"rain".*timeOfDay.*theme/],
  [{ values: { timeOfDay: 30 } }, /control-range .*timeOfDay.*30.*6.*18/],
  [{ values: { theme: 'desert' } }, /control-choice .*theme.*desert.*plain.*frost.*red quarter/],
  [{ values: { theme: 'frost' }, guidance: 3 }, /^controls.guidance: guidance-range .*0.*2/],
  [{ prompt: 'a foggy night' }, /no-sentences/],
  [{ prompt: ' ' }, /^controls.prompt: text-fault .*empty/],
  [{ weather: 1 }, /^controls.weather: malformed .*unknown-field/],
])('%j is refused whole, with what to do instead', async (message, notice) => {
  const { host } = await hosted();
  host.session.send('controls', message);
  await until('a notice', () => host.heard.notices.length > 0);
  expect(host.heard.notices[0]).toMatch(notice);
  expect(host.session.state.controls.get('theme') ?? 0).toBe(0);
  expect(host.session.state.guidance).toBe(1);
});
