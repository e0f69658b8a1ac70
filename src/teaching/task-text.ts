import type { LaneId } from '../../lab/facts/facts.ts';
import { wordList } from '../script/file/words.ts';
import type { Scenario } from '../script/scenario.ts';
import type { PlacePart, Task, TaskValue } from '../script/tasks.ts';

const VALUES: Readonly<Record<TaskValue, string>> = {
  password: 'the password that her browser sent',
  receipt: 'the receipt on her account page (32 hexadecimal digits)',
  balance: 'the balance on her account page',
  'session cookie': 'the value of the last session cookie',
  'bank name': 'the name of the bank',
};

const PARTS: Readonly<Record<PlacePart, string>> = {
  stream: 'the number of its TCP stream (tcp.stream)',
  offset: 'how many bytes stand before it in that direction of the stream',
  frame: 'the number of the packet with its first byte (frame.number)',
  field: 'the name of the field that holds it',
};

/** What a task asks, in one or two sentences; `run` is the seed of the student's own run. */
export function taskText(task: Task, scenario: Pick<Scenario, 'id' | 'lanes'>, run = 'YOUR-SEED'): string {
  if (task.kind === 'session') {
    const command = `plainsight run ${scenario.id} --seed ${run} --save run.jsonl`;
    const told = `Play the scenario yourself: ${command}. Hand in run.jsonl.`;
    return task.ask === '' ? told : `${task.ask} ${told}`;
  }
  return task.ask === '' ? usual(task, scenario) : task.ask;
}

function usual(task: Exclude<Task, { kind: 'session' }>, scenario: Pick<Scenario, 'lanes'>): string {
  const lane = (id: LaneId): string => `lane ${id} (${scenario.lanes.get(id)?.title ?? id})`;
  switch (task.kind) {
    case 'value':
      return `In ${lane(task.lane)} read ${VALUES[task.what]}.`;
    case 'where':
      return `In ${lane(task.lane)} find ${VALUES[task.what]} in clear. Give ${wordList(
        task.give.map((part) => PARTS[part]),
        'and',
      )}.`;
    case 'opened':
      return `The capture holds the TLS secrets of ${lane(task.lane)}. Decrypt it, and read ${VALUES[task.what]}.`;
    case 'choice':
      return `For which of these lanes does this hold: "${task.sentence}"? ${wordList(task.lanes.map(lane), 'and')}. There may be none.`;
  }
}

/** What a task is about, in a few words, for tables and reports. */
export function taskTitle(task: Task): string {
  switch (task.kind) {
    case 'value':
    case 'where':
    case 'opened':
      return `${task.kind}: ${task.what}, ${task.lane}`;
    case 'choice':
      return `choice: ${task.sentence}`;
    case 'session':
      return 'session: a run of one’s own';
  }
}

/** Lanes whose packets a hand-out's capture holds: those that a task is about, or all where none is. */
export function capturedLanes(scenario: Pick<Scenario, 'lanes' | 'tasks'>): readonly LaneId[] {
  const named = new Set(
    (scenario.tasks ?? []).flatMap((task) =>
      task.kind === 'session' ? [] : task.kind === 'choice' ? task.lanes : [task.lane],
    ),
  );
  return [...scenario.lanes.keys()].filter((id) => named.size === 0 || named.has(id));
}

/** Lanes whose TLS secrets go with the capture. */
export function openedLanes({ tasks = [] }: Pick<Scenario, 'tasks'>): readonly LaneId[] {
  return [...new Set(tasks.flatMap((task) => (task.kind === 'opened' ? [task.lane] : [])))];
}
