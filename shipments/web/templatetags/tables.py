"""A table whose columns are said once: `{% table %}` with a `{% column %}` for each.

    {% table page.rows as order caption=_("Orders") dense %}
      {% column _("Number") class="plain" %}{{ order.number }}{% endcolumn %}
      {% column _("City") if "city" in columns %}{{ order.city }}{% endcolumn %}
      {% column _("Choose") unlabelled class="choose" %}<input ...>{% endcolumn %}
    {% endtable %}

`caption` is for readers of screens, `title` is seen by all. `dense` gives a row one line.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.template import Context, Engine, Library, Node, NodeList, TemplateSyntaxError
from django.template.base import FilterExpression, Parser, Token
from django.template.defaulttags import TemplateIfParser
from django.utils.safestring import SafeString

register = Library()
FLAGS = frozenset({"dense", "flat", "unlabelled"})


@dataclass(frozen=True, slots=True)
class Column:
    """A column as one page shows it."""

    label: str
    css: str
    is_unlabelled: bool
    cell: NodeList


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; an empty one takes no line on a phone."""

    column: Column
    content: SafeString

    @property
    def css(self) -> str:
        return self.column.css if self.content else f"{self.column.css} blank".strip()


@dataclass(frozen=True, slots=True)
class Words:
    """What stands in a tag: values, `name=value` and flags."""

    values: list[FilterExpression]
    named: dict[str, FilterExpression]
    flags: frozenset[str]

    def named_text(self, name: str, context: Context) -> str:
        return str(self.named[name].resolve(context)) if name in self.named else ""


class ColumnNode(Node):
    """A column: its label, when it is shown, and what stands in a cell."""

    def __init__(self, words: Words, condition: Any, cell: NodeList) -> None:
        self.words, self.condition, self.nodelist = words, condition, cell

    def render(self, context: Context) -> SafeString:
        """Nothing by itself: the table asks."""
        return SafeString("")

    def shown(self, context: Context) -> Column | None:
        """The column with its label, unless this page does without it."""
        if self.condition is not None and not self.condition.eval(context):
            return None
        label = str(self.words.values[0].resolve(context))
        css = self.words.named_text("class", context)
        return Column(label, css, "unlabelled" in self.words.flags, self.nodelist)


class TableNode(Node):
    """A table over rows."""

    def __init__(self, words: Words, names: list[str], nodelist: NodeList) -> None:
        self.words, self.names, self.nodelist = words, names, nodelist

    def render(self, context: Context) -> SafeString:
        """The head once, then each row; on a phone each cell tells its column's label."""
        columns = [
            column
            for node in self.nodelist.get_nodes_by_type(ColumnNode)
            if isinstance(node, ColumnNode) and (column := node.shown(context))
        ]
        title = self.words.named_text("title", context)
        drawn = {
            "columns": columns,
            "rows": self._rows(context, columns),
            "is_dense": "dense" in self.words.flags,
            "is_flat": "flat" in self.words.flags,
            "is_titled": bool(title),
            "caption": title or self.words.named_text("caption", context),
        }
        return Engine.get_default().get_template("components/table.html").render(context.new(drawn))

    def _rows(self, context: Context, columns: list[Column]) -> Iterator[list[Cell]]:
        rows = self.words.values[0].resolve(context) or ()
        for row in rows:
            values = row if len(self.names) > 1 else (row,)
            with context.push(**dict(zip(self.names, values, strict=True))):
                cells = [(column, column.cell.render(context)) for column in columns]
            yield [Cell(column, SafeString(text.strip())) for column, text in cells]


@register.tag
def table(parser: Parser, token: Token) -> TableNode:
    """`{% table ROWS as NAME caption=TEXT dense %}`; a row of several values: `as FIRST,SECOND`

    `title=` is a caption that is seen; a `dense` table has one line for a row, a `flat` one stays
    a table on phones.
    """
    bits = token.split_contents()[1:]
    if len(bits) < 3 or bits[1] != "as":
        raise TemplateSyntaxError("{% table %} asks for rows and a name: {% table rows as row %}")
    nodelist = parser.parse(("endtable",))
    parser.delete_first_token()
    return TableNode(_words(parser, [bits[0], *bits[3:]]), bits[2].split(","), nodelist)


@register.tag
def column(parser: Parser, token: Token) -> ColumnNode:
    """`{% column LABEL class=TEXT unlabelled if CONDITION %}`"""
    bits, condition = token.split_contents()[1:], None
    if "if" in bits:
        cut = bits.index("if")
        condition = TemplateIfParser(parser, bits[cut + 1 :]).parse()
        bits = bits[:cut]
    nodelist = parser.parse(("endcolumn",))
    parser.delete_first_token()
    return ColumnNode(_words(parser, bits), condition, nodelist)


def _words(parser: Parser, bits: list[str]) -> Words:
    values, named, flags = [], {}, set()
    for bit in bits:
        name, equals, value = bit.partition("=")
        if bit in FLAGS:
            flags.add(bit)
        elif equals and name.isidentifier():
            named[name] = parser.compile_filter(value)
        else:
            values.append(parser.compile_filter(bit))
    if len(values) != 1:
        raise TemplateSyntaxError(f"One value is asked for, not {len(values)}: {bits}")
    return Words(values, named, frozenset(flags))
