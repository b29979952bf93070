export const sketch = {
  open: 'Skizze',
  openTitle: 'Wände eines Orts skizzieren, den noch niemand gesehen hat',
  heading: 'Einen Ort skizzieren',
  hint: 'Zeichne Wände von oben dort, wo die Karte dunkel ist: Zieh sie, oder bewege das Kreuz mit den Pfeiltasten und drück an beiden Enden die Eingabetaste. Was der Raum schon kennt, bleibt, wie es ist.',
  canvas: (x: string, z: string, begun: boolean) =>
    `Karte von oben. Kreuz bei x ${x}, z ${z}.${begun ? ' Hier beginnt eine Wand; Eingabe beendet sie, Esc verwirft sie.' : ' Eingabe beginnt eine Wand.'}`,
  fields: {
    fromX: 'Von x',
    fromZ: 'z',
    toX: 'Bis x',
    toZ: 'z',
    height: 'Höhe',
    thickness: 'Dicke',
  },
  legend: 'Meter',
  add: 'Wand hinzufügen',
  walls: 'Wände',
  wall: (index: number, from: string, to: string, height: string) =>
    `${index}: ${from} bis ${to}, ${height} m hoch`,
  remove: 'Entfernen',
  removeWall: (index: number) => `Wand ${index} entfernen`,
  clear: 'Leeren',
  paint: 'Diesen Ort malen',
  close: 'Schließen',
  empty: 'Noch gibt es keine Wände.',
  full: (most: number) => `Eine Skizze hat höchstens ${most} Wände.`,
  outside: (metres: number) =>
    `Die Wände liegen zu weit auseinander: Ein Ort ist höchstens ${metres} m breit. Entferne einige und skizziere sie später.`,
  notSent: 'Nicht gesendet: Gerade gibt es keine Verbindung zum Raum.',
  sent: 'Der Raum beginnt zu malen.',
  progress: (done: number, of: number) => `${done} von ${of} Blicken gemalt`,
  done: (kept: number) =>
    kept === 1 ? 'Fertig: Ein Bild bleibt in Erinnerung.' : `Fertig: ${kept} Bilder bleiben in Erinnerung.`,
  nothing:
    'Nichts davon ist neu: Der Raum kennt diesen Ort schon, oder es gibt keine freie Stelle, von der man schauen könnte.',
  otherwise: (percent: number) =>
    `${percent} % von dem, was der Raum dort kennt, ist anders als skizziert; Bekanntes bleibt.`,
  known: (percent: number) => `${percent} % davon waren schon bekannt.`,
} as const;
