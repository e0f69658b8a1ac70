import type { ReactNode } from 'react';
import type { ServerStarted } from '../../../lab/facts/facts.ts';
import type { Fact } from '../../../lab/facts/session.ts';
import { printable } from '../../../lab/text/printable.ts';
import { explainConfiguration } from '../../explain/server/configuration.ts';
import type { LaneState } from '../../views/stage/state.ts';

/** The real servers that stood in front of banks in a session. */
export function serversOf(facts: readonly Fact[]): readonly ServerStarted[] {
  return facts.filter((fact) => fact.type === 'server-started');
}

/** How each of them was configured, line by line, with what each line is for. */
export function Configurations({
  servers,
  lanes,
}: {
  readonly servers: readonly ServerStarted[];
  readonly lanes: readonly LaneState[];
}): ReactNode {
  return servers.map((started, index) => (
    <section key={index} aria-labelledby={`server-${index + 1}`}>
      <h3 id={`server-${index + 1}`}>
        {printable(started.title)}, {printable(lanes.find(({ id }) => id === started.lane)?.title ?? '')}
      </h3>
      <div
        className="scroll"
        tabIndex={0}
        role="group"
        aria-label={`Table: how ${printable(started.title)} was configured`}
      >
        <table>
          <thead>
            <tr>
              <th scope="col">Line</th>
              <th scope="col">What it is for</th>
              <th scope="col">Source</th>
            </tr>
          </thead>
          <tbody>
            {explainConfiguration(started).map(({ text, says }, row) => (
              <tr key={row}>
                <td>
                  <code>{text}</code>
                </td>
                <td>{says?.why ?? ''}</td>
                <td className="soft">{says?.source ?? ''}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  ));
}
