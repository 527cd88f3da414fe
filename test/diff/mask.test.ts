import { masked } from '../../lib/diff/mask';
import { change, WIDER } from '../support/changes';

const TOKEN = `glpat-${'a1B2'.repeat(6)}`;
const PASSWORD = 'correct horse';

const says = (text: string) => ({ assessments: [{ ...WIDER, says: text, loses: text }] });

describe('a change that is shown', () => {
  it.each([
    ['a token in a value', change({ before: 'x', after: TOKEN, ...says(`it is ${TOKEN} now`) }), TOKEN],
    ['a token deep in a value', change({ after: { a: [{ b: `--x=${TOKEN}` }] } }), TOKEN],
    ['a token as a key', change({ after: { [TOKEN]: 1 } }), TOKEN],
    ['a token in the path', change({ path: `spec.set[${TOKEN}]` }), TOKEN],
    [
      'a variable that is named as a secret',
      change({
        path: 'spec.containers[api].env[API_TOKEN].value',
        after: PASSWORD,
        ...says(`API_TOKEN is ${PASSWORD}`),
      }),
      PASSWORD,
    ],
    [
      'one of a whole container',
      change({ path: 'spec.containers[api]', after: { env: [{ name: 'DB_PASSWORD', value: PASSWORD }] } }),
      PASSWORD,
    ],
    ['one of a declaration', change({ path: 'run.variables', before: { DB_PASSWORD: PASSWORD } }), PASSWORD],
    [
      'one flag',
      change({ path: 'spec.args[0]', after: '--api-key=opensesame', ...says("the argument '--api-key=opensesame'") }),
      'opensesame',
    ],
    ['a flag and its value', change({ path: 'spec.args', after: ['--api-key', 'opensesame'] }), 'opensesame'],
    ['a flag in the path', change({ path: 'spec.args[--api-key=opensesame]' }), 'opensesame'],
    [
      'the data of a Secret',
      change({ kind: 'Secret', path: 'data.anything', after: 'b3BlbnNlc2FtZQ' }),
      'b3BlbnNlc2FtZQ',
    ],
    ['all data of a Secret', change({ kind: 'Secret', path: 'stringData', after: { a: 'opensesame' } }), 'opensesame'],
    [
      'an argument of Terraform',
      change({ domain: 'terraform', kind: 'resource.a', path: 'auth.password', before: 'opensesame' }),
      'opensesame',
    ],
    [
      'a key in two lines',
      change({ after: '-----BEGIN PRIVATE KEY-----\nMIIopensesame\n-----END PRIVATE KEY-----' }),
      'MIIopensesame',
    ],
  ])('holds no secret: %s', (_, given, secret) => {
    expect(JSON.stringify(given)).toContain(secret.replaceAll('\n', '\\n'));

    expect(JSON.stringify(masked(given))).not.toContain(secret);
  });

  it('keeps everything else as it is', () => {
    const plain = change({
      path: 'spec.data[inference-api-key].secretKey',
      before: { remoteRef: { key: 'spamcheck/inference-api-key' }, port: 1 },
      after: 'inference-api-key',
    });

    expect(masked(plain)).toEqual(plain);
  });

  it('keeps words that only look like the value of a short secret', () => {
    const { assessments } = masked(
      change({ path: 'spec.env[API_TOKEN].value', after: 'in', ...says('running in production: in') }),
    );

    expect(assessments[0]?.says).toBe('running [hidden] production: [hidden]');
  });
});
