import {
  AssignTag,
  BreakTag,
  CaseTag,
  CommentTag,
  ContinueTag,
  ForTag,
  IfTag,
  InlineCommentTag,
  Output,
  TypeGuards,
  UnlessTag,
  type Expression,
  type Template,
  type Token,
  type Value,
} from 'liquidjs';
import { FILTERS } from './filters.ts';
import type { Plain } from './plain-data.ts';

/**
 * Runs what liquidjs has read. Its own renderer drives every node through generators and a clock, 0.25 ms a letter; the small
 * language of letters, made into functions once, takes a twentieth. Whatever this file does not know is refused when a template
 * is compiled, so nothing new enters by a newer parser. Work and output are bounded by counting, not by a clock.
 */
export type LiquidRunner = (data: Plain) => string;

/** How a value is written: escaped for HTML, or as it is. */
export type Writer = (value: unknown) => string;

const STEP_LIMIT = 50_000;
const OUTPUT_LIMIT = 4_000_000;

type Run = {
  readonly data: Plain;
  /** Loop variables and assigned ones. */
  readonly locals: Map<string, unknown>;
  out: string;
  steps: number;
  leaving: 'break' | 'continue' | null;
};
type Step = (run: Run) => void;
type Evaluate = (run: Run) => unknown;

/** Makes parsed Liquid runnable; throws where it holds something that letters do not need. */
export function makeRunner(templates: readonly Template[], write: Writer): LiquidRunner {
  const steps = sequence(templates, write);
  return (data) => {
    const run: Run = { data, locals: new Map(), out: '', steps: 0, leaving: null };
    steps(run);
    return run.out;
  };
}

function sequence(templates: readonly Template[], write: Writer): Step {
  const steps = templates.map((template) => step(template, write));
  return (run) => {
    for (const one of steps) {
      if (++run.steps > STEP_LIMIT || run.out.length > OUTPUT_LIMIT)
        throw new Error('the template does not come to an end');
      one(run);
      if (run.leaving !== null) return;
    }
  };
}

function step(template: Template, write: Writer): Step {
  if ('str' in template && typeof template.str === 'string') return literally(template.str);
  if (template instanceof Output) return output(template, write);
  if (template instanceof IfTag) return choice(template.branches, template.elseTemplates ?? [], write);
  if (template instanceof UnlessTag) return unless(template, write);
  if (template instanceof CaseTag) return cases(template, write);
  if (template instanceof ForTag) return loop(template, write);
  if (template instanceof AssignTag) return assign(template);
  if (template instanceof BreakTag) return (run) => (run.leaving = 'break');
  if (template instanceof ContinueTag) return (run) => (run.leaving = 'continue');
  if (template instanceof CommentTag || template instanceof InlineCommentTag) return () => undefined;
  throw new Error(`tag "${template.token.getText().slice(0, 40)}" not supported`);
}

function literally(text: string): Step {
  return (run) => {
    run.out += text;
  };
}

function output({ value }: Output, write: Writer): Step {
  const evaluate = filtered(value);
  return (run) => {
    run.out += write(evaluate(run));
  };
}

type Branch = { readonly value: Value; readonly templates: Template[] };

function choice(branches: readonly Branch[], otherwise: Template[], write: Writer): Step {
  const [first, ...more] = branches.map((branch) => ({
    test: filtered(branch.value),
    then: sequence(branch.templates, write),
  }));
  const last = sequence(otherwise, write);
  return (run) => {
    if (first?.test(run)) first.then(run);
    else (more.find(({ test }) => test(run))?.then ?? last)(run);
  };
}

function unless({ branches, elseTemplates }: UnlessTag, write: Writer): Step {
  const [first, ...more] = branches;
  if (first === undefined) return () => undefined;
  const test = filtered(first.value);
  const then = sequence(first.templates, write);
  const otherwise = choice(more, elseTemplates, write);
  return (run) => (test(run) ? otherwise : then)(run);
}

function cases({ value, branches, elseTemplates }: CaseTag, write: Writer): Step {
  const target = filtered(value);
  const whens = branches.map(({ values, templates }) => ({
    values: values.map(operand),
    then: sequence(templates, write),
  }));
  const otherwise = sequence(elseTemplates, write);
  return (run) => {
    const wanted = target(run);
    const hits = whens.filter(({ values }) => values.some((evaluate) => same(evaluate(run), wanted)));
    if (hits.length === 0) otherwise(run);
    for (const { then } of hits) then(run);
  };
}

function loop(tag: ForTag, write: Writer): Step {
  const modifiers = Object.entries(tag.hash.hash);
  if (modifiers.some(([name]) => name !== 'limit')) throw new Error('a loop knows no other modifier than "limit"');
  const limit = modifiers[0] === undefined ? undefined : operand(modifiers[0][1] as Token);
  const collection = operand(tag.collection);
  const body = sequence(tag.templates, write);
  const otherwise = sequence(tag.elseTemplates, write);
  const { variable } = tag;
  return (run) => {
    const found = collection(run);
    const all: readonly unknown[] = Array.isArray(found) ? found : [];
    const items = limit === undefined ? all : all.slice(0, Number(limit(run)));
    if (items.length === 0) {
      otherwise(run);
      return;
    }
    const outer = ['forloop', variable].map((name) => [name, run.locals.get(name)] as const);
    for (const [index, item] of items.entries()) {
      run.locals.set(variable, item);
      run.locals.set('forloop', position(index, items.length));
      body(run);
      const leaving = run.leaving;
      run.leaving = null;
      if (leaving === 'break') break;
    }
    for (const [name, before] of outer) {
      if (before === undefined) run.locals.delete(name);
      else run.locals.set(name, before);
    }
  };
}

function position(index: number, length: number): Plain {
  return { index: index + 1, index0: index, first: index === 0, last: index === length - 1, length };
}

/** `key` and `value` are private to liquidjs' types, not to its objects. */
function assign(tag: AssignTag): Step {
  const { key, value } = tag as unknown as { key: string; value: Value };
  const evaluate = filtered(value);
  return (run) => {
    run.locals.set(key, evaluate(run));
  };
}

/** An expression with its filters. The last filter that liquidjs adds by itself is its escaping; here the writer escapes. */
function filtered({ initial, filters }: Value): Evaluate {
  let evaluate = expression(initial);
  for (const { name, args } of filters) {
    const filter = Object.hasOwn(FILTERS, name) ? FILTERS[name] : undefined;
    if (filter === undefined) throw new Error(`undefined filter: ${name}`);
    const before = evaluate;
    const values = args.map((argument) => {
      if (Array.isArray(argument)) throw new Error(`the filter "${name}" takes no named values`);
      return operand(argument);
    });
    evaluate = (run) => filter(before(run), ...values.map((value) => value(run)));
  }
  return evaluate;
}

const BINARY: Readonly<Record<string, (left: unknown, right: unknown) => unknown>> = {
  '==': same,
  '!=': (left, right) => !same(left, right),
  '>': (left, right) => order(left, right) > 0,
  '<': (left, right) => order(left, right) < 0,
  '>=': (left, right) => order(left, right) >= 0,
  '<=': (left, right) => order(left, right) <= 0,
  contains: (left, right) =>
    Array.isArray(left) ? left.includes(right) : typeof left === 'string' && left.includes(String(right)),
  and: (left, right) => Boolean(left) && Boolean(right),
  or: (left, right) => Boolean(left) || Boolean(right),
};

function expression({ postfix }: Expression): Evaluate {
  const stack: Evaluate[] = [];
  for (const token of postfix) {
    if (!TypeGuards.isOperatorToken(token)) {
      stack.push(operand(token));
      continue;
    }
    const right = stack.pop();
    const combine = BINARY[token.operator];
    if (right !== undefined && token.operator === 'not') stack.push((run) => !right(run));
    else {
      const left = stack.pop();
      if (left === undefined || right === undefined || combine === undefined)
        throw new Error('the condition is not complete');
      stack.push((run) => combine(left(run), right(run)));
    }
  }
  const [whole, ...rest] = stack;
  if (whole === undefined || rest.length > 0) throw new Error('the placeholder is empty');
  return whole;
}

function operand(token: Token): Evaluate {
  if (TypeGuards.isPropertyAccessToken(token) && token.variable === undefined)
    return property(token.props.map(operand));
  if (TypeGuards.isWordToken(token)) {
    const name = token.content;
    return () => name;
  }
  if (TypeGuards.isQuotedToken(token) || TypeGuards.isNumberToken(token)) {
    const { content } = token;
    return () => content;
  }
  if (TypeGuards.isLiteralToken(token)) {
    const value = token.literal === 'true' ? true : token.literal === 'false' ? false : undefined;
    return () => value;
  }
  throw new Error(`"${token.getText().slice(0, 40)}" is not supported`);
}

/** `client.name`: own fields of plain data only, first among the loop's and assigned ones. */
function property([root, ...path]: readonly Evaluate[]): Evaluate {
  return (run) => {
    const name = root?.(run);
    if (typeof name !== 'string') return undefined;
    let value: unknown = run.locals.has(name) ? run.locals.get(name) : own(run.data, name);
    for (const key of path) value = own(value, key(run));
    return value;
  };
}

function own(value: unknown, key: unknown): unknown {
  if (Array.isArray(value)) {
    if (key === 'size') return value.length;
    const at = key === 'first' ? 0 : key === 'last' ? -1 : key;
    return typeof at === 'number' ? (value as unknown[]).at(at) : undefined;
  }
  if (typeof value === 'string' && key === 'size') return value.length;
  if (typeof value !== 'object' || value === null || typeof key !== 'string' || !Object.hasOwn(value, key))
    return undefined;
  return (value as Record<string, unknown>)[key];
}

function same(left: unknown, right: unknown): boolean {
  return (left ?? undefined) === (right ?? undefined);
}

/** Numbers by size, words by letter; what cannot be compared is neither before nor after. */
function order(left: unknown, right: unknown): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left !== 'string' || typeof right !== 'string') return Number.NaN;
  return left === right ? 0 : left < right ? -1 : 1;
}
