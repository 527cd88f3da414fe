import { NOTE_LIMIT, reviewMarkdown } from '../../lib/report/review/markdown';
import { reviewText } from '../../lib/report/review/text';
import type { Change } from '../../lib/diff/change';
import { change, CHEAPER, fleet, PIPE, podChange, review, wholeService, WIDER } from '../support/changes';

const SERVICES = fleet(1000);
const ENVIRONMENTS = ['production', 'staging', 'sandbox'];
const environments = ENVIRONMENTS.map((name) => ({ name, tier: name, services: SERVICES }));
const everywhere = (
  make: (service: string, environment: string, index: number) => readonly Change[],
): readonly Change[] =>
  SERVICES.flatMap((service, index) => ENVIRONMENTS.flatMap((environment) => make(service, environment, index)));

/** A new image for each service, with a digest of its own. */
const image = (service: string, environment: string, index: number): Change =>
  podChange({
    service,
    environment,
    path: 'spec.template.spec.containers[api].image',
    before: `registry.example.com/${service}@sha256:${'a'.repeat(64)}`,
    after: `registry.example.com/${service}@sha256:${String(index).padStart(64, '0')}`,
    assessments: [
      {
        class: 'availability',
        direction: 'other',
        effect: 'rolls-pods',
        says: `{service} runs another image in {environment}: ${String(index).padStart(12, '0')}`,
      },
    ],
  });

describe('the note of a change to a thousand services in three environments', () => {
  it('is one entry where the change is the same, and says that it holds everywhere', () => {
    const changes = everywhere((service, environment) => [change({ service, environment })]);

    const note = reviewMarkdown(review(changes, { environments }));

    expect(note.length).toBeLessThan(2500);
    expect(note).toContain(
      '| production, staging, sandbox | service-0000 and 999 others | **security wider**, gates | 1 |',
    );
    expect(note).toContain('the same in all other 999 services of production, staging and sandbox');
    expect(note).not.toContain('Left out');
  });

  it('stays under the limit where every service differs, keeps the gravest, and says what is left out', () => {
    const changes = [
      ...everywhere((service, environment, index) => [
        image(service, environment, index),
        podChange({
          service,
          environment,
          path: 'spec.replicas',
          before: index,
          after: index + 1,
          assessments: [CHEAPER],
        }),
      ]),
      change({
        service: 'service-0777',
        assessments: [{ ...WIDER, says: '{service} may now be called by everybody' }],
      }),
    ];

    const note = reviewMarkdown(review(changes, { environments }));

    expect(note.length).toBeLessThanOrEqual(NOTE_LIMIT);
    expect(note.length).toBeGreaterThan(NOTE_LIMIT * 0.8);
    // What matters is in the first screen and in the details.
    expect(note.split('service-0777 may now be called by everybody')).toHaveLength(3);
    expect(note).toContain('service-0000 and 998 others');
    expect(note).toMatch(/\*\*Left out here:\*\* \d+ entries of \d+ services \(.*availability.*\)/);
    const [first = ''] = note.split('<details>');
    expect(first.split('\n').length).toBeLessThan(30);
  });

  it('folds a thousand new services, and a first screen shows how many', () => {
    const changes = everywhere((service, environment) => wholeService(service, 'added', environment));

    const note = reviewMarkdown(review(changes, { environments }));

    expect(note.length).toBeLessThanOrEqual(NOTE_LIMIT);
    expect(note).toContain('service-0000 and 999 others');
    expect(note).toContain('new service service-0000 in production, staging and sandbox');
  });

  it('is made in a few seconds, in text as well', () => {
    const changes = everywhere((service, environment, index) =>
      Array.from({ length: 10 }, (_, field) =>
        podChange({ service, environment, path: `spec.f${field}`, before: index, after: field }),
      ),
    );

    const all = review(changes, { environments });

    expect(all.entries).toHaveLength(10_000);
    expect(reviewText(PIPE, all).split('\n\n')[1]?.split('\n').length).toBeLessThan(24);
    expect(reviewMarkdown(all).length).toBeLessThanOrEqual(NOTE_LIMIT);
  });
});
