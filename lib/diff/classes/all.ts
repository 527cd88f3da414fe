import { createRequire } from 'node:module';
import type { Domain } from '../../assembly/document';
import type * as Kubernetes from './kubernetes/all';
import { compileTable, type ClassTable, type KindClasses } from './table';
import type * as Taxiway from './taxiway/all';
import type * as Terraform from './terraform/all';

// Tables take their time to build, and most changes touch one domain or two.
const load = createRequire(__filename);
const kubernetes = (): readonly KindClasses[] => (load('./kubernetes/all') as typeof Kubernetes).KUBERNETES;
const terraform = (): readonly KindClasses[] => (load('./terraform/all') as typeof Terraform).TERRAFORM;
const taxiway = (): readonly KindClasses[] => (load('./taxiway/all') as typeof Taxiway).TAXIWAY;

const compiled = new Map<string, ClassTable | undefined>();

/** Every kind that has a table. */
export function allTables(): readonly KindClasses[] {
  return [...kubernetes(), ...terraform(), ...taxiway()];
}

/** The table of a kind; undefined where there is none. */
export function tableOf(domain: Domain, kind: string): ClassTable | undefined {
  const name = `${domain} ${kind}`;
  if (!compiled.has(name)) {
    const table = tablesOf(domain).find((one) => one.domain === domain && one.kind === kind);
    compiled.set(name, table && compileTable(table));
  }
  return compiled.get(name);
}

/** Tables of all other domains are those of the library itself. */
function tablesOf(domain: Domain): readonly KindClasses[] {
  if (domain === 'kubernetes') return kubernetes();
  return domain === 'terraform' ? terraform() : taxiway();
}
