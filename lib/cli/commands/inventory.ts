import { PLATFORM } from '../../alerts/links';
import { inventoryOf } from '../../inventory/inventory';
import { csv } from '../../report/csv';
import { INVENTORY_TABLE } from '../../report/inventory';
import { table } from '../../report/terminal';
import { loadAssemblies } from '../assemblies';
import { dayOf } from '../day';
import { mistakesJson, print, printMistakes } from '../print';
import { EXIT, type ExitCode, type ScopeOptions, type Session } from '../session';

/** Options of `taxiway inventory`. */
export interface InventoryOptions extends Omit<ScopeOptions, 'format'> {
  readonly format: 'text' | 'json' | 'csv';
  readonly from?: string;
  /** The day that states are told of, or a moment of it; without it nothing is called due. */
  readonly now?: string;
}

/** Lists the secrets of services, from what is rendered alone; no value is in it. */
export function inventory(session: Session, options: InventoryOptions): ExitCode {
  const today = dayOf(options);
  const format = options.format === 'json' ? 'json' : 'text';
  const { assemblies, mistakes } = loadAssemblies(session, { ...options, format, others: [PLATFORM] });
  const rows = inventoryOf(assemblies, { services: options.service, ...(today && { today }) });
  if (options.format === 'csv') session.terminal.out(csv(INVENTORY_TABLE, rows));
  else
    print(session, format, 'inventory', { secrets: rows, mistakes: mistakesJson(mistakes) }, () =>
      rows.length === 0
        ? 'no secrets'
        : table(
            session.terminal,
            INVENTORY_TABLE.map(([name]) => name),
            rows.map((row) => INVENTORY_TABLE.map(([, cell]) => cell(row) || '-')),
          ),
    );
  if (mistakes.length === 0) return EXIT.done;
  if (options.format !== 'json') printMistakes(session, 'text', 'inventory', mistakes);
  return EXIT.input;
}
