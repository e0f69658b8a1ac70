import { Box } from 'ink';
import type { ReactNode } from 'react';
import { printable } from '../../../lab/text/printable.ts';
import type { ListenerOpened } from '../../../lab/facts/facts.ts';
import type { LabState } from '../../views/stage/state.ts';
import type { StageScene } from '../scene.ts';
import { originOf } from '../origin.ts';
import type { Origin } from '../origin.ts';
import { firstFitting } from '../fit.ts';
import { useGlyphs } from '../glyphs.ts';
import type { Glyphs } from '../glyphs.ts';
import { TextLine, Toned } from '../text.tsx';

/** Cells of the progress bar, on a narrow screen and on a wider one. */
const BAR = { narrow: 8, wide: 16 } as const;
const WIDE = 100;

/** The top row: what is played, and where on its way the stage stands. */
export function StageHeader({
  scene,
  columns,
}: {
  readonly scene: StageScene;
  readonly columns: number;
}): ReactNode {
  const { state } = scene;
  const { more } = useGlyphs();
  const title = state.title === '' ? `opening the lab ${more}` : printable(state.title);
  return (
    <Box justifyContent="space-between" gap={1}>
      <Box flexShrink={1}>
        <TextLine>
          <Toned as="title"> plainsight</Toned>
          {'  '}
          {title}
        </TextLine>
      </Box>
      <Box flexShrink={0}>
        <Progress scene={scene} bar={columns < WIDE ? BAR.narrow : BAR.wide} />
      </Box>
    </Box>
  );
}

function Progress({ scene, bar }: { readonly scene: StageScene; readonly bar: number }): ReactNode {
  const { state, live, manual, paused } = scene;
  const all = state.steps.length;
  const now = state.step + 1;
  const held = paused && <Toned as="paused"> PAUSED {behind(scene)}</Toned>;
  if (all === 0) return <Toned>{held} </Toned>;
  const filled = Math.max(0, Math.min(bar, Math.round((now / all) * bar)));
  return (
    <Toned>
      {!live && <Toned as="muted">REPLAY </Toned>}
      {manual && <Toned as="muted">MANUAL </Toned>}
      {held} step {now} of {all} <Toned as="progress">{'━'.repeat(filled)}</Toned>
      <Toned as="muted">{'─'.repeat(bar - filled)} </Toned>
    </Toned>
  );
}

/** What a stage that is held shows less than there is: which fact, and where the lab is that goes on behind. */
function behind({ point, end, live, liveStep }: StageScene): string {
  if (point >= end) return '';
  const lab = live && liveStep >= 0 ? `· live at ${liveStep + 1} ` : '';
  return `· fact ${point} of ${end} ${lab}`;
}

/** The second row: the ports of the lab's world that are open, and which loopback listener stands for each. */
export function ListenersRow({
  state,
  columns,
  invited = { address: '', code: '' },
}: {
  readonly state: LabState;
  readonly columns: number;
  /** Where a class comes in, and its code; empty where none may. */
  readonly invited?: { readonly address: string; readonly code: string };
}): ReactNode {
  const { address, code } = invited;
  if (code === '') return <Listeners state={state} columns={columns} />;
  const join = `join ${address.replace(/^http:\/\//, '')} · code ${code} `;
  return (
    <Box justifyContent="space-between" gap={1}>
      <Box flexShrink={1}>
        <Listeners state={state} columns={Math.max(0, columns - join.length - 1)} />
      </Box>
      <Box flexShrink={0}>
        <TextLine as="warning">{join}</TextLine>
      </Box>
    </Box>
  );
}

function Listeners({ state, columns }: { readonly state: LabState; readonly columns: number }): ReactNode {
  const glyphs = useGlyphs();
  const { source } = state;
  const taps = state.lanes
    .flatMap(({ url, listeners }) => {
      const asked = originOf(url);
      return listeners
        .filter(({ role }) => role === 'tap')
        .map((tap) => ({
          ...tap,
          scheme: schemeAt(tap.logical, asked, listeners),
          asked: tap.logical === asked?.logical,
        }));
    })
    // What a lane asks for first stands before what it may be sent on to.
    .toSorted((one, other) => portOf(one) - portOf(other) || Number(other.asked) - Number(one.asked));
  if (source !== undefined)
    return (
      <TextLine as="muted">
        {source.kind === 'har'
          ? ' a HAR from elsewhere: no bytes were captured'
          : ' a capture from elsewhere'}
      </TextLine>
    );
  if (taps.length === 0) return <TextLine as="muted"> opening the lab {glyphs.more}</TextLine>;
  const ports = openPorts(taps, glyphs);
  const proxied = state.lanes.some(({ listeners }) => listeners.some(({ role }) => role === 'interceptor'));
  const texts = [proxied ? [...ports, 'proxy ●'] : ports, ports].map((parts) => parts.join('  '));
  return <TextLine as="muted"> {firstFitting(columns - 2, texts)}</TextLine>;
}

/** What each listener of the bank's own speaks. */
const SPOKEN: Readonly<Partial<Record<ListenerOpened['role'], string>>> = {
  'bank-http': 'http',
  'bank-https': 'https',
  'bank-mysql': 'mysql',
};

/** What is spoken at a logical port: as the lane's address says where it is that, else as the bank's own listener there does. */
function schemeAt(logical: string, asked: Origin | undefined, listeners: readonly ListenerOpened[]): string {
  if (logical === asked?.logical) return asked.scheme;
  const bank = listeners.find((each) => each.logical === logical && SPOKEN[each.role] !== undefined);
  return (bank && SPOKEN[bank.role]) ?? originOf(`http://${logical}`)?.scheme ?? '';
}

function portOf({ logical }: { readonly logical: string }): number {
  return Number(logical.replace(/^.*:/, ''));
}

/** Each port once, by what is spoken there: `https 443 ●`, or `443→8443` where one stands in for it. The rest is on the card of addresses. */
function openPorts(
  taps: readonly { readonly scheme: string; readonly logical: string; readonly port: number }[],
  { to }: Glyphs,
): readonly string[] {
  const open = new Map<string, number>();
  for (const { scheme, logical, port } of taps) {
    const name = `${scheme} ${logical.replace(/^.*:/, '')}`;
    if (!open.has(name)) open.set(name, port);
  }
  return Array.from(open, ([name, first]) =>
    name.endsWith(` ${first}`) ? `${name} ●` : `${name}${to}${first} ●`,
  );
}
