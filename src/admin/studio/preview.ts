import { randomBytes } from 'node:crypto';
import { AWKWARD, awkwardData } from '../../respond/check/awkward.ts';
import { checkTemplate } from '../../respond/check-template.ts';
import { clientNames, subjectForLetter } from '../../respond/client-words.ts';
import { formatMoment } from '../../respond/format-promise.ts';
import { overlayData } from '../../respond/overlay-data.ts';
import type { Problem } from '../../respond/render/placeholder-marks.ts';
import type { TemplateSource } from '../../respond/render/source.ts';
import { renderTemplate, templateSetOf } from '../../respond/render.ts';
import type { TemplateName } from '../../respond/template-data.ts';
import { showRequest } from '../../store/records.ts';
import type { StudioDesk } from './desk.ts';

/** What a text would look like, filled with one of the samples or with what a real request holds. */
export type Preview = {
  readonly problems: readonly Problem[];
  /** null where an error stands in the way. */
  readonly letter: Letter | null;
};

export type Letter = {
  readonly subject: string;
  readonly preheader: string;
  readonly text: string;
  readonly html: string | null;
};

/** Whom the preview shows: a sample by its number, or a request. */
export type Reader = { readonly sample: number; readonly request: number | null };

/** Clients to try a text on. */
export const SAMPLES = AWKWARD.map(({ who }) => who);

export async function previewOf(desk: StudioDesk, source: TemplateSource, reader: Reader): Promise<Preview> {
  const { problems, compiled } = await checkTemplate(source, desk.press.compile, desk.press.avoid);
  if (compiled === null) return { problems, letter: null };
  const name = source.name as TemplateName;
  const request = reader.request === null ? null : await showRequest(desk.store.read, reader.request);
  const change = AWKWARD[reader.sample]?.change ?? ((value: string) => value);
  const sample = awkwardData(name, known(source.locale), change);
  const company = reader.sample === 0 ? { company: { name: desk.company } } : {};
  const data = overlayData(
    name,
    overlayData(name, sample, company),
    request ? realData(desk, name, request, source.locale) : {},
  );
  const { subject, text, html } = renderTemplate(templateSetOf([compiled]), name, source.locale, data);
  const told = reader.request !== null && !request ? [noSuchRequest(reader.request)] : [];
  return { problems: [...problems, ...told], letter: { subject, text, html, preheader: preheaderOf(html ?? '') } };
}

function noSuchRequest(number: number): Problem {
  return { severity: 'warning', line: null, message: `There is no request ${number}. You see the sample.` };
}

/** Who asked and what, of a real request. */
function realData({ timeZone }: StudioDesk, name: TemplateName, request: ShownRequest, locale: string): object {
  const asked = request.messages.find(({ direction }) => direction === 'in');
  const openedAt = formatMoment(Temporal.Instant.from(request.openedAt), { timeZone, locale: known(locale) });
  const { category } = request;
  return {
    client: { ...clientNames(request.client.name), address: request.client.address },
    request: {
      number: request.number,
      subject: subjectForLetter(request.subject),
      category,
      openedAt,
      excerpt: asked?.text,
    },
    ...(quotesTheClient(name) ? { message: { text: asked?.text ?? '' } } : {}),
  };
}

/** In the other letters "message" is what staff write. */
function quotesTheClient(name: TemplateName): boolean {
  return name === 'notification' || name === 'escalation';
}

type ShownRequest = NonNullable<Awaited<ReturnType<typeof showRequest>>>;

/** A language that formats of dates know; English for anything else. */
function known(locale: string): string {
  return Intl.DateTimeFormat.supportedLocalesOf(locale)[0] ?? 'en';
}

function preheaderOf(html: string): string {
  const [, hidden = ''] = /<div style="display:none[^"]*">([^<]*)<\/div>/.exec(html) ?? [];
  return hidden
    .replaceAll(/&(?:zwnj|nbsp|#8199|#65279|#847|shy);/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .trim();
}

/**
 * Letters that a page shows in a frame, by a name nobody can guess; the newest fifty. A mail brings its own looks, which the
 * policy of our pages forbids, so each is an answer of its own.
 */
export class LetterShelf {
  readonly #letters = new Map<string, string>();

  put(html: string): string {
    const id = randomBytes(16).toString('base64url');
    this.#letters.set(id, html);
    const [oldest] = this.#letters.keys();
    if (this.#letters.size > 50 && oldest !== undefined) this.#letters.delete(oldest);
    return id;
  }

  /** As a reader sees it whose mail program is dark or light, however the admin's own browser is. */
  take(id: string, scheme: 'dark' | 'light'): string | null {
    const html = this.#letters.get(id);
    return (
      html
        ?.replaceAll('(prefers-color-scheme: dark)', scheme === 'dark' ? 'all' : 'not all')
        .replaceAll(/(color-scheme(?:: |" content="))light dark/g, `$1${scheme}`) ?? null
    );
  }
}
