/** Codes with which the server closes a connection or refuses to join. The reason is a notice: notices/notice.ts. */
export const closeCodes = {
  roomFull: 4101,
  badToken: 4102,
  badOptions: 4103,
  roomGone: 4104,
  tooFrequent: 4105,
  roomLocked: 4106,
  kicked: 4107,
  continuedElsewhere: 4110,
} as const;

/** Codes of closing and refusing for the sake of everybody else on the server. */
export const admissionCodes = {
  unconfirmed: 4120,
  machineFull: 4121,
} as const;

type CloseCodeName = keyof typeof closeCodes | keyof typeof admissionCodes;

/** For docs/protocol.md. */
export const closeCodeDescriptions: Readonly<Record<CloseCodeName, string>> = {
  roomFull: 'Every seat, and every place to watch, is taken.',
  badToken: 'The invite is missing, does not allow this, has expired, was revoked or was made elsewhere.',
  badOptions: 'The options of joining are malformed, such as the name.',
  roomGone: 'The room has ended, or does not keep this place any longer.',
  tooFrequent: 'The client went on sending messages that are malformed, too frequent or not for it to send.',
  roomLocked: 'The host gives no seats to anybody new. Watching is possible.',
  kicked: 'The host, or whoever runs the server, has put this client out.',
  continuedElsewhere: 'Another page came back to the seat with its token, as a duplicated tab does.',
  unconfirmed: 'The client connected, but did not confirm that it is in the room, or never said anything.',
  machineFull: 'The machine draws no more players, and all places to wait are taken.',
};
