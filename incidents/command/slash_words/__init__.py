"""Words that begin with a slash: typed into the composer, or into a chat.

`perform` reads a text and does what it says, through the same actions as the screens.
A new word is a `SlashWord` in a module here and a name in `registry.WORDS`.
"""

from incidents.command.slash_words.reading import moment_in
from incidents.command.slash_words.registry import WORDS, perform
from incidents.command.slash_words.word import Answer, Refused, Said, SlashWord

__all__ = ["WORDS", "Answer", "Refused", "Said", "SlashWord", "moment_in", "perform"]
