"""Bad input: whatever is wrong with a mail, nothing is lost and nothing stops the reader."""

import time
from datetime import UTC, datetime

import pytest

from nietpluis.desk import mail, mail_reading
from nietpluis.desk.models import Attachment, Report, Unopened
from nietpluis.vault import fields, keys
from tests import make
from tests.desk.mails import BOX, PHOTO, helmond, message, names, opened, raw, took

pytestmark = make.every_store


def test_the_same_mail_is_one_report_whatever_way_it_came():
    content = message()
    took(content)
    took(b"Received: from elders by hier; ma, 2 mrt 2026\r\n" + content)
    took(content.replace(b"\r\n", b"\n"))
    assert Report.objects.count() == 1


def test_plain_words_go_before_html_unless_they_say_far_less():
    html = "<style>p{color:red}</style><p>Eerste <b>regel</b></p><p>Tweede<br>derde</p>"
    assert "color" not in opened(took(message(html=html)))
    assert "Tweede" not in opened(took(message(html=html)))
    long = "<p>" + "Zij slapen boven de keuken. " * 40 + "</p><script>alert(1)</script>"
    story = opened(took(message("Open dit in een browser.", html=long)))
    assert "boven de keuken" in story and "alert" not in story


def test_html_alone_is_read_as_words_with_its_links():
    html = (
        '<div>Kijk&nbsp;op <a href="https://foto.example/1">deze foto</a></div><ul><li>een<li>twee'
        '</ul><img src="https://volg.example/x.gif" alt="plattegrond"><table><tr><td>a<td>b</table>'
    )
    story = opened(took(raw(html.encode(), content_type="text/html; charset=utf-8")))
    assert "deze foto (https://foto.example/1)" in story
    assert "- een\n- twee" in story and "[plattegrond]" in story and "volg.example" not in story


@pytest.mark.parametrize(
    ("body", "charset", "words"),
    [
        ("café — “zo”".encode("cp1252"), "windows-1252", "café — “zo”"),
        ("café".encode("latin-1"), "utf-8", "café"),
        ("café".encode(), "bestaat-niet", "café"),
        ("café".encode(), "zlib_codec", "café"),
        ("\u0647\u0646\u0627 \U0001f6a8".encode(), "utf-8", "\u0647\u0646\u0627 \U0001f6a8"),
        (b"voor\x00na\x07", "utf-8", "voorna"),
    ],
)
def test_letters_are_read_also_when_the_mail_lies_about_them(body, charset, words):
    report = took(raw(body, content_type=f"text/plain; charset={charset}"))
    assert words in opened(report)


def test_letters_that_cannot_be_read_say_so_and_the_whole_mail_is_kept():
    report = took(raw(b"\x8f\x9d\x81 hier", content_type="text/plain; charset=bestaat-niet"))
    assert "niet te lezen" in opened(report) and mail.WHOLE in names(report)


def test_a_broken_attachment_is_kept_as_it_came_with_a_mark_that_everyone_sees():
    content = message(files={"keuken.jpg": PHOTO})
    cut = content[: content.rindex(b"\r\n", 0, len(content) - 2000)]
    report = took(cut)
    photo = names(report)["keuken.jpg"]
    assert photo.damaged and 0 < photo.size < len(PHOTO)
    assert "‘keuken.jpg’ kwam beschadigd aan" in opened(report)
    whole = fields.read_bytes(names(report)[mail.WHOLE], "content", key=keys.data_key(report.pk))
    assert whole == cut


def test_a_story_that_is_too_long_is_cut_and_the_whole_mail_kept():
    report = took(message("Zij slapen boven de keuken.\n" * 2_000))
    story = opened(report)
    assert len(story) <= 20_000 and "te lang en is hier afgekapt" in story
    assert mail.WHOLE in names(report)


@pytest.mark.parametrize("files", [{}, {"keuken.jpg": PHOTO}])
def test_an_empty_mail_is_set_apart_but_a_photo_alone_is_a_report(files):
    content = message("", subject="", files=files)
    if files:
        assert "(zonder tekst)" in opened(took(content))
    else:
        with pytest.raises(mail.NoReport) as failed:
            took(content)
        assert failed.value.organisation.code == "gemeente-helmond"


def test_a_mail_that_was_forwarded_along_is_a_file_of_its_own():
    inner = message("Het eerste bericht.", sender="buur@example.nl")
    body = (
        b"--x\r\n\r\nZie onder.\r\n--x\r\nContent-Type: message/rfc822\r\n\r\n"
        + inner
        + b"\r\n--x--\r\n"
    )
    report = took(raw(body, content_type='multipart/mixed; boundary="x"'))
    assert "Het eerste" not in opened(report)
    assert names(report)["doorgestuurd-bericht.eml"].media_type == "message/rfc822"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00" * 100,
        b"geen kop\r\n\r\nwel tekst",
        raw(b"--x\r\n" * 500, content_type='multipart/mixed; boundary="x"'),
        raw(b"zonder grens", content_type="multipart/mixed"),
        raw(b"=ZZ=\r\n", Content_Transfer_Encoding="quoted-printable"),
        raw(b"!!!!", Content_Transfer_Encoding="base64"),
        raw(b"hoi", From="=?utf-8?b?//8?=", Subject="=?onzin?q?=00?="),
        raw(b"hoi", From="<<<>>>", To="undisclosed-recipients:;"),
        raw(b"hoi", Content_Disposition="attachment; filename*=utf-8'%%%"),
        raw(b"<" * 50_000, content_type="text/html"),
        raw(b"<p" * 20_000 + b"<script>", content_type="text/html"),
    ],
)
def test_no_mail_however_broken_stops_the_reader(content):
    began = time.monotonic()
    helmond()
    letter = mail_reading.read(content)
    assert "\x00" not in letter.text + letter.subject + letter.sent_by
    try:
        mail.take_in(
            content, box=BOX | {"municipality": "helmond"}, arrived_at=make.NOW, now=make.NOW
        )
    except mail.NoReport as failed:
        assert failed.reason == Unopened.Reason.EMPTY
    assert time.monotonic() - began < 5


def test_a_file_cannot_pretend_to_be_elsewhere_or_something_else():
    report = took(message(files={"../../etc/\u202egpj.exe": PHOTO}))
    assert list(names(report)) == ["gpj.exe"]
    assert Attachment.objects.get().media_type == "image/jpeg"


def test_the_clock_never_runs_from_the_future():
    helmond()
    tomorrow = datetime(2030, 1, 1, tzinfo=UTC)
    report = mail.take_in(message(), box=BOX, arrived_at=tomorrow, now=make.NOW)[0]
    assert report.received_at == make.NOW
