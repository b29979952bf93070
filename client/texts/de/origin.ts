/** What the tint says of where the parts of a picture come from. */
export const origins = {
  name: 'Herkunft',
  title: 'Zeigen, was erinnert, geträumt oder unsicher ist',
  heading: 'Herkunft des Bildes',
  names: { remembered: 'Erinnert', dreamt: 'Geträumt', unsure: 'Unsicher' },
  meanings: {
    remembered: 'schon einmal gesehen',
    dreamt: 'vom Modell erfunden',
    unsure: 'gesehen, doch mit Zweifel',
  },
  waiting: 'Warten auf die Antwort des Raums…',
} as const;
