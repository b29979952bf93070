import type { RoomSentences } from '../../../shared/notices/notice.ts';
import { formatsFor } from '../formats.ts';

const { plural } = formatsFor('en');
const seconds = (count: number) => `${count} ${plural(count, 'second', 'seconds')}`;
const span = (count: number) => (count < 120 ? seconds(count) : `${Math.round(count / 60)} minutes`);

/** The saving, the rewinding and the end of rooms. */
export const savingNotices = {
  'saving-fails': ({ why }) =>
    why === 'disk-full'
      ? 'The disk of the server is full: what happens now is not saved. The room plays on.'
      : 'The room cannot be saved now. It plays on.',
  'saving-works': () => 'The room is saved again.',
  'no-replay': () => 'This room shows the present: there is nothing to wind.',
  'moment-kept': ({ name }) => `Saved as “${name}”.`,
  'room-rewound': ({ seconds }) => `The room was taken back by ${span(seconds)}. What came after is kept.`,
  'server-ends-soon': ({ seconds: count, kept }) =>
    kept
      ? `The server is restarted in ${seconds(count)}. The room is saved and goes on afterwards.`
      : `The server is restarted in ${seconds(count)}, and the room ends.`,
} satisfies Partial<RoomSentences>;
