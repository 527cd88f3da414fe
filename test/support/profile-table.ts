import type { Behaviour, Profile, ProfileFlag, ProfileVariable, Source } from '../../lib/profiles/profile';

/** The words of the guide for what a value follows from. */
const FROM: Readonly<Record<Source, string>> = {
  port: '`serves.port`',
  'metrics port': 'the port of metrics',
  GPUs: 'GPUs of the pod',
  'longest exchange': 'seconds of the longest exchange',
  'share of memory': '0.9 / `gpu.clients`',
  weights: 'where the weights are mounted',
  context: '`weights.context`',
  utilization: '`weights.utilization`',
  'cache format': '`weights.cacheDtype`',
};

/** The rows that the guide has to have of a profile: what, value, when, why. */
export function rowsOf(profile: Profile): readonly (readonly string[])[] {
  const { protocols, longestStream, finishes, keepAlive, program, writes } = profile;
  const answers = Object.entries(protocols).flatMap(([protocol, { port, ready, metrics }]) => [
    ['port', String(port), protocol],
    ['ready', ready === undefined ? 'health service' : `\`${ready}\``, protocol],
    [
      'metrics',
      metrics.port === undefined ? `\`${metrics.path}\`` : `\`${metrics.path}\` at ${metrics.port}`,
      protocol,
    ],
  ]);
  return [
    ...answers.map((row) => [...row, '']),
    ...(program === undefined ? [] : [['first argument', `\`${program}\``, 'no program is typed', '']]),
    ...(longestStream === undefined ? [] : [['longest stream', longestStream.value, '', longestStream.because]]),
    ...[...profile.flags, ...profile.variables].map(settingRow),
    ...finishes.map((behaviour) => behaviourRow('finishes for', behaviour)),
    ...keepAlive.map((behaviour) => behaviourRow('keeps idle connections', behaviour)),
    ...writes.map(({ as, since, because }) => ['log', as, since === undefined ? '' : `since ${since}`, because]),
  ];
}

function settingRow(setting: ProfileFlag | ProfileVariable): readonly string[] {
  const { name, value, because } = setting;
  const shown = value === undefined ? '' : typeof value === 'string' ? `\`${value}\`` : FROM[value.from];
  return [`\`${name}\``, shown, whenOf(setting), because];
}

function whenOf({ when = {}, since, until }: ProfileFlag | ProfileVariable): string {
  const { protocol, gpus, shared, says, lacks, logs } = when;
  return [
    protocol,
    gpus && { none: 'no GPU', some: 'a GPU', several: 'several GPUs' }[gpus],
    shared === true ? 'GPU by turns' : undefined,
    says &&
      {
        weights: '`weights`',
        context: '`weights.context`',
        'cache format': '`weights.cacheDtype`',
        utilization: '`weights.utilization`',
      }[says],
    logs && 'logs in JSON',
    lacks && `card without ${lacks}`,
    since && `since ${since}`,
    until && `before ${until}`,
  ]
    .filter((part) => part !== undefined)
    .join(', ');
}

function behaviourRow(what: string, { seconds, since, because }: Behaviour): readonly string[] {
  const shown =
    typeof seconds === 'object'
      ? `\`${Object.values(seconds)[0]}\``
      : seconds === 'all'
        ? 'as long as it takes'
        : `${seconds} s`;
  return [what, shown, since === undefined ? '' : `since ${since}`, because];
}

/** The cells of the first table of a text, without its head. */
export function cells(markdown: string): readonly (readonly string[])[] {
  const lines = markdown.split('\n');
  const start = lines.findIndex((line) => line.startsWith('|'));
  const end = lines.findIndex((line, index) => index > start && !line.startsWith('|'));
  return lines.slice(start + 2, end < 0 ? undefined : end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}
