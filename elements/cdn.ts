/** The one file for `<script type="module">`: registers every element. */
export * from './index.ts'
export * from './client.ts'
export { registerTranslation } from './translations/register.ts'
