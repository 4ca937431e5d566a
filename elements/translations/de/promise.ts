export const promise = {
  promiseNothing: (tool: string) =>
    `${tool} verspricht mit dem Schema der Ausgabe strukturierten Inhalt und hat keinen zurückgegeben. Das ist ein Fehler des Servers.`,
  promiseBroken: (tool: string) =>
    `Der strukturierte Inhalt ist nicht, was das Schema der Ausgabe von ${tool} verspricht. Das ist ein Fehler des Servers.`,
  promiseWhole: 'Das Ganze',
  promiseType: 'eine andere Art von Wert als versprochen',
  promiseRequired: 'ein erforderlicher Wert fehlt',
  promiseEnum: 'keiner der versprochenen Werte',
  promiseUnknown: 'nicht unter den versprochenen Namen',
  promiseFormat: 'nicht so geschrieben wie versprochen',
  promiseBounds: 'nicht in den versprochenen Grenzen',
  promiseRule: (keyword: string) => `nicht so, wie „${keyword}“ es verlangt`,
  promiseMore: (count: string) => `und ${count} weitere`,
}
