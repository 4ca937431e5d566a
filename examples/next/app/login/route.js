import { cookies } from 'next/headers'
import { addUser } from '../../users.js'

export async function POST() {
  const jar = await cookies()
  jar.set('ticket', addUser(), { httpOnly: true, sameSite: 'lax', path: '/' })
  return new Response(null, { status: 303, headers: { Location: '/' } })
}
