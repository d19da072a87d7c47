import type { BodyData } from 'hono/utils/body';
import { publishTemplate } from '../../respond/publish-template.ts';
import type { TemplateSource } from '../../respond/render/source.ts';
import { dropDraft, saveDraft } from '../../store/templates.ts';
import type { Session } from '../sign-in.ts';
import type { TemplateName } from '../../respond/template-data.ts';
import { entryOf, type Entry, type StudioDesk } from './desk.ts';
import type { Editing } from './editor-page.ts';
import { previewOf, SAMPLES, type Reader } from './preview.ts';

/** What an author sent, read once; anything else in the form is ignored. */
export type Form = {
  readonly key: string;
  readonly wish: 'check' | 'save' | 'publish' | 'test' | 'discard';
  readonly format: 'markdown' | 'mjml';
  readonly text: string;
  readonly basedOn: number;
  readonly revision: number | null;
  readonly reader: Reader;
  readonly note: string;
  /** The version to go back to. */
  readonly to: number;
};

const WISHES = ['check', 'save', 'publish', 'test', 'discard'] as const;
const LONGEST_TEXT = 200_000;

export function readForm(body: BodyData): Form {
  const field = (name: string): string => (typeof body[name] === 'string' ? body[name] : '');
  const number = (name: string): number | null => (/^\d{1,15}$/.test(field(name)) ? Number(field(name)) : null);
  const sample = number('sample') ?? 0;
  return {
    key: field('key'),
    wish: WISHES.find((wish) => wish === field('do')) ?? 'check',
    format: field('format') === 'mjml' ? 'mjml' : 'markdown',
    text: field('text').replaceAll('\r\n', '\n').replaceAll('\0', '').slice(0, LONGEST_TEXT).toWellFormed(),
    basedOn: number('basedOn') ?? 0,
    revision: number('revision'),
    reader: { sample: sample < SAMPLES.length ? sample : 0, request: number('request') },
    note: field('note').replaceAll(/\s+/g, ' ').trim().slice(0, 200),
    to: number('to') ?? 0,
  };
}

type Place = { readonly name: TemplateName; readonly locale: string };
type Done = Omit<Editing, 'preview' | 'letterId'> & { readonly status: 200 | 409 | 422 };

/** Does what the author asked for. Whatever comes of it, his text is there afterwards. */
export async function act(desk: StudioDesk, session: Session, place: Place, form: Form): Promise<Done> {
  const { text, format, basedOn, revision, reader, note } = form;
  const entry = await entryOf(desk, place.name, place.locale);
  const kept: Done = { entry, text, format, basedOn, revision, reader, note, told: null, theirs: null, status: 200 };
  switch (form.wish) {
    case 'check':
      return kept;
    case 'test':
      return { ...kept, ...(await sendTest(desk, session, { ...place, format, text }, reader)) };
    case 'save':
      return save(desk, session, place, form, kept);
    case 'publish':
      return publish(desk, session, place, form, kept);
    case 'discard':
      return discard(desk, place, form, kept);
  }
}

async function save(desk: StudioDesk, { admin }: Session, place: Place, form: Form, kept: Done): Promise<Done> {
  const { format, text: source, basedOn } = form;
  const draft = { ...place, format, source, basedOn, author: admin.address, changedAt: desk.clock.now() };
  const revision = await desk.store.transact((transaction) => saveDraft(transaction, draft, form.revision));
  const entry = await entryOf(desk, place.name, place.locale);
  if (revision !== null)
    return {
      ...kept,
      entry,
      revision,
      told: { kind: 'good', text: 'Saved as a draft. Nobody reads it before it is published.' },
    };
  return overtaken(entry, kept, {
    who: entry.draft?.author ?? 'somebody else',
    what: entry.draft
      ? `${entry.draft.author} has saved another draft meanwhile`
      : 'The draft was published or thrown away meanwhile',
    text: entry.draft?.source ?? entry.inForce?.text ?? '',
  });
}

async function publish(desk: StudioDesk, { admin }: Session, place: Place, form: Form, kept: Done): Promise<Done> {
  const { format, text, basedOn, revision, note } = form;
  const isOthers = kept.entry.draft !== null && kept.entry.draft.revision !== revision;
  if (isOthers) {
    const { author, source } = kept.entry.draft;
    return overtaken(kept.entry, kept, {
      who: author,
      what: `${author} has saved another draft meanwhile`,
      text: source,
    });
  }
  const order = { basedOn, draft: revision, author: admin.address, note, at: desk.clock.now() };
  const published = await publishTemplate(desk.store, desk.press, { ...place, format, text }, order);
  const entry = await entryOf(desk, place.name, place.locale);
  switch (published.outcome) {
    case 'published': {
      const told = `Published as version ${published.number}. It is read from the next letter on.`;
      return {
        ...kept,
        entry,
        basedOn: published.number,
        revision: null,
        note: '',
        told: { kind: 'good', text: told },
      };
    }
    case 'refused':
      return {
        ...kept,
        told: {
          kind: 'bad',
          text: 'Not published: what stands under the text has to be mended first. Nothing has changed for your clients.',
        },
        status: 422,
      };
    case 'overtaken':
      return overtaken(entry, kept, {
        who: published.by.author,
        what: `${published.by.author} has published version ${published.by.number} meanwhile`,
        text: entry.inForce?.text ?? '',
      });
  }
}

/** His next try counts as made in knowledge of what the other did. */
function overtaken(entry: Entry, kept: Done, other: { who: string; what: string; text: string }): Done {
  return {
    ...kept,
    entry,
    basedOn: entry.number,
    revision: entry.draft?.revision ?? null,
    told: {
      kind: 'warn',
      text: `${other.what}. Your text is still here and was not saved. Look at the difference; pressing the button again writes over it.`,
    },
    theirs: { who: other.who, text: other.text },
    status: 409,
  };
}

async function discard(desk: StudioDesk, place: Place, { revision }: Form, kept: Done): Promise<Done> {
  const gone = await desk.store.transact((transaction) => dropDraft(transaction, place, revision ?? -1));
  const entry = await entryOf(desk, place.name, place.locale);
  if (!gone)
    return overtaken(entry, kept, {
      who: entry.draft?.author ?? 'somebody else',
      what: 'The draft was changed meanwhile',
      text: entry.draft?.source ?? entry.inForce?.text ?? '',
    });
  return {
    ...kept,
    entry,
    text: entry.inForce?.text ?? kept.text,
    format: entry.inForce?.format ?? kept.format,
    basedOn: entry.number,
    revision: null,
    told: { kind: 'good', text: 'The draft is gone.' },
  };
}

async function sendTest(
  desk: StudioDesk,
  { admin }: Session,
  source: TemplateSource,
  reader: Reader,
): Promise<Pick<Done, 'told' | 'status'>> {
  const { letter } = await previewOf(desk, source, reader);
  if (letter === null) return { told: { kind: 'bad', text: 'Not sent: mend the errors first.' }, status: 422 };
  const { subject, text, html } = letter;
  try {
    await desk.mailTest(admin, { subject: `[Test] ${subject}`, text, html });
    return { told: { kind: 'good', text: `On its way to ${admin.address}.` }, status: 200 };
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown';
    return { told: { kind: 'bad', text: `The mail could not be sent: ${reason}` }, status: 422 };
  }
}
