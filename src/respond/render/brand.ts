import { parse } from 'yaml';
import { z } from 'zod';

const colour = z.string().regex(/^#[0-9a-f]{6}$/i, 'a colour is written #rrggbb');

const palette = z.strictObject({
  accent: colour,
  onAccent: colour,
  ink: colour,
  muted: colour,
  page: colour,
  paper: colour,
  panel: colour,
  line: colour,
});

const brand = z.strictObject({
  logo: z
    .string()
    .regex(/^https:\/\/[^\s"'<>]+$/, 'an https address')
    .nullable(),
  logoWidth: z.number().int().min(16).max(528),
  address: z.string().max(300),
  legal: z.string().max(600),
  font: z.string().regex(/^[-\w\s',]+$/, 'names of fonts, separated by commas'),
  colours: palette,
  dark: palette,
});

/** How every mail looks: logo, colours, the lines at its foot. */
export type Brand = z.infer<typeof brand>;

/** Reads a brand file; throws with the key that is wrong. */
export function readBrand(yaml: string): Brand {
  const read = brand.safeParse(parse(yaml));
  if (read.success) return read.data;
  const issue = read.error.issues[0];
  throw new Error(`brand.yaml: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'cannot be read'}`);
}
