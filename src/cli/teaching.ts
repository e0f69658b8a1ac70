import type { Command } from 'commander';
import type { GradeOptions } from '../commands/grade.ts';
import type { HandoutOptions } from '../commands/handout.ts';
import type { Finish } from './finish.ts';
import { forceOption, named } from './options.ts';

/** The commands for who writes scenarios, hands tasks out and grades them. */
export function addTeachersCommands(program: Command, finish: Finish): void {
  addAuthorCommands(program, finish);
  addTeachingCommands(program, finish);
}

function addAuthorCommands(program: Command, finish: Finish): void {
  program
    .command('check')
    .description('validate scenario files, or the course (course.yaml)')
    .argument('<file...>', 'scenarios of your own, such as my-lesson.yaml')
    .action(async (files: string[]) => {
      const { checkFiles } = await import('../commands/check.ts');
      await finish(checkFiles(files));
    });
  program
    .command('new')
    .description('write a scenario to begin with, with remarks, to a new file')
    .argument('<file>', 'where to, such as my-lesson.yaml')
    .addOption(forceOption())
    .action(async (file: string, options: { force?: boolean }) => {
      const { newScenario } = await import('../commands/new.ts');
      await finish(newScenario(file, options));
    });
}

function addTeachingCommands(program: Command, finish: Finish): void {
  program
    .command('handout')
    .description('a folder for each student of a class: a capture with values of their own, and tasks')
    .requiredOption('--roster <file>', 'the class: CSV with the columns student and name', named)
    .requiredOption('--key <file>', 'the class key, 16 bytes or more; made where it is missing', named)
    .requiredOption('--scenario <scenario>', 'an id from the catalogue, or a file of your own', named)
    .requiredOption('-o, --output <folder>', 'where to: a folder that is not there yet', named)
    .option('--course <name>', 'another course has other values', named, 'course')
    .option('--truth <file>', 'where what is right goes; beside the folder where it is not given', named)
    .addOption(forceOption())
    .action(async (options: HandoutOptions) => {
      const { handout } = await import('../commands/handout.ts');
      await finish(handout(options));
    });
  program
    .command('grade')
    .description('grade what students handed in, or with --self what one is about to hand in')
    .argument('<submissions>', 'a folder with a folder, an archive or a file for each student')
    .option('--key <file>', 'the class key with which the hand-outs were made', named)
    .option('--self', "a student's own look at one folder, without the key")
    .option('--truth <file>', 'what handout wrote beside its folder', named)
    .option('--scenario <file>', 'the scenario of the hand-outs, where it is not in the catalogue', named)
    .option('--json <file>', 'every verdict as JSON', named)
    .option('--junit <file>', 'the same as JUnit XML', named)
    .option('--csv <file>', 'the same as CSV', named)
    .option('--gradebook <file>', 'a gradebook exported as CSV, which is filled in', named)
    .option('--column <title>', 'the column of the gradebook to fill', named)
    .option(
      '--by <title>',
      "the gradebook's column with the students' ids; found where it is not given",
      named,
    )
    .addOption(forceOption())
    .action(async (submissions: string, options: GradeOptions) => {
      const { grade } = await import('../commands/grade.ts');
      await finish(grade(submissions, options));
    });
}
