import { readFile } from 'node:fs/promises';
import { parser } from '@prometheus-io/lezer-promql';
import { pino } from 'pino';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { createMetrics } from '../../src/admin/metrics.ts';
import { systemClock } from '../../src/clock.ts';
import { createEvents } from '../../src/events.ts';
import { testStore } from '../support/store.ts';

type Rules = {
  groups: { rules: { alert: string; expr: string; labels: object; annotations: Record<string, string> }[] }[];
};
type Board = {
  uid: string;
  panels: { id: number; title: string; gridPos: Place; targets: { expr: string; legendFormat: string }[] }[];
};
type Place = { x: number; y: number; w: number; h: number };

const { groups } = parse(await readFile('deploy/prometheus/replydesk.rules.yaml', 'utf8')) as Rules;
const board = JSON.parse(await readFile('deploy/grafana/replydesk.json', 'utf8')) as Board;
const rules = groups.flatMap((group) => group.rules.map(({ alert, expr }) => [alert, expr] as const));
const drawn = board.panels.flatMap(({ title, targets }) => targets.map(({ expr }) => [title, expr] as const));

/** Labels that Prometheus adds when it scrapes. */
const SCRAPED = ['job', 'instance'];
let exported: Map<string, readonly string[]>;

beforeAll(async () => {
  await using desk = await testStore();
  const events = createEvents(pino({ enabled: false }));
  const alive = { turnedAt: 0 };
  const limits = { oldestDueSeconds: 900, failedPerHour: 10, disk: 0 };
  const watched = { store: desk.store, clock: systemClock, events, pollers: [], limits, folder: '.' };
  await createMetrics({ ...watched, dispatcher: alive, clockwork: alive })();
  const metrics = events.registry.getMetricsAsArray() as { name: string; labelNames?: readonly string[] }[];
  exported = new Map([['up', []], ...metrics.map(({ name, labelNames = [] }) => [name, labelNames] as const)]);
});

describe.each([...rules, ...drawn])('%s: %s', (_, expr) => {
  test('is PromQL, and asks only for what a desk exports', () => {
    const { metrics, problems } = read(expr);
    expect(problems).toEqual([]);
    expect(metrics.size).toBeGreaterThan(0);
    for (const [metric, labels] of metrics) {
      expect([...exported.keys()], metric).toContain(metric);
      const known = [...(exported.get(metric) ?? []), ...SCRAPED];
      for (const label of labels) expect(known, `${metric}{${label}}`).toContain(label);
    }
  });
});

test('every alert says what it is and what to do, in words for a person', () => {
  for (const { alert, annotations, labels } of groups.flatMap((group) => group.rules)) {
    expect(annotations['summary'], alert).toMatch(/\S/);
    expect(annotations['description'], alert).toMatch(/\S/);
    expect(labels, alert).toHaveProperty('severity');
  }
});

test('the board fits on a page: every panel has its own place', () => {
  expect(new Set(board.panels.map(({ id }) => id)).size).toBe(board.panels.length);
  const taken = new Set<string>();
  for (const { title, gridPos: at } of board.panels) {
    expect(at.x + at.w, title).toBeLessThanOrEqual(24);
    for (let x = at.x; x < at.x + at.w; x += 1)
      for (let y = at.y; y < at.y + at.h; y += 1) {
        expect(taken, `${title} lies on another panel`).not.toContain(`${x},${y}`);
        taken.add(`${x},${y}`);
      }
  }
});

test('a metric or a label that nobody exports would be found', () => {
  expect(read('rate(replydesk_nothing_total{kind="x"}[5m])').metrics).toEqual(
    new Map([['replydesk_nothing_total', ['kind']]]),
  );
  expect(read('sum by (state) (replydesk_requests)').metrics).toEqual(new Map([['replydesk_requests', ['state']]]));
  expect(read('sum(rate(').problems).not.toEqual([]);
});

/** The metrics that an expression asks for, each with the labels that it is chosen or grouped by. */
function read(expr: string): { metrics: Map<string, string[]>; problems: string[] } {
  const metrics = new Map<string, string[]>();
  const problems: string[] = [];
  const grouped: string[] = [];
  let current: string[] = [];
  parser.parse(expr).iterate({
    enter({ node, from, to }) {
      const text = expr.slice(from, to);
      const inside = node.parent?.name;
      if (node.type.isError) problems.push(`${from}: ${text}`);
      else if (node.name === 'Identifier' && inside === 'VectorSelector') {
        current = metrics.get(text) ?? [];
        metrics.set(text, current);
      } else if (node.name === 'LabelName') (inside === 'GroupingLabels' ? grouped : current).push(text);
    },
  });
  for (const labels of metrics.values()) labels.push(...grouped);
  return { metrics, problems };
}
