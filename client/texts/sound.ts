export const sound = {
  name: 'Sound',
  title: 'Sound on or off',
  volume: 'Volume',
} as const;
