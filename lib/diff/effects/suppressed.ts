import type { Json } from '../../assembly/document';
import { canonicalText } from '../../assembly/canonical';
import { asList, asText, at, block, isObject } from '../../check/json';
import type { LeafSituation } from '../classes/table';
import { argumentAt } from './argument';
import { factsOf } from './facts';

type Sees = (before: Json | undefined, after: Json | undefined, situation: LeafSituation) => boolean;

const text = (value: Json | undefined): string => asText(value) ?? '';
const isEmpty = (value: Json | undefined): boolean => value === undefined || value === null || value === '';
const same =
  (read: (text: string) => string): Sees =>
  (before, after) =>
    asText(before) !== undefined && asText(after) !== undefined && read(text(before)) === read(text(after));
const emptyIs =
  (...words: readonly string[]): Sees =>
  (before, after) =>
    [before, after].every((value) => isEmpty(value) || words.includes(text(value)));
const isOff = (value: Json | undefined): boolean => {
  const body = block(value);
  return body['enabled'] === false || body['mode'] === 'Disabled' || body['evaluation_mode'] === 'DISABLED';
};
const endsIn: Sees = (before, after) =>
  [
    [before, after],
    [after, before],
  ].some(([long, short]) => !isEmpty(short) && text(long).endsWith(`/${text(short)}`));
const lastPart = (path: string): string => path.split('/').at(-1) ?? '';
const while_ =
  (flag: string): Sees =>
  (_before, _after, { documents }) =>
    documents.after.object[flag] === true;

/** Spellings of one value, in the words of the facts. What needs the state to decide is not here, so that it shows. */
const SPELLINGS: Readonly<Record<string, Sees>> = {
  'ignores case': same((value) => value.toLowerCase()),
  'ignores case, except principal:, principalSet:, principalHierarchy:, allUsers': same((value) =>
    /^(?:principal|principalSet|principalHierarchy):|^all(?:Authenticated)?Users$/.test(value)
      ? value
      : value.toLowerCase(),
  ),
  'short name equals the full path ending in it': endsIn,
  'a size equals a range of that size': (before, after) =>
    [text(before), text(after)].some(
      (size, index, both) => /^\/\d+$/.test(size) && text(both[1 - index]).endsWith(size),
    ),
  'short and full key ring ids are equal': same((value) =>
    value.replace(/^projects\/|(?<=\/)(?:locations|keyRings)\//g, ''),
  ),
  'compares the last path segment': same(lastPart),
  'with or without projects/': same((value) => value.replace(/^projects\//, '')),
  'with or without b/': same((value) => value.replace(/^b\//, '')),
  'ignores the project part (number or id)': same((value) => value.replace(/^projects\/[^/]+\//, '')),
  'ignores surrounding spaces': same((value) => value.trim()),
  'ignores one trailing slash': same((value) => value.replace(/\/$/, '')),
  'same time, other spelling': same((value) => value.padStart(5, '0')),
  'same rule, other spelling': same((value) =>
    value
      .replace(/^RRULE:/, '')
      .split(';')
      .sort()
      .join(';'),
  ),
  'compares JSON, ignores keys the server adds': (before, after) => {
    const [one, other] = [parsed(before), parsed(after)];
    return one !== undefined && other !== undefined && canonicalText(one) === canonicalText(other);
  },
  'ignores order and spelling of records': (_before, _after, { path, documents }) => {
    const [one, other] = [documents.before, documents.after].map(({ object }) =>
      asList(at(object, ...path.slice(0, 1)))
        .map((record) => text(record).toLowerCase().replace(/\.$/, ''))
        .sort()
        .join('\n'),
    );
    return one === other;
  },
  'empty equals the default': emptyIs(),
  'empty equals DEFAULT': emptyIs('DEFAULT'),
  'empty equals none': emptyIs('none'),
  'empty equals REDUCE_NONE': emptyIs('REDUCE_NONE'),
  'empty equals DNS_SCOPE_UNSPECIFIED': emptyIs('DNS_SCOPE_UNSPECIFIED'),
  'false and absent are equal; see source for private_endpoint_subnetwork': (before, after) =>
    [before, after].every((value) => isEmpty(value) || value === false),
  'SEV and absent are equal while enabled': emptyIs('SEV'),
  'adding a disabled block is ignored': (before, after) => isEmpty(before) && isObject(after) && isOff(after),
};

/** What is another value, and never arrives. */
const IGNORED: Readonly<Record<string, Sees>> = {
  'removal is ignored': (_before, after) => isEmpty(after),
  'once true, every later change is ignored': (before) => before === true,
  'removing a disabled block is ignored': (before, after) => isOff(before) && isEmpty(after),
  'removing a Disabled filter is ignored': (before, after) => isOff(before) && isEmpty(after),
  'ignores removal of goog-gke labels': (_before, after, { path }) =>
    isEmpty(after) && (path.at(-1)?.startsWith('goog-gke') ?? false),
  'ignored while enable_autopilot is true': while_('enable_autopilot'),
  'ignored while external_policies is true': while_('external_policies'),
  'ignored while external_member_entity_ids is true': while_('external_member_entity_ids'),
  'ignored while external_member_group_ids is true': while_('external_member_group_ids'),
};

/** Whether a difference is none to the provider: another spelling of the same value. */
export function isSuppressed(situation: LeafSituation): boolean {
  return sees(SPELLINGS, situation);
}

/** Whether a difference is one that the provider never applies, by what its schema suppresses. */
export function isIgnored(situation: LeafSituation): boolean {
  return sees(IGNORED, situation);
}

/** The words of the facts that are decided here. */
export const DECIDED: readonly string[] = [...Object.keys(SPELLINGS), ...Object.keys(IGNORED)];

function sees(table: Readonly<Record<string, Sees>>, situation: LeafSituation): boolean {
  const { path, before, after, documents } = situation;
  const facts = factsOf(documents.after.kind.slice('resource.'.length));
  const words = facts === undefined ? undefined : argumentAt(facts, path)?.fact[2]?.suppress;
  return words !== undefined && Object.hasOwn(table, words) && (table[words]?.(before, after, situation) ?? false);
}

function parsed(value: Json | undefined): Json | undefined {
  try {
    // Whatever JSON.parse returns is JSON.
    return JSON.parse(text(value)) as Json;
  } catch {
    return undefined;
  }
}
