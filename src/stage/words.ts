import { createContext, use } from 'react';
import { neutral } from '../../lab/text/neutral.ts';

/** What makes the stage's own words fit its session: of one from elsewhere neutral ones. */
export const Words = createContext<(text: string) => string>((text) => text);

/** The words of a session of our own, and of one from elsewhere. */
export const AS_IT_IS = (text: string): string => text;

/** The present stage's way with words. */
export function useWords(): (text: string) => string {
  return use(Words);
}

/** A field's label: of those only one is about the lab's cast, and others may be captured. */
export function labelWords(label: string, words: (text: string) => string): string {
  return label.includes('victim’s keys') ? words(label) : label;
}

/** The way with words for a session, by whether it comes from elsewhere. */
export function wayWithWords(foreign: boolean): (text: string) => string {
  return foreign ? neutral : AS_IT_IS;
}
