export const looks = {
  title: 'Wie die Welt aussieht',
  close: 'Schließen',
  /** Controls that packs often have; others go by their own name. */
  names: { timeOfDay: 'Tageszeit', fog: 'Nebel', theme: 'Thema' } as Readonly<Record<string, string>>,
  guidance: 'Stärke',
  guidanceHint: 'Wie stark das Bild dem folgt, was du wählst',
  prompt: 'Oder sag es (auf Englisch)',
  // Packs learn English words, so the example is English.
  promptPlaceholder: 'z. B. a foggy night in the red quarter',
  send: 'Ändern',
  understood: (what: string) => `Verstanden: ${what}.`,
  nothing: 'Darin steht nichts darüber, wie die Welt aussehen soll.',
  unknown: (words: string) => `Diese Wörter sagen hier nichts: ${words}.`,
  offers: (what: string) => `Ändern lässt sich: ${what}.`,
  oneOf: (name: string, values: string) => `${name} (${values})`,
  notSent: 'Nicht geändert: Gerade gibt es keine Verbindung zum Raum.',
} as const;
