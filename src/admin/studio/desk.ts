import type { Press } from '../../respond/publish-template.ts';
import type { TemplateSource } from '../../respond/render/source.ts';
import type { LoadedTemplates } from '../../respond/render.ts';
import { LOCALES, type TemplateName } from '../../respond/template-data.ts';
import { sourceOf } from '../../respond/template-shelf.ts';
import type { StaffMember } from '../../requests/staff.ts';
import { draftsOf, versionsInForce, type Draft, type TemplateVersion } from '../../store/templates.ts';
import type { Desk } from '../sign-in.ts';
import { PURPOSES } from './purposes.ts';

/** What the studio works with. */
export type StudioDesk = Desk & {
  readonly files: LoadedTemplates;
  readonly press: Press;
  readonly company: string;
  /** The firm's language: what readers get whose own is missing. */
  readonly locale: string;
  readonly timeZone: string;
  /** Mails a letter to an admin; rejects where that fails. */
  readonly mailTest: (
    admin: StaffMember,
    letter: { subject: string; text: string; html: string | null },
  ) => Promise<void>;
};

export type State = 'shipped' | 'edited' | 'draft' | 'missing';

/** How one purpose stands in one language. */
export type Entry = {
  readonly name: TemplateName;
  readonly locale: string;
  readonly state: State;
  /** What is in force; null: nothing in this language. */
  readonly inForce: TemplateSource | null;
  /** 0: the file. */
  readonly number: number;
  readonly version: TemplateVersion | null;
  readonly draft: Draft | null;
};

/** Every purpose in every language that there is of anything. */
export async function entriesOf({ store, files }: StudioDesk): Promise<Entry[]> {
  const key = ({ name, locale }: { name: string; locale: string }): string => `${name}/${locale}`;
  const versions = (await versionsInForce(store.read)).filter(({ isPublished }) => isPublished);
  const published = new Map(versions.map((version) => [key(version), version]));
  const drafts = new Map((await draftsOf(store.read)).map((draft) => [key(draft), draft]));
  const sources = new Map(files.files.sources.map((source) => [key(source), source]));
  const locales = new Set<string>([
    ...LOCALES,
    ...[...sources.values(), ...versions, ...drafts.values()].map(({ locale }) => locale),
  ]);
  return (Object.keys(PURPOSES) as TemplateName[]).flatMap((name) =>
    [...locales].map((locale): Entry => {
      const at = key({ name, locale });
      const version = published.get(at) ?? null;
      const draft = drafts.get(at) ?? null;
      const inForce = (version && sourceOf(version)) ?? sources.get(at) ?? null;
      const settled = version ? 'edited' : inForce ? 'shipped' : 'missing';
      return { name, locale, state: draft ? 'draft' : settled, inForce, number: version?.number ?? 0, version, draft };
    }),
  );
}

/** One purpose in one language, whether there is anything of it or not. */
export async function entryOf(desk: StudioDesk, name: TemplateName, locale: string): Promise<Entry> {
  const found = (await entriesOf(desk)).find((entry) => entry.name === name && entry.locale === locale);
  return found ?? { name, locale, state: 'missing', inForce: null, number: 0, version: null, draft: null };
}

/** What to begin with where a language has nothing: the firm's own, else English. */
export function beginning({ files, locale }: StudioDesk, name: TemplateName): TemplateSource {
  const of = (wanted: string) => files.files.sources.find((one) => one.name === name && one.locale === wanted);
  return of(locale) ?? of(locale.split('-')[0] ?? '') ?? of('en') ?? { name, locale, format: 'markdown', text: '' };
}
