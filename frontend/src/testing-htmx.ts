// Stands in for htmx in tests: keeps what was asked.
export interface Call {
  method: string;
  url: string;
  options: Record<string, unknown>;
}
export const calls: Call[] = [];
export const triggered: string[] = [];

export default {
  config: {} as Record<string, unknown>,
  ajax: (method: string, url: string, options: Record<string, unknown>): Promise<void> => {
    calls.push({ method, url, options });
    return Promise.resolve();
  },
  trigger: (_element: Element, name: string): void => void triggered.push(name),
  process: (): void => undefined,
};
