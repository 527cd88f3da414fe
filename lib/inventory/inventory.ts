import { PLATFORM } from '../alerts/links';
import { ALERTMANAGER, hasPlatform, receiverKeysIn, RECEIVERS_SECRET } from '../alerts/receiver-keys';
import type { Assembly } from '../assembly/assembly';
import { declarationsOf, factsOf } from '../check/fleet';
import { asText, at } from '../check/json';
import type { Day } from '../secrets/day';
import { secretsOf } from '../secrets/declared';
import { AGE_LIMITS, type OnChange, type SecretClass, type SecretDelivery } from '../secrets/secret';
import { accessIn, type Access } from './readers';
import { dueOf, stateOf, type RotationState } from './state';

/** One secret of one workload in one environment: never its value. */
export interface InventoryRow {
  readonly environment: string;
  readonly service: string;
  readonly workload: string;
  readonly secret: string;
  readonly class: SecretClass;
  /** Who rotates it: the group that was named, or the service's own for what the platform rotates. */
  readonly owner: string;
  /** Mount and place in Vault. */
  readonly path: string;
  /** The keys of its object that the workload reads. */
  readonly properties: readonly string[];
  readonly delivery: SecretDelivery;
  readonly onChange: OnChange;
  /** Days that one value may stay in use: what was promised, else what the maturity allows. */
  readonly ageLimit: string;
  readonly expires?: Day;
  readonly rotated?: Day;
  /** The day on which it has to be replaced, where its age is known. */
  readonly due?: Day;
  readonly state: RotationState;
  readonly reason?: string;
  /** Who may read the value. */
  readonly readers: readonly Access[];
  /** Who may see that it is there, and how old it is, and not the value. */
  readonly watchers: readonly Access[];
}

/** Every secret that services declare, and that of the receivers of alerts, by environment, service, workload and name; with a day, where each stands on it. */
export function inventoryOf(
  assemblies: readonly Assembly[],
  { services = [], today }: { readonly services?: readonly string[]; readonly today?: Day } = {},
): readonly InventoryRow[] {
  return assemblies.flatMap((assembly) => {
    const mount = asText(at(factsOf(assembly).object, 'vault', 'mounts', 'secrets')) ?? '';
    const access = accessIn(assembly);
    const declarations = declarationsOf(assembly).filter(
      ({ service = '' }) => services.length === 0 || services.includes(service),
    );
    const ofServices = declarations.flatMap((declaration) => {
      const { service = '', owner = '', object } = declaration;
      const rows = secretsOf(declaration).map(({ workload, secret }): InventoryRow => {
        const { terms } = secret;
        const readers = access(`${mount}/data/${secret.path}`);
        const known = new Set(readers.map(({ role }) => role));
        const due = terms && dueOf(terms);
        return {
          environment: assembly.environment,
          service,
          workload,
          secret: secret.name,
          class: secret.class,
          owner: terms?.owner ?? owner,
          path: `${mount}/${secret.path}`,
          properties: secret.properties,
          delivery: secret.delivery,
          onChange: secret.onChange,
          ageLimit: terms?.rotateEvery ?? `${AGE_LIMITS[asText(object['maturity']) ?? ''] ?? 0}d`,
          ...(terms && { expires: terms.expires }),
          ...(terms?.rotated && { rotated: terms.rotated }),
          ...(due && { due }),
          state: stateOf(terms, today),
          ...(terms && { reason: terms.reason }),
          readers,
          watchers: access(`${mount}/metadata/${secret.path}`).filter(({ role }) => !known.has(role)),
        };
      });
      return rows.sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
    });
    // No service is called like the platform.
    const isAsked = services.length === 0 || services.includes(PLATFORM);
    return [...ofServices, ...(isAsked ? ofPlatform(assembly, mount, access) : [])];
  });
}

/** What Alertmanager tells people with, where the platform is rendered. */
function ofPlatform(
  assembly: Assembly,
  mount: string,
  access: (path: string) => readonly Access[],
): readonly InventoryRow[] {
  const receivers = hasPlatform(assembly) ? receiverKeysIn(assembly) : undefined;
  if (receivers === undefined) return [];
  const { owner, path, keys } = receivers;
  return [
    {
      environment: assembly.environment,
      service: PLATFORM,
      workload: ALERTMANAGER,
      secret: RECEIVERS_SECRET,
      class: 'platform-rotated',
      owner,
      path: `${mount}/${path}`,
      properties: keys,
      // Alertmanager looks at the files whenever it tells somebody.
      delivery: 'file',
      onChange: 'reread',
      ageLimit: `${AGE_LIMITS['ga'] ?? 0}d`,
      state: 'by the platform',
      readers: access(`${mount}/data/${path}`),
      watchers: access(`${mount}/metadata/${path}`),
    },
  ];
}

function keyOf({ workload, secret }: InventoryRow): string {
  return `${workload} ${secret}`;
}
