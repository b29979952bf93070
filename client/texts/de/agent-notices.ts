import type { RoomSentences } from '../../../shared/notices/notice.ts';

/** What programs that play are told; people who write them read it. */
export const agentNotices = {
  'invite-for-agents': () =>
    'Diese Einladung ist für Programme, die mitspielen. Bitte um einen Link zum Mitspielen oder Zuschauen.',
  'agent-invite-needed': () =>
    'Programme kommen mit der Agenten-Einladung dieses Raums herein, oder mit der des Hosts.',
  'unreadable-message': () => 'Das ist keine Nachricht: Sende JSON mit einem type, als Text.',
  'join-first': () => 'Komm erst herein, bevor du etwas anderes sendest.',
  'step-under-way': () => 'Die letzte Aktion läuft noch; warte auf ihre Beobachtung.',
  'lock-step-only': () => 'Das kann nur ein Raum, der auf seine Agenten wartet.',
  'words-unknown': ({ words, known }) =>
    `„${words}“ verstehe ich nicht. Ich verstehe (auf Englisch): ${known.join(', ')}.`,
  'moment-unknown': ({ name }) => `Der Raum hat sich keinen Moment „${name}“ gemerkt.`,
  'moments-full': ({ maximum }) =>
    `Der Raum hat sich schon ${maximum} Momente gemerkt. Nimm einen von ihren Namen.`,
} satisfies Partial<RoomSentences>;
