import pytest

from knw_portal.documents.responses import CSV, PDF, XLSX, download

SAVED = "sandbox; default-src 'none'"


@pytest.mark.parametrize("content_type", [CSV, XLSX, PDF, "text/html"])
def test_a_file_is_saved_runs_nothing_and_stays_nowhere(content_type):
    response = download(b"inhoud", "lijst.csv", content_type)

    assert response.content == b"inhoud"
    assert dict(response.headers) == {
        "Content-Type": content_type,
        "Content-Disposition": 'attachment; filename="lijst.csv"',
        "Content-Security-Policy": SAVED,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }


@pytest.mark.parametrize(
    ("content_type", "disposition"),
    [(PDF, "inline"), ("text/html", "attachment"), (CSV, "attachment")],
)
def test_only_a_pdf_may_be_shown(content_type, disposition):
    response = download(b"", "memo.pdf", content_type, inline=True)

    assert response["Content-Disposition"] == f'{disposition}; filename="memo.pdf"'
    assert (response["Content-Security-Policy"] == SAVED) is (disposition == "attachment")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("thema’s 2026.pdf", "attachment; filename*=utf-8''thema%E2%80%99s%202026.pdf"),
        ('a"b\r\nX: y.pdf', 'attachment; filename="a b X y.pdf"'),
        ("../../etc/passwd", 'attachment; filename="etc passwd"'),
        ("\u202efdp.exe", 'attachment; filename="fdp.exe"'),
        ("", 'attachment; filename="bestand"'),
        ("x" * 300 + ".pdf", f'attachment; filename="{"x" * 120}.pdf"'),
    ],
)
def test_any_name_is_safe(name, expected):
    assert download(b"", name, PDF)["Content-Disposition"] == expected
