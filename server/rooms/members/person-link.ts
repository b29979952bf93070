import type { Client } from '@colyseus/core';
import type { RoomViewer } from '../../contracts/room-media.ts';
import { Activity } from './activity.ts';
import { connectionOf } from './client-connection.ts';
import { MessageLimits } from './message-limits.ts';
import type { MemberLink } from './roster.ts';

/** How a room reaches somebody at a page; `rate` is the world's ticks a second. */
export function personLink(client: Client, viewer: RoomViewer, rate: number): MemberLink {
  return {
    line: connectionOf(client),
    viewer,
    limits: new MessageLimits(rate),
    activity: new Activity(),
    controller: 'person',
  };
}
