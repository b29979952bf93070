/** What the shipped pack says of its controls, by what it says; other packs are shown in their own words. */
export const packs: Readonly<Record<string, string>> = {
  'Walk forward and back': 'Vor und zurück gehen',
  'Step left and right': 'Seitwärts gehen',
  'Turn left and right': 'Nach links und rechts drehen',
  'Look down and up': 'Runter und hoch schauen',
  Jump: 'Springen',
  'Open or close a door': 'Tür öffnen oder schließen',
  'Place a block': 'Block setzen',
  'Take a block': 'Block nehmen',
  'Morning (0) through noon (0.5) to dusk (1)': 'Vom Morgen (0) über den Mittag (0,5) zur Dämmerung (1)',
  'How thick the air is': 'Wie dicht die Luft ist',
  'What the place is made of': 'Woraus der Ort gemacht ist',
};
