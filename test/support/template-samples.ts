import { AWKWARD, awkwardData } from '../../src/respond/check/awkward.ts';
import { renderTemplate, type Rendered, type TemplateSet } from '../../src/respond/render.ts';
import { LOCALES, TEMPLATE_NAMES, type TemplateName } from '../../src/respond/template-data.ts';

export type Filled = {
  readonly name: TemplateName;
  readonly locale: string;
  readonly who: string;
  readonly rendered: Rendered;
};

/** Every template in every language, filled for every awkward client. */
export function everyLetter(set: TemplateSet): Filled[] {
  return TEMPLATE_NAMES.flatMap((name) =>
    LOCALES.flatMap((locale) =>
      AWKWARD.map(({ who, change }) => ({
        name,
        locale,
        who,
        rendered: renderTemplate(set, name, locale, awkwardData(name, locale, change)),
      })),
    ),
  );
}
