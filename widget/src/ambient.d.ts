declare module '*.css' {
  const text: string;
  export default text;
}

declare module 'languages' {
  const languages: Record<string, typeof import('./strings/en.json')>;
  export default languages;
}
