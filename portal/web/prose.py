"""Text people typed, as safe HTML: Markdown without raw HTML, then an explicit list."""

import nh3
from markdown_it import MarkdownIt

_markdown = MarkdownIt("js-default", {"linkify": False, "breaks": True, "html": False})
TAGS = {"p", "br", "strong", "em", "code", "pre", "ul", "ol", "li", "a", "blockquote", "s"}
MOST_CHARACTERS = 20_000
# A heap of brackets is no heap of links, and looking for them in it takes seconds.
MOST_BRACKETS = 400
_without_links = MarkdownIt("js-default", {"linkify": False, "breaks": True, "html": False})
_without_links.disable(["link", "image"])


def prose(text: str) -> str:
    """HTML of a few plain tags; no images, no attributes but links' addresses."""
    shown = text[:MOST_CHARACTERS]
    markdown = _without_links if shown.count("[") > MOST_BRACKETS else _markdown
    rendered = markdown.render(shown)
    return nh3.clean(
        rendered,
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )
