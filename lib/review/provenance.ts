import { sha256 } from '../assembly/digest';
import { LIBRARY_VERSION } from '../version';
import type { Review } from './review';

/** Who built it and from what, as CI says it. */
export interface Builder {
  /** A URI: the runner, in GitLab's own form. */
  readonly id: string;
  /** The run that built it. */
  readonly invocation?: string;
  /** Where the sources are, and their commit. */
  readonly source?: { readonly uri: string; readonly commit: string };
}

/** A file that was verified, by its path below dist. */
export type Subjects = ReadonlyMap<string, string>;

/** A statement of in-toto. */
export interface Statement {
  readonly _type: 'https://in-toto.io/Statement/v1';
  readonly subject: readonly { readonly name: string; readonly digest: { readonly sha256: string } }[];
  readonly predicateType: 'https://slsa.dev/provenance/v1';
  readonly predicate: object;
}

/** Says of the files of a dist what they were made from, by whom, and what review they passed: SLSA provenance v1, in in-toto's form. */
export function provenanceOf(
  files: Subjects,
  {
    review,
    stacks,
    builder,
  }: { readonly review: Review; readonly stacks: readonly string[]; readonly builder: Builder },
): Statement {
  const { source, invocation } = builder;
  const resolved = source === undefined ? [] : [{ uri: `git+${source.uri}`, digest: { gitCommit: source.commit } }];
  const base = review.base.commit;
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [...files.keys()].sort().map((name) => ({ name, digest: { sha256: sha256(files.get(name) ?? '') } })),
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: {
      buildDefinition: {
        buildType: 'https://taxiway.dev/provenance/synth/v1',
        externalParameters: { stacks: [...stacks].sort() },
        internalParameters: {
          review: {
            time: review.time,
            digest: { sha256: sha256(JSON.stringify(review)) },
            ...(base === undefined ? {} : { baseCommit: base }),
          },
        },
        resolvedDependencies: resolved,
      },
      runDetails: {
        builder: { id: builder.id, version: { taxiway: LIBRARY_VERSION } },
        ...(invocation === undefined ? {} : { metadata: { invocationId: invocation } }),
      },
    },
  };
}
