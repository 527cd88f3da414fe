import { explain as explainAll, type Explanation } from '../../explain';
import { placeOf } from '../../report/mistakes';
import { cut, table } from '../../report/terminal';
import { mistakesJson, print, printMistakes } from '../print';
import { loadAssemblies, type LoadOptions } from '../assemblies';
import { EXIT, type ExitCode, type Session } from '../session';

/** Shows for a service's props or a document's fields: the value, and the line, default or rule that it comes from. */
export function explain(session: Session, options: LoadOptions, subject: string, path?: string): ExitCode {
  const { terminal } = session;
  const { assemblies, mistakes } = loadAssemblies(session, options);
  // An environment with a mistake hides only itself; where nothing is left there is nothing to look in.
  if (assemblies.length === 0) {
    printMistakes(session, options.format, 'explain', mistakes);
    return EXIT.input;
  }
  const explanations = explainAll(assemblies, subject, path);
  print(session, options.format, 'explain', { explanations, mistakes: mistakesJson(mistakes) }, () => {
    const parts: string[] = [];
    for (const [document, rows] of byDocument(explanations)) {
      const { construct, environment } = rows[0] ?? { construct: '', environment: '' };
      parts.push(terminal.colors.bold(`${environment}  ${construct}`), terminal.colors.dim(document));
      parts.push(
        table(
          terminal,
          ['path', 'value', 'from', 'why', 'where'],
          rows.map((row) => cells(row, terminal.interactive)),
          2,
        ),
        '',
      );
    }
    return parts.join('\n').trimEnd();
  });
  if (mistakes.length === 0) return EXIT.done;
  if (options.format === 'text') printMistakes(session, 'text', 'explain', mistakes);
  return EXIT.input;
}

function byDocument(explanations: readonly Explanation[]): ReadonlyMap<string, readonly Explanation[]> {
  const groups = new Map<string, Explanation[]>();
  for (const explanation of explanations)
    groups.set(explanation.document, [...(groups.get(explanation.document) ?? []), explanation]);
  return groups;
}

function cells({ path, value, origin, by, because, source }: Explanation, short: boolean): readonly string[] {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return [
    path,
    short ? cut(text, 60) : text,
    by === undefined || by === path ? origin : `${origin} ${by}`,
    because ?? '',
    placeOf(source),
  ];
}
