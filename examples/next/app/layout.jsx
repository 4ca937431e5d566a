export const metadata = { title: 'mcp-plug with Next.js', icons: 'data:,' }

export const viewport = { colorScheme: 'light dark' }

const style = { margin: '2rem max(1rem, 50vw - 35rem)', fontFamily: 'system-ui, sans-serif' }

export default function Layout({ children }) {
  return (
    <html lang="en">
      <body style={style}>{children}</body>
    </html>
  )
}
