"""What the quiz says of the library's own figures, worked out anew from the packs that its sources name."""

from __future__ import annotations

import csv
from collections.abc import Callable
from functools import cache
from importlib.resources import files

import pytest

from support.question_builders import numbers
from tanlu.engage.quiz.bank import bank
from tanlu.engage.quiz.question import Question

Row = dict[str, str]
LITRES_PER_US_GALLON = 3.785411784


@cache
def rows_of(path: str) -> tuple[Row, ...]:
    with files("tanlu").joinpath(path).open(encoding="utf-8") as stream:
        return tuple(csv.DictReader(stream))


def factor(pack: str, activity: str, unit: str, column: str = "kgco2e", **wanted: str) -> float:
    """Return the one value of an activity per unit that a pack gives (repeats under a plain path agree)."""
    values = {
        float(row[column])
        for row in rows_of(f"factors/data/{pack}.csv")
        if row["activity"] == activity
        and row["unit"] == unit
        and all(row[name] == text for name, text in wanted.items())
    }
    assert len(values) == 1, (activity, values)
    return values.pop()


def grid(region: str) -> float:
    return factor("cn_grid", "electricity/grid", "kWh", region=region, valid_from="2023-01-01", basis="average")


def epa(activity: str, unit: str = "short_ton", column: str = "kgco2e") -> float:
    return factor("us_epa_hub_2025", activity, unit, column)


def uk(activity: str, unit: str = "pkm") -> float:
    return factor("uk_2024", activity, unit)


def gwp100(gas: str) -> float:
    key = (gas, "AR6", "GWP100")
    return next(
        float(row["value"]) for row in rows_of("core/gwp.csv") if (row["gas"], row["assessment"], row["horizon"]) == key
    )


def blend(name: str) -> float:
    rows = rows_of("factors/data/refrigerant_blends_published.csv")
    return next(float(row["gwp100_ar5_epa"]) for row in rows if row["blend"] == name)


SHORT_HAUL, LONG_HAUL = "travel/air/short_haul", "travel/air/long_haul"
FIGURES: dict[str, Callable[[], float]] = {
    "buildings-01": lambda: blend("R-410A"),
    "daily_life-11": lambda: 5 * uk("vehicle/car/average_car/petrol", "km"),
    "daily_life-13": lambda: 0.1 * gwp100("CFC12"),
    "daily_life-18": lambda: factor("cn_fuels", "fuel/natural_gas", "1e4 Nm3") / 10_000,
    "energy-02": lambda: grid("CN"),
    "food_and_land-05": lambda: gwp100("N2O"),
    "food_and_land-10": lambda: epa("waste/landfill/food_waste") / epa("waste/composting/food_waste"),
    "industry-03": lambda: gwp100("SF6") / 1000,
    "transport-01": lambda: epa("fuel/mobile/gasoline", "gal", "kg_co2") / LITRES_PER_US_GALLON,
    "transport-02": lambda: (
        epa("freight/air", "short_ton_mile", "kg_co2") / epa("freight/rail", "short_ton_mile", "kg_co2")
    ),
    "transport-06": lambda: uk(f"{LONG_HAUL}/business_class/with_rf") / uk(f"{LONG_HAUL}/economy_class/with_rf"),
    "transport-08": lambda: 15 * grid("CN"),
    "transport-14": lambda: uk(f"{SHORT_HAUL}/economy_class/with_rf") / uk("travel/rail/international_rail"),
    "transport-15": lambda: (
        100 * (uk("freight/road/hgv/all_hgvs/50_laden", "t.km") / uk("freight/road/hgv/all_hgvs/100_laden", "t.km") - 1)
    ),
}
"""Question → the figure behind its right option. The options of transport-14 are fractions: 1/40 is the inverse of it."""

LEAST_OR_MOST: dict[str, tuple[Callable[..., float], dict[str, Callable[[], float]]]] = {
    "energy-03": (
        min,
        {
            "Yunnan": lambda: grid("CN-YN"),
            "Guangdong": lambda: grid("CN-GD"),
            "Shandong": lambda: grid("CN-SD"),
            "Shanxi": lambda: grid("CN-SX"),
        },
    ),
    "energy-04": (
        min,
        {
            "Natural gas": lambda: epa("fuel/natural_gas", "mmBtu_gross", "kg_co2"),
            "Petrol": lambda: epa("fuel/gasoline", "mmBtu_gross", "kg_co2"),
            "Bituminous coal": lambda: epa("fuel/bituminous_coal", "mmBtu_gross", "kg_co2"),
            "Anthracite": lambda: epa("fuel/anthracite", "mmBtu_gross", "kg_co2"),
        },
    ),
    "transport-03": (
        min,
        {
            "A bulk carrier at sea": lambda: uk("freight/sea/cargo_ship/bulk_carrier/average", "t.km"),
            "A freight train": lambda: uk("freight/rail", "t.km"),
            "A diesel lorry by road": lambda: uk("freight/road/hgv/all_hgvs/average_laden", "t.km"),
            "A cargo aircraft": lambda: uk("freight/air/long_haul/without_rf", "t.km"),
        },
    ),
    "transport-04": (
        min,
        {
            "Long-distance coach": lambda: uk("travel/road/bus/coach"),
            "Regular taxi ride": lambda: uk("travel/road/taxi/regular_taxi"),
            "Driving a petrol car alone": lambda: uk("travel/road/car/average_car/petrol", "km"),
            "Domestic flight": lambda: uk("travel/air/domestic/average_passenger/with_rf"),
        },
    ),
    "daily_life-05": (
        max,
        {
            "Mixed plastics": lambda: epa("waste/combustion/mixed_plastics"),
            "Cardboard boxes": lambda: epa("waste/combustion/corrugated_containers"),
            "Food leftovers": lambda: epa("waste/combustion/food_waste"),
            "Leaves and twigs": lambda: epa("waste/combustion/yard_trimmings"),
        },
    ),
}


def question(name: str) -> Question:
    (found,) = [question for question in bank().in_play() if question.question == name]
    return found


@pytest.mark.parametrize("name", FIGURES)
def test_the_right_option_is_the_figure_of_the_pack_and_the_others_are_far_from_it(name: str):
    """Every option is a number in the unit of the figure; "far" is a quarter off or more."""
    asked = question(name)
    figure = FIGURES[name]()
    options = [max(numbers(option), default=1.0) for option in asked.options_en]
    # 0.05: right options are rounded to two digits, or to "about" a round multiple.
    assert options[asked.right] == pytest.approx(figure, rel=0.05)
    wrong = [option for place, option in enumerate(options) if place != asked.right]
    assert all(abs(option / figure - 1) >= 0.25 for option in wrong), (figure, wrong)


@pytest.mark.parametrize("name", LEAST_OR_MOST)
def test_the_right_option_is_least_or_most_by_the_pack(name: str):
    asked = question(name)
    best, options = LEAST_OR_MOST[name]
    assert set(options) == set(asked.options_en)
    values = {option: value() for option, value in options.items()}
    assert values[asked.options_en[asked.right]] == best(values.values())
    assert list(values.values()).count(best(values.values())) == 1


def test_every_question_whose_source_was_checked_is_worked_out_here():
    checked = {question.question for question in bank().in_play() if question.source_checked}
    assert checked == {*FIGURES, *LEAST_OR_MOST}
