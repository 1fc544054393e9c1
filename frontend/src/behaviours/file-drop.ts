// A place to drop a file: <label class="drop" data-behaviour="file-drop"><input type="file"> … <span class="drop-name"></span></label>
import { all, type Detach, listen } from "../behaviours.ts";

export function fileDrop(element: HTMLElement): Detach | undefined {
  const input = element.querySelector<HTMLInputElement>('input[type="file"]');
  if (!input) return undefined;
  const show = (): void => {
    const names = [...(input.files ?? [])].map((file) => file.name).join(", ");
    element.querySelector(".drop-name")?.replaceChildren(names);
  };
  const over = (event: DragEvent): void => {
    event.preventDefault();
    element.classList.add("is-over");
  };
  return all(
    listen(input, "change", show),
    listen(element, "dragover", over),
    listen(element, "dragleave", () => element.classList.remove("is-over")),
    listen(element, "drop", (event) => {
      event.preventDefault();
      element.classList.remove("is-over");
      if (!event.dataTransfer?.files.length) return;
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }),
  );
}
