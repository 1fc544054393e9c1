"""/styleguide/: every piece of the UI kit in both themes, and sample screens made of them. No record is read."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

PIECES = [
    ("colours", "Colours"),
    ("buttons", "Buttons and menus"),
    ("signs", "Status words, next-step lights, response clocks"),
    ("figures", "Figures, money, bars"),
    ("heads", "Heads, tabs, filters"),
    ("table", "List and group rows"),
    ("totals", "Table with totals"),
    ("ledger", "The margin column"),
    ("cards", "Board"),
    ("facts", "Facts, stages, next step"),
    ("timeline", "Timeline"),
    ("forms", "Fields and errors"),
    ("floats", "Toast, dialog, panel"),
    ("wizard", "Import steps, progress, merge"),
    ("empties", "Empty states"),
]
SAMPLES = [
    ("today", "Today"),
    ("leads", "List"),
    ("board", "Board"),
    ("record", "Record"),
    ("business", "Numbers"),
    ("import", "Import"),
    ("merge", "Merge"),
    ("form", "Form"),
    ("sign-in", "Sign in"),
    ("empty", "Empty list"),
    ("overfull", "Overfull list"),
]
SWATCHES = ["paper", "sheet", "raised", "sunk", "ink", "ink-2", "ink-3", "line", "line-2", "ctl", "acc", "acc-wash",
            "amb", "amb-wash", "red", "red-wash", "mark", "c1", "c2", "c3", "c4", "c5"]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """A link, tab, stage or rail entry of the samples."""

    label: str
    url: str = "/styleguide/"
    icon: str = ""
    count: int | None = None
    current: bool = False
    key: str = ""
    main: bool = False
    done: bool = False
    age: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    full_name: str


class SampleForm(forms.Form):
    full_name = forms.CharField(label="Nama", initial="Puan Rohana Ismail")
    phone = forms.CharField(label="Telefon", help_text="Nombor Malaysia atau luar negara, ditulis macam biasa.")
    tin = forms.CharField(label="Nombor pengenalan cukai (TIN)")
    source = forms.ChoiceField(
        label="Sumber", choices=[("ref", "Rujukan"), ("wa", "WhatsApp"), ("shop", "Kaunter kedai")]
    )
    note = forms.CharField(label="Nota", widget=forms.Textarea, required=False)
    consent = forms.BooleanField(label="Bersetuju menerima mesej WhatsApp", required=False)
    terms = forms.ChoiceField(
        label="Terma pembayaran",
        widget=forms.RadioSelect,
        choices=[("cod", "Bayar semasa terima"), ("30", "Kredit 30 hari")],
    )

    def clean_tin(self) -> str:
        tin: str = self.cleaned_data["tin"]
        if len(tin) < 11:
            raise forms.ValidationError(
                "TIN syarikat ialah C diikuti 10 atau 11 angka; ini baru 8. Nilai lama belum diubah."
            )
        return tin


def _nav(current: str) -> list[Item]:
    rows = [
        ("Hari Ini", "sun", "today", None),
        ("Peti masuk", "inbox", "inbox", 7),
        ("Prospek", "user-plus", "leads", 23),
        ("Jualan", "layout-kanban", "sales", None),
        ("Perniagaan", "chart-bar", "business", None),
        ("Pelanggan", "users", "customers", None),
    ]
    return [Item(label, icon=icon, key=key, count=count, current=key == current) for label, icon, key, count in rows]


def _bottom_bar(current: str) -> list[Item]:
    rows = [
        ("Hari Ini", "sun", "today"),
        ("Peti masuk", "inbox", "inbox"),
        ("Catat", "plus", "log"),
        ("Jualan", "layout-kanban", "sales"),
    ]
    return [
        Item(label, icon=icon, current=key == current, main=key == "log", count=7 if key == "inbox" else None)
        for label, icon, key in rows
    ]


def _frame(current: str) -> dict[str, Any]:
    return {
        "frame_key": None,
        "workspace": "Rumah Tenang",
        "nav": _nav(current),
        "bottom_bar": _bottom_bar(current),
        "pinned": [Item("Prospek panas, Lembah Klang"), Item("Sebut harga tamat minggu ini"), Item("Borong, 60 hari tiada pesanan")],
        "person": Person("Farah Nadia"),
        "languages": [{"code": "ms", "label": "BM", "current": True}, {"code": "en", "label": "EN", "current": False}],
        "search_url": "/styleguide/palette/",
        "create_items": [Item("Prospek", icon="user-plus"), Item("Peluang", icon="layout-kanban"), Item("Pelanggan", icon="users")],
        "person_items": [Item("Tetapan", icon="settings")],
        "jobs_url": "/styleguide/import/",
        "notifications_url": "/styleguide/panel/",
        "notifications_unread": 2,
        "here": "/styleguide/panel/",
    }  # fmt: skip


def _rows(*names: str) -> list[dict[str, Any]]:
    return [
        dict(
            zip(
                ("name", "what", "status", "icon", "light", "step", "source", "owner", "score", "minor"),
                name.split("|"),
                strict=True,
            )
        )
        for name in names
    ]


_LEADS = {
    "now": _rows(
        "Tan Wei Ling|40 set langsir, rumah contoh, sebelum 15 Dis|Baharu|circle-dashed|late|lewat 8 min|Borang web|Farah Nadia|86|1480000",
        "Hafizuddin Roslan|Cadar untuk homestay, 14 bilik|Baharu|circle-dashed|today|12 min lagi|WhatsApp|Farah Nadia|74|966000",
        "Nadhirah binti Abdul Rahman Putra|Buah tangan 300 keping, kahwin 20 Dis|Baharu|circle-dashed|today|21 min lagi|Instagram||61|185000",
    ),
    "working": _rows(
        "Wan Norhayati Wan Ismail|Pakej stokis, Pantai Timur, 3 kedai|Layak|check|planned|Jumaat 27 Nov|Rujukan|Farah Nadia|92|4666000",
        "Kolej Vokasional Sepang|120 tilam asrama, tender sebelum 5 Jan|Layak|check|planned|30 Nov|E-mel|Ganesh Pillai|88|3840000",
        "Lee Boon Huat|Kerusi pejabat × 24, nak jaminan 3 tahun|Dihubungi|message-2|today|Hari ini|Borang web|Jason Tan|71|1608000",
        "Thavaselvi Raman|Sofa L, buat keputusan “lepas gaji”|Menunggu|clock-pause|today|Hari ini|Kaunter|Farah Nadia|69|549000",
        "Kafe Senandung|Lampu rotan × 12 dan bangku bar|Dihubungi|message-2|planned|Rabu 25 Nov|WhatsApp|Nur Izzati|66|721200",
        "Ustaz Hakim Salleh|Karpet surau, 3 gulung, ukur dahulu|Dihubungi|message-2|planned|Sabtu 28 Nov|Kaunter|Farah Nadia|64|675200",
        "Amelia Chin|Set bilik bayi, hantar ke Kuching|Menunggu|clock-pause|planned|2 Dis|Shopee|Jason Tan|58|312600",
        "Perbadanan Kemajuan Setia Alam|Pantri dua tingkat|Dihubungi|message-2|planned|3 Dis|E-mel|Ganesh Pillai|57|1240000",
    ),
    "none": _rows(
        "Mohd Faizal Yusof|Katil dua tingkat untuk asrama|Menunggu|clock-pause|missing|tiada|Borang web|Farah Nadia|49|645000",
        "Grace Lim|Cuci langsir, mungkin baharu|Menunggu|clock-pause|missing|tiada|Telefon|Jason Tan|33|248000",
    ),
}  # fmt: skip


def _card(text: str) -> dict[str, Any]:
    title, who, minor, kind, step, age = text.split("|")
    return {
        "title": title,
        "who": who,
        "minor": int(minor) * 100,
        "kind": kind,
        "step": step,
        "age": age,
        "stale": "lapuk" in age,
    }


def _column(head: str, *cards: str) -> dict[str, Any]:
    key, title, minor, weighted, hint = head.split("|")
    return {
        "id": key,
        "title": title,
        "minor": int(minor),
        "weighted": weighted,
        "hint": hint,
        "cards": [_card(card) for card in cards],
    }


_BOARD = [
    _column("new|Baharu|4128000|10% = 4,128|", "Rumah contoh, 40 set langsir|Tan Wei Ling|14800|today|Telefon balik|2 h",
            "Cadar homestay, 14 bilik|Hafizuddin Roslan|9660|planned|Hantar katalog, Khamis|1 h",
            "Lampu kafe, rotan|Priya Subramaniam|2868|today|Semak stok|3 j",
            "Karpet surau, 3 gulung|Ustaz Hakim Salleh|6752|planned|Ukur, Sabtu|2 h",
            "Buah tangan, 300 keping|Nadhirah & Irfan|7200|missing||4 h"),
    _column("qualified|Layak|7842500|30% = 23,528|", "Kerusi ruang menunggu|Klinik Pergigian Ampang Hilir|15350|missing||16 h, lapuk",
            "Tilam asrama|Kolej Vokasional Sepang|38400|planned|Lawatan tapak, 30 Nov|5 h",
            "Set meja makan jati|Chong Mei Fen|10200|planned|Kaunter, Sabtu|4 h",
            "Linen pakaian seragam, 2 cawangan|Restoran Sri Melur|14475|today|Telefon 11:30|3 h"),
    _column("quote|Sebut harga|13262000|45% = 59,679|", "Pantri pejabat|Lim Chee Keong|24600|late|Tanya tandatangan|lewat 1 h",
            "Stok semula suku tahun|Uda Interiors|31050|planned|Ingatkan, Jumaat|6 h",
            "Perabot cawangan Bangsar|Kopi Daun|21760|missing||19 h, lapuk",
            "Pek permulaan Airbnb × 8|Jason Yap|18960|planned|Telefon sebelum 11, Rabu|3 h",
            "Sarung sofa, 22 unit|Sunway Residences Management Office|36250|planned|Jawatankuasa, 3 Dis|7 h"),
    _column("negotiation|Rundingan|15131000|60% = 90,786|muat 4 lagi", "Langsir dan linen untuk 48 bilik|Hotel Seri Langkasuka|86400|planned|Bawa sampel, Khamis|6 h",
            "Hantar berperingkat, 3 cawangan|Kelvin Ong|18250|today|Balas hari ini|2 h",
            "Pakej stokis, Pantai Timur, tiga kedai sekali gus|Wan Norhayati|46660|planned|Bincang terma, Jumaat|8 h"),
    _column("verbal|Setuju lisan|5850000|90% = 52,650|", "Hamper korporat × 450|Bank Muamalat Shah Alam|45000|planned|Ambil PO, Rabu|1 h",
            "Perabot taska|Taska Ceria Puchong|13500|today|Slip deposit|2 h"),
]  # fmt: skip

_CHART = {
    "axis": "Hari",
    "unit": "RM",
    "labels": [str(day) for day in range(1, 31)],
    "series": [
        {"name": "Nov", "end": "Nov, 413", "values": [6, 19, 32, 47, 61, 76, 90, 104, 121, 140, 163, 184, 208, 229, 252, 271, 292, 309,
                                                     331, 362, 370, 379, 398, 413, *([None] * 6)]},
        {"name": "Okt", "role": "comparison", "end": "Okt, 367", "values": [5, 17, 29, 40, 54, 69, 83, 96, 109, 125, 140, 156, 171, 187, 204, 219, 236,
                                                     252, 270, 290, 310, 331, 350, 367, *([None] * 6)]},
        {"name": "Sasaran", "role": "target", "end": "Sasaran, 500", "values": [round(day * 500 / 30) for day in range(1, 31)]},
    ],
    "rows": [{"label": "12", "cells": ["184", "156", "200"]}, {"label": "24", "cells": ["413", "367", "400"]}],
}  # fmt: skip


def _context(page: str) -> dict[str, Any]:
    now = timezone.now()
    current = {
        "today": "today",
        "leads": "leads",
        "empty": "leads",
        "overfull": "leads",
        "import": "leads",
        "merge": "customers",
        "form": "leads",
    }
    bound = SampleForm(
        {"full_name": "Puan Rohana Ismail", "phone": "012-388 4170", "tin": "C20583910", "source": "ref", "terms": "30"}
    )
    bound.is_valid()
    return _frame(current.get(page, "business" if page == "business" else "sales")) | {
        "page": page, "pieces": PIECES, "samples": SAMPLES, "swatches": SWATCHES, "sides": ("light", "dark"),
        "leads": _LEADS, "columns": _BOARD, "chart_data": _CHART, "form": SampleForm(), "bound": bound,
        "due_soon": now + dt.timedelta(minutes=12, seconds=20), "due_past": now - dt.timedelta(minutes=8, seconds=5), "now": now,
        "crumbs": [("Jualan", "/styleguide/board/"), ("Peluang", "/styleguide/board/"), ("P-1187", "/styleguide/record/")],
        "tabs": [Item("Ringkasan", current=True), Item("Sasaran"), Item("Penilaian"), Item("Komisen"), Item("Pasukan")],
        "views": [Item("Prospek terbuka", icon="pin", count=14, current=True), Item("Panas, Lembah Klang"), Item("Belum ditugaskan"),
                  Item("Dari kaunter kedai"), Item("Datang balik lepas 90 hari"), Item("Simpan paparan", icon="plus")],
        "board_tabs": [Item("Papan", current=True), Item("Senarai"), Item("Kalendar"), Item("Sebut harga")],
        "stages": [Item("Baharu", done=True), Item("Layak", done=True), Item("Sebut harga", done=True), Item("Rundingan", current=True, age="6 hari"), Item("Setuju lisan")],
        "kinds": [Item("Semua", count=34, current=True), Item("Mesej", count=12), Item("Panggilan", count=6), Item("Nota", count=5),
                  Item("Sebut harga", count=3), Item("Perubahan", count=8)],
    }  # fmt: skip


def styleguide(request: HttpRequest, page: str = "index") -> HttpResponse:
    """Show the guide, or one sample screen of it. `?theme=dark` and `?density=compact` show it so."""
    if page not in {"index", "panel", "palette", *(key for key, _label in SAMPLES)}:
        raise Http404
    context = _context(page)
    for name in ("theme", "density"):
        if name in request.GET:
            context[name] = request.GET[name]
    if page == "palette":
        context |= {"query": request.GET.get("q", ""), "groups": _found()}
    return render(request, f"core/styleguide/{page}.html", context)


def _found() -> list[dict[str, Any]]:
    rows = [
        ("Rohana Ismail", "Hotel Seri Langkasuka, 012-388 4170", "user"),
        ("SH-0412", "Hotel Seri Langkasuka", "file-text"),
    ]
    return [
        {
            "label": "Rekod",
            "items": [{"label": a, "sub": b, "icon": c, "url": "/styleguide/record/", "end": ""} for a, b, c in rows],
        }
    ]
