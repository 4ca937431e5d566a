/** Tables of Markdown, for the pages that are made from the source. */

/** A text as it may stand in a cell. */
export const cell = (text = ''): string => text.replace(/\s*\n\s*/g, ' ').replaceAll('|', '\\|')

export const code = (text: string | undefined): string => (text ? `\`${cell(text)}\`` : '')

export const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  [heads, heads.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
