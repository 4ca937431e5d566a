/** Texts of a form's value as JSON. */
export const formJson = {
  formJson: 'Value as JSON',
  formJsonMissing: (labels: string) => `Not in this text yet: ${labels}.`,
  formJsonBlocked: 'The form can be shown once this is valid JSON. Your text is kept.',
  formJsonDiscard: 'Discard this text',
  formPasted: 'The form was filled in from the JSON that you pasted.',
  formPasteUndo: 'Undo',
}
