import { createHash, randomBytes } from 'node:crypto'

/** `bytes` random bytes as base64url; 24 bytes are 192 bits and 32 characters. */
export const randomId = (bytes = 24): string => randomBytes(bytes).toString('base64url')

/** SHA-256 as base64url: a name for a store key that tells nothing of what it stands for. */
export const digest = (text: string): string => createHash('sha256').update(text).digest('base64url')
