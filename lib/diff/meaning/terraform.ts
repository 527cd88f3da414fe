import type { Json, JsonObject } from '../../assembly/document';
import { findSchema } from '../../check/terraform/vendored';
import { attributeOf, nestedOf, type BlockSchema, type TypeConstraint } from '../../check/terraform/schema';
import type { PathRule } from '../../check/vault-path';
import { readPolicy } from '../../check/vault-policy';
import { factsOf, type TypeFacts } from '../effects/facts';
import { Meaning, type Source } from './meaning';
import { set, type Rule, type Rules } from './rule';
import { boolean, number, text } from './values';

const PROVIDERS: Readonly<Record<string, string>> = {
  google: 'registry.terraform.io/hashicorp/google',
  vault: 'registry.terraform.io/hashicorp/vault',
  terraform: 'terraform.io/builtin/terraform',
};

/** What every resource has, whatever its provider. */
const META: Rules = {
  depends_on: set(),
  'lifecycle.ignore_changes': set(),
  'lifecycle.replace_triggered_by': set(),
};

/** Lists that the providers treat as something else than their type says. */
const TYPES: Readonly<Record<string, Rules>> = {
  'resource.vault_policy': {
    policy: {
      parse: rulesByPath,
      list: { kind: 'keyed', by: [['path']], blank: ({ path }) => ({ path: path ?? null, capabilities: [] }) },
    },
    'policy[].capabilities': { emptyIsNone: true, list: { kind: 'set', label: [], whole: true, together: true } },
  },
};

/** The rules of a policy, one for each path: Vault takes what several say of one path together. */
function rulesByPath(policy: string): Json | undefined {
  const rules = readPolicy(policy);
  if (rules === undefined) return undefined;
  const found = new Map<string, PathRule>();
  for (const { path, capabilities, rest } of rules) {
    const known = found.get(path);
    const said = [known?.rest, rest].filter((text) => text !== undefined).join(' ');
    found.set(path, {
      path,
      capabilities: [...(known?.capabilities ?? []), ...capabilities],
      ...(said === '' ? {} : { rest: said }),
    });
  }
  return [...found.values()].map((rule): JsonObject => ({ ...rule }));
}

/** What the arguments of a Terraform block mean, by what its provider's schema says of them. */
export function terraformMeaning(kind: string): Meaning {
  return Meaning.of({ ...META, ...TYPES[kind] }, { source: sourceOf(kind), nullIsNone: true });
}

function sourceOf(kind: string): Source | undefined {
  const [section = '', type = ''] = kind.split('.');
  const provider = section === 'provider' ? type : type.split('_', 1)[0];
  const schema = findSchema(PROVIDERS[provider ?? ''] ?? '');
  const block = schema?.find(section === 'provider' ? 'provider' : kind);
  if (block === undefined) return undefined;
  return new BlockSource(block, { name: '', facts: section === 'resource' ? factsOf(type) : undefined });
}

interface Place {
  /** Dotted name of the block, without the items of lists. */
  readonly name: string;
  readonly facts: TypeFacts | undefined;
}

/** A block: its arguments, the blocks in it, and what holds where an argument is not written. */
class BlockSource implements Source {
  readonly rule: Rule;

  constructor(
    private readonly block: BlockSchema,
    private readonly place: Place,
  ) {
    const fields = defaultsOf(place);
    this.rule = fields === undefined ? {} : { defaults: () => fields };
  }

  field(name: string): Source | undefined {
    const attribute = attributeOf(this.block, name);
    if (attribute !== undefined) {
      const [letters, type] = attribute;
      // A computed argument keeps its old value where nothing is written; an empty one has none.
      return new TypeSource(type, !letters.includes('c'));
    }
    const nested = nestedOf(this.block, name);
    if (nested === undefined) return undefined;
    const [nesting, , most, block] = nested;
    const inside = { ...this.place, name: this.place.name === '' ? name : `${this.place.name}.${name}` };
    const source = new BlockSource(block, inside);
    return nesting === 'single' || most === 1 ? new SingleSource(source) : new BlocksSource(source, nesting === 'set');
  }

  item(): Source | undefined {
    return undefined;
  }
}

/** A block that is there once: written as an object, or as a list of one. */
class SingleSource implements Source {
  readonly rule: Rule;

  constructor(private readonly block: BlockSource) {
    this.rule = { ...block.rule, single: true };
  }

  field(name: string): Source | undefined {
    return this.block.field(name);
  }

  item(): Source | undefined {
    return this.block;
  }
}

/** Any number of blocks: no block and an empty list of them are one. */
class BlocksSource implements Source {
  readonly rule: Rule;

  constructor(
    private readonly block: BlockSource,
    isSet: boolean,
  ) {
    this.rule = { emptyIsNone: true, list: isSet ? { kind: 'set', label: [], whole: false } : { kind: 'ordered' } };
  }

  /** One of many may be written without its list, too. */
  field(name: string): Source | undefined {
    return this.block.field(name);
  }

  item(): Source {
    return this.block;
  }
}

const VALUES: Readonly<Record<string, (value: Json) => Json>> = { number, bool: boolean, string: text };

/** A value of a type: Terraform takes a number for a text that spells it, and the other way round. */
class TypeSource implements Source {
  readonly rule: Rule;

  constructor(
    private readonly type: TypeConstraint,
    emptyIsNone: boolean,
  ) {
    if (typeof type === 'string') this.rule = { value: VALUES[type] };
    else if (type[0] === 'set') this.rule = { emptyIsNone, list: { kind: 'set', label: [], whole: true } };
    else this.rule = { emptyIsNone };
  }

  field(name: string): Source | undefined {
    if (typeof this.type === 'string') return undefined;
    if (this.type[0] === 'map') return new TypeSource(this.type[1], false);
    const field = this.type[0] === 'object' && Object.hasOwn(this.type[1], name) ? this.type[1][name] : undefined;
    return field === undefined ? undefined : new TypeSource(field, false);
  }

  item(): Source | undefined {
    const { type } = this;
    return typeof type !== 'string' && (type[0] === 'list' || type[0] === 'set')
      ? new TypeSource(type[1], false)
      : undefined;
  }
}

/** Arguments directly in a block that have a default. */
function defaultsOf({ name, facts }: Place): JsonObject | undefined {
  const above = name === '' ? '' : `${name}.`;
  const found = Object.entries(facts?.arguments ?? {}).flatMap(([path, [, , more]]) => {
    const own = path.startsWith(above) ? path.slice(above.length) : '';
    return more?.default === undefined || own === '' || own.includes('.') ? [] : [[own, more.default] as const];
  });
  return found.length === 0 ? undefined : Object.fromEntries(found);
}
