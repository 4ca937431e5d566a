/** Texts of pictures and sounds in results. */
export const media = {
  mediaImage: (name: string, mimeType: string) => `Image from ${name} (${mimeType})`,
  mediaSize: (width: string, height: string) => `${width} × ${height} pixels`,
  mediaFirstFrame: 'animated; this is its first frame',
  mediaShowImage: (name: string) => `Show image from ${name}`,
  mediaEnlargeName: (name: string) => `Enlarge ${name}`,
  mediaTooManyPixels: (width: string, height: string) =>
    `An image of ${width} × ${height} pixels is too large to be shown here.`,
  mediaAudio: (name: string, mimeType: string) => `Audio from ${name} (${mimeType})`,
  mediaPlay: 'Play',
  mediaPause: 'Pause',
  mediaSeek: 'Position',
  mediaPosition: (position: string, duration: string) => `${position} of ${duration}`,
  mediaLongSound: 'This sound is too long to be played here; it can be downloaded.',
  mediaLarge: 'This is too large to be shown here; it can be downloaded.',
  mediaNotBase64: (mimeType: string) =>
    `The server sent ${mimeType} data that is not valid base64, so it cannot be shown.`,
  mediaDamaged: (mimeType: string) => `The server’s ${mimeType} data is damaged and cannot be shown.`,
  mediaSvg: 'SVG can carry scripts, so it is not shown here; it can be downloaded.',
  mediaUnknown: (mimeType: string) => `${mimeType} is not shown here; it can be downloaded.`,
}
