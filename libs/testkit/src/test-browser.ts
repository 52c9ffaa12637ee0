/** A browser of a test's own: it keeps cookies for each address, follows redirects, sends forms by itself, and goes on where a page says so. */
export class TestBrowser {
  /** Where it was, from the first to the last. */
  readonly visited: string[] = [];
  private readonly cookies = new Map<string, Map<string, string>>();

  /** The page at which it comes to rest. */
  async visit(address: string): Promise<{ readonly url: string; readonly status: number; readonly text: string }> {
    let next: { readonly url: string; readonly form?: URLSearchParams } | undefined = { url: address };
    for (let steps = 0; steps < STEPS_MAX; steps += 1) {
      const { url }: { readonly url: string } = next;
      const response = await this.send(url, next.form);
      const text = await response.text();
      next = onwards(url, response, text);
      if (next === undefined) return { url, status: response.status, text };
    }
    throw new Error(`a browser comes to no rest: ${this.visited.join(' ')}`);
  }

  /** One request, which follows nothing. */
  async send(url: string, form?: URLSearchParams): Promise<Response> {
    this.visited.push(url);
    const headers = { cookie: this.cookieFor(url) };
    const response = await fetch(url, { redirect: 'manual', headers, ...(form === undefined ? {} : { method: 'POST', body: form }) });
    const { origin } = new URL(url);
    const kept = this.cookies.get(origin) ?? new Map<string, string>();
    for (const each of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (each.split(';')[0] ?? '').split(/=(.*)/s);
      if (value === '' || /; (?:max-age=0|expires=Thu, 01 Jan 1970)/i.test(each)) kept.delete(name);
      else kept.set(name, value);
    }
    this.cookies.set(origin, kept);
    return response;
  }

  /** What it sends to an address. Paths of cookies do not count here. */
  cookieFor(url: string): string {
    return [...(this.cookies.get(new URL(url).origin) ?? [])].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** The same cookies in another browser: somebody has stolen them. */
  copy(): TestBrowser {
    const other = new TestBrowser();
    for (const [origin, kept] of this.cookies) other.cookies.set(origin, new Map(kept));
    return other;
  }
}

const STEPS_MAX = 30;

function onwards(url: string, response: Response, text: string): { readonly url: string; readonly form?: URLSearchParams } | undefined {
  const location = response.headers.get('location');
  if (location !== null) return { url: new URL(location, url).href };
  const form = /<form[^>]* action="([^"]+)"[^>]*>([\s\S]*?)<\/form>/.exec(text);
  if (form !== null && response.status === 200 && !/<form[^>]* hidden/.test(text)) {
    const fields = new URLSearchParams({ confirm: 'yes' });
    for (const [, name = '', value = ''] of (form[2] ?? '').matchAll(/<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"/g))
      fields.set(name, value);
    return { url: new URL(form[1] ?? '', url).href, form: fields };
  }
  const meta = /<meta http-equiv="refresh" content="0;url=([^"]+)"/.exec(text)?.[1];
  return meta === undefined
    ? undefined
    : {
        url: new URL(
          meta.replace(/&#(\d+);/g, (_all, code) => String.fromCharCode(Number(code))),
          url,
        ).href,
      };
}
