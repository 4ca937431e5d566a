export const markdown = {
  markdownTooMuch:
    'Das ist zu lang oder zu tief verschachtelt, um als Markdown angezeigt zu werden. Hier steht es, wie es kam.',
  markdownCode: (language: string) => (language ? `Code, ${language}` : 'Code'),
  markdownCopyCode: 'Code kopieren',
  markdownTable: 'Tabelle',
  markdownDone: 'Erledigt',
  markdownNotDone: 'Nicht erledigt',
  markdownImage: (description: string) => (description ? `Bild: ${description}` : 'Bild'),
}
