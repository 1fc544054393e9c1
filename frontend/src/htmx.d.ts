declare module "htmx.org/dist/htmx.esm.js" {
  interface Htmx {
    ajax(method: string, url: string, options: Record<string, unknown>): Promise<unknown>;
    trigger(element: Element, name: string, detail?: unknown): void;
    process(element: Element): void;
    swap(context: Record<string, unknown>): Promise<unknown>;
    config: Record<string, unknown>;
  }
  const htmx: Htmx;
  export default htmx;
}
