import type { Change, ChangeClass } from '../../diff/change';
import { CLASSES } from '../../diff/change';
import type { Review } from '../../diff/review';
import { LIBRARY_VERSION } from '../../version';
import { sitesOf, type Site } from './sites';
import { classText, effectText } from './words';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

const MEANINGS: Readonly<Record<ChangeClass, string>> = {
  security: 'Changes who can reach, read or use something',
  'data-loss': 'Changes what data is at risk',
  unclassified: 'Changes something that no class is known for',
  availability: 'Changes how much of a service runs, and how surely',
  cost: 'Changes what a service costs',
  observability: 'Changes what is seen of a service',
  neutral: 'Changes nothing that is known to matter',
};

/** The review as SARIF 2.1.0. */
export function reviewSarif(review: Review, otherwise: string): string {
  const rules = CLASSES.map((touched) => ({
    id: `taxiway/${touched}`,
    shortDescription: { text: MEANINGS[touched] },
  }));
  const log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Taxiway', semanticVersion: LIBRARY_VERSION, rules } },
        // Columns of source positions count as those of JavaScript do.
        columnKind: 'utf16CodeUnits',
        results: sitesOf(review, otherwise).map(resultOf),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function resultOf({ entry, places, source, sentence, fingerprint, gates }: Site): object {
  const { class: touched, direction, effect, adverse } = entry;
  const accepted = places.every((place) => place.accepted !== undefined) ? places[0]?.accepted : undefined;
  return {
    ruleId: `taxiway/${touched}`,
    ruleIndex: CLASSES.indexOf(touched),
    level: gates ? 'error' : adverse ? 'warning' : 'note',
    message: { text: `${classText(entry)}, ${effectText(entry)}: ${sentence}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: source.file.split('/').map(encodeURIComponent).join('/') },
          region: { startLine: source.line, startColumn: source.column },
        },
        logicalLocations: places.map(logicalOf),
      },
    ],
    partialFingerprints: { 'taxiwayChange/v1': fingerprint },
    ...(accepted === undefined
      ? {}
      : { suppressions: [{ kind: 'external', status: 'accepted', justification: accepted.reason }] }),
    properties: { direction, effect, environments: [...new Set(places.map(({ environment }) => environment))] },
  };
}

function logicalOf({ document, path }: Pick<Change, 'document' | 'path'>): object {
  return { fullyQualifiedName: path === undefined ? document : `${document}#${path}`, kind: 'resource' };
}
