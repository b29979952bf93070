import type { Role } from '../../../shared/messages.ts';
import type { Reach } from '../../link-reach.ts';

/** Links to a room, and who asks for the role of its host. */
export const links = {
  open: 'Links',
  openTitle: 'Show the links to this room, and a QR code',
  label: 'Links to this room',
  names: { host: 'To be host', player: 'To play', spectator: 'To watch' } satisfies Record<Role, string>,
  hints: {
    host: 'Whoever opens it asks you for your role.',
    player: '',
    spectator: '',
  } satisfies Record<Role, string>,
  copy: 'Copy',
  copyOf: (name: string) => `Copy the link: ${name}`,
  copied: {
    host: 'Host link copied',
    player: 'Invite link copied',
    spectator: 'Watch link copied',
  } satisfies Record<Role, string>,
  qr: 'QR code',
  qrOf: (name: string) => `Show the QR code of the link: ${name}`,
  qrLabel: (name: string) => `QR code of the link: ${name}`,
  hide: 'Hide links on the screen',
  hideHint: 'For people who stream: links and QR codes are not shown. Copying goes on working.',
  hidden: 'hidden',
  notCopied: 'The browser does not let this page copy. Show the links under “Links” and copy one by hand.',
  reach: {
    anybody: '',
    network: 'These links work in the network of this computer.',
    computer:
      'These links work on this computer only. For others, start the server with --host 0.0.0.0, or with --public-url if a proxy leads to it.',
  } satisfies Record<Reach, string>,
  copiedReach: {
    anybody: (copied: string) => copied,
    network: (copied: string) => `${copied}. It works in the network of this computer.`,
    computer: (copied: string) => `${copied}. It works on this computer only.`,
  } satisfies Record<Reach, (copied: string) => string>,
  claims: {
    label: 'Requests to become host',
    asks: (name: string) => `${name} asks to become host.`,
    allow: 'Allow',
    allowWhom: (name: string) => `Make ${name} host in your place`,
    refuse: 'Refuse',
    refuseWhom: (name: string) => `Refuse: ${name} goes on as a player`,
    hint: 'Without an answer in half a minute, you stay host.',
  },
} as const;
