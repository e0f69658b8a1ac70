/** The parts of a lane that can fill the screen, from the victim's end to the bank's. */
export const PARTS = ['victim', 'bytes', 'decoded', 'bank'] as const;

/** One of them. */
export type Part = (typeof PARTS)[number];

/** What fills the screen: the chosen lane whole, or one part of it; undefined where all lanes are seen. */
export type Zoom = 'lane' | Part | undefined;

/** Whether a part fills the screen. */
export function isPart(zoom: Zoom): zoom is Part {
  return zoom !== undefined && zoom !== 'lane';
}

/** How each part is called. */
export const PART_TITLES: Readonly<Record<Part, string>> = {
  victim: 'her page',
  bytes: 'his bytes',
  decoded: 'what they say',
  bank: "the bank's log",
};

/** What is largest after `zoom` was, of `lanes` lanes: a lane, then the part with most to see, then all again. */
export function zoomedIn(zoom: Zoom, lanes: number): Zoom {
  // A lane that is alone fills the screen already.
  if (zoom === undefined && lanes > 1) return 'lane';
  return zoom === undefined || zoom === 'lane' ? 'bytes' : undefined;
}

/** The next thing of the same size: the next part, after a lane's last one the next lane's first, or the next lane. */
export function zoomedOn(zoom: Zoom): { readonly zoom: Zoom; readonly nextLane: boolean } {
  if (zoom === undefined || zoom === 'lane') return { zoom, nextLane: true };
  const next = PARTS[PARTS.indexOf(zoom) + 1];
  return { zoom: next ?? PARTS[0], nextLane: next === undefined };
}
