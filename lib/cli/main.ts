import { Command, CommanderError, Option } from 'commander';
import { reasonOf } from '../assembly/failure';
import { messageOf, mistakesOf, type Mistake } from '../errors';
import { LIBRARY_VERSION } from '../version';
import { COMMANDS } from './commands/lazy';
import { commandOf } from './command-name';
import { addCost } from './cost-line';
import { addExceptions } from './exceptions-line';
import { printMistakes } from './print';
import { addExceptionOptions, addReviewOptions } from './review-options';
import { addSecrets } from './secrets-line';
import { addReach } from './reach-line';
import { addStop } from './stop-line';
import { addVerify } from './verify-line';
import { EXIT, FORMATS, type ExitCode, type Format, type Session } from './session';
import { addLogsCheck } from './logs';

/** Runs one command line and says how it ended; everything that is wrong with the input is printed, never thrown. */
export async function main(session: Session, words: readonly string[]): Promise<ExitCode> {
  let code: ExitCode = EXIT.done;
  const program = commands(session, (ended) => {
    code = ended;
  });
  surviveClosedPipe(session);
  try {
    if (words[0] === 'complete') await COMMANDS.completion(program, session);
    await program.parseAsync([...words], { from: 'user' });
    return code;
  } catch (error) {
    return failed(session, words, error);
  }
}

function failed(session: Session, words: readonly string[], error: unknown): ExitCode {
  const format = formatOf(words);
  const command = commandOf(words);
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return EXIT.done;
    if (format === 'json') printMistakes(session, format, command, [usage(error, command)]);
    return EXIT.input;
  }
  // Ctrl-C at a question: nothing was written yet.
  if (error instanceof Error && error.name === 'ExitPromptError') return EXIT.interrupted;
  const mistakes = mistakesOf(error);
  if (mistakes !== undefined) {
    printMistakes(session, format, command, mistakes);
    return EXIT.input;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const problem = `taxiway itself failed: ${messageOf(error)}`;
  if (format === 'json')
    printMistakes(session, format, command, [{ code: 'INTERNAL', at: command, problem, fix: 'please report it' }]);
  session.terminal.err(`taxiway ${LIBRARY_VERSION} failed; this is a mistake of ours, please report it:\n${stack}\n`);
  return EXIT.failure;
}

function usage(error: CommanderError, command: string): Mistake {
  const [problem = '', hint] = error.message.replace(/^error: /, '').split('\n');
  const meant = /^\(Did you mean (.+)\?\)$/.exec(hint ?? '')?.[1];
  const help = `see taxiway ${command === 'taxiway' ? '' : `${command} `}--help`;
  return {
    code: 'USAGE',
    at: 'command line',
    problem: problem.replace(/\.$/, ''),
    fix: meant === undefined ? help : `did you mean '${meant}'? ${help}`,
  };
}

/** Lets `taxiway list | head` end quietly, and says it where standard output can't be written for another reason. */
function surviveClosedPipe({ terminal }: Session): void {
  if (process.stdout.listenerCount('error') > 0) return;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    terminal.err(`error standard output: can't be written: ${reasonOf(error.code ?? error.message)} (WRITE_FAILED)\n`);
    process.exit(EXIT.input);
  });
}

/** The format that was asked for, also where the command line couldn't be read to its end. */
function formatOf(words: readonly string[]): Format {
  const index = words.findIndex((word) => word === '--format');
  return words.includes('--format=json') || (index >= 0 && words[index + 1] === 'json') ? 'json' : 'text';
}

const collect = (value: string, before: readonly string[] | undefined): readonly string[] => [
  ...(before ?? []),
  ...value.split(','),
];

/** The whole command line, as help, parsing and shell completion see it. */
export function commands(session: Session, end: (code: ExitCode) => void): Command {
  const { terminal } = session;
  const program = new Command('taxiway')
    .description('One small service class becomes everything that production needs, for every environment.')
    .version(LIBRARY_VERSION)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        terminal.out(text);
      },
      writeErr: (text) => {
        terminal.err(text);
      },
    })
    .showSuggestionAfterError()
    .showHelpAfterError('(taxiway --help shows what there is)');
  const format = (): Option => new Option('--format <format>', 'how to print').choices(FORMATS).default('text');
  const env = (what = 'only this environment'): Option =>
    new Option('--env <name>', `${what}; may be repeated`).argParser(collect);
  const service = (): Option =>
    new Option('--service <id>', 'show only this service; may be repeated').argParser(collect);
  const others = (): Option =>
    new Option('--with <dist>', 'a rendered tree of another repository; may be repeated').argParser(collect);
  const from = (): Option => new Option('--from <dist>', 'read a rendered tree instead of the sources');
  const parts = { env, service, from, format, collect, examples };

  addExceptionOptions(program.command('synth'))
    .description('render every environment and write it below dist')
    .addOption(env())
    .addOption(service())
    .addOption(format())
    .option('--out <folder>', 'where to write (default: dist in the project)')
    .option('--check', 'write only what passes every rule')
    .option('--no-cache', 'render also where nothing changed since the last run')
    .addOption(others())
    .option('--platform', 'render only what all services share')
    .addHelpText(
      'after',
      examples(
        'taxiway synth --check',
        'taxiway synth --env staging --env production --format json',
        'taxiway synth --platform --with ../summarizer/dist --with ../ranker/dist',
      ),
    )
    .action((options: Parameters<typeof COMMANDS.synth>[1]) => {
      end(COMMANDS.synth(session, options));
    });
  addExceptionOptions(program.command('check'))
    .description('run every rule over what would be rendered; write nothing')
    .addOption(env())
    .addOption(service())
    .addOption(from())
    .addOption(others().conflicts('from'))
    .addOption(format())
    .addOption(new Option('--today <day>', 'the older name of --now').conflicts('now').hideHelp())
    .addHelpText(
      'after',
      examples(
        'taxiway check',
        'taxiway check --from dist --env production',
        'taxiway check --service spamcheck --format json',
        'taxiway check --from dist --now 2027-01-31',
      ),
    )
    .action((options: Parameters<typeof COMMANDS.check>[1]) => {
      end(COMMANDS.check(session, options));
    });
  addReviewOptions(program.command('diff'))
    .description('show what a change does to security, data, availability and cost')
    .option('--base <base>', 'what to compare with: a commit, a folder that synth wrote, or an archive of one')
    .option('--head <head>', 'what to look at, the same; the sources here otherwise')
    .addOption(new Option('--across <environments...>', 'compare one fleet between two environments').conflicts('base'))
    .addOption(env())
    .addOption(service())
    .option('--record <file>', 'write what was reviewed, for taxiway verify')
    .option('--time <time>', 'when it was reviewed, as RFC 3339; what CI says otherwise')
    .addHelpText(
      'after',
      examples(
        'taxiway diff --base main',
        'taxiway diff --base before/dist --head dist.zip --env production --fail-on security,data-loss',
        'taxiway diff --across staging production --service spamcheck',
        'taxiway diff --base origin/main --record review.json --report markdown=note.md --report code-quality=quality.json',
      ),
    )
    .action((options: Parameters<typeof COMMANDS.diff>[1]) => {
      end(COMMANDS.diff(session, options));
    });
  addVerify(program, parts, (options) => {
    end(COMMANDS.verify(session, options));
  });
  program
    .command('list')
    .description('show what runs where, who owns it, and on what')
    .addOption(env())
    .addOption(service())
    .addOption(from())
    .addOption(format())
    .addHelpText('after', examples('taxiway list', 'taxiway list --env production --format json'))
    .action((options: Parameters<typeof COMMANDS.list>[1]) => {
      end(COMMANDS.list(session, options));
    });
  addCost(program, parts, (options) => {
    end(COMMANDS.cost(session, options));
  });
  addSecrets(program, parts, session, end);
  addLogsCheck(program, parts, session, end);
  addReach(program, parts, (options, subject) => {
    end(COMMANDS.reach(session, options, subject));
  });
  program
    .command('explain')
    .description('show where a value comes from: the line, the default, the fact or the rule')
    .argument('<service|document>', 'a service, or a document by its id or a part of it: Deployment/spamcheck/api')
    .argument('[path]', 'a prop of the service, or a dotted path into the document')
    .addOption(env())
    .addOption(from())
    .addOption(format())
    .addHelpText(
      'after',
      examples(
        'taxiway explain spamcheck',
        'taxiway explain spamcheck replicas --env production',
        'taxiway explain Deployment/spamcheck/api spec.template.spec.enableServiceLinks',
      ),
    )
    .action((subject: string, path: string | undefined, options: Parameters<typeof COMMANDS.explain>[1]) => {
      end(COMMANDS.explain(session, options, subject, path));
    });
  addExceptions(program, session, end).addHelpText(
    'after',
    examples('taxiway exceptions', 'taxiway exceptions --format csv'),
  );
  addStop(program, parts, session, end);
  const create = program
    .command('new')
    .description('write the files of something new')
    .addHelpText('after', examples('taxiway new service', 'taxiway new service summarizer'));
  create
    .command('service')
    .description('write a service, its placement, its pins and its test')
    .argument('[name]', 'id of the service: lower-case letters, digits and hyphens')
    .option('--owner <owner>', "the group that owns it: 'group::code-creation'")
    .option('--image <reference>', 'image with digest: registry/name@sha256:…')
    .addOption(env('an environment that it runs in'))
    .option('--gpu <model>', 'GPU model of the first workload')
    .addOption(format())
    .addHelpText(
      'after',
      examples(
        'taxiway new service summarizer',
        'taxiway new service summarizer --owner group::code-review --image registry.example.com/summarizer@sha256:… --env staging --gpu l4',
      ),
    )
    .action(async (name: string | undefined, options: Parameters<typeof COMMANDS.newService>[2]) => {
      end(await COMMANDS.newService(session, name, options));
    });
  program
    .command('pin')
    .description('pin an image by digest in environments')
    .argument('<reference>', 'registry/name@sha256:…')
    .addOption(env('an environment to pin it in').makeOptionMandatory())
    .option('--name <name>', 'name that env.image(…) uses; the last part of the image otherwise')
    .addOption(format())
    .addHelpText(
      'after',
      examples('taxiway pin registry.example.com/spamcheck@sha256:… --env staging --env production'),
    )
    .action((reference: string, options: Parameters<typeof COMMANDS.pin>[2]) => {
      end(COMMANDS.pin(session, reference, options));
    });
  program
    .command('run', { hidden: true })
    .description('run a program of the project, as cdk8s.yaml and cdktf.json do')
    .argument('<file>', 'a TypeScript file, relative to the folder it is typed in')
    .addHelpText('after', examples('taxiway run services/main.ts'))
    .action((file: string) => {
      end(COMMANDS.runProgram(session, file));
    });
  program.addHelpText(
    'after',
    `${examples('taxiway synth --check')}\n\nShell completion, for bash, zsh, fish and powershell:\n  $ source <(taxiway complete zsh)`,
  );
  return program;
}

/** How a help text shows what to type. */
function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}`;
}
