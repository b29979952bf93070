import type { RoomSentences } from '../../../shared/notices/notice.ts';

/** What programs that play are told; people who write them read it. */
export const agentNotices = {
  'invite-for-agents': () => 'This invite is for programs that play. Ask for a link to play or to watch.',
  'agent-invite-needed': () =>
    'Programs come in with the agent invite of this room, or with the host invite.',
  'unreadable-message': () => 'This is no message: send JSON with a type, as text.',
  'join-first': () => 'Join before you send anything else.',
  'step-under-way': () => 'The last action is still under way; wait for its observation.',
  'lock-step-only': () => 'Only a room in lock-step can do this.',
  'words-unknown': ({ words, known }) => `I do not know how to “${words}”. I know: ${known.join(', ')}.`,
  'moment-unknown': ({ name }) => `The room does not remember a moment "${name}".`,
  'moments-full': ({ maximum }) => `The room remembers ${maximum} moments already. Use one of their names.`,
} satisfies Partial<RoomSentences>;
