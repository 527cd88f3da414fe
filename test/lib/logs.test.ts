import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import { checkLog } from '../../lib/logs/check';
import { faultsOf, SEVERITIES } from '../../lib/logs/contract';
import { CHECKOUT } from '../support/cli';

const SCHEMA = JSON.parse(readFileSync(join(CHECKOUT, 'schemas/log.schema.json'), 'utf8')) as object;
const sound = { severity: 'INFO', message: 'ready', time: '2027-01-31T12:00:00.5+01:00', service: 'echo' };
const line = (more: object = {}) => JSON.stringify({ ...sound, ...more });
const without = (key: keyof typeof sound) => JSON.stringify({ ...sound, [key]: undefined });

/** Lines, and the kind and key of what they break. */
const LINES: readonly (readonly [string, readonly string[]])[] = [
  [line(), []],
  [line({ anything: { else: [1] }, correlation_id: 'a', status: 200, duration_s: 0 }), []],
  [line({ httpRequest: { requestMethod: 'GET', requestUrl: '/', status: 503, latency: '0.25s' } }), []],
  ...SEVERITIES.map((severity) => [line({ severity }), []] as const),
  [without('severity'), ['missing severity']],
  [without('message'), ['missing message']],
  [without('time'), ['missing time']],
  [line({ severity: 'info' }), ['invalid severity']],
  [line({ severity: 'WARN' }), ['invalid severity']],
  [line({ message: { text: 'x' } }), ['invalid message']],
  [line({ time: '2027-01-31 12:00:00' }), ['invalid time']],
  [line({ time: '2027-01-31T12:00:00' }), ['invalid time']],
  [line({ time: 1_800_000_000 }), ['invalid time']],
  [line({ status: 99 }), ['invalid status']],
  [line({ status: '200' }), ['invalid status']],
  [line({ duration_s: -1 }), ['invalid duration_s']],
  [line({ httpRequest: 'GET /' }), ['invalid httpRequest']],
  [line({ httpRequest: { latency: '250ms' } }), ['invalid httpRequest.latency']],
  [line({ httpRequest: { status: 1000 } }), ['invalid httpRequest.status']],
  [line({ service: 7 }), ['invalid service']],
  [without('service'), ['missing service']],
  [line({ service: undefined, version: '1' }), []],
  [line({ service: undefined, httpRequest: { status: 200 } }), ['missing service']],
];

describe('a line of a log', () => {
  it.each(LINES)('%s', (text, faults) => {
    expect(faultsOf(text).map(({ kind, key }) => `${kind} ${key ?? ''}`)).toEqual(faults);
  });

  it.each(LINES)('is judged by the schema that ships as it is here: %s', (text, faults) => {
    const holds = new Ajv2020({ strict: false }).compile(SCHEMA);

    expect(holds(JSON.parse(text))).toBe(faults.length === 0);
  });

  it.each([
    ['plain text', 1],
    ['', 1],
    ['[1]', 1],
    ['"text"', 1],
    ['{"a": }', 7],
    ['{"a":', 6],
  ])('that is no JSON is told where: %s', (text, column) => {
    const [fault, ...others] = faultsOf(text);

    expect(others).toEqual([]);
    expect(fault).toMatchObject({ kind: 'not-json', column });
  });

  it.each(['authorization', 'Authorization', 'COOKIE', 'password'])('may not have %s, however deep', (key) => {
    const faults = faultsOf(line({ request: { headers: [{ [key]: 'hunter2' }] } }));

    expect(faults).toMatchObject([{ kind: 'forbidden', key: `request.headers.0.${key}` }]);
    expect(JSON.stringify(faults)).not.toContain('hunter2');
  });

  it('is told what its keys are called', () => {
    const [severity, time] = faultsOf('{"levelname":"INFO","message":"x","asctime":"now"}');

    expect(severity?.fix).toContain('levelname');
    expect(time?.fix).toContain('asctime');
  });
});

describe('a captured log', () => {
  const log = (good: number, bad: number) =>
    [...Array.from({ length: good }, () => line()), ...Array.from({ length: bad }, () => 'text')].join('\n');

  it.each([
    [95, 5, true, 95],
    [94, 6, false, 94],
    [1999, 106, false, 94.9],
    [0, 0, false, 0],
  ])('of %d sound lines and %d others passes: %s', (good, bad, passes, percent) => {
    expect(checkLog(log(good, bad))).toMatchObject({ passes, percent, lines: good + bad, sound: good });
  });

  it('passes by what is asked for', () => {
    expect(checkLog(log(95, 5), 99).passes).toBe(false);
    expect(checkLog(log(1, 1), 50).passes).toBe(true);
  });

  it('fails by one forbidden key', () => {
    expect(checkLog(`${log(999, 0)}\n${line({ password: 'x' })}`).passes).toBe(false);
  });

  it('counts lines as an editor does, whatever ends them', () => {
    expect(checkLog(`${line()}\r\n\n${line()}\ntext\n`).broken.map(({ line: number }) => number)).toEqual([4]);
  });
});
