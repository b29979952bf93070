import { expect, test } from 'vitest';
import { createRoomSchema } from '../../../shared/messages.ts';
import { closeCodes } from '../../../shared/protocol/close-codes.ts';
import { startTestApp, until } from '../room.fixture.ts';
import { joinAgent } from './agent-client.fixture.ts';

test.each(['real-time', 'lock-step'] as const)(
  'agents of a %s room are closed when the server ends',
  async (pace) => {
    const { app, url } = await startTestApp({ lockStep: 'on' });
    const room = await app.lobby.create(createRoomSchema.parse({ pace }));
    const agent = await joinAgent(url, room);
    await app.close();
    await until('closed', () => agent.closed !== undefined);
    expect(agent.closed?.code).toBe(closeCodes.roomGone);
  },
);
