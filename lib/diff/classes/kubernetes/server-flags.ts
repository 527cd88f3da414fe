import type { Json } from '../../../assembly/document';
import { asText } from '../../../check/json';
import { duration } from '../amount';
import { shown } from '../sentence';
import type { Judge, LeafSituation } from '../table';
import { availability, member, neutral, scaled, security, type Scale } from '../vocabulary';

type Flag = Judge<LeafSituation>;

const GOOD: Scale = { up: [availability.more], down: [availability.less] };

/** An amount that a server is told, or chooses itself where it is not told. */
function amount(sentences: {
  readonly of: string;
  readonly unit?: string;
  readonly up: string;
  readonly down?: string;
}): Flag {
  const { of, unit = '', up, down = up } = sentences;
  const rising = scaled(up, GOOD);
  const falling = scaled(down, GOOD);
  return member({
    added: availability.other(`{who} is told ${of}, {after}${unit}; its server chose before`),
    removed: availability.other(`{who} leaves to its server ${of}; it was {before}${unit}`),
    changed: (situation) =>
      Number(asText(situation.after)) < Number(asText(situation.before)) ? falling(situation) : rising(situation),
  });
}

const longest = amount({
  of: 'how long a request may be',
  unit: ' tokens',
  up: '{who} takes {after} tokens of a request with its answer instead of {before}',
  down: '{who} takes {after} tokens of a request with its answer instead of {before}: longer ones are refused',
});

const atOnce = amount({
  of: 'how many requests it answers at once',
  up: '{who} answers {after} requests at once instead of {before}',
});

const finishes = amount({
  of: 'for how long it finishes requests once it is told to stop',
  unit: ' s',
  up: '{who} finishes requests for {after} s instead of {before} s once it is told to stop',
});

/** Where the files are; a name of the hub is fetched from outside. */
const model: Flag = (situation) => {
  const says = '{who} serves {after} instead of {before}';
  const outside = situation.after !== undefined && asText(situation.after)?.startsWith('/') !== true;
  return (outside ? security.other : availability.other)<LeafSituation>(says)(situation);
};

const served: Flag = availability.less(
  '{who} answers to the model name {after} instead of {before}: callers that name the other one get an error',
);

const asked = (logged: boolean): Flag =>
  logged
    ? security.wider('what is asked of {who} stands in its log')
    : security.narrower('what is asked of {who} does not stand in its log any more');
const logsAsked: Flag = (situation) => asked(situation.after !== undefined)(situation);

const numbers = (name: string): Flag =>
  availability.other(`{who} computes with ${name} {after} instead of {before}: answers may differ`);
const split: Flag = availability.other('{who} divides its model among {after} GPUs instead of {before}');
const share: Flag = availability.other('{who} takes the part {after} of the memory of its GPU instead of {before}');

/** What model servers are told, and what it means for those who call them; all of them write amounts in the same units. */
const FLAGS: Readonly<Record<string, Flag>> = {
  'max-model-len': longest,
  'max-total-tokens': longest,
  'max-num-seqs': atOnce,
  'max-concurrent-requests': atOnce,
  'shutdown-timeout': finishes,
  'exit-timeout-secs': finishes,
  model,
  'model-id': model,
  'model-repository': model,
  'served-model-name': served,
  'enable-log-requests': logsAsked,
  dtype: numbers('dtype'),
  quantization: numbers('quantization'),
  quantize: numbers('quantize'),
  'kv-cache-dtype': numbers('kv-cache-dtype'),
  'tensor-parallel-size': split,
  'num-shard': split,
  'gpu-memory-utilization': share,
  'cuda-memory-fraction': share,
};

interface Parsed {
  readonly name: string;
  readonly value: Json;
}

/** `--name=value`, or `--name` alone. */
function parse(argument: Json | undefined): Parsed | undefined {
  const [, name, value = 'set'] = /^--([a-z][\w-]*)(?:=(.*))?$/s.exec(asText(argument) ?? '') ?? [];
  return name === undefined ? undefined : { name: name.replaceAll('_', '-'), value };
}

/** Judges an argument by what a model server makes of it, where that is known; every other one by what is given for the rest. */
export function serverFlag(rest: Judge<LeafSituation>): Judge<LeafSituation> {
  const one = (situation: LeafSituation): ReturnType<Flag> => {
    const [old, now] = [parse(situation.before), parse(situation.after)];
    const name = (now ?? old)?.name ?? '';
    const flag = Object.hasOwn(FLAGS, name) ? FLAGS[name] : undefined;
    return flag === undefined ? rest(situation) : flag({ ...situation, before: old?.value, after: now?.value });
  };
  return (situation) => {
    const [old, now] = [parse(situation.before), parse(situation.after)];
    // Two flags in one place are one that goes and one that comes.
    const apart = old !== undefined && now !== undefined && old.name !== now.name;
    if (!apart || !(Object.hasOwn(FLAGS, old.name) || Object.hasOwn(FLAGS, now.name))) return one(situation);
    return [one({ ...situation, after: undefined }), one({ ...situation, before: undefined })].flat();
  };
}

/** Seconds for which Google's load balancer keeps idle connections; whoever closes first loses a request. */
const LOAD_BALANCER_KEEPS = 600;
/** Variables that hold the seconds after which a server closes idle connections, and what it does without them. */
const KEEP_ALIVE: Readonly<Record<string, number>> = { VLLM_HTTP_TIMEOUT_KEEP_ALIVE: 5 };

/** GW-2: how long a server keeps idle connections, where a variable says it. */
export function keepAlive(name: string): Judge<LeafSituation> | undefined {
  const unset = Object.hasOwn(KEEP_ALIVE, name) ? KEEP_ALIVE[name] : undefined;
  if (unset === undefined) return undefined;
  return (situation) => {
    const [before, after] = [situation.before, situation.after].map((value) => value ?? unset);
    const [old, now] = [before, after].map((value) => duration(Number(value)));
    const enough = duration(LOAD_BALANCER_KEEPS);
    const says = `{who} closes idle connections after ${shown(after)} s instead of ${shown(before)}`;
    const late = (seconds: bigint | undefined): boolean =>
      seconds !== undefined && enough !== undefined && seconds > enough;
    if (late(old) && late(now)) return neutral<LeafSituation>(`${says}, both later than the load balancer`)(situation);
    return late(now)
      ? availability.more<LeafSituation>(`${says}; the load balancer closes its own after ${LOAD_BALANCER_KEEPS} s`)(
          situation,
        )
      : availability.less<LeafSituation>(
          `${says}; the load balancer keeps them ${LOAD_BALANCER_KEEPS} s, and meets a closed one`,
        )(situation);
  };
}
