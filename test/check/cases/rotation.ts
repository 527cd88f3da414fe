import type { JsonObject } from '../../../lib/assembly/document';
import type { Case } from './case';
import { casesOf, type Edit } from './case';

const WORKLOADS = 'production/code-suggestions:workloads';
const DECLARATION = `${WORKLOADS}/taxiway/Service`;
const DEPLOYMENT = `${WORKLOADS}/apps/Deployment/code-suggestions/api`;
const EXTERNAL = `${WORKLOADS}/external-secrets.io/ExternalSecret/code-suggestions/code-suggestions-api.inference-api-key`;
const CONTAINER = 'spec.template.spec.containers.0';
const AT = 'props.secrets.value.0.terms';

const TERMS = {
  reason: 'the provider issues nothing else',
  owner: 'group::code-creation',
  expires: '2027-06-30',
  rotateEvery: '90d',
};

/** The one secret of the service, as if it had been declared with these terms. */
function declared(terms: JsonObject, more: JsonObject = {}): Edit {
  const secret = {
    name: 'inference-api-key',
    class: 'long-lived',
    path: 'env/production/service/code-suggestions/inference-api-key',
    properties: ['value', 'accepted'],
    delivery: 'file',
    onChange: 'reread',
    ...more,
    terms: { ...TERMS, ...terms },
  };
  return [DECLARATION, 'workloads.0.secrets', [secret]];
}

const age = casesOf('SECRET_AGE_LIMIT');
age.objects('181 days at ga', [declared({ rotateEvery: '181d' })], `${AT}.rotateEvery`);
age.objects('91 days at ga', [declared({ rotateEvery: '91d' })], `${AT}.rotateEvery`);
age.objects('a span that is none', [declared({ rotateEvery: 'never' })], `${AT}.rotateEvery`);
age.objects(
  '181 days at beta',
  [declared({ rotateEvery: '181d' }), [DECLARATION, 'maturity', 'beta']],
  `${AT}.rotateEvery`,
);
age.passes('90 days at ga', declared({}));
age.passes('180 days at beta', declared({ rotateEvery: '180d' }), [DECLARATION, 'maturity', 'beta']);
age.passes('a year while experimental', declared({ rotateEvery: '365d' }), [DECLARATION, 'maturity', 'experimental']);

/** Cases on a day; `given` are those that follow `from`. */
const on = (today: string, { cases }: { readonly cases: Case[] }, from: number): void => {
  for (const [index, one] of cases.entries()) if (index >= from) cases[index] = { ...one, today };
};

const expired = casesOf('SECRET_EXPIRED');
expired.objects('a secret on the day on which it expires', [declared({ expires: '2027-03-01' })], `${AT}.expires`);
expired.objects('one that expired long ago', [declared({ expires: '2020-01-01' })], `${AT}.expires`);
expired.passes('the day before', declared({ expires: '2027-03-02' }));
expired.passes('a secret of the platform');
on('2027-03-01', expired, 0);
expired.passes('a past day where none is given', declared({ expires: '2020-01-01' }));

const expiring = casesOf('SECRET_EXPIRING');
expiring.objects('30 days before it expires', [declared({ expires: '2027-03-31' })], `${AT}.expires`);
expiring.objects('a rotation that is overdue', [declared({ rotated: '2026-11-01' })], `${AT}.rotated`);
expiring.objects('a rotation that is due', [declared({ rotated: '2026-12-20' })], `${AT}.rotated`);
expiring.objects(
  'an age that nobody knows, and an end before the next rotation',
  [declared({ expires: '2027-05-01' })],
  `${AT}.rotateEvery`,
);
expiring.passes('31 days before it is due', declared({ rotated: '2027-01-01' }));
expiring.passes('an end after the next rotation', declared({}));
expiring.passes('one that has expired, an error of its own', declared({ expires: '2027-03-01' }));
on('2027-03-01', expiring, 0);
expiring.passes('any of it where no day is given', declared({ rotated: '2026-11-01' }));

const renewed = casesOf('SECRET_NOT_RENEWED');
const SECRET = 'code-suggestions-api.inference-api-key';
const variable = (key: string): Edit => [
  DEPLOYMENT,
  `${CONTAINER}.env.0`,
  { name: 'API_KEY', valueFrom: { secretKeyRef: { name: SECRET, key } } },
];
renewed.objects('a variable', [variable('inference-api-key')], `${CONTAINER}.env.0`);
renewed.objects(
  'a variable of a Secret that nobody brings',
  [[DEPLOYMENT, `${CONTAINER}.env.0`, { name: 'A', valueFrom: { secretKeyRef: { name: 'x', key: 'y' } } }]],
  `${CONTAINER}.env.0`,
);
renewed.objects(
  'all of a Secret as variables',
  [[DEPLOYMENT, `${CONTAINER}.envFrom`, [{ secretRef: { name: SECRET } }]]],
  `${CONTAINER}.envFrom.0`,
);
renewed.objects(
  'a variable of a key whose version is not pinned',
  [variable('inference-api-key.7'), [EXTERNAL, 'spec.data.0.secretKey', 'inference-api-key.7']],
  `${CONTAINER}.env.0`,
);
renewed.objects(
  'a file by its subPath',
  [[DEPLOYMENT, `${CONTAINER}.volumeMounts.0`, { name: 'secrets', mountPath: '/key', subPath: 'inference-api-key' }]],
  `${CONTAINER}.volumeMounts.0`,
);
renewed.passes(
  'a variable of a pinned version',
  variable('inference-api-key.7'),
  [EXTERNAL, 'spec.data.0.secretKey', 'inference-api-key.7'],
  [EXTERNAL, 'spec.data.0.remoteRef.version', '7'],
);
renewed.passes('settings as variables', [DEPLOYMENT, `${CONTAINER}.envFrom`, [{ configMapRef: { name: 'settings' } }]]);
renewed.passes('a part of scratch space', [
  DEPLOYMENT,
  `${CONTAINER}.volumeMounts.0`,
  { name: 'tmp', mountPath: '/tmp/a', subPath: 'a' },
]);

const overlap = casesOf('ROTATION_OVERLAP_SHORT');
overlap.objects('an overlap as long as refresh and sync', [declared({ overlap: '3690s' })], `${AT}.overlap`);
overlap.objects(
  'a refresh that was made rarer',
  [declared({ overlap: '2h' }), [EXTERNAL, 'spec.refreshInterval', '2h0m0s']],
  `${AT}.overlap`,
);
overlap.objects(
  'a rollout that was made longer',
  [declared({ overlap: '48h' }, { onChange: { restart: 1 } }), [DEPLOYMENT, 'spec.progressDeadlineSeconds', 90_000]],
  `${AT}.overlap`,
);
overlap.objects(
  'a secret that is brought once',
  [declared({}), [EXTERNAL, 'spec.refreshInterval', '0']],
  'spec.refreshInterval',
);
overlap.objects(
  'the same by its policy',
  [declared({}), [EXTERNAL, 'spec.refreshPolicy', 'CreatedOnce']],
  'spec.refreshInterval',
);
overlap.passes('an overlap of a second more', declared({ overlap: '3691s' }));
overlap.passes('an overlap that is reckoned, whatever the refresh', declared({}), [
  EXTERNAL,
  'spec.refreshInterval',
  '12h',
]);
overlap.passes('pods that all restart at once', declared({ overlap: '24h' }, { onChange: { restart: 1 } }), [
  DEPLOYMENT,
  'spec.strategy',
  { type: 'Recreate' },
]);
overlap.passes('a secret of the platform', [EXTERNAL, 'spec.refreshInterval', '0']);

/** Rules about long-lived secrets, and about what arrives of a new value. */
export const ROTATION_CASES: readonly Case[] = [
  ...age.cases,
  ...expired.cases,
  ...expiring.cases,
  ...renewed.cases,
  ...overlap.cases,
];
