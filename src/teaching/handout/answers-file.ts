import type { Scenario } from '../../script/scenario.ts';
import type { Task } from '../../script/tasks.ts';
import type { Stamp } from '../seeds.ts';
import { taskText } from '../task-text.ts';

/** Columns of a remark in the file. */
const WIDTH = 96;

/** The file that a student fills in: remarks with what is asked, room for the answers, and whose it is. */
export function answersFile(scenario: Scenario, stamp: Stamp, seal: string): string {
  const tasks = scenario.tasks ?? [];
  const texts = (group: Readonly<Record<string, string>>): readonly string[] => {
    const lines = Object.entries(group).map(([key, value]) => `    ${quotedText(key)}: ${quotedText(value)}`);
    return lines.length === 0 ? [' {}'] : ['', ...lines];
  };
  return [
    ...remark(`Your answers: ${scenario.title}. Write each behind its colon, and hand this file in.`),
    ...remark('Whose it is stands below: leave handout as it is. This file may have any name.'),
    '',
    'answers:',
    ...tasks.flatMap((task, index) => [
      ...remark(`${index + 1}. ${taskText(task, scenario, stamp.run)}`, '  '),
      ...room(task, index + 1),
      '',
    ]),
    'handout:',
    `  course: ${quotedText(stamp.course)}`,
    `  scenario: ${quotedText(stamp.scenario)}`,
    `  student: ${quotedText(stamp.student)}`,
    `  capture: ${quotedText(stamp.capture)}`,
    `  tasks: ${quotedText(stamp.tasks)}`,
    `  run: ${quotedText(stamp.run)}`,
    `  receipts:${texts(stamp.receipts).join('\n')}`,
    `  choices:${texts(stamp.choices).join('\n')}`,
    `  stamp: ${quotedText(seal)}`,
    '',
  ].join('\n');
}

/** Room for one answer, in the form that it is to have. */
function room(task: Task, number: number): readonly string[] {
  switch (task.kind) {
    case 'value':
    case 'opened':
      return [`  ${number}:`];
    case 'where':
      return [`  ${number}:`, ...task.give.map((part) => `    ${part}:`)];
    case 'choice':
      return [`  ${number}: # such as [${task.lanes.join(', ')}], or [] for none`];
    case 'session':
      return [`  ${number}: run.jsonl`];
  }
}

function remark(text: string, indent = ''): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < WIDTH) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`${indent}# ${word}`);
  }
  return lines;
}

/** A text that YAML takes for text, whatever is in it: JSON's strings are YAML's. */
function quotedText(text: string): string {
  return JSON.stringify(text);
}
