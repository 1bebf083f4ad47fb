"""Names of companies as somebody else would enter them."""

import numpy as np
import polars as pl

_PLACES = ("上海", "江苏", "浙江", "广东", "四川", "湖北")


def respelled(random: np.random.Generator, names: pl.Series) -> pl.Series:
    """Each legal name spelled otherwise, so that a person knows it again.

    Args:
        random: what decides.
        names: "鼎原水务有限公司 Dingyuan Water Co., Ltd." or "Harrowmund Infrastructure S.A.".
    """
    name = pl.col("name")
    chinese = name.str.split(" ").list.first()
    latin = name.str.split(" ").list.slice(1).list.join(" ")
    short = chinese.str.replace("有限公司", "", literal=True)
    styles = [
        chinese,
        pl.concat_str(short, pl.lit("有限责任公司 "), latin),
        pl.concat_str(short, pl.lit("（有限）公司")),
        pl.concat_str(chinese.str.slice(0, 2), pl.lit(" "), chinese.str.slice(2)),
        pl.concat_str(pl.lit(_PLACES[0]), chinese),
        pl.concat_str(short, pl.lit("公司 "), latin.str.replace("Co., Ltd.", "Company Limited", literal=True)),
    ]
    abroad = [
        name.str.to_uppercase(),
        name.str.replace_all(".", "", literal=True),
        name.str.split(" ").list.slice(0, 2).list.join(" "),
        pl.concat_str(name, pl.lit(" (USD)")),
    ]
    is_here = name.str.contains(r"\p{Han}")
    drawn = pl.Series("drawn", random.integers(0, 10**6, len(names)))
    frame = pl.DataFrame({"name": names, "drawn": drawn}, schema_overrides={"name": pl.String})
    both = (
        pl.concat_list(pl.when(one != name).then(one) for one in forms).list.drop_nulls() for forms in (styles, abroad)
    )
    here, there = (forms.list.get(pl.col("drawn") % forms.list.len(), null_on_oob=True) for forms in both)
    return frame.select(pl.when(is_here).then(here).otherwise(there).alias("name")).to_series()


def branches(random: np.random.Generator, names: pl.Series) -> pl.Series:
    """The name of a branch of each company."""
    towns = [("成都", "Chengdu"), ("武汉", "Wuhan"), ("苏州", "Suzhou"), ("西安", "Xi'an"), ("青岛", "Qingdao")]
    at = random.integers(0, len(towns), len(names))
    return pl.Series(
        "name",
        [
            f"{chinese}{towns[one][0]}分公司 {latin} {towns[one][1]} Branch".replace("  ", " ")
            for one, (chinese, _, latin) in zip(at, (name.partition(" ") for name in names), strict=True)
        ],
        dtype=pl.String,
    )
