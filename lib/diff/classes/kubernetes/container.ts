import type { Json } from '../../../assembly/document';
import { asText, at } from '../../../check/json';
import { secretShape } from '../../../check/secret-shapes';
import { orUnlimited, UNLIMITED } from '../amount';
import { shown, whoOf } from '../sentence';
import type { Judge, LeafSituation } from '../table';
import {
  availability,
  below,
  cost,
  member,
  neutral,
  observability,
  scaled,
  security,
  switched,
  when,
} from '../vocabulary';
import { VARIABLES } from './environment-variables';
import { detachOf, PROBES } from './probe';
import { CONTAINER_SECURITY } from './security-context';
import { serverFlag } from './server-flags';

type Rows = Readonly<Record<string, Judge<LeafSituation>>>;

/** Another build of the same image, or another image. */
const image: Judge<LeafSituation> = (situation) => {
  const [old, now] = [referenceOf(situation.before), referenceOf(situation.after)];
  const builds = availability.other<LeafSituation>(
    `{who} runs another build of ${now.name}: ${now.build} instead of ${old.build}`,
  )(situation);
  if (!now.build.startsWith('sha256:'))
    return security.wider<LeafSituation>('{who} runs whatever {after} is when a pod starts: no digest pins it')(
      situation,
    );
  if (now.repository === old.repository) return builds;
  return [
    security.other<LeafSituation>(`{who} runs ${now.repository} instead of ${old.repository}`)(situation),
    builds,
  ].flat();
};

function referenceOf(value: LeafSituation['before']): {
  readonly repository: string;
  readonly name: string;
  readonly build: string;
} {
  const text = asText(value) ?? 'no image';
  const [, repository = text, digest] = /^(.*?)(?:@(sha256:[0-9a-f]{8})[0-9a-f]*)?$/.exec(text) ?? [];
  const [, path = repository, tag] = /^(.*?)(?::([\w.-]+))?$/.exec(repository) ?? [];
  return {
    repository: shown(path),
    name: shown(path.split('/').at(-1)),
    build: shown(digest ?? tag ?? 'latest'),
  };
}

/** Arguments that let others in, or run what others wrote. */
const DANGEROUS =
  /trust[-_]remote[-_]code|insecure|skip[-_](?:tls|ssl)|no[-_](?:auth|verify)|disable[-_](?:auth|tls|ssl)|allow[-_](?:all|any|credentials)|0\.0\.0\.0\/0/i;

const argument: Judge<LeafSituation> = serverFlag((situation) => {
  const { before, after } = situation;
  if (secretShape(asText(after) ?? '') !== undefined)
    return security.wider<LeafSituation>('{who} is given a secret in plain text, as an argument')(situation);
  if (DANGEROUS.test(asText(after) ?? ''))
    return security.wider<LeafSituation>('{who} starts with {after}, which lets more in')(situation);
  if (DANGEROUS.test(asText(before) ?? ''))
    return security.narrower<LeafSituation>('{who} does not start with {before} any more')(situation);
  return member<LeafSituation>({
    added: availability.other('{who} starts with {after}'),
    removed: availability.other('{who} does not start with {before} any more'),
    changed: availability.other('{who} starts with {after} instead of {before}'),
  })(situation);
});

const resource = (what: string, less: string): Judge<LeafSituation> =>
  scaled(({ path }) => `{who} ${what} {after} of ${shown(path.at(-1))} instead of {before}${less}`, {
    up: [cost.more, availability.more],
    down: [availability.less, cost.less],
  });

/** Paths that caches lie below. */
const isCache = ({ before }: LeafSituation): boolean =>
  /cache|\/home|\/tmp|\/models|\/data|\/dev\/shm|hugging/i.test(asText(before) ?? '');

const MOUNTS: Rows = {
  'volumeMounts[].mountPath': member({
    added: availability.other('{who} has the volume {item} at {after}'),
    removed: when(
      isCache,
      availability.less('{who} has no volume at {before} any more, where it keeps caches or data'),
      availability.other('{who} has no volume at {before} any more'),
    ),
    changed: availability.less('{who} has a volume at {after} instead of {before}: what is kept there is not found'),
  }),
  'volumeMounts[].name': member({
    added: neutral('{who} mounts the volume {after}'),
    removed: neutral('{who} does not mount the volume {before} any more'),
    changed: security.other('{who} finds the volume {after} where {before} was'),
  }),
  'volumeMounts[].readOnly': switched({
    unset: false,
    on: security.narrower('{who} may only read the volume {item}'),
    off: security.wider('{who} may write to the volume {item}'),
  }),
  'volumeMounts[].subPath': availability.other('{who} sees {after} of the volume {item} instead of {before}'),
  'volumeMounts[].subPathExpr': availability.other('{who} sees {after} of the volume {item} instead of {before}'),
  'volumeMounts[].mountPropagation': security.wider(
    'mounts of {who} and of its node reach each other: {after}, was {before}',
  ),
  'volumeMounts[].recursiveReadOnly': security.other('{who} may write below the volume {item}: {after}, was {before}'),
  'volumeDevices[].**': security.wider('{who} reaches a raw disk: {after}, was {before}'),
};

function portOf(port: Json | undefined): string {
  const name = asText(at(port, 'name'));
  return `${shown(at(port, 'containerPort'))}${name === undefined ? '' : ` (${name})`}`;
}

/** What a container may say. */
export const CONTAINER: Rows = {
  name: availability.other('the container {before} of {who} is called {after}'),
  image,
  imagePullPolicy: availability.other('{who} fetches its image {after} instead of {before}'),
  'command[]': security.other('{who} runs another program: {after}, was {before}'),
  command: security.other('{who} runs another program: {after}, was {before}'),
  'args[]': argument,
  workingDir: availability.other('{who} starts in {after} instead of {before}'),
  ...VARIABLES,
  ...MOUNTS,
  'ports[]': member({
    added: availability.other((situation) => `{who} says that it answers on port ${portOf(situation.after)}`),
    removed: when(
      ({ before }) => at(before, 'name') === 'metrics',
      observability.less('{who} has no port of metrics any more'),
      availability.other((situation) => `{who} no longer says that it answers on port ${portOf(situation.before)}`),
    ),
  }),
  'ports[].containerPort': availability.other('{who} says that it answers on port {after} instead of {before}'),
  'ports[].name': availability.other(
    'the port {before} of {who} is called {after}; what refers to it by name must follow',
  ),
  'ports[].protocol': availability.other('{who} answers by {after} instead of {before}'),
  'ports[].hostPort': member({
    added: security.wider('{who} can be called at port {after} of its node, past all policies'),
    removed: security.narrower('{who} can no longer be called at port {before} of its node'),
  }),
  'ports[].hostIP': security.other('{who} can be called at {after} of its node instead of {before}'),
  'resources.requests.*': resource('asks for', ''),
  'resources.limits.cpu': scaled('{who} may use {after} of cpu instead of {before}; beyond that it is slowed down', {
    unset: UNLIMITED,
    by: orUnlimited,
    up: [availability.more],
    down: [availability.less],
  }),
  'resources.limits.*': resource('may use', '; beyond that it is stopped'),
  'resources.claims.**': cost.other('{who} claims other devices: {after}, was {before}'),
  'resizePolicy.**': availability.other('{who} restarts otherwise when its size changes: {after}, was {before}'),
  restartPolicy: availability.other('{who} is started again {after} instead of {before}'),
  'restartPolicyRules.**': availability.other('{who} is started again by other rules: {after}, was {before}'),
  ...PROBES,
  'lifecycle.preStop.sleep.seconds': scaled(
    (situation) => {
      const detach = detachOf(situation);
      const needed = detach === undefined ? '' : `; the load balancer needs up to ${detach} to forget a pod`;
      return `${whoOf(situation)} goes on serving for {after:s} instead of {before:s} after it was told to stop${needed}`;
    },
    { unset: 0, up: [availability.more], down: [availability.less] },
  ),
  'lifecycle.preStop.**': availability.other('{who} stops otherwise: {after}, was {before}'),
  'lifecycle.postStart.**': availability.other('{who} starts otherwise: {after}, was {before}'),
  'lifecycle.stopSignal': availability.other('{who} is told to stop by {after} instead of {before}'),
  ...below('securityContext', CONTAINER_SECURITY),
  terminationMessagePath: observability.other('{who} leaves its last words in {after} instead of {before}'),
  terminationMessagePolicy: observability.other('{who} leaves its last words {after} instead of {before}'),
  stdin: security.other('somebody may type into {who}: {after}, was {before}'),
  stdinOnce: neutral('the input of {who} is closed otherwise: {after}, was {before}'),
  tty: neutral('{who} has a terminal: {after}, was {before}'),
};
