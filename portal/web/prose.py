"""Text people typed, as safe HTML: Markdown without raw HTML, then an explicit list."""

import nh3
from markdown_it import MarkdownIt

_markdown = MarkdownIt("js-default", {"linkify": False, "breaks": True, "html": False})
TAGS = {"p", "br", "strong", "em", "code", "pre", "ul", "ol", "li", "a", "blockquote", "s"}
MOST_CHARACTERS = 20_000


def prose(text: str) -> str:
    """HTML of a few plain tags; no images, no attributes but links' addresses."""
    rendered = _markdown.render(text[:MOST_CHARACTERS])
    return nh3.clean(
        rendered,
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )
