"""Show the explorer as a page of marimo; `commpartner explore` starts it.

What a cell shows is written by `page`; what it computes, by `explorer`. Elements that a user moves
are made without words, so that another language leaves them where they stand.
"""

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="full", app_title="commpartner", css_file="explorer.css")

with app.setup:
    from typing import Any

    import marimo as mo

    from commpartner.errors import CommpartnerError
    from commpartner.facts.words import say
    from commpartner.report.explorer import page
    from commpartner.report.explorer.district_map import district_map
    from commpartner.report.explorer.explorer import Explorer
    from commpartner.report.explorer.opening import read_opening
    from commpartner.report.explorer.refining import refine
    from commpartner.report.explorer.reporting import report
    from commpartner.report.page.render import check_extras


@app.cell
def _choices() -> Any:
    opening = read_opening(str(mo.cli_args().get("opening")))
    programme = opening.programme()
    names = page.policy_names(programme.policies)
    beside = {page.unmoved_name(): "", **names}
    languages = {say(f"explore_{each}", each): each for each in ("zh", "en")}
    language = mo.ui.radio(languages, value=say(f"explore_{opening.language}", "en"), inline=True)
    policy = mo.ui.dropdown(
        names,
        value=next(shown for shown, name in names.items() if name == opening.policy),
        allow_select_none=False,
        full_width=True,
    )
    baseline = mo.ui.dropdown(
        beside,
        value=next(shown for shown, name in beside.items() if name == opening.baseline),
        allow_select_none=False,
        full_width=True,
    )
    choosers = [policy, baseline]  # a list is not followed, so that a choice redraws no chooser
    return baseline, choosers, language, policy, programme


@app.cell
def _head(choosers: Any, language: Any, programme: Any) -> Any:
    mo.vstack(
        [
            mo.hstack([mo.Html(page.heading(programme, language.value)), language], wrap=True),
            mo.hstack(
                [
                    mo.vstack([mo.Html(page.words(key, language.value)), chooser], gap=0.2)
                    for key, chooser in zip(
                        ("explore_policy", "explore_baseline_name"), choosers, strict=True
                    )
                ],
                widths="equal",
                wrap=True,
            ),
        ]
    )
    return


@app.cell
def _explorer(baseline: Any, policy: Any, programme: Any) -> Any:
    with mo.status.spinner(remove_on_exit=True):
        explorer = Explorer(programme, policy.value, baseline.value or None)
        explorer.warm()
        levers = explorer.sliders
    reset = mo.ui.button(value=0, on_click=lambda count: count + 1, label="↺")
    return explorer, levers, reset


@app.cell
def _elements(levers: Any, reset: Any) -> Any:
    _ = reset.value
    places = mo.ui.dictionary(
        {
            each.lever: mo.ui.slider(
                page.position(each, each.low),
                page.position(each, each.high),
                step=page.position(each, each.step),
                value=page.position(each, each.value),
                show_value=True,
                full_width=True,
            )
            for each in levers
        }
    )
    typed = mo.ui.dictionary({each.lever: mo.ui.text(full_width=True) for each in levers})
    rows = [(each, places[each.lever], typed[each.lever]) for each in levers]
    return places, rows, typed


@app.cell
def _levers(
    language: Any,
    reset: Any,
    rows: Any,
) -> Any:
    now = language.value

    def stacked(part: int, listed: Any) -> Any:
        return mo.vstack(
            [
                mo.vstack([mo.Html(page.lever_label(row[0], now)), row[part]], gap=0)
                for row in listed
            ]
        )

    mo.vstack(
        [
            mo.hstack([mo.Html(page.words("explore_levers", now)), reset]),
            stacked(1, rows[: page.SHOWN]),
            mo.accordion(
                {
                    say("explore_more", now): stacked(1, rows[page.SHOWN :]),
                    say("explore_typed", now): mo.vstack(
                        [mo.Html(page.words("explore_typed_note", now)), stacked(2, rows)]
                    ),
                },
                multiple=True,
            ),
        ]
    )
    return


@app.cell
def _values(
    language: Any,
    levers: Any,
    places: Any,
    typed: Any,
) -> Any:
    values, mistake = None, ""
    try:
        values = page.chosen(levers, places.value, typed.value, language.value)
    except CommpartnerError as error:
        mistake = page.problem_text(error, language.value)
    return mistake, values


@app.cell
def _figures(
    explorer: Any,
    language: Any,
    mistake: Any,
    values: Any,
) -> Any:
    def show(found: Any) -> None:
        mo.output.replace(mo.Html(page.cards(found, language.value)))

    def told(work: Any) -> Any:
        try:
            return work()
        except CommpartnerError as error:
            mo.output.replace(mo.Html(page.problem_text(error, language.value)))
            return None

    def go_on(found: Any) -> None:
        thread = mo.current_thread()
        told(lambda: refine(explorer, values, found, show, lambda: thread.should_exit))

    if mistake:
        mo.output.replace(mo.Html(mistake))
    elif preview := told(lambda: explorer.preview(values)):
        show(preview)
        mo.Thread(target=go_on, args=(preview,)).start()
    return


@app.cell
def _export(explorer: Any, language: Any, values: Any) -> Any:
    mo.output.replace(
        None
        if values is None
        else mo.download(
            page.settings(explorer, values).encode(),
            filename=f"{page.settings_name(explorer)}.toml",
            mimetype="application/toml",
            label=say("explore_export", language.value),
        )
    )
    return


@app.cell
def _report(explorer: Any, language: Any, values: Any) -> Any:
    def written() -> Any:
        try:
            check_extras()
        except CommpartnerError as error:
            return mo.Html(page.problem_text(error, language.value))
        return mo.download(
            lambda: report(explorer, values, language.value).encode(),
            filename=f"{page.settings_name(explorer)}.html",
            mimetype="text/html",
            label=say("explore_report", language.value),
        )

    mo.output.replace(None if values is None else written())
    return


@app.cell
def _map(explorer: Any, language: Any) -> Any:
    mo.Html(district_map(explorer.programme, explorer.name, language.value))
    return


if __name__ == "__main__":
    app.run()
