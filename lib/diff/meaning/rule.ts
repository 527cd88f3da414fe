import type { Json, JsonObject } from '../../assembly/document';

/**
 * How a list is compared. `by`: items belong together by these fields, `order` says whether their order counts as well.
 * `set`: order and repetition mean nothing. `ordered`: the order has meaning.
 */
export type ListRule =
  | 'set'
  | 'ordered'
  | { readonly by: readonly string[]; readonly order?: boolean | ((items: readonly Json[]) => boolean) };

/** Two spellings of one value are equal: an amount, a span of time, or what Terraform converts. */
export type ScalarRule = 'quantity' | 'duration' | 'converted';

/** What is known of the values at a place. */
export interface MeaningRule {
  readonly list?: ListRule;
  readonly scalar?: ScalarRule;
  /** What holds where nothing is written. */
  readonly unset?: Json;
  /** An empty list or object says the same as none. */
  readonly emptyIsUnset?: true;
  /** What an object says in full, where defaults depend on what stands beside them; absent is taken as `{}` where `always`. */
  readonly inFull?: (value: JsonObject) => JsonObject;
  readonly always?: true;
  /** What differs below is one difference. */
  readonly whole?: true;
  /** A text that is compared by what it says. */
  readonly read?: (text: string) => Json | undefined;
}

/** The rules of a kind: by pattern of the path, as in tables of classes. */
export type MeaningRules = Readonly<Record<string, MeaningRule>>;

/** The rules at a place, and below it. */
export interface MeaningNode {
  readonly rule: MeaningRule;
  readonly fields: ReadonlyMap<string, MeaningNode>;
  /** Fields that no other pattern names. */
  readonly anyField?: MeaningNode;
  readonly item?: MeaningNode;
  /** Fields with a default. */
  readonly defaulted: readonly string[];
}

interface Draft {
  rule: MeaningRule;
  readonly fields: Map<string, Draft>;
  anyField?: Draft;
  item?: Draft;
  defaulted: string[];
}

const draft = (): Draft => ({ rule: {}, fields: new Map(), defaulted: [] });

/** What the patterns of rules mean: that of a Terraform block says nothing of whether it stands in a list. */
export interface CompileOptions {
  readonly blocks?: boolean;
}

/** Puts rules in the order in which a value is walked. */
export function compileRules(rules: MeaningRules, { blocks = false }: CompileOptions = {}): MeaningNode {
  const root = draft();
  for (const [pattern, rule] of Object.entries(rules)) {
    let node = root;
    for (const step of pattern === '' ? [] : pattern.split(/\.|(?=\[)/)) {
      if (step === '[]') node = node.item ??= draft();
      else if (step === '*') node = node.anyField ??= draft();
      else {
        const next = node.fields.get(step) ?? draft();
        node.fields.set(step, next);
        node = next;
      }
    }
    node.rule = { ...node.rule, ...rule };
  }
  noteDefaults(root);
  if (blocks) takeLists(root);
  return root;
}

function takeLists(node: Draft): void {
  for (const child of node.fields.values()) {
    if (child.fields.size === 0) continue;
    takeLists(child);
    child.item ??= { ...child, rule: {} };
  }
}

function noteDefaults(node: Draft): void {
  for (const [name, child] of node.fields) {
    if (child.rule.unset !== undefined || child.rule.always) node.defaulted.push(name);
    noteDefaults(child);
  }
  for (const child of [node.anyField, node.item]) if (child !== undefined) noteDefaults(child);
}

/** The rules of a field. */
export function fieldNode(node: MeaningNode | undefined, name: string): MeaningNode | undefined {
  return node?.fields.get(name) ?? node?.anyField;
}

/** The same rules below a place. */
export function under(place: string, rules: MeaningRules): MeaningRules {
  return Object.fromEntries(
    Object.entries(rules).map(([pattern, rule]) => [
      pattern === '' || pattern.startsWith('[') ? place + pattern : `${place}.${pattern}`,
      rule,
    ]),
  );
}
