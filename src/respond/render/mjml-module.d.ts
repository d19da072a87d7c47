declare module 'mjml' {
  export type MjmlProblem = { line: number; message: string; tagName: string; formattedMessage: string };
  type MjmlOptions = {
    validationLevel?: 'soft' | 'strict' | 'skip';
    ignoreIncludes?: boolean;
    keepComments?: boolean;
    fonts?: Record<string, string>;
  };
  export default function mjml2html(
    source: string,
    options?: MjmlOptions,
  ): Promise<{ html: string; errors: MjmlProblem[] }>;
}
