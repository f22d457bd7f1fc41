"""What a row of an official document says, before it is known which requirement it means."""

from dataclasses import dataclass

from criteria.vocabulary import Kind
from evidence.official_wording.clauses import Parts


@dataclass(frozen=True)
class Said:
    """What a row says. `level_text`: as printed; `parts` None: the row says nothing of the wording.

    `table`: the number of its table, 0 for running text; `named_above`: code and name are not the row's own but stand
    above its table; `empty`: the column of the wording is there and holds nothing; `has_level_column`: its table has
    one; `level_above`: the level in the heading over the table; `problem`: why the row cannot be relied on, empty when
    it can; `row_text`: all its cells.
    """

    place: str
    table: int = 0
    code: str = ""
    name: str = ""
    group: str = ""
    level_text: str = ""
    level: int | None = None
    kind: Kind | None = None
    number: str = ""
    parts: Parts | None = None
    named_above: bool = False
    empty: bool = False
    has_level_column: bool = False
    level_above: int | None = None
    problem: str = ""
    row_text: str = ""

    @property
    def told(self) -> str:
        """What a person finds the row by: the whole row when its cells may stand in wrong places."""
        if self.problem and self.row_text:
            return self.row_text
        text = "；".join(self.parts.texts) if self.parts else ""
        return " ".join(filter(None, (self.code, self.name, self.level_text, text)))
