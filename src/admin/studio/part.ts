import { Hono, type Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { formatMoment } from '../../respond/format-promise.ts';
import { isTemplateName } from '../../respond/render/template-files.ts';
import { rollBackTemplate, type RolledBack } from '../../respond/publish-template.ts';
import type { TemplateName } from '../../respond/template-data.ts';
import { templateHistory } from '../../store/templates.ts';
import { page } from '../frame.ts';
import { rateLimit } from '../rate-limit.ts';
import type { Part } from '../server.ts';
import { isOwnForm, type Session } from '../sign-in.ts';
import { sessionIn } from '../sign-in-part.ts';
import { html } from 'hono/html';
import { beginning, entriesOf, entryOf, type StudioDesk } from './desk.ts';
import { editorPage, historyPage, problemList, type Editing } from './editor-page.ts';
import { act, readForm, type Form } from './edit.ts';
import { languagesPage, listPage } from './list-page.ts';
import { LetterShelf, previewOf } from './preview.ts';

/**
 * The template studio: admins change what clients read, see it as clients will, and put it in force. Every page works without
 * a script; the script makes the editor comfortable and the preview live. Nothing is published that could fail at sending.
 */
type Env = { Variables: { session: Session; form: Form } };

/** A person types; a script that previews all day is stopped. */
const PREVIEWS_A_MINUTE = 240;

export function studioPart(desk: StudioDesk): Part {
  const app = new Hono<Env>();
  const letters = new LetterShelf();
  const previews = rateLimit(desk.clock, { most: PREVIEWS_A_MINUTE, withinMs: 60_000 });
  const show = async (editing: Omit<Editing, 'preview' | 'letterId'>) => {
    const { entry, format, text, reader } = editing;
    const preview = await previewOf(desk, { name: entry.name, locale: entry.locale, format, text }, reader);
    return { ...editing, preview, letterId: preview.letter?.html ? letters.put(preview.letter.html) : null };
  };

  app.use(async (context, next) => {
    const session = await sessionIn(desk, context);
    if (!session) return context.redirect('/sign-in', 303);
    context.set('session', session);
    context.header('cache-control', 'no-store');
    return next();
  });
  app.get('/', async (context) => context.html(listPage(desk, context.get('session'), await entriesOf(desk))));
  app.get('/letter/:id', (context) => {
    const found = letters.take(context.req.param('id'), context.req.query('dark') === '1' ? 'dark' : 'light');
    return found === null ? context.text('This preview is gone.', 404) : context.html(found);
  });
  app.get('/:name/other', (context) => {
    const locale = context.req.query('locale') ?? '';
    const name = context.req.param('name');
    return isTemplateName(name) && isLocale(locale)
      ? context.redirect(`/studio/${name}/${locale}`, 303)
      : context.html(nothingThere(context.get('session')), 404);
  });
  app.get('/:name', async (context) => {
    const name = context.req.param('name');
    if (!isTemplateName(name)) return context.html(nothingThere(context.get('session')), 404);
    const entries = (await entriesOf(desk)).filter((entry) => entry.name === name);
    return context.html(languagesPage(desk, context.get('session'), name, entries));
  });
  app.get('/:name/:locale', async (context) => {
    const place = placeOf(context);
    if (place === null) return context.html(nothingThere(context.get('session')), 404);
    const entry = await entryOf(desk, place.name, place.locale);
    const { draft } = entry;
    const source = entry.inForce ?? beginning(desk, place.name);
    const editing = await show({
      entry,
      format: draft?.format ?? source.format,
      text: draft?.source ?? source.text,
      basedOn: draft?.basedOn ?? entry.number,
      revision: draft?.revision ?? null,
      reader: { sample: 0, request: null },
      note: '',
      told: null,
      theirs: null,
    });
    return context.html(editorPage(context.get('session'), editing));
  });
  const own = createMiddleware<Env>(async (context, next) => {
    const form = readForm(await context.req.parseBody());
    if (!isOwnForm(context.get('session'), form.key)) return context.text('This form is not from this session.', 403);
    context.set('form', form);
    return next();
  });
  app.post('/:name/:locale', own, async (context) => {
    const place = placeOf(context);
    if (place === null) return context.html(nothingThere(context.get('session')), 404);
    const { status, ...editing } = await act(desk, context.get('session'), place, context.get('form'));
    return context.html(editorPage(context.get('session'), await show(editing)), status);
  });
  app.post('/:name/:locale/preview', own, async (context) => {
    const place = placeOf(context);
    if (place === null) return context.json({}, 404);
    if (!previews.take(context.get('session').admin.address)) return context.json({}, 429);
    const { format, text, reader } = context.get('form');
    const { problems, letter } = await previewOf(desk, { ...place, format, text }, reader);
    const letterId = letter?.html ? letters.put(letter.html) : null;
    return context.json({
      problems,
      list: String(await problemList(problems)),
      letter: letter && { ...letter, html: letterId },
    });
  });
  const history = async (context: Context<Env>, told: string | null) => {
    const place = placeOf(context);
    if (place === null) return context.html(nothingThere(context.get('session')), 404);
    const entry = await entryOf(desk, place.name, place.locale);
    const versions = await templateHistory(desk.store.read, place.name, place.locale);
    const file = desk.files.files.sources.find((one) => one.name === place.name && one.locale === place.locale);
    const moment = (at: Temporal.Instant): string => formatMoment(at, { timeZone: desk.timeZone, locale: 'en' });
    return context.html(
      historyPage(context.get('session'), entry, versions, { file: file?.text ?? null, moment, told }),
    );
  };
  app.get('/:name/:locale/history', (context) => history(context, null));
  app.post('/:name/:locale/history', own, async (context) => {
    const place = placeOf(context);
    if (place === null) return context.html(nothingThere(context.get('session')), 404);
    const { admin } = context.get('session');
    const order = { author: admin.address, note: '', at: desk.clock.now(), to: context.get('form').to };
    return history(context, wentBack(await rollBackTemplate(desk.store, desk.press, place, order)));
  });
  return { path: '/studio', app: app as unknown as Hono, for: 'page', mails: '/studio/letter' };
}

function wentBack(rolled: RolledBack): string {
  switch (rolled.outcome) {
    case 'published':
      return rolled.to === 0
        ? 'Done. From the next letter on it is as it came.'
        : `Done. From the next letter on version ${rolled.to} is read again.`;
    case 'nothing':
      return 'That is in force already.';
    case 'unknown':
      return 'There is no such version.';
  }
}

function placeOf(context: Context): { name: TemplateName; locale: string } | null {
  const [name = '', locale = ''] = [context.req.param('name'), context.req.param('locale')];
  return isTemplateName(name) && isLocale(locale) ? { name, locale } : null;
}

function isLocale(word: string): boolean {
  return /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}$/.test(word);
}

function nothingThere(session: Session) {
  return page(
    'Nothing here',
    html`<h1>There is no such letter</h1>
      <p><a href="/studio">All letters</a></p>`,
    { session },
  );
}
