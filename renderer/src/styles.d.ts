/** Style sheets are imported for their effect; Vite takes them into the page. */
declare module '*.css'
