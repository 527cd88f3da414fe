import type { Json } from '../../../assembly/document';
import { at } from '../../../check/json';
import type { Judge, LeafSituation } from '../table';
import { member, ranked, security, switched } from '../vocabulary';

type Rows = Readonly<Record<string, Judge<LeafSituation>>>;

/** What a container inherits where it says nothing itself. */
const ofPod =
  (field: string, unset: boolean) =>
  ({ path, documents }: LeafSituation): Json => {
    const index = path.findIndex((step) => /containers$/i.test(step));
    if (index < 0) return unset;
    return at(documents.after.object, ...path.slice(0, index), 'securityContext', field) ?? unset;
  };

const numbered =
  (what: string): Judge<LeafSituation> =>
  (situation) =>
    situation.after === 0
      ? security.wider<LeafSituation>(`{who} runs as root: ${what} 0 instead of {before}`)(situation)
      : security.other<LeafSituation>(`{who} runs as ${what} {after} instead of {before}`)(situation);

const profile = (name: string): Judge<LeafSituation> =>
  ranked(['Unconfined', 'Localhost', 'RuntimeDefault'], `the ${name} profile of {who} is {after} instead of {before}`, {
    unset: 'Unconfined',
    up: [security.narrower],
    down: [security.wider],
  });

const unconfined: Rows = {
  'seccompProfile.type': profile('seccomp'),
  'seccompProfile.localhostProfile': security.other(
    '{who} may make other system calls: profile {after} instead of {before}',
  ),
  'appArmorProfile.type': profile('AppArmor'),
  'appArmorProfile.localhostProfile': security.other('{who} runs under AppArmor profile {after} instead of {before}'),
  'seLinuxOptions.**': security.other('{who} runs under other SELinux rules: {key} is {after} instead of {before}'),
  'windowsOptions.**': security.other('{who} runs under other Windows rules: {key} is {after} instead of {before}'),
  runAsNonRoot: switched({
    unset: ofPod('runAsNonRoot', false),
    on: security.narrower('{who} may not run as root any more'),
    off: security.wider('{who} may run as root'),
  }),
  runAsUser: numbered('user'),
  runAsGroup: numbered('group'),
};

/** Of a pod. */
export const POD_SECURITY: Rows = {
  ...unconfined,
  fsGroup: numbered('file group'),
  fsGroupChangePolicy: security.other('files of {who} change hands otherwise: {after} instead of {before}'),
  supplementalGroupsPolicy: security.other('{who} gets groups otherwise: {after} instead of {before}'),
  'supplementalGroups[]': member({
    added: security.wider('{who} also acts as group {after}'),
    removed: security.narrower('{who} does not act as group {before} any more'),
  }),
  seLinuxChangePolicy: security.other('files of {who} are labelled otherwise: {after} instead of {before}'),
  'sysctls.**': security.wider('{who} changes a setting of the kernel: {after}, was {before}'),
};

/** Of a container. */
export const CONTAINER_SECURITY: Rows = {
  ...unconfined,
  privileged: switched({
    unset: false,
    on: security.wider('{who} gets full control of the node it runs on'),
    off: security.narrower('{who} no longer has full control of the node it runs on'),
  }),
  allowPrivilegeEscalation: switched({
    unset: true,
    on: security.wider('{who} may gain more rights than it was started with'),
    off: security.narrower('{who} may not gain more rights than it was started with'),
  }),
  readOnlyRootFilesystem: switched({
    unset: false,
    on: security.narrower('{who} may not write to its own image any more'),
    off: security.wider('{who} may write to its own image, and so change the program that runs'),
  }),
  'capabilities.drop[]': member({
    added: security.narrower('{who} gives up the kernel right {after}'),
    removed: security.wider('{who} keeps the kernel right {before}'),
  }),
  'capabilities.add[]': member({
    added: security.wider('{who} gets the kernel right {after}'),
    removed: security.narrower('{who} loses the kernel right {before}'),
  }),
  procMount: ranked(['Unmasked', 'Default'], '{who} sees /proc as {after} instead of {before}', {
    unset: 'Default',
    up: [security.narrower],
    down: [security.wider],
  }),
};
