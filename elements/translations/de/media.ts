export const media = {
  mediaImage: (name: string, mimeType: string) => `Bild von ${name} (${mimeType})`,
  mediaSize: (width: string, height: string) => `${width} × ${height} Pixel`,
  mediaFirstFrame: 'animiert; dies ist das erste Bild daraus',
  mediaShowImage: (name: string) => `Bild von ${name} anzeigen`,
  mediaEnlargeName: (name: string) => `Vergrößern: ${name}`,
  mediaTooManyPixels: (width: string, height: string) =>
    `Ein Bild von ${width} × ${height} Pixeln ist zu groß, um hier angezeigt zu werden.`,
  mediaAudio: (name: string, mimeType: string) => `Ton von ${name} (${mimeType})`,
  mediaPlay: 'Abspielen',
  mediaPause: 'Pause',
  mediaSeek: 'Position',
  mediaPosition: (position: string, duration: string) => `${position} von ${duration}`,
  mediaLongSound: 'Dieser Ton ist zu lang, um hier abgespielt zu werden; er lässt sich herunterladen.',
  mediaLarge: 'Das ist zu groß, um hier angezeigt zu werden; es lässt sich herunterladen.',
  mediaNotBase64: (mimeType: string) =>
    `Der Server hat Daten vom Typ ${mimeType} gesendet, die kein gültiges Base64 sind und deshalb nicht angezeigt werden können.`,
  mediaDamaged: (mimeType: string) =>
    `Die Daten des Servers vom Typ ${mimeType} sind beschädigt und können nicht angezeigt werden.`,
  mediaSvg: 'SVG kann Skripte enthalten und wird deshalb hier nicht angezeigt, lässt sich aber herunterladen.',
  mediaUnknown: (mimeType: string) => `${mimeType} wird hier nicht angezeigt, lässt sich aber herunterladen.`,
}
