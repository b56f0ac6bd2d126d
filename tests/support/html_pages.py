"""Pages of HTML as sites serve them, each with the paragraphs of its article and some words that are not of it."""

from typing import NamedTuple


class HtmlPage(NamedTuple):
    """A page: its title, the paragraphs of its article, words that must go, and its source without a declaration."""

    title: str
    paragraphs: tuple[str, ...]
    boilerplate: tuple[str, ...]
    source: str

    def encode(self, encoding: str, declaration: str = '<meta charset="{}">') -> bytes:
        """Return the page as bytes that declare their encoding."""
        return self.source.replace("<head>", f"<head>{declaration.format(encoding)}").encode(
            encoding, "xmlcharrefreplace"
        )


FERRY = (
    "The council of Orrin voted on Monday to buy the old ferry back for one crown, and to have it repaired by spring.",
    "“We waited eleven years for this day,” said the mayor, Ida Marsh, who had taken the early boat to the meeting.",
    "The boat had been sold in 2013, when a tunnel to the mainland was planned. The tunnel was never built, and the "
    "island was left with a summer boat that does not run when the wind is in the west.",
    "Until then the post will go by helicopter, as it has done on Tuesdays and Fridays since the storm of last year.",
)
TANNERY = (
    "Городской совет Велма решил в среду отдать старый кожевенный завод под библиотеку и мастерские для школьников.",
    "«Завод стоит пустым двенадцать лет, и крыша не выдержит ещё одной зимы», — сказала журналистам архитектор "
    "Нина Ольхова, которая готовила проект перестройки.",
    "Работы начнутся в апреле и продлятся около двух лет. Во дворе посадят липы, а подвал отдадут под хранилище книг.",
    "Жители соседних домов просили сохранить трубу завода: на ней каждую весну гнездятся аисты.",
)
KILN = (
    "山あいの窯元が、四十年ぶりに登り窯へ火を入れた。薪は地元の赤松だけを使い、三日三晩かけて焼き上げるという。",
    "窯を守ってきた田所さん（七十一歳）は「もう一度煙を見られるとは思わなかった」と、集まった記者たちに話した。",
    "焼き上がった器は来月の市で並べられ、売り上げの一部は窯の修理に充てられる。町は見学の受け入れも考えている。",
)


def _page(title: str, language: str, menu: tuple[str, ...], paragraphs: tuple[str, ...], below: str) -> str:
    links = "".join(f'<li><a href="/{i}">{word}</a></li>' for i, word in enumerate(menu))
    body = "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"""<!DOCTYPE html>
<html lang="{language}"><head><title>{title} | Courier</title>
<style>nav {{ float: left }} p > b {{ color: red }}</style>
<script>var page = {{"id": 7, "html": "<p>not text</p>"}}; if (1 < 2 && 3 > 2) {{ track("page"); }}</script></head>
<body class="post">
<nav><ul>{links}</ul></nav>
<main><article><h1>{title}</h1>
{body}
</article></main>
{below}
</body></html>
"""


ENGLISH = HtmlPage(
    "Island buys its ferry back",
    FERRY,
    ("Weather", "Storm closes the coast road", "newsletter", "All rights reserved"),
    _page(
        "Island buys its ferry back",
        "en",
        ("Home", "News", "Sport", "Weather", "Contact"),
        (
            FERRY[0],
            FERRY[1],
            '<b>READ ALSO:</b> <a href="/storm">Storm closes the coast road for a third day</a>',
            *FERRY[2:],
        ),
        """<aside><h3>Most read</h3><ol><li><a href="/1">Choir wins prize</a></li>
<li><a href="/2">Bus fares rise</a></li>
</ol></aside>
<div class="newsletter"><p>Sign up for our daily newsletter</p><form><input name="mail">
<button>Sign up</button></form></div>
<footer>&copy; 2024 Orrin Courier. All rights reserved.</footer>""",
    ),
)
RUSSIAN = HtmlPage(
    "Кожевенный завод станет библиотекой",
    TANNERY,
    ("Погода", "Подписаться", "Все права защищены"),
    _page(
        "Кожевенный завод станет библиотекой",
        "ru",
        ("Главная", "Новости", "Спорт", "Погода"),
        TANNERY,
        '<div><a href="/s">Подписаться на рассылку</a></div><footer>© Курьер. Все права защищены.</footer>'.replace(
            "©", "&copy;"
        ),
    ),
)
JAPANESE = HtmlPage(
    "登り窯に四十年ぶりの火",
    KILN,
    ("お問い合わせ", "無断転載"),
    _page(
        "登り窯に四十年ぶりの火",
        "ja",
        ("ホーム", "ニュース", "お問い合わせ"),
        KILN,
        "<footer>記事の無断転載を禁じます</footer>",
    ),
)
PAGES = {"english": ENGLISH, "russian": RUSSIAN, "japanese": JAPANESE}
