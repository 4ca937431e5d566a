export { registerTranslation } from '@shoelace-style/localize'
export type { Translation } from '../core/localize.ts'
