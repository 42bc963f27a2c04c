import { html, type Html } from './html.ts'

/** The heading of a column; one of numbers stands right, as they do. */
export type Heading = string | { readonly ofNumbers: string }

/** A table whose headings come again on each page. */
export const tableOf = (headings: readonly Heading[], rows: readonly Html[]): Html =>
  html`<table>
    <thead>
      <tr>
        ${headings.map((heading) =>
          typeof heading === 'string'
            ? html`<th>${heading}</th>`
            : html`<th class="num">${heading.ofNumbers}</th>`,
        )}
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`
