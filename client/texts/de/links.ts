import type { Role } from '../../../shared/messages.ts';
import type { Reach } from '../../link-reach.ts';

/** Links to a room, and who asks for the role of its host. */
export const links = {
  open: 'Links',
  openTitle: 'Die Links zu diesem Raum und einen QR-Code zeigen',
  label: 'Links zu diesem Raum',
  names: { host: 'Host werden', player: 'Mitspielen', spectator: 'Zuschauen' } satisfies Record<Role, string>,
  hints: {
    host: 'Wer ihn öffnet, bittet dich um deine Rolle.',
    player: '',
    spectator: '',
  } satisfies Record<Role, string>,
  copy: 'Kopieren',
  copyOf: (name: string) => `Link kopieren: ${name}`,
  copied: {
    host: 'Host-Link kopiert',
    player: 'Einladungslink kopiert',
    spectator: 'Zuschau-Link kopiert',
  } satisfies Record<Role, string>,
  qr: 'QR-Code',
  qrOf: (name: string) => `QR-Code des Links zeigen: ${name}`,
  qrLabel: (name: string) => `QR-Code des Links: ${name}`,
  hide: 'Links auf dem Bildschirm verbergen',
  hideHint: 'Für alle, die streamen: Links und QR-Codes werden nicht gezeigt. Kopieren geht weiterhin.',
  hidden: 'verborgen',
  notCopied: 'Der Browser lässt diese Seite nicht kopieren. Öffne „Links“ und kopiere einen davon von Hand.',
  reach: {
    anybody: '',
    network: 'Diese Links gelten im Netz dieses Computers.',
    computer:
      'Diese Links gelten nur auf diesem Computer. Für andere starte den Server mit --host 0.0.0.0, oder mit --public-url, wenn ein Proxy zu ihm führt.',
  } satisfies Record<Reach, string>,
  copiedReach: {
    anybody: (copied: string) => copied,
    network: (copied: string) => `${copied}. Er gilt im Netz dieses Computers.`,
    computer: (copied: string) => `${copied}. Er gilt nur auf diesem Computer.`,
  } satisfies Record<Reach, (copied: string) => string>,
  claims: {
    label: 'Bitten um die Host-Rolle',
    asks: (name: string) => `${name} möchte Host werden.`,
    allow: 'Erlauben',
    allowWhom: (name: string) => `${name} an deiner Stelle zum Host machen`,
    refuse: 'Ablehnen',
    refuseWhom: (name: string) => `Ablehnen: ${name} spielt ohne die Rolle weiter`,
    hint: 'Antwortest du eine halbe Minute lang nicht, bleibst du Host.',
  },
} as const;
