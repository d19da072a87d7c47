import type { Part } from '../admin/server.ts';
import { signInPart, type SignInDesk } from '../admin/sign-in-part.ts';
import { studioPart } from '../admin/studio/part.ts';
import type { Config } from '../config.ts';
import { templateCompiler } from '../respond/render/compile.ts';
import type { LoadedTemplates } from '../respond/render.ts';
import type { StaffMember } from '../requests/staff.ts';
import type { AdminLetter, AdminPost } from './admin-post.ts';

type DeskOfStudio = Pick<SignInDesk, 'store' | 'clock' | 'events'> & {
  readonly config: Config;
  readonly post: AdminPost;
  readonly files: LoadedTemplates;
};

/** The pages of admins: signing in, and the studio. */
export function studioParts(desk: DeskOfStudio): Part[] {
  const { store, clock, events, config, post, files } = desk;
  const door = { store, clock, events, staff: config.staff, url: config.admin.url };
  const mailLink = (admin: StaffMember, link: string): Promise<void> =>
    post({ name: admin.name, address: admin.address }, signInLetter(config.company.name, admin, link));
  const studio = {
    ...door,
    files,
    press: { compile: templateCompiler(files.files.frame), avoid: config.policy.avoid },
    company: config.company.name,
    locale: config.locale,
    timeZone: config.calendar.timeZone,
    mailTest: (admin: StaffMember, letter: AdminLetter) => post({ name: admin.name, address: admin.address }, letter),
  };
  return [signInPart({ ...door, mailLink }), studioPart(studio)];
}

function signInLetter(company: string, { name }: StaffMember, link: string) {
  return {
    subject: `Your link to the desk of ${company}`,
    text: `Hello ${name},

this link signs you in. It works once, for a quarter of an hour:

${link}

If you did not ask for it, there is nothing you need to do.
`,
    html: null,
  };
}
