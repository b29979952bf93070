/** What the tint says of where the parts of a picture come from. */
export const origins = {
  name: 'Herkunft',
  title: 'Zeigen, was erinnert, geträumt oder unsicher ist',
  heading: 'Woher das Bild kommt',
  names: { remembered: 'Erinnert', dreamt: 'Geträumt', unsure: 'Unsicher' },
  meanings: {
    remembered: 'hat schon jemand gesehen',
    dreamt: 'hat noch niemand gesehen',
    unsure: 'das Modell zweifelt',
  },
  waiting: 'Warten auf die Antwort des Raums…',
} as const;
