export const invite = {
  label: 'Invite people',
  open: 'QR code',
  openTitle: 'The links of this room, and a QR code',
  play: 'To play',
  watch: 'To watch',
  copy: 'Copy',
  copied: 'Link copied',
  hide: 'Hide links on this screen (for people who stream it)',
  hidden: 'hidden',
  qr: 'QR code of the link to play here',
  localOnly:
    'These links work on this computer only. For others on your network, start the server with --host 0.0.0.0.',
  close: 'Close',
  hostAsked: (name: string) => `${name} has the host link and asks to become host.`,
  hostAllow: 'Make host',
  hostRefuse: 'Refuse',
  hostAskedLabel: 'Somebody asks to become host',
} as const;
