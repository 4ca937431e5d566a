export const formJson = {
  formJson: 'Wert als JSON',
  formJsonMissing: (labels: string) => `Fehlt in diesem Text noch: ${labels}.`,
  formJsonBlocked: 'Das Formular erscheint, sobald dies gültiges JSON ist. Der Text bleibt erhalten.',
  formJsonDiscard: 'Diesen Text verwerfen',
  formPasted: 'Das Formular wurde aus dem eingefügten JSON ausgefüllt.',
  formPasteUndo: 'Rückgängig',
}
