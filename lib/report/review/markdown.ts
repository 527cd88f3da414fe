import type { Review, Section } from '../../diff/review';
import { gatesIn, type Entry } from '../../diff/review/entry';
import { shortened } from '../../diff/review/overview';
import type { Topic } from '../../diff/review/topic';
import { wordsOf } from '../../diff/gate';
import { oneLine } from '../../nearest';
import { count } from '../terminal';
import { costLines } from './cost';
import { codeSpan, escapeMarkdown, htmlName, markdownTable } from './escape';
import {
  cellsOf,
  classesText,
  classText,
  distinctSentences,
  distinct,
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

/** GitLab takes notes of a million characters; nobody reads one of more than this. */
export const NOTE_LIMIT = 60_000;

/** So many rows are one screen of a merge request. */
const FIRST_SCREEN = 20;
/** So many names of services are written out. */
const MOST_NAMES = 60;
const MOST_REMARKS = 10;
/** What the closing tags, titles and the words about what was cut take of the limit at most. */
const RESERVED = 2000;

/** The review as a note on a merge request: one screen first, then all of it folded. Never longer than the limit. */
export function reviewMarkdown(review: Review, limit = NOTE_LIMIT): string {
  const head = firstScreen(review);
  const blocks = review.sections.flatMap((section) =>
    section.topics.map((topic) => ({ topic, text: topicMarkdown(review, topic) })),
  );
  const kept = keep(blocks, limit - head.length - RESERVED);
  const parts = [head, ...review.sections.map((section) => sectionMarkdown(section, kept))];
  const cut = cutText(review, kept);
  const note = `${[...parts, ...(cut === '' ? [] : [cut]), footer(review)].join('\n\n')}\n`;
  // Only where the limit is smaller than one screen.
  return note.length <= limit ? note : `${note.slice(0, limit - 2)}…\n`;
}

/** The gravest first, as many as there is room for. */
function keep(
  blocks: readonly { readonly topic: Topic; readonly text: string }[],
  room: number,
): ReadonlyMap<Topic, string> {
  const first = ({ topic }: (typeof blocks)[number]): number =>
    topic.entries.some((one) => gatesIn(one).length > 0) ? 0 : 1;
  const kept = new Map<Topic, string>();
  let left = room;
  // A sort keeps the order of what is equal: topics are in the order of their gravity.
  for (const { topic, text } of [...blocks].sort((one, other) => first(one) - first(other))) {
    if (text.length + 1 > left) continue;
    left -= text.length + 1;
    kept.set(topic, text);
  }
  return kept;
}

function firstScreen(review: Review): string {
  const { base, head, remarks, overview, changes } = review;
  const lines = [
    `### Taxiway: ${verdictOf(review)}`,
    `${codeSpan(base)} → ${codeSpan(head)}${changes.all === 0 ? '' : `: ${extentOf(review)}`}`,
    ...costLines(review).map(({ about, says }) => `**${upperFirst(about)}:** ${escapeMarkdown(says)}`),
    ...remarks.slice(0, MOST_REMARKS).map((remark) => `**Note:** ${escapeMarkdown(oneLine(remark, 400))}`),
  ];
  const rows = shortened(overview, FIRST_SCREEN);
  if (rows.length === 0) return lines.join('\n\n');
  const shown = rows.slice(0, FIRST_SCREEN).map((row) => {
    const { where, who, what, also, changes: amount, says } = cellsOf(row);
    const gravest = `${row.gates ? `**${what}**, gates` : what}${also === '' ? '' : `; also ${also}`}`;
    return [where, who, gravest, amount, says].map((cell, index) => (index === 2 ? cell : escapeMarkdown(cell)));
  });
  const left = rows.length - shown.length;
  return [
    ...lines,
    markdownTable(['environment', 'service', 'gravest', 'changes', 'what it does'], shown),
    ...(left > 0 ? [`… and ${count(left, 'more row')}, less grave.`] : []),
  ].join('\n\n');
}

function upperFirst(text: string): string {
  return escapeMarkdown(text.charAt(0).toUpperCase() + text.slice(1));
}

function sectionMarkdown({ authority, topics, neutral }: Section, kept: ReadonlyMap<Topic, string>): string {
  const entries = topics.flatMap((topic) => topic.entries);
  const gates = entries.filter((entry) => gatesIn(entry).length > 0).length;
  const facts = [
    ...(entries.length === 0 ? [] : [count(entries.length, 'entry')]),
    ...(gates === 0 ? [] : [`${gates} gate${gates === 1 ? 's' : ''}`]),
    ...(neutral === 0 ? [] : [`${neutral} neutral`]),
  ];
  const lines = topics.flatMap((topic) => kept.get(topic) ?? []);
  if (lines.length === 0) return `**${SECTION_TITLES[authority]}** (${facts.join(', ')})`;
  return [
    `<details><summary><b>${SECTION_TITLES[authority]}</b> (${facts.join(', ')})</summary>`,
    lines.join('\n'),
    '</details>',
  ].join('\n\n');
}

function topicMarkdown(review: Review, topic: Topic): string {
  const title = lifecycleText(topic);
  if (title !== undefined) return lifecycleMarkdown(review, topic, title);
  const [lead, ...others] = topic.entries;
  if (lead === undefined) return '';
  return [
    entryMarkdown(review, lead, ''),
    ...others.map((entry, index) => entryMarkdown(review, entry, '  ', others[index - 1] ?? lead)),
  ].join('\n');
}

/** What a reviewer has to decide about a service is in the list; all else of it is counted. */
function lifecycleMarkdown(review: Review, topic: Topic, title: string): string {
  const entries = distinctSentences(topic.entries);
  const grave = entries.filter((entry) => entry.adverse || gatesIn(entry).length > 0);
  const folded = entries.filter((entry) => !grave.includes(entry));
  const rest = [
    ...(folded.length === 0
      ? []
      : [`${folded.length} that ${folded.length === 1 ? 'is' : 'are'} ${distinct(folded.map(classText)).join(', ')}`]),
    ...(topic.neutral === 0 ? [] : [`${topic.neutral} neutral`]),
  ];
  return [
    `- **${escapeMarkdown(title)}**`,
    ...grave.map((entry) => entryMarkdown(review, entry, '  ', entry)),
    ...(rest.length === 0 ? [] : [`  - and ${rest.join(', ')}`]),
  ].join('\n');
}

function entryMarkdown(review: Review, entry: Entry, indent: string, above?: Entry): string {
  const gates = gatesIn(entry).length > 0 ? ', gates' : '';
  const label = `**${classesText(entry)}**, ${effectText(entry)}${gates}`;
  const line = above === undefined || lineOf(above) !== lineOf(entry) ? lineOf(entry) : undefined;
  const values = valuesOf(entry, above);
  const others = othersText(entry, review, MOST_NAMES);
  const accepted = entry.places.find((place) => place.accepted !== undefined)?.accepted;
  const more = [
    ...(values === undefined ? [] : [`${codeSpan(values.path)}: ${valueSpan(values.from)} → ${valueSpan(values.to)}`]),
    ...(others === undefined ? [] : [escapeMarkdown(others)]),
    ...(accepted === undefined
      ? []
      : [escapeMarkdown(`accepted by ${accepted.owner} until ${accepted.expires}: ${accepted.reason}`)]),
  ];
  return [
    `${indent}- ${label}: ${escapeMarkdown(sentenceOf(entry))}${line === undefined ? '' : ` (${codeSpan(line)})`}`,
    ...more.map((text) => `${indent}  <br>${text}`),
  ].join('\n');
}

function valueSpan(value: string | undefined): string {
  return value === undefined ? '_nothing_' : codeSpan(value);
}

function cutText({ sections }: Review, kept: ReadonlyMap<Topic, string>): string {
  const cut = sections.flatMap(({ topics }) => topics.filter((topic) => !kept.has(topic)));
  const entries = cut.flatMap((topic) => topic.entries);
  if (cut.length === 0) return '';
  const classes = new Map<string, number>();
  for (const entry of entries) classes.set(classText(entry), (classes.get(classText(entry)) ?? 0) + 1);
  const services = distinct(entries.flatMap(({ places }) => places.flatMap(({ service }) => service ?? []))).length;
  const what = [...classes].map(([text, amount]) => `${amount} ${text}`).join(', ');
  return `**Left out here:** ${count(entries.length, 'entry')} of ${count(services, 'service')} (${what}). \`taxiway diff\` and its JSON have all of them.`;
}

function footer({ gates, environments }: Review): string {
  const names = oneLine(environments.map(({ name }) => htmlName(name)).join(', ') || 'nothing', 400);
  return `<sub>Compared: ${names}. Gates: ${wordsOf(gates).join(', ')}.</sub>`;
}
