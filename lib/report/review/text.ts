import type { Review, Section } from '../../diff/review';
import { gatesIn, type Entry } from '../../diff/review/entry';
import { shortened } from '../../diff/review/overview';
import type { Topic } from '../../diff/review/topic';
import { count, table, widthOf, type Terminal } from '../terminal';
import { costLines } from './cost';
import {
  cellsOf,
  classesText,
  distinctSentences,
  effectText,
  extentOf,
  lifecycleText,
  lineOf,
  othersText,
  SECTION_TITLES,
  sentenceOf,
  valuesOf,
  verdictOf,
} from './words';

/** So many rows leave the first screen of a terminal room for what leads to it. */
const FIRST_SCREEN = 16;
/** So many names and sentences are shown; JSON has all of them. */
const MOST = { names: 60, consequences: 12 } as const;

/** The review for people at a terminal: one screen first, then every entry. */
export function reviewText(terminal: Terminal, review: Review): string {
  return [
    firstScreen(terminal, review),
    ...review.sections.flatMap((section) => sectionText(terminal, review, section)),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function firstScreen(terminal: Terminal, review: Review): string {
  const { colors } = terminal;
  const { base, head, gating, remarks, overview } = review;
  const verdict = verdictOf(review);
  const lines = [
    `${colors.bold(`${base} → ${head}`)}  ${gating.length > 0 || review.incomplete ? colors.red(verdict) : colors.green(verdict)}`,
    ...(review.changes.all === 0 ? [] : [extentOf(review)]),
    ...costLines(review).map(({ about, says }) => `${colors.bold(about)}: ${says}`),
    ...remarks.map((remark) => colors.yellow(remark)),
  ].flatMap((line) => wrap(line, widthOf(terminal), ''));
  const rows = shortened(overview, FIRST_SCREEN);
  if (rows.length === 0) return lines.join('\n');
  const shown = rows.slice(0, FIRST_SCREEN).map((row) => {
    const { where, who, what, also, changes, says } = cellsOf(row);
    return [where, who, paint(terminal, row.entry, row.gates)(what), also, row.gates ? 'yes' : '', changes, says];
  });
  const left = rows.length - shown.length;
  const drawn = table(
    terminal,
    ['environment', 'service', 'gravest', 'also', 'gates', 'changes', 'what it does'],
    shown,
    2,
  );
  return [...lines, '', drawn, ...(left > 0 ? [`and ${count(left, 'more row')}, less grave, below`] : [])].join('\n');
}

function sectionText(terminal: Terminal, review: Review, { authority, topics, neutral }: Section): readonly string[] {
  const { colors } = terminal;
  const quiet = neutral === 0 ? '' : colors.dim(` (and ${neutral} neutral)`);
  const title = `${colors.bold(SECTION_TITLES[authority])}${quiet}`;
  if (topics.length === 0) return [title];
  const blocks = topics.map((topic) => topicLines(terminal, review, topic).join('\n'));
  return [`${title}\n${blocks.join('\n')}`];
}

function topicLines(terminal: Terminal, review: Review, topic: Topic): readonly string[] {
  const title = lifecycleText(topic);
  if (title !== undefined) return lifecycleLines(terminal, review, topic, title);
  const [lead, ...others] = topic.entries;
  if (lead === undefined) return [];
  return [
    ...entryLines(terminal, review, lead, '  '),
    ...others.flatMap((entry, index) => entryLines(terminal, review, entry, '    ', others[index - 1] ?? lead)),
  ];
}

function lifecycleLines(terminal: Terminal, review: Review, topic: Topic, title: string): readonly string[] {
  const entries = distinctSentences(topic.entries);
  const grave = entries.filter((entry) => entry.adverse || gatesIn(entry).length > 0);
  const shown = grave.slice(0, MOST.consequences);
  const folded = entries.length - shown.length;
  const rest = [
    ...(folded === 0 ? [] : [`${folded} more`]),
    ...(topic.neutral === 0 ? [] : [`${topic.neutral} neutral`]),
  ];
  return [
    `  ${terminal.colors.bold(title)}`,
    ...shown.flatMap((entry) => entryLines(terminal, review, entry, '    ', entry)),
    ...(rest.length === 0 ? [] : [terminal.colors.dim(`    and ${rest.join(', ')}`)]),
  ];
}

/** What stands below another entry with the same line or values repeats neither; a service that is new needs no line. */
function entryLines(
  terminal: Terminal,
  review: Review,
  entry: Entry,
  indent: string,
  above?: Entry,
): readonly string[] {
  const { colors } = terminal;
  const gates = gatesIn(entry);
  const label = paint(terminal, entry, gates.length > 0)(`${classesText(entry)}, ${effectText(entry)}`);
  const width = widthOf(terminal);
  const inner = `${indent}  `;
  const line = above === undefined || lineOf(above) !== lineOf(entry) ? lineOf(entry) : undefined;
  const values = valuesOf(entry, above);
  const others = othersText(entry, review, MOST.names);
  const facts = [
    ...(line === undefined ? [] : [colors.cyan(line)]),
    ...(values === undefined
      ? []
      : [colors.dim(`${values.path}: ${values.from ?? 'nothing'} → ${values.to ?? 'nothing'}`)]),
  ];
  const accepted = entry.places.find((place) => place.accepted !== undefined)?.accepted;
  return [
    ...wrap(`${indent}${label}${gates.length > 0 ? colors.red(' (gates)') : ''}: ${sentenceOf(entry)}`, width, inner),
    ...(facts.length === 0 ? [] : wrap(`${inner}${facts.join('  ')}`, width, inner)),
    ...(others === undefined ? [] : wrap(`${inner}${others}`, width, inner)),
    ...(accepted === undefined
      ? []
      : wrap(`${inner}accepted by ${accepted.owner} until ${accepted.expires}: ${accepted.reason}`, width, inner)),
  ];
}

function paint({ colors }: Terminal, { adverse, class: touched }: Entry, gates: boolean): (text: string) => string {
  if (gates) return colors.red;
  if (adverse) return colors.yellow;
  return touched === 'neutral' ? colors.dim : colors.green;
}

const COLOURS = /\x1b\[[0-9;]*m/g;

/** Breaks a line between words, so that it stays within the width; what it continues with is indented. */
function wrap(line: string, width: number, indent: string): readonly string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(/ (?=\S)/)) {
    const longer = current === '' ? word : `${current} ${word}`;
    if (current.trim() !== '' && longer.replaceAll(COLOURS, '').length > width) {
      lines.push(current);
      current = `${indent}${word}`;
    } else current = longer;
  }
  return [...lines, current];
}
