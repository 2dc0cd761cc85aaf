"""Tables and menus: what is said once in a template stands where it must on the page."""

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.urls import resolve

from shipments.actor import Actor, Role
from shipments.web.components.menu import menu_links

PEOPLE = [{"name": "Anna", "city": "Орёл"}, {"name": "Boris", "city": ""}]


def drawn(text: str, **context: object) -> str:
    return Template(text).render(Context(context))


def test_a_label_is_said_once_and_stands_in_the_head_and_in_each_cell():
    html = drawn(
        '{% table people as one %}{% column "City" %}{{ one.city }}{% endcolumn %}{% endtable %}',
        people=PEOPLE,
    )

    assert html.count("City") == 1 + len(PEOPLE)
    assert 'data-label="City">Орёл</td>' in html


def test_an_empty_cell_is_named_as_such_and_a_column_keeps_its_class():
    html = drawn(
        '{% table people as one %}{% column "City" class="cut" %} {{ one.city }} {% endcolumn %}'
        "{% endtable %}",
        people=PEOPLE,
    )

    assert '<td class="cut" data-label="City">Орёл</td>' in html
    assert '<td class="cut blank" data-label="City"></td>' in html


def test_a_column_that_a_page_does_without_is_not_drawn():
    text = (
        '{% table people as one %}{% column "Name" %}{{ one.name }}{% endcolumn %}'
        '{% column "City" if "city" in chosen %}{{ one.city }}{% endcolumn %}{% endtable %}'
    )

    assert "City" in drawn(text, people=PEOPLE, chosen=["city"])
    assert "City" not in drawn(text, people=PEOPLE, chosen=[])


def test_what_a_row_says_is_escaped_and_its_name_ends_with_the_table():
    html = drawn(
        '{% table people as one %}{% column "Name" %}{{ one.name }}{% endcolumn %}{% endtable %}'
        "[{{ one }}]",
        people=[{"name": "<b>"}],
    )

    assert "&lt;b&gt;" in html
    assert html.endswith("[]")


def test_a_row_of_several_values_names_each():
    html = drawn(
        '{% table pairs as one,n %}{% column "Name" %}{{ one.name }}: {{ n }}{% endcolumn %}'
        "{% endtable %}",
        pairs=[(PEOPLE[0], 3)],
    )

    assert ">Anna: 3</td>" in html


class NoteForm(forms.Form):
    note = forms.CharField()


def test_a_form_shows_its_faults_and_goes_to_its_page():
    form = NoteForm({})
    form.add_error(None, "It is closed.")

    html = drawn('{% post_form form "Write" "staff:case-note" 7 title="Note" %}', form=form)

    assert 'action="/staff/cases/7/note/"' in html
    assert "It is closed." in html
    assert "This field is required." in html


@pytest.mark.parametrize("tag", ["{% table %}", "{% table people %}", "{% table people of one %}"])
def test_a_table_without_rows_and_a_name_is_a_fault_of_the_template(tag):
    with pytest.raises(TemplateSyntaxError, match="asks for rows"):
        Template(tag + "{% endtable %}")


def links(path: str, *roles: Role) -> dict[str, bool]:
    request = RequestFactory().get(path)
    request.resolver_match = resolve(path)
    request.actor = Actor("someone", frozenset(roles))
    interface = request.resolver_match.namespaces[0]
    return {str(link.text): link.is_here for link in menu_links(interface, request)}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/seller/", "Today"),
        ("/seller/orders/100/", "Orders"),
        ("/seller/replenishments/", "Stock"),
        ("/staff/cases/7/", "Cases"),
        ("/customs/export/", "Export from China"),
    ],
)
def test_a_menu_tells_the_one_entry_that_a_page_belongs_to(path, text):
    assert [name for name, is_here in links(path).items() if is_here] == [text]


def test_an_entry_for_one_role_is_shown_to_that_role_alone():
    assert "Personal data" in links("/staff/", Role.ADMIN)
    assert "Personal data" not in links("/staff/", Role.PLANNER)
