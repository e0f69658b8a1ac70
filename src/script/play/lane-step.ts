import type { Lane } from '../../../lab/lab.ts';
import type {
  AttackAction,
  AttackStep,
  ClickStep,
  KnockStep,
  ObtainStep,
  ChatStep,
  SubmitStep,
  VisitStep,
} from '../scenario.ts';

import { beginsAttack } from './attacks-begun.ts';

/** A step that makes something happen in each of its lanes. */
export type LaneStep = VisitStep | ClickStep | SubmitStep | ChatStep | KnockStep | ObtainStep | AttackStep;

const ATTACK_CALLS: Readonly<Record<AttackAction, (attacker: Lane['attacker']) => Promise<void>>> = {
  'use the stolen cookie': (attacker) => attacker.useStolenCookie(),
  'decrypt the recording': (attacker) => attacker.decryptRecording(),
  'get a certificate': (attacker) => attacker.takeCertificate(),
};

/** Does in one lane what a step says, and resolves when it has happened there. */
export async function playInLane(lane: Lane, step: LaneStep): Promise<void> {
  switch (step.kind) {
    case 'visit':
      await lane.victim.visit(step.to);
      return;
    case 'click':
      await lane.victim.click(step.link);
      return;
    case 'submit':
      await lane.victim.submit(step.form, fieldValues(step, lane));
      return;
    case 'chat':
      await lane.victim.chat(step.text);
      return;
    case 'knock':
      await lane.knock(step.port, step.with);
      return;
    case 'obtain':
      await lane.obtain(step.challenge);
      return;
    case 'attack':
      if (beginsAttack(step.action)) await lane.beginAttack(step.action);
      else await ATTACK_CALLS[step.action](lane.attacker);
      return;
  }
}

/** What is typed into each field of a form in a lane, whose secrets are its own. */
function fieldValues({ fields }: SubmitStep, { secrets }: Lane): Record<string, string> {
  return Object.fromEntries(
    fields.map(({ name, value }) => [
      name,
      value.kind === 'text' ? value.text : (secrets[value.secret] ?? ''),
    ]),
  );
}
