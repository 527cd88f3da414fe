import { jsonOf, run, smallProject, type Files } from '../support/cli';

/** What a service of the test does that no prop would let it do, and what is said of it. */
interface Fault {
  readonly code: string;
  /** What its constructor does after everything is built; `kube` and `block` find what it has, `env` is the environment. */
  readonly does: string;
  /** What the finding has to name: what is there, and what to do. */
  readonly says: readonly [problem: RegExp, fix: RegExp];
  /** Beside one plain secret and a long-lived one. */
  readonly props?: string;
}

const role = (path: string, value: string) =>
  `block('vault_jwt_auth_backend_role', 'api').addOverride('${path}', ${value});`;
const deploys = (path: string, value: string) =>
  `block('vault_jwt_auth_backend_role', 'deploy').addOverride('${path}', ${value});`;
const policy = (path: string, capability = 'read') =>
  `block('vault_policy', 'api').addOverride('policy', 'path "${path}" { capabilities = ["${capability}"] }');`;
const patch = (kind: string, path: string, value: string) =>
  `kube('${kind}').addJsonPatch(JsonPatch.add('${path}', ${value}));`;
const CONTAINER = '/spec/template/spec/containers/0';

const FAULTS: readonly Fault[] = [
  {
    code: 'VAULT_READS_ANOTHER',
    does: policy('runway-production/data/env/production/service/*'),
    says: [/^reads secrets of production\/faultb, /, /paths of its own service/],
  },
  {
    code: 'VAULT_PATHS_OVERLAP',
    does: policy('runway-production/data/env/production/service/a*'),
    says: [/at or above the service's own segment/, /service\/faultb\/: a star is a prefix/],
  },
  {
    code: 'VAULT_PATHS_OVERLAP',
    does: policy('sys/policies/acl/x', 'update'),
    says: [/opens 'sys\/policies\/acl\/x', a part of Vault/, /drop it/],
  },
  { code: 'VAULT_POLICY_INVALID', does: policy('auth/token/lookup-self', 'reed'), says: [/reed/, /read/] },
  {
    code: 'VAULT_AUDIENCE_MISMATCH',
    does: role('bound_audiences', "['https://vault.gitlab.internal:8200/']"),
    says: [/8200\/.*the tokens ask for .*8200/, /'https:\/\/vault.gitlab.internal:8200'/],
  },
  {
    code: 'VAULT_AUDIENCE_MISMATCH',
    does: role('role_type', 'undefined'),
    says: [/'jwt' is allowed/, /write 'jwt' out/],
  },
  {
    code: 'VAULT_TOKEN_TOO_LONG',
    does: role('token_max_ttl', '864000') + role('token_explicit_max_ttl', '864000'),
    says: [/864000 s; 14400 s are allowed/, /token_explicit_max_ttl to 14400 or less/],
  },
  {
    code: 'DEPLOY_UNPROTECTED',
    does: deploys('bound_claims.ref_protected', "'false'"),
    says: [/a job of an unprotected ref/, /ref_protected to 'true'/],
  },
  {
    code: 'SECRET_TARGET_TAKEN',
    does: patch('ExternalSecret', '/spec/target/name', "target('shared')"),
    says: [/api\.shared writes too$/, /leave the name to the library/],
  },
  {
    code: 'SECRET_VALUE',
    does: patch('Deployment', `${CONTAINER}/env/-`, "{ name: 'API_TOKEN', value: 'glpat-abcdefghij0123456789' }"),
    says: [/a GitLab token, 26 characters long$/, /keep the new one in Vault/],
  },
  {
    code: 'SECRET_PAIR_SPLIT',
    does: '',
    props: "secrets: ['db-username', 'db-password'],",
    says: [/db/, /properties/],
  },
  {
    code: 'SECRET_NOT_RENEWED',
    does: patch(
      'Deployment',
      `${CONTAINER}/env/-`,
      "{ name: 'KEY', valueFrom: { secretKeyRef: { name: target('plain'), key: 'plain' } } }",
    ),
    says: [/KEY|variable/, /restart|file/],
  },
  {
    code: 'ROTATION_OVERLAP_SHORT',
    does: "kube('ExternalSecret', 'shared').addJsonPatch(JsonPatch.replace('/spec/refreshInterval', '12h'));",
    says: [/7200 s, .*43200 s .* = 43290 s/, /more than 43290 s/],
  },
  {
    code: 'SECRET_AGE_LIMIT',
    does: '',
    props: "maturity: 'ga', secrets: [longLived({ ...terms, rotateEvery: '120d' })],",
    says: [/120d/, /90/],
  },
  {
    code: 'SECRET_EXPIRED',
    does: '',
    props: "secrets: [longLived({ ...terms, expires: '2026-12-31' })],",
    says: [/2026-12-31, and it is 2027-01-31/, /group::anti-abuse rotate it/],
  },
  {
    code: 'SECRET_EXPIRING',
    does: '',
    props: "secrets: [longLived({ ...terms, expires: '2027-02-10' })],",
    says: [/2027-02-10/, /taxiway rotate plan/],
  },
  {
    code: 'STORE_UNDECLARED',
    does: patch(
      'Deployment',
      '/spec/template/spec/volumes/-',
      "{ name: 'disk', persistentVolumeClaim: { claimName: 'disk' } }",
    ),
    says: [/disk/, /stores/],
  },
  {
    code: 'STORE_BESIDE_TOKEN',
    does: `${patch('Deployment', '/spec/template/spec/volumes/-', "{ name: 'disk', persistentVolumeClaim: { claimName: 'disk' } }")} ${patch('Deployment', `${CONTAINER}/volumeMounts/-`, "{ name: 'disk', mountPath: '/disk' }")}`,
    props:
      "secrets: ['plain'], stores: [{ name: 'rows', kind: 'postgres', at: { claim: 'disk' }, holds: ['metadata'] }],",
    says: [/api\.plain to api, which owns a store/, /another container/],
  },
  {
    code: 'IMAGE_PULL_UNDECLARED',
    does: patch('Deployment', '/spec/template/spec/imagePullSecrets', "[{ name: 'by-hand' }]"),
    says: [/by-hand/, /longLived/],
  },
  {
    code: 'IMAGE_PULL_UNDECLARED',
    does: patch('Deployment', `${CONTAINER}/image`, "'registry.example/a@sha256:' + '0'.repeat(64)"),
    says: [/registry\.example/, /publicRegistries/],
  },
  {
    code: 'CAGE',
    does: patch('ExternalSecret', '/spec/secretStoreRef', "{ kind: 'ClusterSecretStore', name: 'all' }"),
    says: [/ClusterSecretStore/, /SecretStore/],
  },
  {
    code: 'CAGE',
    does: patch('ExternalSecret', '/spec/data/0/remoteRef/key', "'env/production/service/other/key'"),
    says: [/other/, /below/],
  },
  {
    code: 'NO_KEY_RESOURCE',
    does: "new ServiceAccountKey(block('vault_policy', 'api').cdktfStack, 'key', { serviceAccountId: 'x' });",
    says: [/google_service_account_key/, /OIDC/],
  },
];

const PROJECT: Files = {
  'services/index.ts': `import { place } from 'taxiway';
import { production } from '../environments/production';
import * as faults from './faults';
export const placements = Object.values(faults).map((one) => place(one as never, [production]));
`,
  'services/faults.ts': `import { JsonPatch, longLived, MlService, type Environment } from 'taxiway';
import { ServiceAccountKey } from '@cdktf/provider-google/lib/service-account-key';
const terms = { name: 'shared', reason: 'the provider issues nothing else', owner: 'group::anti-abuse', expires: '2031-06-30', rotateEvery: '60d', overlap: '2h' } as const;
${FAULTS.map(({ does, props = "secrets: ['plain', longLived(terms)]," }, index) => {
  const name = `fault${String.fromCodePoint(97 + index)}`;
  return `export class F${index} extends MlService {
  constructor(env: Environment) {
    super(env, '${name}', { owner: 'group::anti-abuse', image: env.image('spamcheck'), ${props} });
    const target = (secret: string) => '${name}-api.' + secret;
    // Some of it is made when all workloads are known.
    env.onFinish(() => {
      const all = this.node.findAll() as any[];
      const kube = (kind: string, secret = 'plain') =>
        all.find((one) => one.kind === kind && (kind !== 'ExternalSecret' || one.name === target(secret)));
      const block = (type: string, address: string) =>
        all.find((one) => one.terraformResourceType === type && one.friendlyUniqueId === address);
      void [kube, block];
      ${does}
    });
  }
}
`;
}).join('')}`,
};

describe('a fault that a service seeds by the escape hatch', () => {
  const found = (async () => {
    const cwd = smallProject(PROJECT);
    const synth = await run(['synth'], { cwd });
    const check = await run(['check', '--from', 'dist', '--now', '2027-01-31', '--format', 'json'], { cwd });
    return { synth, check, findings: jsonOf(check).findings as readonly Readonly<Record<string, string>>[] };
  })();

  it('is rendered, and stops a check', async () => {
    const { synth, check } = await found;

    expect(synth.stderr).toBe('');
    expect([synth.code, check.code]).toEqual([0, 1]);
  });

  it.each(FAULTS.map((fault, index) => [fault.code, index, fault] as const))(
    'is %s (%i)',
    async (code, index, { says }) => {
      const { findings } = await found;
      const own = findings.filter((one) => one['service'] === `fault${String.fromCodePoint(97 + index)}`);

      const [finding] = own.filter((one) => one['code'] === code);
      expect([code, own.map((one) => one['code'])]).toEqual([code, expect.arrayContaining([code])]);
      expect(finding!['problem']).toMatch(says[0]);
      expect(finding!['fix']).toMatch(says[1]);
    },
  );
});
