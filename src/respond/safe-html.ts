/** HTML that has been through `sanitise-html.ts`: the only kind that a template passes on without escaping. */
export type SafeHtml = string & { readonly sanitised: true };
