import languages from 'languages';

/** Every text of the widget that is not the clinic's, in the page's language. */
export let strings = languages['en'] as (typeof languages)[string];

/** Speak the language of a tag such as `de-AT`, or English; gives the language that it became. */
export function speak(tag: string): string {
  const wanted = tag.toLowerCase();
  const lang = [wanted, wanted.replace(/-.*/, '')].find((one) => languages[one]) ?? 'en';
  strings = languages[lang] as typeof strings;
  return lang;
}

/** A text with its one `{place}` filled. */
export function fill(text: string, value: string | number): string {
  return text.replace(/{\w+}/, `${value}`);
}
