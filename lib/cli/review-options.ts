import { Option, type Command } from 'commander';
import { GATE_WORDS } from '../diff/gate';
import { REVIEW_FORMATS } from '../report/review/format-names';

const collect = (value: string, before: readonly string[] | undefined): readonly string[] => [
  ...(before ?? []),
  ...value.split(','),
];

/** What every command that exceptions apply to takes. */
export function addExceptionOptions(command: Command): Command {
  return command
    .option('--exceptions <file>', 'what is accepted (default: taxiway.exceptions.yaml beside package.json)')
    .option(
      '--now <date>',
      'the day of the run: exceptions have to hold on it (default: today), and what is old is named',
    );
}

/** What a command that prints a review takes. */
export function addReviewOptions(command: Command): Command {
  return addExceptionOptions(
    command
      .addOption(new Option('--format <format>', 'how to print').choices(REVIEW_FORMATS).default('text'))
      .addOption(
        new Option('--report <format=file>', 'write the same review to a file, too; may be repeated').argParser(
          (value: string, before: readonly string[] | undefined) => [...(before ?? []), value],
        ),
      )
      .addOption(
        new Option(
          '--fail-on <gates>',
          `what ends with exit code 1: ${GATE_WORDS.join(', ')}; may be repeated`,
        ).argParser(collect),
      ),
  );
}
