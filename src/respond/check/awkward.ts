import { sampleData } from '../catalogue-samples.ts';
import type { CompiledTemplate } from '../render/compile.ts';
import { plainData, type Plain } from '../render/plain-data.ts';
import type { Problem } from '../render/placeholder-marks.ts';
import { renderTemplate, templateSetOf, type Rendered } from '../render.ts';
import type { TemplateData, TemplateName } from '../template-data.ts';

/** Clients as they really are. Each changes the sample; a template must bear them all. */
export const AWKWARD: readonly {
  readonly who: string;
  readonly change: (value: string, path: string) => string | null;
}[] = [
  { who: 'the sample', change: (value) => value },
  {
    who: 'a client without a name',
    change: (value, path) => (/^client\.(?:name|firstName)$/.test(path) ? null : value),
  },
  {
    who: 'a mail with nothing optional',
    change: (value, path) =>
      /^(?:company|body|support|incident\.title|report|status\.period|digest\.day|bounce|escalation\.reason|message\.text|client\.address)/.test(
        path,
      )
        ? value
        : null,
  },
  {
    who: 'a subject of 300 characters',
    change: (value, path) => (path === 'request.subject' ? 'a long subject '.repeat(20) : value),
  },
  { who: 'a name from right to left', change: (value, path) => (path.startsWith('client.') ? 'שרה כהן' : value) },
  { who: 'emoji', change: (value, path) => (/name|subject|text/i.test(path) ? `${value} 👩‍👩‍👧‍👦🎉` : value) },
  {
    who: 'HTML in a name',
    change: (value, path) => (/url$/i.test(path) ? value : `<b>&"'${value}</b><img src=x onerror=alert(1)>`),
  },
  {
    who: 'Liquid in a name',
    change: (value, path) => (/url$/i.test(path) ? value : `{{ company.name }}{% if x %}${value}`),
  },
];

/** Fits the sample of a template to an awkward client. */
export function awkwardData<Name extends TemplateName>(
  name: Name,
  locale: string,
  change: (value: string, path: string) => string | null,
): TemplateData[Name] {
  const walk = (value: unknown, path: string): unknown => {
    if (typeof value === 'string') return change(value, path);
    if (Array.isArray(value)) return value.map((item) => walk(item, path));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([field, inner]) => [field, walk(inner, path === '' ? field : `${path}.${field}`)]),
    );
  };
  return walk(sampleData(name, locale), '') as TemplateData[Name];
}

/** Fills the template for each of them. */
export function awkwardProblems(name: TemplateName, compiled: CompiledTemplate): Problem[] {
  const set = templateSetOf([compiled]);
  return AWKWARD.flatMap(({ who, change }) => {
    const data = awkwardData(name, compiled.locale, change);
    const rendered = renderTemplate(set, name, compiled.locale, data);
    return problemsOf(who, rendered, plainData(data));
  });
}

/** What a missing value leaves behind: "Hello ," or "()" or a quotation of nothing. */
const GAP = /(?:^|[^.\s])(?: [,.;:!?](?:\s|$)|\(\s*\)|“”|„“|«\s*»|\*\*\*\*)/m;

function problemsOf(who: string, { fellBack, text, subject }: Rendered, data: Plain): Problem[] {
  if (fellBack.length > 0)
    return [{ severity: 'error', line: null, message: `It cannot be filled for ${who}: ${fellBack[0] ?? ''}.` }];
  if (who !== 'a client without a name' && who !== 'a mail with nothing optional') return [];
  const gap = GAP.exec(`${subject}\n${text}`);
  if (gap === null || JSON.stringify(data).includes(gap[0])) return [];
  const line = text.split('\n').find((candidate) => candidate.includes(gap[0].trim())) ?? gap[0];
  return [
    {
      severity: 'warning',
      line: null,
      message: `For ${who} it reads "${line.trim().slice(0, 60)}". Put the words that belong to a placeholder into {% if … %}.`,
    },
  ];
}
