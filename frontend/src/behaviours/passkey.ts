// Makes or asks for a passkey and sends the form that it stands in; hidden where the browser has none.
// <form method="post"><input type="hidden" name="credential"><div data-behaviour="passkey" data-passkey="create|get"
//   data-options="id of a JSON script" | data-source="/address/" data-failed="…" hidden><button type="button">…</button></div>
//   <p role="alert" hidden></p></form>
import { type Detach, listen } from "../behaviours.ts";

interface Descriptor {
  id: string;
  type: PublicKeyCredentialType;
}
interface Asked {
  publicKey: Record<string, unknown> & {
    challenge: string;
    user?: { id: string };
    allowCredentials?: Descriptor[];
    excludeCredentials?: Descriptor[];
  };
}

export const bytes = (text: string): ArrayBuffer =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0)).buffer;
export const text = (data: ArrayBuffer): string =>
  btoa(String.fromCharCode(...new Uint8Array(data)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=/g, "");

const known = (list: Descriptor[] = []): object[] => list.map((one) => ({ ...one, id: bytes(one.id) }));

async function options(element: HTMLElement): Promise<Asked> {
  const { options, source } = element.dataset;
  const data = (
    source
      ? await (await fetch(source, { headers: { Accept: "application/json" } })).json()
      : JSON.parse(document.getElementById(options ?? "")?.textContent ?? "{}")
  ) as { creation_options?: Asked; request_options?: Asked };
  const asked = data.creation_options ?? data.request_options;
  if (!asked) throw new Error("nothing was asked for");
  return asked;
}

async function credential(element: HTMLElement): Promise<PublicKeyCredential> {
  const { publicKey } = await options(element);
  const common = { ...publicKey, challenge: bytes(publicKey.challenge) };
  const found =
    element.dataset["passkey"] === "create"
      ? await navigator.credentials.create({
          publicKey: {
            ...common,
            user: { ...publicKey.user, id: bytes(publicKey.user?.id ?? "") },
            excludeCredentials: known(publicKey.excludeCredentials),
            authenticatorSelection: {
              residentKey: "required",
              requireResidentKey: true,
              userVerification: "required",
            },
          } as unknown as PublicKeyCredentialCreationOptions,
        })
      : await navigator.credentials.get({
          publicKey: {
            ...common,
            allowCredentials: known(publicKey.allowCredentials),
          } as unknown as PublicKeyCredentialRequestOptions,
        });
  return found as PublicKeyCredential;
}

function written(made: PublicKeyCredential): string {
  const response: Record<string, string> = {};
  for (const name of [
    "clientDataJSON",
    "attestationObject",
    "authenticatorData",
    "signature",
    "userHandle",
  ]) {
    const part = (made.response as unknown as Record<string, ArrayBuffer | null | undefined>)[name];
    if (part) response[name] = text(part);
  }
  const clientExtensionResults = made.getClientExtensionResults();
  return JSON.stringify({
    id: made.id,
    rawId: text(made.rawId),
    type: made.type,
    response,
    clientExtensionResults,
  });
}

export function passkey(element: HTMLElement): Detach | undefined {
  const form = element.closest("form");
  const field = form?.querySelector<HTMLInputElement>('input[name="credential"]');
  if (!("PublicKeyCredential" in window) || !form || !field) return undefined;
  const alert = element.parentElement?.querySelector<HTMLElement>('[role="alert"][hidden]');
  element.hidden = false;
  return listen(element, "click", () => {
    credential(element)
      .then((made) => {
        field.value = written(made);
        form.submit();
      })
      .catch(() => {
        if (!alert) return;
        alert.textContent = element.dataset["failed"] ?? "";
        alert.hidden = false;
      });
  });
}

/** <p data-behaviour="passkey-missing">: words for whoever has a browser without passkeys; gone where there are some. */
export function passkeyMissing(element: HTMLElement): undefined {
  element.hidden = "PublicKeyCredential" in window;
  return undefined;
}
