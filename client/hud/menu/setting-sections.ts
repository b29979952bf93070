/** Sections of the settings, in order. */
export const settingSections = ['graphics', 'sound', 'controls', 'names', 'language'] as const;
export type SettingSection = (typeof settingSections)[number];
