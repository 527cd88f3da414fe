/** What each tool says of the seeded changes, as a page. */

const groups = {
  bad: ({ file }) => !/^(?:harmless|welcome)-/.test(file),
  harmless: ({ file }) => file.startsWith('harmless-'),
  welcome: ({ file }) => file.startsWith('welcome-'),
};

/** Whether what is expected was not copied from this library's own answer. */
const isMeasured = ({ file }) => !/(?:^|-)gpu\.jsonl$/.test(file);

const isRight = ({ ours, expect }) => JSON.stringify(ours) === JSON.stringify(expect);
const share = (part, whole) => `${part} of ${whole.length}`;

/** Rows of the table of totals: tool, what counts, bad ones, false alarms. */
function totals(all) {
  const rows = all.filter(isMeasured);
  const [bad, harmless] = [rows.filter(groups.bad), rows.filter(groups.harmless)];
  const count = (list, is) => list.filter(is).length;
  const theirs = (tool, label, words) => {
    const says = (row) => words.includes(row[tool]);
    const read = (list) => list.filter((row) => row[tool] !== null);
    return [
      tool,
      label,
      share(count(bad, says), bad),
      share(count(bad, says), read(bad)),
      share(count(harmless, says), harmless),
    ];
  };
  const noticed = (list) =>
    share(
      count(list, ({ adverse }) => adverse),
      list,
    );
  const right = (list) => share(count(list, isRight), list);
  return [
    ['taxiway', 'right class, direction and sentence', right(bad), right(bad), ''],
    ['taxiway', 'something goes the wrong way', noticed(bad), noticed(bad), noticed(harmless)],
    theirs('readtheplan', '`dangerous` or `irreversible`', ['dangerous', 'irreversible']),
    theirs('readtheplan', '`review` or more', ['review', 'dangerous', 'irreversible']),
    theirs('preapply', '`HIGH` or `CRITICAL`', ['HIGH', 'CRITICAL']),
    theirs('preapply', '`MEDIUM` or more', ['MEDIUM', 'HIGH', 'CRITICAL']),
  ];
}

/** The totals, a line each. */
export function totalsOf(rows) {
  return totals(rows).map(
    ([tool, label, bad, read, alarms]) =>
      `${tool.padEnd(12)} ${label.replaceAll('`', '').padEnd(38)} bad ${bad} (${read} that it reads)${alarms === '' ? '' : `, false alarms ${alarms}`}`,
  );
}

const cell = (text) =>
  String(text)
    .replaceAll('|', '\\|')
    .replaceAll('\n', ' ')
    .replaceAll('<', '&lt;')
    .replaceAll('*', '\\*')
    .replaceAll('_', '\\_');
const said = (verdict) =>
  verdict === 'nothing' ? 'nothing' : `${verdict.class} ${verdict.direction}: ${verdict.says}`;
const answer = (word) => word ?? 'not covered';

function table(rows) {
  const lines = rows.map(
    (row) =>
      `| ${cell(row.name)} | ${cell(said(row.expect))} | ${isRight(row) ? 'right' : cell(said(row.ours))} | ${answer(row.readtheplan)} | ${answer(row.preapply)} |`,
  );
  return ['| change | expected | taxiway | readtheplan | preapply |', '| - | - | - | - | - |', ...lines].join('\n');
}

/** The whole page in Markdown. */
export function pageOf(rows, versions) {
  const sum = totals(rows).map((row) => `| ${row.join(' | ')} |`);
  const section = (title, list) => {
    const files = [...new Set(list.map(({ file }) => file))];
    return files.map(
      (file) => `### ${title}: ${file.replace('.jsonl', '')}\n\n${table(list.filter((row) => row.file === file))}`,
    );
  };
  return `# Review score

What three tools say of the same changes. \`npm run review:score\` installs the other two from the Python package index,
asks them, and writes this page; nothing here is by hand.

The changes are in [test/review/changes](../test/review/changes): one line each, an edit as JSON Patch of what this
repository renders, and what a review has to say of it. They were written by the authors of this library, who know what it
can say: read the score with that in mind, and add a change that it gets wrong.

What \`gpu\`, \`welcome-gpu\` and \`harmless-gpu\` expect was copied from what this library said, after its sentences had been read
and mended: "right" shows there only that it still says the same. The totals leave these changes out.

- **readtheplan ${versions.readtheplan}** reads a Terraform plan, and old and new Kubernetes manifests. It says \`safe\`, \`review\`, \`dangerous\` or \`irreversible\`; \`dangerous\`
  is where its own examples stop a pipeline. Every update is at least \`review\`.
- **preapply ${versions.preapply}** reads a Terraform plan. It says \`LOW\` (approve by itself), \`MEDIUM\`, \`HIGH\` or \`CRITICAL\`.
- **not covered** is what a tool has no input for: Kubernetes objects for preapply, and for both what no plan shows (a
  provider, a backend, what services declare and ask for).
- The plans are made of what [the providers' code says](decisions/0024-terraform-effects-as-data.md) of each change: actions, before and after, in the form that
  \`terraform show -json\` prints. No plan was made by Terraform.
- readtheplan names clouds beyond AWS as out of its scope, though it has rules for some types of Google; what preapply
  weighs is of AWS. That they read the plans at all is checked in each run by a deleted database of AWS, which both know.
- They are asked by the functions that their command lines call, with their defaults and without policies of one's own.

| tool | what counts | bad changes | of those it reads | false alarms |
| - | - | - | - | - |
${sum.join('\n')}

A false alarm is the same, said of a harmless change.

## Changes

${[...section('Bad', rows.filter(groups.bad)), ...section('Harmless', rows.filter(groups.harmless)), ...section('Welcome', rows.filter(groups.welcome))].join('\n\n')}
`;
}
