/** Signs of markdown: nothing says what a text is, so what it looks like must do. */
const CLEAR = [
  // Followed by an empty line: in scripts, this is how comments look.
  /^#{1,6} +\S.*(\n[ \t]*\n|(?![^]))/m,
  /^(```|~~~)[\w-]*\s*\n[^]*?\n\1/m,
  /^ *\|? *:?-{3,}:? *(\| *:?-{3,}:? *)+\|? *$/m,
  /^ *[-*+] \[[ xX]\] /m,
  /!?\[[^\]\n]{1,200}\]\((https?:|mailto:)[^)\s]{1,500}\)/,
  /(^|[\s(])\*\*[^\s*][^*\n]{0,200}\*\*(?=$|[\s.,:;!?)])/m,
]
const FAINT = [
  /^#{1,6} +\S/m,
  /^ *[-*+] +\S/m,
  /^ *\d{1,3}[.)] +\S/m,
  /^> ?\S/m,
  /`[^`\n]{1,200}`/,
  /(^|\s)[*_][^\s*_][^*_\n]{0,200}[*_](?=$|[\s.,])/m,
]

/** Characters that are looked at. */
const LOOKED_AT = 20_000

/** `clear`: show it so; `faint`: it may be, for the person to say; undefined: nothing in it would look different. */
export function markdownSigns(text: string): 'clear' | 'faint' | undefined {
  const start = text.slice(0, LOOKED_AT)
  if (CLEAR.some((sign) => sign.test(start))) return 'clear'
  return FAINT.some((sign) => sign.test(start)) ? 'faint' : undefined
}
