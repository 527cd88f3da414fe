import { added, assemblyOf } from '../../support/assemblies';
import { casesOf, type Case } from './case';

/** Secrets of no account, put together here so that no scanner of repositories takes them for real ones. */
export const SAMPLES: Readonly<Record<string, string>> = {
  'a private key': ['-----BEGIN RSA', 'PRIVATE KEY-----\nMIIE'].join(' '),
  'a private key in base64': ['LS0tLS1CRUdJTiBQUklW', 'QVRFIEtFWS0tLS0t'].join(''),
  'a GitLab token': ['glpat', 'Zx3-abcdefghijklmnop'].join('-'),
  'a deploy token': ['gldt', 'abcdefghijklmnopqrst'].join('-'),
  'a runner token': ['glrt', 't1_abcdefghijklmnopqr'].join('-'),
  'a Vault token': ['hvs', 'CAESIabcdefghijklmnopqrstuvwx'].join('.'),
  'a batch token': ['hvb', 'AAAAAQabcdefghijklmnopqrstuvwx'].join('.'),
  'an older Vault token': ['s', 'abcdefghijklmnopqrstuvwx'].join('.'),
  'an AWS access key': ['AKIA', 'ABCDEFGHIJKLMNOP'].join(''),
  'a GitHub token': ['ghp', 'abcdefghijklmnopqrstuvwxyz0123456789'].join('_'),
  'a fine-grained GitHub token': ['github_pat', '11ABCDEFG0abcdefghijkl_mnop'].join('_'),
  'a Slack token': ['xoxb', '1234567890-abcdefghij'].join('-'),
  'a JSON Web Token': ['eyJhbGciOiJSUzI1NiJ9', 'eyJzdWIiOiIxMjM0NTY3ODkwIn0', 'c2lnbmF0dXJlLXRoYXQ'].join('.'),
  'a Google API key': ['AIza', 'SyA1234567890abcdefghijklmnopqrstuv'].join(''),
  'a Hugging Face token': ['hf', 'abcdefghijklmnopqrstuvwxyzABCDEFGH'].join('_'),
  'an API key': ['sk', 'abcdefghij1234567890ABCDEFGHIJ'].join('-'),
  'an API key of another maker': ['sk', 'ant', 'api03-abcdefghijklmnop'].join('-'),
  'a URL with a password': ['postgres://reader', 'hunter22@db.example.com/main'].join(':'),
  'a URL with a password only': ['redis://', 'hunter22@cache:1234'].join(':'),
};

const DEPLOYMENT = 'production/code-suggestions:workloads/apps/Deployment';
const CONTAINER = 'spec.template.spec.containers.0';

const value = casesOf('SECRET_VALUE');
for (const [kind, sample] of Object.entries(SAMPLES)) {
  value.objectsAt(kind, DEPLOYMENT, `${CONTAINER}.args.0`, `--config=${sample}`);
}
const TOKEN = SAMPLES['a GitLab token']!;
value.objectsAt('a token among the facts', 'production/platform/taxiway/Environment', 'grafana', `https://x/${TOKEN}`);
value.objectsAt(
  'a token in a declaration',
  'production/code-suggestions:workloads/taxiway/Service',
  'props.run.args.value.0',
  TOKEN,
);
value.objectsAt('a token in a label', DEPLOYMENT, 'metadata.labels.team', TOKEN);
value.objects(
  'a token that is a key',
  [[DEPLOYMENT, 'metadata.annotations', { [TOKEN]: 'x' }]],
  'metadata.annotations',
);
value.objectsAt(
  'a token in Terraform',
  'production/code-suggestions:grants/terraform/resource.vault_policy/-/api',
  'policy',
  `# ${TOKEN}`,
);

const variable = (name: string, text: string) => [DEPLOYMENT, `${CONTAINER}.env.9`, { name, value: text }] as const;
for (const name of [
  'TOKEN',
  'HF_TOKEN',
  'DB_PASSWORD',
  'CLIENT_SECRET',
  'OPENAI_API_KEY',
  'apiKey',
  'SIGNING_PRIVATE_KEY',
]) {
  value.objects(`a variable ${name}`, [variable(name, 'correct horse')], `${CONTAINER}.env.9.value`);
}
value.objects('a flag', [[DEPLOYMENT, `${CONTAINER}.args`, ['--api-key=correct-horse']]], `${CONTAINER}.args.0`);
value.objects(
  'a flag of two words',
  [[DEPLOYMENT, `${CONTAINER}.args`, ['--api-key', 'correct-horse']]],
  `${CONTAINER}.args.1`,
);
for (const argument of ['password', 'token', 'private_key', 'data_json']) {
  value.objectsAt(`the Terraform argument ${argument}`, 'production/platform/terraform/provider.vault', argument, 'x');
}
for (const [kind, data] of [
  ['Secret', { data: { key: 'eA==' } }],
  ['ConfigMap', { data: { API_TOKEN: 'x' } }],
] as const) {
  value.of(
    `the entry of a ${kind}`,
    added(assemblyOf('production'), 'production/code-suggestions:workloads/core/Service', {
      id: `production/code-suggestions:workloads/core/${kind}/code-suggestions/extra`,
      kind,
      object: { kind, metadata: { name: 'extra', namespace: 'code-suggestions' }, ...data },
    }),
    kind === 'Secret' ? 'data.key' : 'data.API_TOKEN',
  );
}
for (const [name, text] of [
  ['TOKENIZERS_PARALLELISM', 'false'],
  ['MAX_TOKENS', '4096'],
  ['MAX_TOKEN_LENGTH', '4096'],
  ['API_KEY_FILE', '/run/secrets/taxiway/key'],
  ['API_KEY', '/run/secrets/taxiway/key'],
  ['TOKEN_URL', 'https://auth.example.com/token'],
  ['SECRET_ENABLED', 'true'],
  ['API_KEY_HEADER', 'X-Api-Key'],
  ['DB_PASSWORD', '$(OTHER)'],
  ['PASSWORD', ''],
  ['DATABASE_URL', 'postgres://reader:$(DB_PASSWORD)@db/main'],
  ['MODEL', 'sk-learn-model-server-embeddings'],
] as const) {
  value.passes(`${name}=${text}`, variable(name, text));
}
value.passes('a flag that names a file', [
  DEPLOYMENT,
  `${CONTAINER}.args`,
  ['--api-key-file', '/run/key', '--token', '/run/token', '--api-key'],
]);

/** The rule about secrets. */
export const SECRET_CASES: readonly Case[] = value.cases;
