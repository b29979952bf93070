/** What the tint says of where the parts of a picture come from. */
export const origins = {
  name: 'Origins',
  title: 'Show what is remembered, dreamt or unsure',
  heading: 'Origin of the picture',
  names: { remembered: 'Remembered', dreamt: 'Dreamt', unsure: 'Unsure' },
  meanings: {
    remembered: 'seen before',
    dreamt: 'made up by the model',
    unsure: 'seen, but drawn with doubt',
  },
  waiting: 'Waiting for the room’s answer…',
} as const;
