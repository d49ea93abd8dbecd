"""How much to claim at once, over how many lines: learnt from the last batch."""

from dataclasses import dataclass

from portal.post.drafts import Channel

LARGEST_BATCH = 500
FIRST_BATCH = 50
SLOW_ANSWER = 0.015
QUICK_ANSWER = 0.001


@dataclass
class Pace:
    """A batch is worth about a second of work, so that halting and stopping are quick. Over a
    distant relay each line waits most of the time, so that more of them carry more."""

    most_lines: int
    batch: int = FIRST_BATCH
    lines: int = 1

    def learn(self, *, answers: int, seconds: float, shut: bool) -> None:
        """Take in how the last batch went: letters answered, seconds from claim to last
        answer, and whether any line found its way shut."""
        if shut:
            self.lines = max(self.lines // 2, 1)
            if answers:
                self.most_lines = self.lines
            else:
                self.batch = 1
            return
        if not answers:
            return
        each = seconds * self.lines / answers
        if each > SLOW_ANSWER:
            self.lines = min(self.lines * 2, self.most_lines)
        elif each < QUICK_ANSWER:
            self.lines = max(self.lines // 2, 1)
        a_second = int(answers / max(seconds, 0.001))
        self.batch = max(1, min(a_second, self.batch * 4, LARGEST_BATCH))


def first_pace(channel: str) -> Pace:
    """Mail begins with one line, since its relay is one; webhooks go to many hosts at once."""
    if channel != Channel.EMAIL:
        return Pace(most_lines=64, lines=64, batch=200)
    return Pace(most_lines=4)
