/** Style sheets that Vite adds to the page. */
declare module '*.css'
