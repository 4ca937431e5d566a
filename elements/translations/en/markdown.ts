/** Texts of markdown in results. */
export const markdown = {
  markdownTooMuch: 'This is too long, or too deeply nested, to be shown as markdown. Here it is as it came.',
  markdownCode: (language: string) => (language ? `Code, ${language}` : 'Code'),
  markdownCopyCode: 'Copy code',
  markdownTable: 'Table',
  markdownDone: 'Done',
  markdownNotDone: 'Not done',
  markdownImage: (description: string) => (description ? `Image: ${description}` : 'Image'),
}
