// The one script of every page: htmx and the behaviours.
import "htmx.org/dist/htmx.esm.js";
import { start } from "./behaviours.ts";
import { board } from "./behaviours/board.ts";
import { copy } from "./behaviours/copy.ts";
import { countdown } from "./behaviours/countdown.ts";
import { dialog, openDialog } from "./behaviours/dialog.ts";
import { duplicateWarning } from "./behaviours/duplicate-warning.ts";
import { failures } from "./behaviours/failures.ts";
import { fileDrop } from "./behaviours/file-drop.ts";
import { idleLock } from "./behaviours/idle-lock.ts";
import { inlineEdit } from "./behaviours/inline-edit.ts";
import { keys } from "./behaviours/keys.ts";
import { menu } from "./behaviours/menu.ts";
import { palette } from "./behaviours/palette.ts";
import { panel } from "./behaviours/panel.ts";
import { passkey, passkeyMissing } from "./behaviours/passkey.ts";
import { poll } from "./behaviours/poll.ts";
import { progress } from "./behaviours/progress.ts";
import { reveal } from "./behaviours/reveal.ts";
import { selectRows } from "./behaviours/select-rows.ts";
import { submitOnce } from "./behaviours/submit-once.ts";
import { density, theme } from "./behaviours/theme.ts";
import { toast } from "./behaviours/toast.ts";

start({
  board,
  copy,
  countdown,
  density,
  dialog,
  "duplicate-warning": duplicateWarning,
  failures,
  "file-drop": fileDrop,
  "idle-lock": idleLock,
  "inline-edit": inlineEdit,
  keys,
  menu,
  "open-dialog": openDialog,
  palette,
  panel,
  passkey,
  "passkey-missing": passkeyMissing,
  poll,
  progress,
  reveal,
  "select-rows": selectRows,
  "submit-once": submitOnce,
  theme,
  toast,
});
