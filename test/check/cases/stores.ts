import type { Assembly } from '../../../lib/assembly/assembly';
import type { Json, JsonObject } from '../../../lib/assembly/document';
import { added, assemblyOf, edited } from '../../support/assemblies';
import { casesOf, type Case } from './case';

const WORKLOADS = 'production/code-suggestions:workloads';
const DECLARATION = `${WORKLOADS}/taxiway/Service`;
const DEPLOYMENT = `${WORKLOADS}/apps/Deployment/code-suggestions/api`;
const SPEC = 'spec.template.spec';
const CONTAINER = `${SPEC}.containers.0`;

const given = (...edits: readonly (readonly [string, string, Json])[]): Assembly =>
  edits.reduce((assembly, [id, path, value]) => edited(assembly, id, path, value), assemblyOf('production'));

/** One more document of the service. */
const withDocument = (kind: string, object: JsonObject, assembly: Assembly = assemblyOf('production')): Assembly =>
  added(assembly, `${WORKLOADS}/core/Service`, {
    id: `${WORKLOADS}/core/${kind}/code-suggestions/index`,
    kind,
    object,
  });

const CLAIM = { kind: 'PersistentVolumeClaim', metadata: { name: 'index', namespace: 'code-suggestions' } };
const store = (more: JsonObject = {}) =>
  [
    DECLARATION,
    'workloads.0.stores',
    [{ name: 'index', kind: 'qdrant', claim: 'index', holds: ['embeddings'], ...more }],
  ] as const;
const volume = [
  DEPLOYMENT,
  `${SPEC}.volumes.0`,
  { name: 'index', persistentVolumeClaim: { claimName: 'index' } },
] as const;
const mount = (index: number, name: string) =>
  [DEPLOYMENT, `${CONTAINER}.volumeMounts.${index}`, { name, mountPath: `/${name}` }] as const;

const undeclared = casesOf('STORE_UNDECLARED');
undeclared.of('a claim', withDocument('PersistentVolumeClaim', CLAIM), 'metadata.name');
undeclared.of('a volume of a claim', given(volume), `${SPEC}.volumes.0.persistentVolumeClaim.claimName`);
undeclared.of(
  'a disk for each pod',
  given([DEPLOYMENT, `${SPEC}.volumes.0`, { name: 'x', ephemeral: {} }]),
  `${SPEC}.volumes.0.ephemeral`,
);
undeclared.of(
  'the claims of a StatefulSet',
  withDocument('StatefulSet', {
    kind: 'StatefulSet',
    metadata: { name: 'index', namespace: 'code-suggestions' },
    spec: { volumeClaimTemplates: [{ metadata: { name: 'data' } }], template: { spec: { containers: [] } } },
  }),
  'spec.volumeClaimTemplates.0',
);
undeclared.of(
  'a claim beside another declaration',
  given(volume, store({ claim: 'other' })),
  `${SPEC}.volumes.0.persistentVolumeClaim.claimName`,
);
undeclared.of('a claim that is declared', withDocument('PersistentVolumeClaim', CLAIM, given(volume, store())));
undeclared.passes('scratch space');

const beside = casesOf('STORE_BESIDE_TOKEN');
const secrets = { name: 'tokens', secret: { secretName: 'some-token' } };
beside.of(
  'a secret as a file',
  given(
    volume,
    [DEPLOYMENT, `${SPEC}.volumes.1`, secrets],
    mount(0, 'index'),
    mount(1, 'tokens'),
    [DEPLOYMENT, `${CONTAINER}.volumeMounts.2`, { name: 'x', mountPath: '/x' }],
    mount(3, 'x'),
    mount(4, 'x'),
  ),
  `${CONTAINER}.volumeMounts.1`,
);
const bare = [volume, [DEPLOYMENT, `${CONTAINER}.volumeMounts`, [{ name: 'index', mountPath: '/index' }]]] as const;
const variable = (name: string) =>
  [DEPLOYMENT, `${CONTAINER}.env.0`, { name: 'TOKEN', valueFrom: { secretKeyRef: { name, key: 'x' } } }] as const;
beside.of('a secret as a variable', given(...bare, variable('some-token')), `${CONTAINER}.env.0`);
beside.of(
  'all of a secret',
  given(...bare, [DEPLOYMENT, `${CONTAINER}.envFrom`, [{ secretRef: { name: 'some-token' } }]]),
  `${CONTAINER}.envFrom.0`,
);
beside.of(
  'a token of its service account',
  given(
    ...bare,
    [
      DEPLOYMENT,
      `${SPEC}.volumes.1`,
      { name: 'sa', projected: { sources: [{ serviceAccountToken: { path: 'token' } }] } },
    ],
    mount(1, 'sa'),
  ),
  `${CONTAINER}.volumeMounts.1`,
);
beside.of(
  "the store's own credentials",
  given(
    ...bare,
    variable('code-suggestions-api.inference-api-key'),
    store({ credentials: { secret: 'inference-api-key', class: 'platform-rotated' } }),
  ),
);
beside.of('a store without a secret', given(...bare, store()));
beside.passes('secrets without a store');

const pull = casesOf('IMAGE_PULL_UNDECLARED');
const image = [DEPLOYMENT, `${CONTAINER}.image`, `registry.example/team/app@sha256:${'0'.repeat(64)}`] as const;
const pullSecret = [DEPLOYMENT, `${SPEC}.imagePullSecrets`, [{ name: 'code-suggestions-api.login' }]] as const;
const login = (delivery: JsonObject) =>
  [
    DECLARATION,
    'workloads.0.secrets',
    [
      {
        name: 'login',
        class: 'long-lived',
        path: 'env/production/service/code-suggestions/login',
        properties: ['username', 'password', 'accepted-username', 'accepted-password'],
        delivery,
        onChange: 'reread',
        terms: {
          reason: 'the vendor gives nothing else',
          owner: 'group::code-creation',
          expires: '2027-12-31',
          rotateEvery: '90d',
        },
      },
    ],
  ] as const;
pull.of('an image at a private host', given(image), `${CONTAINER}.image`);
pull.of('a pull secret that nobody declared', given(pullSecret), `${SPEC}.imagePullSecrets.0`);
pull.of(
  'a pull secret of another registry',
  given(image, pullSecret, login({ registry: 'other.example' })),
  `${CONTAINER}.image`,
);
pull.of(
  'a secret that was declared for something else',
  given(pullSecret, login({ variables: { username: 'A' } })),
  `${SPEC}.imagePullSecrets.0`,
);
pull.of('a declared one', given(image, pullSecret, login({ registry: 'registry.example' })));
pull.passes('no pull secret');

/** Rules about stores, and about what else a pod brings along. */
export const STORE_CASES: readonly Case[] = [...undeclared.cases, ...beside.cases, ...pull.cases];
