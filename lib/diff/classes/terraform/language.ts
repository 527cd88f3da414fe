import { documentsOf } from '../../../assembly/find';
import type { Document } from '../../../assembly/document';
import { asText } from '../../../check/json';
import { blockName } from '../../../check/terraform/stack';
import { versionsOfFacts } from '../../effects/facts';
import type { Assessment, Effect } from '../../change';
import { documentOf, shown, type Situation } from '../sentence';
import type { Judge, KindClasses, LeafSituation, WholeSituation } from '../table';
import { all, availability, comesAndGoes, dataLoss, neutral, security } from '../vocabulary';

const stackOf = ({ id }: Document): string => id.split('/')[1] ?? '';
/** What is applied as one: `the platform`, or the grants of a service. */
const what = (situation: Situation): string => {
  const stack = stackOf(documentOf(situation));
  return stack === 'platform' ? 'the platform' : stack.endsWith(':grants') ? 'the grants of {service}' : '{service}';
};
const of = (rest: string) => (situation: Situation) => rest.replaceAll('{what}', () => what(situation));

/** The state of a stack is where its backend says, so that another place has none. */
const ELSEWHERE = dataLoss.more<LeafSituation>(
  of(
    'the Terraform state of {what} is looked for elsewhere ({key} {after} instead of {before}): unless it is moved there before, apply makes everything a second time, and the old is left to nobody',
  ),
  { effect: 'needs-order' },
);

const isAlone = ({ before, sides }: WholeSituation): boolean =>
  before !== undefined &&
  !documentsOf(sides.head, 'terraform').some(
    (one) => stackOf(one) === stackOf(before) && one.kind.startsWith('resource.'),
  );

const backendWhole: Judge<WholeSituation> = comesAndGoes({
  added: (situation) =>
    isNewStack(situation)
      ? neutral<WholeSituation>(of('the Terraform state of {what} is kept in {environment}'), { effect: 'creates' })(
          situation,
        )
      : dataLoss.more<WholeSituation>(of('the Terraform state of {what} is looked for in another place'), {
          effect: 'needs-order',
        })(situation),
  removed: (situation) =>
    isAlone(situation)
      ? neutral<WholeSituation>(of('nothing of {what} is left to keep a Terraform state of'))(situation)
      : dataLoss.more<WholeSituation>(of('the Terraform state of {what} is kept in no common place any more'), {
          effect: 'needs-order',
        })(situation),
  renamed: dataLoss.more<WholeSituation>(of('the Terraform state of {what} is looked for in another place'), {
    effect: 'needs-order',
  }),
});

function isNewStack({ after, sides }: WholeSituation): boolean {
  const stack = after === undefined ? '' : stackOf(after);
  return !documentsOf(sides.base, 'terraform').some((one) => stackOf(one) === stack);
}

/** What a provider is told of itself. */
function provider(name: string, paths: KindClasses['paths']): KindClasses {
  return {
    domain: 'terraform',
    kind: `provider.${name}`,
    whole: comesAndGoes({
      added: neutral(of(`{what} is applied by ${name}`), { effect: 'creates' }),
      removed: neutral(of(`{what} is not applied by ${name} any more`)),
      renamed: neutral(of(`{what} is applied by ${name}, under another name`)),
    }),
    paths: {
      ...paths,
      alias: availability.other(of(`${name} is called {after} instead of {before} in {what}`), { effect: 'unknown' }),
      version: neutral('{key} is {after} instead of {before}'),
      '**': security.other(of(`${name} is told {key} {after} instead of {before} in {what}`), { effect: 'unknown' }),
    },
  };
}

const credential = (name: string): Judge<LeafSituation> =>
  security.wider(of(`what ${name} logs in with is written out in {what}: {key}`));

/** What is there stays where it is; only what is made from now on is made elsewhere. */
const place = availability.other<LeafSituation>(
  of(
    'what {what} makes from now on is made in {after} instead of {before}; what is there stays, and the plan does not show it',
  ),
);

const UNKNOWN: Effect = 'unknown';

/** The facts of this library are those of one version. */
const version: Judge<LeafSituation> = (situation) => {
  const name = blockName(situation.documents.after);
  const known = versionsOfFacts()[name];
  const said: Assessment | readonly Assessment[] = availability.other<LeafSituation>(
    of(`{what} asks for ${shown(name)} {after} instead of {before}`),
    { effect: situation.after === known ? 'in-place' : UNKNOWN },
  )(situation);
  if (situation.after === known || known === undefined) return said;
  return all<LeafSituation>(
    () => said,
    availability.other(of(`what changes do is known of ${shown(name)} ${known} only`), { effect: UNKNOWN }),
  )(situation);
};

const REQUIRED: KindClasses = {
  domain: 'terraform',
  kind: 'terraform.required_providers',
  whole: comesAndGoes({
    added: neutral(
      (situation) => of(`{what} needs the provider ${shown(blockName(documentOf(situation)))}`)(situation),
      {
        effect: 'creates',
      },
    ),
    removed: neutral((situation) =>
      of(`{what} does not need the provider ${shown(blockName(documentOf(situation)))} any more`)(situation),
    ),
  }),
  paths: {
    '*.version': version,
    '*.source': security.other(of('{what} is applied by the provider of {after} instead of {before}'), {
      effect: UNKNOWN,
    }),
    '*.configuration_aliases.**': availability.other(
      of('{what} names its providers otherwise: {after}, was {before}'),
      { effect: UNKNOWN },
    ),
    '*': version,
  },
};

const address = (situation: WholeSituation, side: 'from' | 'to'): string =>
  shown(asText(documentOf(situation).object[side]));

/** A kind of block without a resource: what it is for, and what it does when it changes. */
function plain(kind: string, noun: string, judge: Judge<LeafSituation>): KindClasses {
  return {
    domain: 'terraform',
    kind,
    whole: comesAndGoes({
      added: neutral(`{what} has ${noun} {name}`),
      removed: neutral(`{what} has not ${noun} {name} any more`),
      renamed: neutral(`${noun} {name} had another name in {what}`),
    }),
    paths: { '**': judge },
  };
}

const filled = (table: KindClasses): KindClasses => {
  const fill =
    <S extends Situation>(judge: Judge<S>): Judge<S> =>
    (situation) =>
      [judge(situation)].flat().map((one) => ({ ...one, says: one.says.replaceAll('{what}', () => what(situation)) }));
  return {
    ...table,
    whole: fill(table.whole),
    paths: Object.fromEntries(Object.entries(table.paths).map(([pattern, judge]) => [pattern, fill(judge)])),
  };
};

/** What Terraform reads itself: where the state is, which providers there are, what has moved. */
export const LANGUAGE: readonly KindClasses[] = [
  { domain: 'terraform', kind: 'terraform.backend.gcs', whole: backendWhole, paths: { '**': ELSEWHERE } },
  REQUIRED,
  provider('google', {
    project: place,
    region: place,
    zone: place,
    billing_project: availability.other(of('{what} is billed to {after} instead of {before}')),
    credentials: credential('google'),
    access_token: credential('google'),
    impersonate_service_account: security.other(of('{what} is applied as {after} instead of {before}')),
    'default_labels.**': neutral(of('what {what} makes carries {key} {after}, was {before}')),
  }),
  provider('vault', {
    address: security.other(of('{what} is applied to the Vault at {after} instead of {before}'), { effect: UNKNOWN }),
    namespace: security.other(of('{what} is applied to the namespace {after} of Vault instead of {before}'), {
      effect: UNKNOWN,
    }),
    token: credential('vault'),
    skip_child_token: security.other(of('Terraform uses the token of {what} itself: {after}, was {before}')),
    skip_tls_verify: security.wider(of('who answers as Vault to {what} is not verified: {after}, was {before}')),
  }),
  {
    domain: 'terraform',
    kind: 'moved',
    whole: comesAndGoes({
      added: neutral(
        (situation) =>
          `${address(situation, 'from')} is called ${address(situation, 'to')} from now on; nothing is replaced for that`,
      ),
      removed: neutral(
        (situation) => `that ${address(situation, 'to')} was called ${address(situation, 'from')} is forgotten`,
      ),
    }),
    paths: { '**': availability.other('{key} of a move is {after} instead of {before}', { effect: UNKNOWN }) },
  },
  plain('locals', 'a value', availability.other('{key} is {after} instead of {before} in {what}', { effect: UNKNOWN })),
  plain('output', 'an output', security.other('{what} shows {key} {after}, was {before}')),
  plain(
    'variable',
    'a variable',
    availability.other('{key} of the variable {name} is {after} instead of {before}', { effect: UNKNOWN }),
  ),
  plain(
    'module',
    'a module',
    security.other('{key} of the module {name} is {after} instead of {before}', { effect: UNKNOWN }),
  ),
  plain(
    'import',
    'an import',
    availability.other('{key} of what is taken over is {after} instead of {before}', { effect: UNKNOWN }),
  ),
].map((table) => filled(table as KindClasses));
